"""Two real web processes over one log in PostgreSQL, each with a line to Redis that goes wrong.

Each has its share of the commands, one after the other; a board of each counts what comes, and how long after
the answer.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

from tests.faulty_line import FaultyLine, Mode
from tests.redis import Server
from tests.trials.desks import EVERY_S, Board, Process, process
from tests.web.client import Client
from web.settings import Settings

LAST_ONES_S = 10.0


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
