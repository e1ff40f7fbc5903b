"""Message DB: an event store of PostgreSQL functions (npm `@eventide/message-db`, MIT), one write a command.

Its own SQL files make it, in the order of its own installer; of the extension that it asks for it uses
nothing that PostgreSQL 13 and later do not have themselves. Each caller has a connection; the writes are of
one category, as all of ours are of one log.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final
from uuid import uuid4

import psycopg

from tests.bench.library import TOLD, Speed, in_threads
from tests.postgres import ROOT

PACKAGE: Final = ROOT / "tests/bench/eventide/node_modules/@eventide/message-db/database"
ABSENT: Final = "no figures for Message DB: make setup-dev fetches it"
_WRITE: Final = "SELECT message_store.write_message(%s, %s, %s, %s::jsonb, NULL, -1)"
_DATA: Final = f'{{"told": "{TOLD}", "at": "2026-11-27T12:00:00.000000+00:00", "version": 1}}'


def installed(url: str) -> None:
    """Into an empty database."""
    functions = re.findall(r"\$base/((?:types|functions)/[\w-]+\.sql)", _text("install-functions.sh"))
    indexes = re.findall(r"\$base/(indexes/[\w-]+\.sql)", _text("install-indexes.sh"))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET client_min_messages TO warning")
        for name in ("schema/message-store.sql", "tables/messages.sql"):
            connection.execute(_text(name).encode())
        connection.execute("SET search_path TO message_store, public")
        for name in [*functions, *indexes]:
            connection.execute(_text(name).encode())


def _text(name: str) -> str:
    return (PACKAGE / name).read_text(encoding="utf-8")


class MessageDb:
    """A database with its functions in it."""

    def __init__(self, url: str) -> None:
        installed(url)
        self._url = url
        self._connections: list[psycopg.Connection[tuple[object, ...]]] = []

    def rate(self, callers: int, seconds: float) -> Speed:
        while len(self._connections) < callers:
            made = psycopg.connect(self._url, autocommit=True, options="-c search_path=message_store,public")
            self._connections.append(made)
        return in_threads(callers, seconds, self._caller)

    def _caller(self, number: int) -> Callable[[], None]:
        connection = self._connections[number]

        def save() -> None:
            connection.execute(_WRITE, (str(uuid4()), f"visit-{uuid4()}", "Logged", _DATA), prepare=True)

        return save

    def close(self) -> None:
        for connection in self._connections:
            connection.close()


def is_there(package: Path = PACKAGE) -> bool:
    return package.exists()
