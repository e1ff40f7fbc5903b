"""Destroying keys: the row of a forgotten subject becomes a grave, and nothing of its key stays in the file.

The log is the truth about who is forgotten. A key goes after the event is durable, at once; what a killed
process or restored keys leave is destroyed at the next start, before anything is served, and by every other
process that hears of the event. How what was wrapped goes as well is the place's own affair
(`dispatch.key_place`). Blocks that the file system freed, copies of snapshots and worn flash cells are beyond
this; so are backups, until they are gone.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

import orjson

from dispatch.key_place import KeyPlace, NotOverwritten, damage_told
from dispatch.keys import AT_A_TIME, Keys, marks
from dispatch.ports import Row, StoreUnavailable
from dispatch.sql.port import Connection
from dispatch.tables.port import Tables
from dispatch.wrapping import KeysUnusable

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """Where the log says who is forgotten: a hot table, and the subjects of one of its rows."""

    table: str
    subjects: Callable[[Row], Iterable[UUID]]


class Graves:
    """Used by the writer's thread alone. `waiting` are forgotten, and what was their key may still be read
    where it was by whoever has the key file; `destroyed` counts the keys that were found and destroyed."""

    def __init__(self, place: KeyPlace, tables: Tables, keys: Keys) -> None:
        self._place = place
        self._tables = tables
        self._keys = keys
        self._traces: set[bytes] = set()
        self.waiting: set[UUID] = set()
        self.destroyed = 0

    def destroy(self, subjects: Iterable[UUID]) -> None:
        """Destroy the keys of these for good. What is left waiting goes along.

        From the first line on this process seals and opens nothing for them. Raises `NotOverwritten`,
        `StoreUnavailable`; asked again, even for nobody, it goes on where it stood.
        """
        asked = set(subjects)
        self._keys.drop(asked)
        self.waiting |= asked
        with damage_told(self._place.told):
            self._dig()
        self._place.overwrite(self._traces)
        self.waiting.clear()
        self._traces.clear()

    def forgotten_elsewhere(self, subjects: Iterable[UUID]) -> None:
        """Another process forgot these: nothing is sealed or opened for them here any more. Their keys are
        destroyed by `try_again`, in case that one died before it could."""
        asked = {each for each in subjects if not self._keys.dropped(each)}
        self._keys.drop(asked)
        self.waiting |= asked

    def try_again(self) -> None:
        """Go on with what waits; what fails is logged and waits on."""
        if self.waiting:
            self.destroy_or_wait(())

    def destroy_or_wait(self, subjects: Collection[UUID]) -> None:
        """`destroy` after the event is durable: nothing may fail because of it any more."""
        try:
            self.destroy(subjects)
        except (NotOverwritten, StoreUnavailable, KeysUnusable, OSError) as error:
            _log.error(
                "keys of %d forgotten are not overwritten yet: %s", len(self.waiting), type(error).__name__
            )

    def _dig(self) -> None:
        """Make the rows graves, in one transaction; remembers what was wrapped in them."""
        with self._tables.together():
            standing = dict(self._standing())
            full = [(who.bytes,) for who, wrapped in standing.items() if wrapped]
            self._tables.many("UPDATE subject_key SET wrapped=NULL WHERE subject=?", full)
            self._keys.bury(self.waiting - standing.keys())
        self._traces.update(filter(None, standing.values()))
        self.destroyed += len(full)

    def _standing(self) -> Iterator[tuple[UUID, bytes]]:
        """What is wrapped for those who have a row; nothing in it for a grave."""
        asked = sorted(each.bytes for each in self.waiting)
        for start in range(0, len(asked), AT_A_TIME):
            page = asked[start : start + AT_A_TIME]
            query = f"SELECT subject, wrapped FROM subject_key WHERE subject IN ({marks(page)})"  # noqa: S608
            for who, wrapped in self._tables.rows(query, page):
                yield UUID(bytes=who), bytes(wrapped or b"")


def bury(log: Connection, graves: Graves, told: Forgotten | None) -> None:
    """Whoever the log says is forgotten has no key, whatever was restored and whenever a process died.

    Raises `KeysUnusable` if the keys cannot be written: nothing is served before.
    """
    if told is None:
        return
    query = "SELECT body FROM hot_row WHERE fold=? AND body IS NOT NULL"
    rows = (orjson.loads(body) for (body,) in log.execute(query, (told.table,)))
    try:
        graves.destroy(who for row in rows for who in told.subjects(row))
    except NotOverwritten:  # the rows are graves already, and it is tried again
        _log.warning("the keys are read by somebody: what was destroyed stands there yet")
    except StoreUnavailable as error:
        text = f"the keys cannot be written, and some are of forgotten people: {error.reason}"
        raise KeysUnusable(text, "keys-db-unwritable", error=error.reason) from error
    log.swept()
