"""Logging in to a real installation, as its people do: a one-time code once, an app's codes ever after."""

import json
import re
import time
from dataclasses import dataclass, field

import httpx
import pyotp

from tests.plain_http import browser
from tests.web.client import Client

STEP = 30


@dataclass
class App:
    """An authenticator app. Each step's code is shown once, as the server takes it once: the earliest that
    still counts first, so that several logins need no half minute between them."""

    secret: str
    last: int = field(default=0)

    def code(self) -> str:
        now = int(time.time()) // STEP
        step = max(now - 1, self.last + 1)
        while step > int(time.time()) // STEP + 1:
            time.sleep(0.5)
        self.last = step
        return pyotp.TOTP(self.secret).generate_otp(step)


def code_in(said: str) -> str:
    """The one-time code in what a command said."""
    found = re.search(r"^  ([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})$", said, re.MULTILINE)
    assert found, said
    return found[1]


def browser_at(url: str) -> Client:
    return Client(http=browser(url), origin=url)


def sent(client: Client, path: str, **fields: object) -> httpx.Response:
    return client.raw(path, json.dumps(fields).encode())


def first_login(client: Client, login: str, code: str, password: str) -> App:
    """Password and one-time code, then an app is enrolled; the client is in."""
    answer = sent(client, "/api/login/code", login=login, code=code, password=password)
    assert (answer.status_code, answer.json()["next"]) == (200, "enrol"), answer.text
    app = App(secret=sent(client, "/api/enrol/options").json()["secret"])
    done = sent(client, "/api/enrol", name="app", code=app.code())
    assert (done.status_code, done.json()["next"]) == (200, "in"), done.text
    client.me = client.get("/api/me")
    return app


def login(client: Client, name: str, password: str, app: App) -> None:
    """Password, then the app's code."""
    answer = sent(client, "/api/login", login=name, password=password)
    assert (answer.status_code, answer.json()["next"]) == (200, "second-factor"), answer.text
    assert client.http.get("/api/me").status_code == 401
    done = sent(client, "/api/login/second", code=app.code())
    assert (done.status_code, done.json()["next"]) == (200, "in"), done.text
    client.me = client.get("/api/me")
