"""Who holds what: one holder per (kind, key), in memory and in a table that would refuse a second."""

from collections.abc import Iterable
from uuid import UUID

from dispatch.ports import Held, Release, Take
from dispatch.schema import microseconds, moment_from
from dispatch.sql.port import Connection
from domain.envelope import Recorded

ClaimKey = tuple[str, str]


def claimed(change: Take | Release, recorded: Recorded) -> tuple[ClaimKey, Held | None]:
    """What an event does to a claim: who holds it from then on, or nobody."""
    if not isinstance(change, Take):
        return (change.kind, change.key), None
    by, at = recorded.envelope.by, recorded.envelope.recorded_at
    return (change.kind, change.key), Held(holder=change.holder, by=by, at=at, position=recorded.position)


class Claims:
    """All claims. `stage` is for the batch under way; `commit` and `discard` end it."""

    def __init__(self) -> None:
        self._held: dict[ClaimKey, Held] = {}
        self._staged: dict[ClaimKey, Held | None] = {}
        self._freed: set[ClaimKey] = set()

    def load(self, connection: Connection) -> None:
        rows = connection.execute("SELECT kind, key, holder, by, at, position FROM claim")
        self._held = {
            (kind, key): Held(
                holder=holder,
                by=None if by is None else UUID(bytes=by),
                at=moment_from(at),
                position=position,
            )
            for kind, key, holder, by, at, position in rows
        }
        self.discard()

    def holder(self, claim: ClaimKey) -> Held | None:
        if claim in self._staged:
            return self._staged[claim]
        return self._held.get(claim)

    def stage(self, changes: Iterable[tuple[ClaimKey, Held | None]]) -> None:
        """Taken and freed, in the order in which it happened."""
        for claim, held in changes:
            self._staged[claim] = held
            if held is None and claim in self._held:
                self._freed.add(claim)

    def flush(self, connection: Connection) -> None:
        """Write what the batch changed. A plain INSERT: a second holder fails the transaction."""
        if not self._staged:
            return
        taken = [
            (*claim, held.holder, held.by and held.by.bytes, microseconds(held.at), held.position)
            for claim, held in self._staged.items()
            if held is not None and self._is_new(claim, held)
        ]
        connection.executemany("DELETE FROM claim WHERE kind=? AND key=?", list(self._freed))
        connection.executemany("INSERT INTO claim VALUES (?,?,?,?,?,?)", taken)

    def _is_new(self, claim: ClaimKey, held: Held) -> bool:
        before = self._held.get(claim)
        return before is None or claim in self._freed or before.holder != held.holder

    def commit(self) -> None:
        for claim, held in self._staged.items():
            if held is None:
                self._held.pop(claim, None)
            elif self._is_new(claim, held):
                self._held[claim] = held
        self.discard()

    def discard(self) -> None:
        self._staged.clear()
        self._freed.clear()
