"""Real web processes, `jedel serve`, each with a dispatcher's session and a board that counts what comes."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any, Final

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from dispatch.clock import SystemClock
from dispatch.sessions import Sessions
from dispatch.tables.postgres import PostgresTables
from tests.patience import eventually
from tests.plain_http import browser
from tests.ports import free_port
from tests.web.client import Client
from tests.web.own_process import JEDEL
from tests.web.small import REGION, filled
from web.bootstrap import build, close
from web.login import account_of
from web.release import release
from web.settings import Settings

EVERY_S: Final = 0.05
"""Between two commands of one who sends many."""


@dataclass
class Board:
    """A live connection that holds the queue; when each case came."""

    live: ClientConnection
    came: dict[str, float] = field(default_factory=dict)

    def begin(self) -> None:
        self.live.send(json.dumps({"t": "sub", "id": 1, "topic": f"queue:{REGION}"}))
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        try:
            while True:
                for message in json.loads(self.live.recv()):
                    if message["t"] == "hb":
                        self.live.send(json.dumps({"t": "pong", "n": message["n"]}))
                    for key, _ in message.get("ops", message.get("rows", ())):
                        self.came.setdefault(key, time.monotonic())
        except ConnectionClosed:
            return


@dataclass
class Process:
    """One web process, its client and its board."""

    client: Client
    board: Board

    def hints(self) -> dict[str, Any]:
        return dict(self.client.http.get("/health").json()["hints"])


def installed(data: Path, store: str) -> tuple[Settings, str]:
    """Set up and released, and a session of its dispatcher, as a login leaves it: every process finds it."""
    settings = filled(data, store)
    release(settings)
    system = build(settings)
    account = account_of(system, "disp")
    close(system)
    assert account is not None
    tables = PostgresTables(settings.store, "access")
    try:
        sessions = Sessions(tables, SystemClock(), per_account=1_000)
        return settings, sessions.begin(account, "trial", timedelta(hours=1))[0]
    finally:
        tables.close()


@contextmanager
def serving(settings: Settings, hints: str, token: str) -> Iterator[Client]:
    """`jedel serve`, ready, with somebody's session."""
    port = free_port()
    command = [*JEDEL, "serve", "--port", str(port)]
    environment = {**os.environ, "JEDEL_STORE": settings.store, "JEDEL_HINTS": hints}
    with (settings.data.parent / "processes.txt").open("ab") as log:
        running = subprocess.Popen(
            [*command, "--data", str(settings.data)], stdout=log, stderr=log, env=environment
        )
    try:
        url = f"http://localhost:{port}"
        client = Client(http=browser(url, "en"), origin=url)
        eventually(lambda: _answers(client, running))
        client.http.cookies.set("jedel", token, domain="localhost.local", path="/")
        yield client
    finally:
        running.terminate()
        running.wait(30)


@contextmanager
def process(settings: Settings, hints: str, token: str) -> Iterator[Process]:
    """The same with their board."""
    with serving(settings, hints, token) as client, client.live() as live:
        board = Board(live)
        board.begin()
        yield Process(client, board)


def _answers(client: Client, running: subprocess.Popen[bytes]) -> bool:
    assert running.poll() is None, "the process did not start"
    try:
        return client.http.get("/health").status_code == 200
    except httpx.TransportError:
        return False
