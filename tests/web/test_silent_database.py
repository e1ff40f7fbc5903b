"""While the database says nothing, boards go on being served: nobody's question holds the event loop up."""

import asyncio
import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from websockets.sync.client import ClientConnection

from tests.faulty_line import FaultyLine
from tests.patience import eventually
from tests.ports import free_port
from tests.postgres import Server
from tests.web.client import Client, Running
from tests.web.served import served
from tests.web.small import filled
from tests.web.test_live import messages
from web.doors import Answer, Call, Door
from web.limits import Limits

BEAT, BRIEF = 0.05, 1.2
"""Seconds between heartbeats, and of silence after which a question is given up."""


@dataclass
class Place:
    running: Running
    line: FaultyLine
    client: Client
    admin: Client


@pytest.fixture(scope="module")
def place(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    settings = filled(tmp_path_factory.mktemp("silent") / "data", postgres.new_database())
    # Nobody is asked there: what is tried below ends at our own tables.
    settings = replace(settings, oidc_issuer=f"http://127.0.0.1:{free_port()}", oidc_client="jedel")
    with FaultyLine(postgres.socket) as line, pytest.MonkeyPatch.context() as patch:
        patch.setattr("dispatch.tables.postgres.BRIEF", BRIEF)
        store = settings.store.replace(str(postgres.folder), str(line.folder))
        with served(replace(settings, store=store, limits=Limits(heartbeat=BEAT))) as running:
            client, admin = running.enter("disp"), running.enter("admin")
            for each in (client, admin):
                running.step_up(each)
            yield Place(running, line, client, admin)
            line.go_on()


def inbox(place: Place) -> httpx.Response:
    return place.client.http.get("/api/inbox")


def unknown_session(place: Place) -> httpx.Response:
    stranger = place.running.nobody()
    stranger.http.cookies.set("jedel", "nobody-s", domain="localhost.local", path="/")
    return stranger.http.get("/api/me")


def perhaps_idle(place: Place) -> httpx.Response:
    """Whether somebody was at the page, at another process perhaps, stands in the database."""
    place.running.system.sessions._touches._at.clear()
    return place.client.http.get("/api/cases")


def command(place: Place) -> httpx.Response:
    place.running.system.sessions._touches._written.clear()
    return place.client.send("take-case", case="00000000-0000-4000-8000-000000000000")


def login(place: Place) -> httpx.Response:
    """Asks who tried how often, for the password, what it is a second factor of, ..."""
    return place.running.nobody().raw("/api/login", b'{"login": "disp", "password": "several wrong words"}')


def posted(client: Client, path: str, **fields: str) -> httpx.Response:
    return client.raw(path, json.dumps(fields).encode())


def linked(place: Place) -> httpx.Response:
    return place.client.http.get("/api/me/sso")


def link_theirs(place: Place) -> httpx.Response:
    account = place.client.me["account"]
    return posted(place.admin, "/api/accounts/identity", account=account, subject=str(uuid4()))


def leave(place: Place) -> httpx.Response:
    return posted(place.client, "/api/me/sso/leave")


def come_back(place: Place) -> httpx.Response:
    """From the provider, in the browser that had gone there."""
    sign_on = place.running.system.sign_on
    assert sign_on is not None
    ticket, pending = sign_on.pendings.begin()
    stranger = place.running.nobody()
    stranger.http.cookies.set("jedel-sso", ticket, domain="localhost.local", path="/")
    return stranger.http.get(f"/sso/callback?state={pending.state}&code=x", follow_redirects=False)


LIKE = {unknown_session: perhaps_idle}
"""What is asked instead beforehand, of the same tables."""


def beats_meanwhile(live: ClientConnection, asked: "Future[Any]") -> int:
    """Heartbeats that came before the answer; three are enough."""
    for beats in range(3):
        messages(live, "hb", 10)
        if asked.done():
            return beats
    return 3


@pytest.mark.parametrize("planted", [False, True], ids=["beside", "planted-on-the-loop"])
@pytest.mark.parametrize(
    "ask",
    [
        inbox,
        unknown_session,
        perhaps_idle,
        command,
        login,
        linked,
        link_theirs,
        leave,
        come_back,
    ],
)
def test_heartbeats_go_on_while_a_question_waits(
    place: Place, ask: Callable[[Place], httpx.Response], planted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A database that was silent is refused at once for another moment.
    eventually(lambda: LIKE.get(ask, ask)(place).status_code != 503)
    if planted:

        async def on_the_loop(function: Callable[..., Any], *values: Any, **named: Any) -> Any:
            return function(*values, **named)

        async def handled(door: Door, call: Call) -> Answer:
            return await door.handle(call)

        monkeypatch.setattr(asyncio, "to_thread", on_the_loop)
        monkeypatch.setattr("web.doors._beside", handled)
    with place.client.live() as live, ThreadPoolExecutor(1) as thread:
        messages(live, "hb", 10)
        place.line.hold()
        try:
            asked = thread.submit(ask, place)
            beats = beats_meanwhile(live, asked)
        finally:
            place.line.go_on()
        answer = asked.result(20)
    assert (beats == 3) is not planted, (beats, answer.status_code, answer.text)
