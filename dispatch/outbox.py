"""The outbox: what is to be told, kept in the transaction of the event that it is told of.

So nothing is told of what was not stored, and nothing stored goes untold, wherever the program is killed. A
row waits until its channel has taken it (then it has a receipt) or until the tries are used up (then it says
why). A message may come twice after a crash, always under the same id; channels drop the second one.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from dispatch.schema import microseconds, moment_from
from dispatch.sql.port import Connection, Reading
from domain.envelope import Recorded
from domain.notices import Notice

_ACCOUNT: Final = "account:"
_ROLES: Final = "roles:"
_WAITING: Final = (
    "SELECT id, kind, audience, author, stream, ref, centre, created, attempts FROM outbox"
    " WHERE channel=? AND delivered IS NULL AND given_up IS NULL"
    " AND (next_attempt<=? OR next_attempt>?) ORDER BY next_attempt LIMIT ?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One row that waits: what is told, to whom, and how often it was tried. `author` is not told."""

    id: UUID
    kind: str
    to: UUID | None
    roles: tuple[str, ...]
    author: UUID | None
    case: UUID | None
    ref: str
    centre: UUID
    created: datetime
    attempts: int


class Channel(Protocol):
    """A way to tell people. Each has a thread of its own, so that a slow one holds no other up."""

    @property
    def name(self) -> str:
        """Stands in the outbox's rows; never given to another channel."""
        ...

    def deliver(self, parcel: Parcel, recipients: Sequence[UUID]) -> str:
        """Take it, durably, and give a receipt: where it can be found again. What was taken under this id
        before is not told twice. Raises whatever went wrong; it is tried again later."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How a try ended: delivered, to be tried again at `again`, or given up for a reason."""

    id: UUID
    attempts: int
    again: datetime
    delivered: datetime | None = None
    receipt: str | None = None
    given_up: str | None = None


class Outbox:
    """Rows to add with the batch under way, one for each channel. Used by the writer's thread alone."""

    def __init__(self, channels: Sequence[str] = (), wake: Callable[[], None] = lambda: None) -> None:
        self._channels = tuple(channels)
        self._wake = wake
        self._staged: list[tuple[object, ...]] = []

    def stage(self, recorded: Recorded, notices: Iterable[Notice]) -> None:
        """A notice to whoever did it is none."""
        for notice in notices:
            if notice.to is not None and notice.to == recorded.envelope.by:
                continue
            for channel in self._channels:
                self._staged.append(_row(recorded, notice, channel))

    def flush(self, connection: Connection) -> None:
        if self._staged:
            connection.executemany(
                "INSERT INTO outbox (id, position, channel, kind, audience, author, stream, ref, centre,"
                " created, next_attempt) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                self._staged,
            )

    def commit(self) -> None:
        if self._staged:
            self._staged.clear()
            self._wake()

    def take_in(self) -> None:
        """Others appended: perhaps there is something to be told."""
        self._wake()

    def discard(self) -> None:
        self._staged.clear()


def _row(recorded: Recorded, notice: Notice, channel: str) -> tuple[object, ...]:
    """The id is chance, not the position: after a restored backup a position can come a second time."""
    at, by = microseconds(recorded.envelope.recorded_at), recorded.envelope.by
    return (
        os.urandom(16),
        recorded.position,
        channel,
        notice.kind.value,
        f"{_ACCOUNT}{notice.to}" if notice.to is not None else _ROLES + ",".join(notice.roles),
        None if by is None else by.bytes,
        None if notice.case is None else notice.case.bytes,
        notice.ref,
        recorded.envelope.centre.bytes,
        at,
        at,
    )


def waiting(connection: Reading, channel: str, now: datetime, farthest: datetime, limit: int) -> list[Parcel]:
    """Rows whose time has come, the longest waiting first. A try set beyond `farthest` (the longest pause)
    is from before the clock was set back: it is due as well."""
    rows = connection.execute(
        _WAITING,
        (channel, microseconds(now), microseconds(farthest), limit),
    )
    return [_parcel(row) for row in rows]


def _parcel(row: tuple[bytes, str, str, bytes | None, bytes | None, str, bytes, int, int]) -> Parcel:
    key, kind, audience, author, stream, ref, centre, created, attempts = row
    named = audience.startswith(_ACCOUNT)
    return Parcel(
        id=UUID(bytes=key),
        kind=kind,
        to=UUID(audience.removeprefix(_ACCOUNT)) if named else None,
        roles=() if named else tuple(audience.removeprefix(_ROLES).split(",")),
        author=None if author is None else UUID(bytes=author),
        case=None if stream is None else UUID(bytes=stream),
        ref=ref,
        centre=UUID(bytes=centre),
        created=moment_from(created),
        attempts=attempts,
    )


def put_off(connection: Connection, parcels: Iterable[Parcel], until: datetime) -> None:
    """Nobody tries these before a time."""
    rows = [(microseconds(until), parcel.id.bytes) for parcel in parcels]
    connection.executemany("UPDATE outbox SET next_attempt=? WHERE id=?", rows)


def settle(connection: Connection, settled: Iterable[Settled]) -> None:
    """Write down how the tries ended."""
    connection.executemany(
        "UPDATE outbox SET attempts=?, next_attempt=?, delivered=?, receipt=?, given_up=? WHERE id=?",
        [
            (
                each.attempts,
                microseconds(each.again),
                None if each.delivered is None else microseconds(each.delivered),
                each.receipt,
                each.given_up,
                each.id.bytes,
            )
            for each in settled
        ],
    )


def purge(connection: Connection, before: datetime) -> None:
    """Forget what was delivered or given up before a time. What waits is never forgotten."""
    connection.execute(
        "DELETE FROM outbox WHERE created<? AND (delivered IS NOT NULL OR given_up IS NOT NULL)",
        (microseconds(before),),
    )


def standing(connection: Reading) -> tuple[int, int]:
    """How many rows wait, and how many were given up."""
    row = connection.execute(
        "SELECT count(*) FILTER (WHERE given_up IS NULL), count(given_up) FROM outbox WHERE delivered IS NULL"
    ).fetchone()
    return int(row[0]), int(row[1])
