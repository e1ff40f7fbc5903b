"""Two processes serve one installation: what is done at one is seen at the other, with Redis and without."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest
from websockets.sync.client import ClientConnection

from dispatch.exchange import Exchange
from dispatch.positions import LivePosition
from domain.places import Point
from tests.dispatch.test_inbox import parcel
from tests.patience import eventually
from tests.postgres import Server as Postgres
from tests.redis import Server as Redis
from tests.web.client import Client, Running
from tests.web.small import REGION, filled, two
from tests.web.test_live import ending, messages
from web.catching_up import SEEN, CatchingUp
from web.settings import Settings


@pytest.fixture(scope="module")
def settings(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return filled(tmp_path_factory.mktemp("between") / "data", postgres.new_database())


@pytest.fixture(scope="module", params=["redis", "without"])
def pair(request: pytest.FixtureRequest, settings: Settings) -> Iterator[tuple[Running, Running]]:
    hints = "in-process:"
    if request.param == "redis":
        server: Redis = request.getfixturevalue("redis")
        hints = server.url
    with two(settings, hints, hints) as found:
        yield found


@contextmanager
def board(client: Client, topic: str = f"queue:{REGION}") -> Iterator[ClientConnection]:
    """A live connection that holds the topic's rows."""
    with client.live() as live:
        live.send(json.dumps({"t": "sub", "id": 1, "topic": topic}))
        messages(live, "snap")
        yield live


def blind(running: Running) -> None:
    """Nothing in this process looks at the log by itself any more."""
    store = running.system.store
    store.notary.stop(None)
    for each in (store._lookout, store.ticker, *store.couriers):
        each.stop()


def seen(live: ClientConnection, key: str, within: float = 10.0) -> None:
    """Returns when a row with this key has come."""
    while key not in [each for each, _ in messages(live, "d", within)["ops"]]:
        continue


def test_a_command_at_one_is_on_the_boards_of_the_other(pair: tuple[Running, Running]) -> None:
    clients = [running.enter("disp") for running in pair]
    for here, there in (clients, clients[::-1]):
        with board(there) as live:
            case = str(uuid4())
            answer = here.send("receive-request", case=case, channel="phone")
            assert answer.status_code == 200, answer.text
            seen(live, case)


def test_who_is_shut_out_at_one_loses_the_boards_of_the_other(pair: tuple[Running, Running]) -> None:
    here, there = pair
    client = there.enter("disp")
    with client.live() as live:
        messages(live, "welcome")
        account = UUID(client.me["account"])
        assert here.system.sessions.end_all(account) >= 1
        assert ending(live) == 4401
    assert client.http.get("/api/me").status_code == 401


def test_a_session_of_one_is_one_of_the_other(pair: tuple[Running, Running]) -> None:
    here, there = pair
    client = here.enter("disp")
    token = client.http.cookies["jedel"]
    stranger = there.nobody()
    stranger.http.cookies.set("jedel", token, domain="localhost.local", path="/")
    assert stranger.get("/api/me")["account"] == client.me["account"]


def test_a_notice_delivered_at_one_is_counted_at_the_other(pair: tuple[Running, Running]) -> None:
    here, there = pair
    client = there.enter("disp")
    account = UUID(client.me["account"])
    with board(client, f"inbox:{account}") as live:
        here.system.inbox.deliver(parcel(), (account,))
        seen(live, "inbox")


def test_health_says_how_many_boards_each_process_serves(pair: tuple[Running, Running]) -> None:
    here, there = pair
    nobody = here.nobody()
    with board(there.enter("disp")):
        if here.system.hints.memory is None:
            assert nobody.get("/health")["boards"] == {}
        else:
            eventually(lambda: {REGION: 1} in nobody.get("/health")["boards"].values())


def test_a_position_told_at_one_is_known_at_the_other(pair: tuple[Running, Running]) -> None:
    here, there = (running.system for running in pair)
    for system in (here, there):
        exchange = next(each for each in system.lookouts if isinstance(each, Exchange))
        exchange._on_duty = lambda _: True
    found = LivePosition(team=uuid4(), point=Point(lat=43.25, lon=76.91), at=here.clock.now(), source="phone")
    assert here.positions.report(found, here.clock.now()) is True
    eventually(lambda: there.positions.newest(found.team) is not None)


WORD = re.compile(rb"[0-9a-f]{16} [0-9]+ [a-z]+ [A-Za-z0-9:._-]*")
KEY = re.compile(rb"jedel:[0-9a-f]{32}:(processes|positions:(points|rest|order|number)|measure:[0-9a-f]{32})")


