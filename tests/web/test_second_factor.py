"""The second factor again: asked for where a session alone is not enough, each code once, a new cookie."""

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.web.client import Client, Running


@pytest.fixture
def person(server: Running) -> Client:
    return server.enter("administrator")


def step_up(client: Client, code: str | None = None) -> httpx.Response:
    shown = code if code is not None else client.get("/api/me/step-up")["code"]
    return client.raw("/api/me/step-up", json.dumps({"code": shown}).encode())


def end_another(client: Client, server: Running) -> None:
    """Another session of the same account ends, so that every screen of the account is looked at anew."""
    another = server.enter(client.me["login"])
    here = next(one["id"] for one in another.get("/api/me/sessions")["sessions"] if one["here"])
    body = json.dumps({"session": here}).encode()
    assert client.raw("/api/me/sessions/end", body).status_code == 200


def guarded(client: Client, account: str) -> Any:
    """Something that needs it: another person's password."""
    body = {"account": account, "password": "twelve letters and more"}
    return client.raw("/api/accounts/password", json.dumps(body).encode())


@pytest.fixture
def somebody(server: Running) -> str:
    """A new account without password or second factor."""
    account = str(uuid4())
    fields = {"login": f"new-{account[:8]}", "name": "Жаңа", "roles": ["operator"], "region": "KZ-00"}
    opened = server.enter("administrator").send("open-account", account=account, **fields)
    assert opened.status_code == 200
    return account


def test_a_session_alone_is_not_enough(person: Client, somebody: str, server: Running) -> None:
    token = person.http.cookies["jedel"]
    refused = guarded(person, somebody)
    assert (refused.status_code, refused.json()["code"]) == (403, "second-factor-needed")
    assert step_up(person).status_code == 200
    assert person.http.cookies["jedel"] != token
    assert guarded(person, somebody).status_code == 200


def test_the_cookie_from_before_never_rises(person: Client, somebody: str, server: Running) -> None:
    """A planted or stolen cookie gains nothing from what its owner does later."""
    planted = server.nobody()
    planted.http.cookies.set("jedel", person.http.cookies["jedel"])
    assert step_up(person).status_code == 200
    assert guarded(planted, somebody).json()["code"] == "second-factor-needed"


def test_a_code_is_taken_once(server: Running) -> None:
    first, second = server.enter("head"), server.enter("head")
    code = first.get("/api/me/step-up")["code"]
    assert step_up(first, f"{code[:3]} {code[3:]}").status_code == 200
    again = step_up(second, code)
    assert (again.status_code, again.json()["code"]) == (403, "code-wrong")


def test_guessing_codes_gets_slower_in_this_session_alone(server: Running) -> None:
    guesser, owner = server.enter("team10"), server.enter("team10")
    tries = server.system.settings.limits.free_tries
    assert [step_up(guesser, "000000").status_code for _ in range(tries)] == [403] * tries
    assert step_up(guesser).status_code == 429
    assert step_up(owner).status_code == 200


def test_a_live_screen_stays_through_a_step_up(server: Running) -> None:
    person = server.enter("supervisor")
    with person.live() as screen:
        assert json.loads(screen.recv(5))
        assert step_up(person).status_code == 200
        end_another(person, server)
        screen.send(json.dumps({"t": "sub", "id": 1, "topic": f"queue:{person.me['region']}"}))
        told = ""
        while '"ok"' not in told:
            told = str(screen.recv(5))


def test_an_account_without_one_is_told(server: Running, person: Client, somebody: str) -> None:
    server.step_up(person)
    assert guarded(person, somebody).status_code == 200
    bare = server.enter(f"new-{somebody[:8]}", "twelve letters and more")
    answer = step_up(bare, "123456")
    assert (answer.status_code, answer.json()["code"]) == (403, "second-factor-none")
    assert bare.get("/api/me/step-up") == {"kinds": [], "code": None}
