"""Two real web processes over one log in PostgreSQL, each with a line to Redis that goes wrong.

Commands go to both in turn; a board of each counts what comes, and how long after the answer.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from dispatch.clock import SystemClock
from dispatch.sessions import Sessions
from dispatch.tables.postgres import PostgresTables
from tests.faulty_line import FaultyLine, Mode
from tests.patience import eventually
from tests.plain_http import browser
from tests.ports import free_port
from tests.redis import Server
from tests.web.client import Client
from tests.web.small import REGION
from web.settings import Settings

EVERY_S = 0.05
LAST_ONES_S = 10.0


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


@dataclass
class Faults:
    """The server of Redis and the lines to it, one for each process."""

    server: Server
    lines: list[FaultyLine]

    def lines_are(self, mode: Mode) -> None:
        for line in self.lines:
            line.set(mode)


@dataclass
class Found:
    """What a run of commands came to: seconds to the other's board, how many were not answered 200."""

    lags: list[float] = field(default_factory=list)
    slowest_answer: float = 0.0
    failed: int = 0
    lost: int = 0


def token_of(settings: Settings, login_account: str) -> str:
    """A session of somebody, as if they had logged in; every process finds it in the table."""
    tables = PostgresTables(settings.store, "access")
    try:
        sessions = Sessions(tables, SystemClock(), per_account=1_000)
        return sessions.begin(UUID(login_account), "trial", timedelta(hours=1))[0]
    finally:
        tables.close()


@contextmanager
def serving(settings: Settings, hints: str, token: str) -> Iterator[Client]:
    """`jedel serve`, ready, with somebody's session."""
    port = free_port()
    command = [sys.executable, "-c", "from web.cli.main import main; main()", "serve", "--port", str(port)]
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


@contextmanager
def pair(settings: Settings, token: str) -> Iterator[tuple[Faults, list[Process]]]:
    """Two of them, with lines that pass everything."""
    with ExitStack() as stack:
        server = Server()
        stack.callback(server.close)
        lines = [stack.enter_context(FaultyLine(server.socket)) for _ in range(2)]
        processes = [stack.enter_context(process(settings, line.url, token)) for line in lines]
        yield Faults(server, lines), processes


def commands(clients: list[Client], boards: list[Board], count: int) -> Found:
    """So many requests, each client's share after the other's; each has to come to every board. Not in turn:
    a process that writes sees what others wrote, and no board would wait for a hint or a look."""
    found = Found()
    answered: dict[str, float] = {}
    for number in range(count):
        case, began = str(uuid4()), time.monotonic()
        told = clients[number * len(clients) // count].send("receive-request", case=case, channel="phone")
        answered[case] = time.monotonic()
        found.slowest_answer = max(found.slowest_answer, answered[case] - began)
        found.failed += told.status_code != 200
        time.sleep(EVERY_S)
    _wait(lambda: all(case in board.came for board in boards for case in answered))
    for case, at in answered.items():
        for board in boards:
            if case in board.came:
                found.lags.append(max(0.0, board.came[case] - at))
            else:
                found.lost += 1
    return found


def _wait(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + LAST_ONES_S
    while not holds() and time.monotonic() < until:
        time.sleep(0.02)
