"""The table of due moments: what the clock will ask about, kept with the events that asked for it."""

from datetime import datetime
from uuid import UUID

from dispatch.ports import Due
from dispatch.schema import microseconds, moment_from
from dispatch.sql.port import Connection, Reading

_COLUMNS = "SELECT at, stream, kind, ref, position, centre FROM moment "


class Moments:
    """Rows to add and to drop with the batch under way."""

    def __init__(self) -> None:
        self._added: dict[Due, None] = {}
        self._checked: list[Due] = []

    def stage(self, added: list[Due], checked: Due | None) -> None:
        self._added.update(dict.fromkeys(added))
        if checked is not None:
            self._checked.append(checked)

    def flush(self, connection: Connection) -> None:
        """Checked rows go first: a check may set the same moment again."""
        if self._checked:
            connection.executemany(
                "DELETE FROM moment WHERE at=? AND stream=? AND kind=? AND ref=?",
                [_key(due) for due in self._checked],
            )
        if self._added:
            connection.executemany(
                "INSERT INTO moment VALUES (?,?,?,?,?,?) ON CONFLICT (at, stream, kind, ref) DO NOTHING",
                [(*_key(due), due.position, due.centre.bytes) for due in self._added],
            )

    def discard(self) -> None:
        self._added.clear()
        self._checked.clear()


def _key(due: Due) -> tuple[int, bytes, str, str]:
    return (microseconds(due.at), due.stream.bytes, due.kind, due.ref)


def due_moments(connection: Reading, now: datetime, limit: int) -> list[Due]:
    """Moments that have come, earliest first."""
    rows = connection.execute(_COLUMNS + "WHERE at<=? ORDER BY at LIMIT ?", (microseconds(now), limit))
    return [
        Due(
            at=moment_from(at),
            stream=UUID(bytes=stream),
            kind=kind,
            ref=ref,
            position=position,
            centre=UUID(bytes=centre),
        )
        for at, stream, kind, ref, position, centre in rows
    ]
