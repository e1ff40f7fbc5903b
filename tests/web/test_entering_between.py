"""Logging in where each step reaches another process: begun at one, finished at the other, nothing twice."""

import json
from collections.abc import Iterator

import httpx
import pytest

from dispatch.factors import new_secret
from tests.entering import App
from tests.postgres import Server as Postgres
from tests.web.client import Client, Running
from tests.web.small import WORDS, filled, two
from web.login import account_of


@pytest.fixture(scope="module")
def pair(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Running]]:
    settings = filled(tmp_path_factory.mktemp("entering") / "data", postgres.new_database())
    with two(settings, "in-process:", "in-process:") as found:
        yield found


@pytest.fixture(scope="module")
def app(pair: tuple[Running, Running]) -> App:
    system, secret = pair[0].system, new_secret()
    account = account_of(system, "disp")
    assert account is not None
    system.factors.enrol_totp(account, secret)
    return App(secret)


def taken_over(client: Client, there: Running) -> Client:
    """The same browser, at the other process."""
    other = there.nobody()
    for cookie in client.http.cookies.jar:
        other.http.cookies.set(cookie.name, cookie.value or "", domain="localhost.local", path="/")
    return other


def sent(client: Client, path: str, **body: str) -> httpx.Response:
    return client.raw(path, json.dumps(body).encode())


def test_a_login_is_finished_at_the_other_process_and_once(pair: tuple[Running, Running], app: App) -> None:
    here, there = pair
    client = here.nobody()
    assert sent(client, "/api/login", login="disp", password=WORDS).json()["next"] == "second-factor"
    other, again, code = taken_over(client, there), taken_over(client, here), app.code()
    assert sent(other, "/api/login/second", code=code).json()["next"] == "in"
    assert taken_over(other, here).http.get("/api/me").status_code == 200
    assert sent(again, "/api/login/second", code=app.code()).json()["code"] == "step-over"
    fresh = here.nobody()
    sent(fresh, "/api/login", login="disp", password=WORDS)
    assert sent(fresh, "/api/login/second", code=code).json()["code"] == "login-wrong", "a code counts once"


def test_wrong_passwords_at_both_are_waited_out_at_both(pair: tuple[Running, Running]) -> None:
    free = pair[0].system.settings.limits.free_tries
    for number in range(free):
        answer = sent(pair[number % 2].nobody(), "/api/login", login="nobody", password="wrong")
        assert answer.json()["code"] == "login-wrong"
    told = [sent(each.nobody(), "/api/login", login="nobody", password="wrong").status_code for each in pair]
    assert told == [429, 429]


def test_locked_at_one_is_locked_at_the_other(pair: tuple[Running, Running]) -> None:
    here, there = pair
    client = here.enter("disp")
    other = taken_over(client, there)
    assert other.http.get("/api/schools").status_code == 200
    assert sent(client, "/api/me/lock").status_code == 200
    there.system.sessions.look()
    assert other.http.get("/api/schools").json()["code"] == "locked"
    assert sent(other, "/api/me/unlock", password=WORDS).status_code == 200
    assert client.http.get("/api/schools").status_code == 200, "at once, before any look"
