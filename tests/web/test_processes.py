"""Real processes of the Procfile over real PostgreSQL: seen together, killed, frozen, stopped in order."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from dispatch.lease import WORK, Held, Lease
from dispatch.ports import StoreUnavailable
from dispatch.tables.postgres import PostgresTables
from tests.fleet import ROOT, STARTED, Fleet, Process, end_with_us, environment, jedel
from tests.patience import eventually
from tests.postgres import Server
from tests.web.client import Client
from tests.web.small import REGION, filled
from tests.web.test_between_processes import board
from tests.web.test_live import messages

pytestmark = pytest.mark.slow

ACTS, STANDS_BY = "This process acts", "stands by"
TAKEN_OVER = 5.0
"""Seconds after which another worker acts, by the issue."""
STUBBORN = f"exec {sys.executable} -m tests.stubborn_worker --deaf"


@dataclass
class Place:
    env: dict[str, str]
    store: str
    account: UUID

    def asked(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.store) as connection:
            return connection.execute(query.encode()).fetchall()

    def missed(self, case: str) -> int:
        """How often the clock said of a case that nobody has taken it."""
        query = (
            f"SELECT count(*) FROM stored_events WHERE topic='target-missed.v1' AND originator_id='{case}'"
        )
        return int(str(self.asked(query)[0][0]))


@pytest.fixture(scope="module")
def place(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Place:
    settings = filled(tmp_path_factory.mktemp("processes") / "data", postgres.new_database())
    env = environment(settings.data, settings.store)
    refused = jedel(env, "worker")
    assert (refused.returncode, "jedel release" in refused.stderr) == (1, True), refused
    for _ in range(2):
        done = jedel(env, "release")
        assert (done.returncode, "ready" in done.stdout) == (0, True), done
    with psycopg.connect(settings.store) as connection:
        rows = connection.execute(b"SELECT body FROM hot_row WHERE fold='accounts'").fetchall()
    account = next(row["id"] for (body,) in rows if (row := json.loads(body))["login"] == "disp")
    return Place(env, settings.store, UUID(account))


@pytest.fixture(scope="module")
def fleet(place: Place) -> Iterator[Fleet]:
    fleet = Fleet(place.env)
    fleet.start("web.1", "web.2", "worker.1", "worker.2")
    yield fleet
    fleet.close()


def received(client: Client, **fields: object) -> str:
    case = str(uuid4())
    answer = client.send("receive-request", case=case, channel="phone", **fields)
    assert answer.status_code == 200, answer.text
    return case


def a_day_ago() -> str:
    return (datetime.now(UTC) - timedelta(days=1)).isoformat()


def seen(live: ClientConnection, case: str) -> None:
    while case not in [key for key, _ in messages(live, "d", 10)["ops"]]:
        continue


def acting(fleet: Fleet) -> tuple[Process, Process]:
    """The worker that acts, and the other one."""
    workers = [each for name, each in fleet.running.items() if name.startswith("worker")]
    eventually(lambda: any(ACTS in line for each in workers for line in each.said))
    ours = [[line for line in each.said if ACTS in line or STANDS_BY in line][-1:] for each in workers]
    first = 0 if ours[0] and ACTS in ours[0][0] else 1
    return workers[first], workers[1 - first]


def taken(lease: Lease) -> Held:
    """As soon as it can be had; one who stands still amid an append still has its row."""
    held: list[Held] = []

    def had() -> bool:
        with suppress(StoreUnavailable):
            if found := lease.take():
                held.append(found)
        return bool(held)

    eventually(had)
    return held[0]


def test_what_is_done_at_one_is_seen_at_the_other_and_at_the_address_of_all(
    fleet: Fleet, place: Place
) -> None:
    one, other, shared = (fleet.client(place.account, name) for name in ("web.1", "web.2", "shared"))
    for here, there in ((one, other), (other, one), (shared, other), (one, shared)):
        with board(there) as live:
            seen(live, received(here))


def test_a_moment_that_came_fires_once_while_two_workers_are_there(fleet: Fleet, place: Place) -> None:
    cases = [received(fleet.client(place.account, "web.1"), happened_at=a_day_ago()) for _ in range(3)]
    eventually(lambda: all(place.missed(case) for case in cases))
    assert [place.missed(case) for case in cases] == [1, 1, 1]


def test_another_worker_acts_within_five_seconds_of_a_kill(fleet: Fleet, place: Place) -> None:
    first, other = acting(fleet)
    heard = len(other.said)
    first.kill()
    case = received(fleet.client(place.account, "web.2"), happened_at=a_day_ago())
    assert other.says(ACTS, after=heard) <= TAKEN_OVER
    eventually(lambda: place.missed(case) == 1)
    fleet.start(first.name)


def test_a_worker_that_stood_still_wakes_up_and_stands_by(fleet: Fleet, place: Place) -> None:
    first, other = acting(fleet)
    heard, told = len(first.said), len(other.said)
    first.signal(signal.SIGSTOP)
    assert other.says(ACTS, after=told) <= TAKEN_OVER
    case = received(fleet.client(place.account, "web.1"), happened_at=a_day_ago())
    eventually(lambda: place.missed(case) == 1)
    first.signal(signal.SIGCONT)
    first.says(STANDS_BY, after=heard)
    watching = fleet.client(place.account, "web.2")
    assert watching.get("/health")["worker"] == {"since": None}
    with board(watching, f"worker:{REGION}") as live:
        for each in (first, other):
            each.signal(signal.SIGTERM)
            assert each.ended() == 0
        assert messages(live, "d", 20)["ops"][0][1]["since"] is not None
    health = watching.get("/health")
    assert (health["status"], health["worker"]["since"] is None) == ("degraded", False)


@pytest.mark.parametrize("planted", ["", " --unfenced"], ids=["fenced", "planted-unfenced"])
def test_a_worker_that_hears_of_nothing_writes_nothing_either(
    fleet: Fleet, place: Place, planted: str
) -> None:
    """It stands still until it has lost the lease, and goes on as if it had it."""
    stubborn = Fleet(place.env, worker=STUBBORN + planted)
    tables = PostgresTables(place.store, WORK)
    lease = Lease(tables, "worker", "the test")
    try:
        (worker,) = stubborn.start("worker.1")
        worker.says(ACTS)
        worker.signal(signal.SIGSTOP)
        held = taken(lease)
        case = received(fleet.client(place.account, "web.1"), happened_at=a_day_ago())
        worker.signal(signal.SIGCONT)
        if planted:
            eventually(lambda: place.missed(case) == 1)
        else:
            eventually(lambda: any("has taken over" in line or "Superseded" in line for line in worker.said))
            assert place.missed(case) == 0
        lease.give_back(held)
    finally:
        stubborn.close()
        tables.close()


def test_honcho_starts_them_and_all_stop_in_order(place: Place) -> None:
    """As docs/operating.md tells it. Boards are told when to come back, not all at once."""
    env = {**place.env, **{name: environment(Path(), "")[name] for name in ("PORT", "SHARED_PORT")}}
    command = [sys.executable, "-m", "honcho", "start", "--no-colour", "-c", "release=0,web=2,worker=1"]
    honcho = subprocess.Popen(
        command,
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: end_with_us(signal.SIGTERM),
    )
    with honcho, ExitStack() as stack:
        stack.callback(honcho.terminate)
        assert honcho.stdout is not None
        said: list[str] = []
        until = time.monotonic() + STARTED
        while not (sum("listens on" in line for line in said) == 2 and any(ACTS in line for line in said)):
            assert time.monotonic() < until
            said.append(honcho.stdout.readline())
        fleet = Fleet(env)
        clients = [fleet.client(place.account, "shared") for _ in range(6)]
        boards = [stack.enter_context(board(each)) for each in clients]
        seen(boards[0], received(clients[1]))
        honcho.send_signal(signal.SIGTERM)
        told = [messages(each, "bye", 10)["after_ms"] for each in boards]
        assert len(set(told)) > 1, told
        for each in boards:
            with pytest.raises(ConnectionClosed):
                messages(each, "d", 10)
        rest = honcho.stdout.read()
        honcho.wait(30)
    for name in ("web.1", "web.2", "worker.1"):
        assert f"{name} stopped (rc=0)" in rest, rest
    assert rest.count("| stopped") == 3
