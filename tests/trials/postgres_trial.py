"""Two real web processes over one log in PostgreSQL, each by a line of its own, and PostgreSQL goes wrong.

While it does, commands go to one process and then to the other; each is answered, whatever the answer is.
When it is over, what was not taken is sent again under its id. Then every board has to show all of it, and
the log has to hold each command once.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from uuid import uuid4

import httpx
import psycopg

from tests.faulty_line import FaultyLine
from tests.postgres import Server
from tests.trials.desks import EVERY_S, Board, Process, installed, process
from tests.web.client import Client
from web.settings import Settings

LAST_ONES_S: Final = 10.0


@dataclass
class Faults:
    """Where the log really is, and the lines by which processes reach it."""

    server: Server
    database: str
    lines: list[FaultyLine]

    @property
    def store(self) -> str:
        return self.server.url(self.database)

    def moved_to(self, server: Server) -> None:
        """Another server has the log now."""
        self.server.close()
        self.server = server
        for line in self.lines:
            line.leads_to(server.socket)
            line.cut()


Fault = Callable[[Faults], Iterator[None]]
"""Wrong until it is resumed."""


@dataclass
class Command:
    """A request for help, sent until it is taken."""

    client: Client
    case: str = field(default_factory=lambda: str(uuid4()))
    command_id: str = field(default_factory=lambda: str(uuid4()))

    def answered(self) -> int:
        """Send it; the status."""
        body = {"command_id": self.command_id, "case": self.case, "channel": "phone"}
        return self.client.raw("/api/commands/receive-request", json.dumps(body).encode()).status_code


@dataclass
class Found:
    """Statuses meanwhile (0: no answer); seconds of the slowest answer, and from the end of the fault until
    all was taken and on every board; commands that are not in the log, not on a board, or twice in the log.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    back: float = 0.0
    lost: int = 0
    unseen: int = 0
    twice: int = 0


def database_of(settings: Settings) -> str:
    """The name of the log's."""
    return str(psycopg.conninfo.conninfo_to_dict(settings.store)["dbname"])


@contextmanager
def pair(data: Path, server: Server) -> Iterator[tuple[Faults, list[Process]]]:
    """Two processes whose lines pass everything."""
    with ExitStack() as stack:
        settings, token = installed(data, server.new_database())
        lines = [stack.enter_context(FaultyLine(server.socket)) for _ in range(2)]
        stores = [settings.store.replace(str(server.folder), str(line.folder)) for line in lines]
        processes = [
            stack.enter_context(process(replace(settings, store=store), "in-process:", token))
            for store in stores
        ]
        yield Faults(server, database_of(settings), lines), processes


def tried(faults: Faults, fault: Fault, clients: list[Client], boards: list[Board], count: int) -> Found:
    """So many commands while it is wrong, each client's share after the other's, and what became of them."""
    found = Found()
    commands = [Command(clients[number * len(clients) // count]) for number in range(count)]
    with contextmanager(fault)(faults):
        waiting = [each for each in commands if not _taken(each, found)]
    began = time.monotonic()
    while waiting and time.monotonic() < began + LAST_ONES_S:
        waiting = [each for each in waiting if not _taken(each, Found())]
    cases = {each.case for each in commands}
    while time.monotonic() < began + LAST_ONES_S and not all(cases <= set(board.came) for board in boards):
        time.sleep(0.02)
    found.back = time.monotonic() - began
    found.unseen = sum(case not in board.came for case in cases for board in boards)
    stored = _stored(faults, cases)
    found.lost = len(cases - set(stored))
    found.twice = sum(count > 1 for count in stored.values())
    return found


def _taken(command: Command, found: Found) -> bool:
    began = time.monotonic()
    try:
        status = command.answered()
    except httpx.TransportError:
        status = 0
    found.statuses[status] += 1
    found.slowest = max(found.slowest, time.monotonic() - began)
    time.sleep(EVERY_S)
    return status == 200


def _stored(faults: Faults, cases: set[str]) -> Counter[str]:
    query = b"SELECT originator_id FROM stored_events WHERE topic='case-received.v1'"
    with psycopg.connect(faults.store) as connection:
        return Counter(case for (found,) in connection.execute(query) if (case := str(found)) in cases)
