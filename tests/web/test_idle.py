"""The board that nobody sits at: the server itself shows nobody anything until it is unlocked."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.access import Action
from domain.account import Role
from tests.entering import sent
from tests.web import real
from tests.web.client import Client, Running
from tests.web.real import PASSWORD, Somebody
from tests.web.served import served
from web.app import all_doors
from web.limits import Limits
from web.settings import Settings

PEOPLE = {"disp": Role.DISPATCHER, "crew": Role.TEAM}
IDLE = timedelta(seconds=2)
WHILE_LOCKED = {"/api/me", "/api/me/active", "/api/me/lock", "/api/me/unlock"}

Place = tuple[Running, dict[str, Somebody]]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    data: Path = tmp_path_factory.mktemp("idle") / "data"
    return Settings(data=data, port=0, limits=replace(Limits(), idle_lock=IDLE))


@pytest.fixture(scope="module")
def place(settings: Settings) -> Iterator[Place]:
    people = real.make(settings.data, PEOPLE, {})
    with served(settings) as running:
        yield running, people


def code_of(client: Client, path: str, **fields: object) -> tuple[int, str]:
    answer = sent(client, path, **fields)
    return answer.status_code, answer.json().get("code", "")


def test_what_answers_while_locked_is_listed() -> None:
    assert {door.path for door in all_doors() if door.while_locked} == WHILE_LOCKED


def test_a_locked_session_gets_nothing_but_its_own_unlocking(place: Place) -> None:
    running, _ = place
    client = running.enter("disp")
    assert sent(client, "/api/me/lock").json() == {"locked": True}
    for door in all_doors():
        if isinstance(door.right, Action) and not door.while_locked and client.me["may"].count(door.right):
            path = door.path.replace("{case}", "00000000-0000-0000-0000-000000000007")
            answer = client.http.request(
                door.method,
                path,
                headers={"origin": running.url, "content-type": "application/json"},
                content=None if door.method == "GET" else b"{}",
            )
            assert (answer.status_code, answer.json()["code"]) == (403, "locked"), door.path
    assert client.get("/api/me")["locked"] is True
    assert sent(client, "/api/me/active").json() == {"locked": True}
    assert client.http.get("/api/cases").json()["code"] == "locked"


@pytest.mark.slow
def test_it_locks_by_itself_and_a_touch_keeps_it_open(place: Place) -> None:
    running, _ = place
    kept, left = running.enter("disp"), running.enter("disp")
    for _ in range(6):
        time.sleep(IDLE.total_seconds() / 4)
        assert sent(kept, "/api/me/active").json() == {"locked": False}
    assert kept.http.get("/api/cases").status_code == 200
    assert left.http.get("/api/cases").json()["code"] == "locked"


@pytest.mark.slow
def test_reading_is_no_touch(place: Place) -> None:
    """A board that asks by itself must not keep itself open."""
    running, _ = place
    client = running.enter("disp")
    until = time.monotonic() + IDLE.total_seconds() * 2
    while time.monotonic() < until and client.http.get("/api/cases").status_code == 200:
        time.sleep(0.2)
    assert client.http.get("/api/cases").json()["code"] == "locked"


def test_unlocked_by_password_or_code_and_slower_by_guessing(place: Place) -> None:
    running, people = place
    client = running.enter("disp")
    sent(client, "/api/me/lock")
    assert code_of(client, "/api/me/unlock") == (403, "unlock-wrong")
    assert code_of(client, "/api/me/unlock", password="not the password") == (403, "unlock-wrong")
    assert code_of(client, "/api/me/unlock", password=PASSWORD) == (200, "")
    assert client.http.get("/api/cases").status_code == 200
    token = client.http.cookies["jedel"]
    sent(client, "/api/me/lock")
    assert code_of(client, "/api/me/unlock", code=people["disp"].app.code()) == (200, "")
    assert client.http.cookies["jedel"] != token
    sent(client, "/api/me/lock")
    tries = running.system.settings.limits.free_tries
    wrong = [code_of(client, "/api/me/unlock", code="000000") for _ in range(tries)]
    assert wrong == [(403, "unlock-wrong")] * tries
    assert code_of(client, "/api/me/unlock", password=PASSWORD)[0] == 429


def test_a_locked_board_goes_on_hearing_what_comes(place: Place) -> None:
    """Counts and alarms come over the live connection, whose rows hold nobody's name."""
    running, _ = place
    client = running.enter("disp")
    sent(client, "/api/me/lock")
    with client.live() as screen:
        screen.send('{"t":"sub","id":1,"topic":"queue:KZ-75"}')
        told = ""
        while '"ok"' not in told:
            told = str(screen.recv(5))


def test_a_phone_has_a_lock_of_its_own(place: Place) -> None:
    running, _ = place
    client = running.enter("crew")
    assert client.me["idle_s"] is None
    sent(client, "/api/me/lock")
    assert client.http.get("/api/me/sessions").status_code == 200