def test_all_that_redis_holds_and_hears_are_ids_counts_and_positions(
    settings: Settings, redis: Redis
) -> None:
    said = "Zzyzx Қалқаман"
    hearing = redis.client().pubsub(ignore_subscribe_messages=True)
    hearing.psubscribe("*")
    with two(settings, redis.url, redis.url) as (first, second), board(second.enter("disp")) as live:
        client = first.enter("disp")
        case = str(uuid4())
        told = {"place": said, "child_name": said, "story": said}
        answer = client.send("receive-request", case=case, channel="phone", **told)
        assert answer.status_code == 200, answer.text
        client.raw("/api/login", json.dumps({"login": said, "password": said}).encode())
        seen(live, case)
        heard = [one["data"] for _ in range(40) if (one := hearing.get_message(timeout=0.1)) is not None]
        memory = first.system.hints.memory
        assert memory is not None
        keys = redis.client().keys(memory.name("*"))
    assert heard
    assert keys
    assert [each for each in heard if not WORD.fullmatch(each)] == []
    assert [each for each in keys if not KEY.fullmatch(each)] == []


def test_a_hint_is_enough_where_nobody_looks_by_himself(settings: Settings, redis: Redis) -> None:
    with two(settings, redis.url, redis.url) as (first, second), board(second.enter("disp")) as live:
        blind(second)
        case = str(uuid4())
        assert first.enter("disp").send("receive-request", case=case, channel="phone").status_code == 200
        seen(live, case)


def test_without_hints_and_looks_a_board_is_behind(settings: Settings) -> None:
    """The fault that the tests above must see."""
    with two(settings, "in-process:", "in-process:") as (first, second):
        blind(second)
        with board(second.enter("disp")) as live:
            case = str(uuid4())
            assert first.enter("disp").send("receive-request", case=case, channel="phone").status_code == 200
            with pytest.raises((AssertionError, TimeoutError)):
                seen(live, case, 2.0)


def test_what_one_did_is_there_for_the_next_request_wherever_that_goes(settings: Settings) -> None:
    """Each step at the other process than the one before, with no hints."""
    with two(settings, "in-process:", "in-process:") as pair:
        clients = [running.enter("disp") for running in pair]
        for client, running in zip(clients, pair, strict=True):
            blind(running)
            client.http._cookies = clients[0].http._cookies
        for turn in range(4):
            here, there = clients[turn % 2], clients[1 - turn % 2]
            case = str(uuid4())
            assert here.send("receive-request", case=case, channel="phone").status_code == 200
            assert there.get("/api/me")
            assert case in pair[1 - turn % 2].system.rows("queue")
            taken = there.send("take-case", case=case)
            assert taken.status_code == 200, taken.text
            assert here.get(f"/api/cases/{case}")


def test_what_a_board_shows_is_there_for_the_pages_next_request(settings: Settings) -> None:
    """The page says how far its board is, by the board's own words; of another log that says nothing."""
    with two(settings, "in-process:", "in-process:") as (first, second):
        here, there = first.enter("disp"), second.enter("disp")
        case = here.received()
        eventually(lambda: case in second.system.rows("queue"))
        blind(second)
        with board(here) as live:
            assert here.send("take-case", case=case).status_code == 200
            change = messages(live, "d")
        heard = CatchingUp(second.system.hub, second.system)._position  # type: ignore[arg-type]
        assert heard(f"{uuid4()}.1.1/{change['pos']}") == 0
        assert heard(f"{change['epoch']}/{change['pos']}") == change["pos"]
        there.http.headers[SEEN] = f"{change['epoch']}/{change['pos']}"
        assert there.get("/api/me")
        assert second.system.rows("queue")[case]["owner"] == here.me["account"]


def test_what_somebody_only_heard_of_is_looked_for(settings: Settings) -> None:
    with two(settings, "in-process:", "in-process:") as (first, second):
        blind(second)
        there = second.enter("disp")
        for case in (first.enter("disp").received(), first.enter("disp").received()):
            assert there.send("take-case", case=case).status_code == 200
        case = first.enter("disp").received()
        assert there.get(f"/api/cases/{case}")["row"]["id"] == case
        assert there.send("take-case", case=str(uuid4())).status_code == 404


def test_a_process_that_is_too_far_behind_says_try_again_not_that_it_is_not_there(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with two(settings, "in-process:", "in-process:") as (_, second):
        monkeypatch.setattr("web.catching_up.PATIENCE_S", 0.0)
        monkeypatch.setattr("web.catching_up.head", lambda _: 0)
        assert second.enter("disp").http.get(f"/api/cases/{uuid4()}").status_code == 503


def test_without_that_word_the_next_request_finds_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: nobody waits."""

    async def nobody_waits(*_: object) -> bool:
        return True

    monkeypatch.setattr("web.catching_up._reach", nobody_waits)
    with two(settings, "in-process:", "in-process:") as (first, second):
        blind(second)
        here, there = first.enter("disp"), second.enter("disp")
        there.http._cookies = here.http._cookies
        found = []
        for case in (
            str(uuid4()) for _ in range(3)
        ):  # whoever acts may begin to at any moment, and looks then
            assert here.send("receive-request", case=case, channel="phone").status_code == 200
            assert there.get("/api/me")
            found.append(case in second.system.rows("queue"))
        assert False in found
