"""One's own account: factors come and go with one shown lately, a new password ends what is elsewhere."""

import json
from collections.abc import Iterator

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from domain.account import Role
from tests.entering import App, sent
from tests.web import real
from tests.web.client import Client, Running
from tests.web.real import PASSWORD
from tests.web.served import served
from web.settings import Settings

PEOPLE = {"disp": Role.DISPATCHER, "other": Role.DISPATCHER, "third": Role.DISPATCHER}
NEW = "quite another row of words"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data = tmp_path_factory.mktemp("own") / "data"
    real.make(data, PEOPLE, {})
    with served(Settings(data=data, port=0)) as found:
        yield found


def code_of(client: Client, path: str, **fields: object) -> tuple[int, str]:
    answer = sent(client, path, **fields)
    return answer.status_code, answer.json().get("code", "")


def test_factors_come_and_go(running: Running) -> None:
    client = running.enter("disp")
    first = client.get("/api/me/factors")["factors"]
    assert [one["kind"] for one in first] == ["totp"]
    assert code_of(client, "/api/me/factors/options") == (403, "second-factor-needed")
    running.step_up(client)
    assert code_of(client, "/api/me/factors/remove", factor=first[0]["id"]) == (409, "last-factor")
    app = App(secret=sent(client, "/api/me/factors/options").json()["secret"])
    assert code_of(client, "/api/me/factors", name=" my  phone ", code=app.code()) == (200, "")
    assert code_of(client, "/api/me/factors", code=app.code()) == (403, "step-over")
    names = [one["name"] for one in client.get("/api/me/factors")["factors"]]
    assert names == ["", "my phone"]
    assert code_of(client, "/api/me/factors/remove", factor="nothing") == (404, "not-found")
    assert code_of(client, "/api/me/factors/remove", factor=first[0]["id"]) == (200, "")
    assert sent(client, "/api/me/step-up", code=app.code()).status_code == 200


def test_anothers_ticket_enrols_nothing_here(running: Running) -> None:
    mine, theirs = running.enter("disp"), running.enter("other")
    for client in (mine, theirs):
        running.step_up(client)
    app = App(secret=sent(mine, "/api/me/factors/options").json()["secret"])
    theirs.http.cookies.set("jedel-step", mine.http.cookies["jedel-step"])
    assert code_of(theirs, "/api/me/factors", code=app.code()) == (403, "step-over")


def test_a_new_password_ends_what_is_elsewhere(running: Running) -> None:
    client, elsewhere = running.enter("other"), running.enter("other")
    with elsewhere.live() as screen:
        screen.recv(5)
        wrong = code_of(client, "/api/me/password", old=PASSWORD, new=NEW)
        assert wrong == (403, "second-factor-needed")
        running.step_up(client)
        assert code_of(client, "/api/me/password", old=PASSWORD, new="qwerty12345678") == (
            422,
            "password-common",
        )
        assert code_of(client, "/api/me/password", old="not it, not at all", new=NEW) == (
            403,
            "old-password-wrong",
        )
        assert code_of(client, "/api/me/password", old=PASSWORD, new=NEW) == (200, "")
        assert client.http.get("/api/me").status_code == 200
        assert elsewhere.http.get("/api/me").status_code == 401
        assert _ending(screen) == 4401
    assert sent(running.nobody(), "/api/login", login="other", password=NEW).status_code == 200
    assert sent(running.nobody(), "/api/login", login="other", password=PASSWORD).status_code == 401


def _ending(screen: ClientConnection) -> int:
    """With which code the server ends it, within five seconds of each message."""
    try:
        while True:
            screen.recv(5)
    except ConnectionClosed as closed:
        return 0 if closed.rcvd is None else closed.rcvd.code


def test_out_everywhere(running: Running) -> None:
    here, there = running.enter("third"), running.enter("third")
    answer = here.raw("/api/me/sessions/end-all", json.dumps({}).encode())
    assert answer.json()["ended"] >= 2
    assert answer.headers["clear-site-data"]
    for client in (here, there):
        assert client.http.get("/api/me").status_code == 401
