"""What an error of PostgreSQL means: almost all can pass, as the server mends itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg import OperationalError
from psycopg.errors import ConnectionTimeout, LockNotAvailable

from dispatch.ports import StoreUnavailable
from dispatch.schema import StoreUnfit
from dispatch.sql.postgres_line import Silent


class ReplyLost(OperationalError):
    """The connection broke while the answer to a COMMIT was awaited; `silent`: given up, in truth."""

    def __init__(self, text: str, *, silent: bool = False) -> None:
        super().__init__(text)
        self.silent = silent


_PASSING: Final = {
    "08": "the database cannot be reached",
    "25006": "the database is read-only",
    "25P03": "the database gave up the transaction",
    "28": "the database refuses the login",
    "3D": "the database is not there",
    "40": "the database gave up the transaction",
    "42501": "the database may not be written",
    "53": "the database is full",
    "55": "the database is locked by another program",
    "57": "the database is stopping or starting",
    "58": "the database's disk failed",
}
_LASTING: Final = {"XX001": "the database is damaged", "XX002": "the database is damaged"}


@contextmanager
def told() -> Iterator[None]:
    """At a start: what a person has to do something about."""
    try:
        yield
    except OperationalError as error:
        said = " ".join(str(error).split())
        raise StoreUnfit(f"PostgreSQL: {said}", "database-unreachable", error=said) from error


def database_fault(error: BaseException) -> StoreUnavailable | None:
    """What an error of psycopg means for us; nothing if it is not the database's fault."""
    if isinstance(error, ReplyLost):
        told = "the database did not answer: perhaps it was saved"
        return StoreUnavailable(told, unsure=True, silent=error.silent)
    if not isinstance(error, psycopg.Error):
        return None
    state = error.sqlstate or ("08" if isinstance(error, OperationalError | psycopg.InterfaceError) else "")
    if state in _LASTING:
        return StoreUnavailable(f"{_LASTING[state]}: nothing was saved ({state})", lasting=True)
    reason = _PASSING.get(state) or _PASSING.get(state[:2])
    if reason is None:
        return None
    silent = isinstance(error, Silent | LockNotAvailable | ConnectionTimeout)
    return StoreUnavailable(f"{reason}: nothing was saved ({state})", silent=silent)
