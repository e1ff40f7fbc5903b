"""A browser's worth of HTTP: cookies, Origin, JSON, commands with ids of their own."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
from websockets.sync.client import ClientConnection, connect

from tests.plain_http import browser
from web.login import account_of
from web.system import System


@dataclass
class Client:
    """One person's session."""

    http: httpx.Client
    origin: str
    me: dict[str, Any] = field(default_factory=dict)

    def send(self, name: str, /, **fields: Any) -> httpx.Response:
        """A command, with a fresh id if none is given."""
        body = {"command_id": str(uuid4()), **fields}
        return self.raw(f"/api/commands/{name}", json.dumps(body).encode())

    def raw(self, path: str, body: bytes, **headers: str) -> httpx.Response:
        """Bytes as they are; `headers` replace what a browser would send, an empty one leaves it out."""
        merged = {"origin": self.origin, "content-type": "application/json", **headers}
        return self.http.post(
            path, content=body, headers={name: text for name, text in merged.items() if text}
        )

    def get(self, path: str, **params: Any) -> Any:
        response = self.http.get(path, params=params)
        assert response.status_code == 200, response.text
        return response.json()

    def live(self, **headers: str) -> ClientConnection:
        """The websocket, as this person's browser opens it."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        merged = {"Origin": self.origin, "Cookie": cookie, **headers}
        return connect(
            self.origin.replace("http", "ws", 1) + "/live",
            additional_headers={name: text for name, text in merged.items() if text},
        )

    def received(self, **fields: Any) -> str:
        """A new request; its case."""
        case = str(uuid4())
        school = self.get("/api/schools")["schools"][0]["id"]
        answer = self.send(
            "receive-request", **{"case": case, "channel": "phone", "school": school, **fields}
        )
        assert answer.status_code == 200, answer.text
        return case


@dataclass
class Running:
    """A server that runs in this process, reached over its port only."""

    system: System
    lines: list[str]
    _counted: int = 0
    _stored: int = 0

    @property
    def url(self) -> str:
        return self.system.settings.url

    @property
    def head(self) -> int:
        """Position of the newest event. Clock and demonstration append at any moment."""
        return self.system.store.log.head

    @property
    def stored(self) -> int:
        """How many events people have had stored; the clock's and the demonstration's do not count."""
        for event in self.system.store.log.read_all(after=self._counted):
            self._counted = event.position
            self._stored += event.envelope.role not in {"system", "demonstration"}
        return self._stored

    def nobody(self, language: str = "en") -> Client:
        """A browser without session."""
        return Client(http=browser(self.url, language), origin=self.url)

    def enter(self, login: str, password: str = "") -> Client:
        """A browser with a session, by login if a password is given; else one that was begun already, for
        each check of a password costs 40 ms. In a real installation the second factor was shown long ago.
        """
        client = self.nobody()
        if not password:
            account = account_of(self.system, login)
            assert account is not None
            token, _ = self.system.sessions.begin(account, "test", timedelta(hours=12))
            client.http.cookies.set("jedel", token, domain="localhost.local", path="/")
            client.me = client.get("/api/me")
            return client
        body = json.dumps({"login": login, "password": password}).encode()
        answer = client.raw("/api/login", body)
        assert answer.status_code == 200, answer.text
        client.me = client.get("/api/me")
        return client

    def step_up(self, client: Client) -> None:
        """As if this person had just shown a second factor: codes count once, tests have no half minute."""
        token = self.system.sessions.raise_to(client.http.cookies["jedel"])
        assert token is not None
        client.http.cookies.clear()
        client.http.cookies.set("jedel", token, domain="localhost.local", path="/")
