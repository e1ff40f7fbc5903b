"""A line to a PostgreSQL server that is not waited for without end, whatever becomes of the server.

A server that is gone is noticed by its machine's system. One that stands still (stopped, out of memory,
behind a router that drops everything) keeps its connections and says nothing: who waits for it gives up
after so long a silence, and closes the line: what comes over it later would answer another question.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import psycopg
from psycopg import OperationalError
from psycopg.abc import PQGen
from psycopg.adapt import Buffer, Loader
from psycopg.pq import Format
from psycopg.types.array import ListBinaryDumper
from psycopg.types.numeric import Int8BinaryDumper, Int8Dumper

V = TypeVar("V")
BRIEF: Final = 1.7
"""Seconds of silence after which a server is given up while somebody waits for an answer."""
LONG: Final = 120.0
"""The same at a start, where tables are made and folded anew, and for what clears up."""
_STEP: Final = 0.1
_CONNECT: Final[dict[str, Any]] = {
    "connect_timeout": 2,
    "keepalives_idle": 5,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 5_000,
}
_SESSION: Final = {
    "lock_timeout": "1500ms",
    "idle_in_transaction_session_timeout": "3s",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "1",
    "tcp_keepalives_count": "3",
}
"""Who holds the lock and stands still loses it, and its transaction with it."""


class Silent(OperationalError):
    """The server said nothing for too long. The line is closed."""


class Line(psycopg.Connection[tuple[Any, ...]]):
    """A connection that gives up after `patience` seconds of silence (counted in steps of its own waiting, so
    that a machine that stands still itself takes nobody else's time)."""

    patience: float = BRIEF

    def wait(self, gen: PQGen[V], interval: float = _STEP, timeout: float | None = None) -> V:
        try:
            return super().wait(_listened(gen, self.patience), _STEP, timeout)
        except Silent:
            self.pgconn.finish()
            raise

    @contextmanager
    def pipeline(self) -> Iterator[psycopg.Pipeline]:
        """Several statements on one way there and back. If one fails, the line is closed: psycopg takes those
        behind it for prepared if they were to be, and the server, which left them out, never heard of it."""
        try:
            with super().pipeline() as found:
                yield found
        except psycopg.Error:
            self.close()
            raise


def _listened(gen: PQGen[V], patience: float) -> PQGen[V]:
    """The same, until nothing was ready for so long."""
    silent = 0.0
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            silent = 0.0 if ready else silent + _STEP
            if silent > patience:
                raise Silent("the server does not answer")
            wanted = gen.send(ready)
    except StopIteration as end:
        value: V = end.value
        return value


class _Hex(Loader):
    """Ids of streams as our statements have them."""

    format = Format.BINARY

    def load(self, data: Buffer) -> str:
        return bytes(data).hex()


def connected(url: str, **settings: str) -> Line:
    """A line as all of ours are. Reads after `BEGIN` see one state; single statements the newest."""
    given = {**_SESSION, "default_transaction_isolation": "repeatable\\ read", **settings}
    options = " ".join(f"-c {name}={value}" for name, value in given.items())
    raw = Line.connect(
        url,
        autocommit=True,
        prepare_threshold=2,
        cursor_factory=psycopg.RawCursor,
        options=options,
        **_CONNECT,
    )
    raw.adapters.register_loader("uuid", _Hex)
    raw.adapters.register_dumper(int, Int8Dumper)
    raw.adapters.register_dumper(int, Int8BinaryDumper)
    raw.adapters.register_dumper(list, ListBinaryDumper)
    return raw
