"""What an error of PostgreSQL means: almost all can pass, as the server mends itself."""

from typing import Final

import psycopg
from psycopg import OperationalError

from dispatch.ports import StoreUnavailable


class ReplyLost(OperationalError):
    """The connection broke while the answer to a COMMIT was awaited."""


_PASSING: Final = {
    "08": "the database cannot be reached",
    "25006": "the database is read-only",
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


def database_fault(error: BaseException) -> StoreUnavailable | None:
    """What an error of psycopg means for us; nothing if it is not the database's fault."""
    if isinstance(error, ReplyLost):
        return StoreUnavailable("the database did not answer: perhaps it was saved", unsure=True)
    if not isinstance(error, psycopg.Error):
        return None
    state = error.sqlstate or ("08" if isinstance(error, OperationalError | psycopg.InterfaceError) else "")
    if state in _LASTING:
        return StoreUnavailable(f"{_LASTING[state]}: nothing was saved ({state})", lasting=True)
    reason = _PASSING.get(state) or _PASSING.get(state[:2])
    return None if reason is None else StoreUnavailable(f"{reason}: nothing was saved ({state})")
