"""Reading the views, in any process: what they say, how far they are, and that they have moved on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from dispatch import view_tables
from dispatch.lookout import Lookout
from dispatch.ports import HotFold, StoreUnavailable
from dispatch.tables.port import Tables
from dispatch.view_tables import Build, Reading

LOOK_EVERY: Final = 1.0
REST: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far the views are. `stuck` says why they do not go on; `building`: one is being made anew."""

    behind: int
    damaged: int
    building: bool
    stuck: str | None


class Onlooker:
    """`watch` is called on its thread after views have moved, whichever process folds them: at `wake`, and
    looked for every second besides."""

    def __init__(self, tables: Tables, head: Callable[[], int], folds: Sequence[HotFold]) -> None:
        self.reading = Reading(tables)
        self.watch: Callable[[], None] = lambda: None
        self._tables = tables
        self._head = head
        self._folds = folds
        self._seen: list[Build] = []
        self._lookout = Lookout("views", self.look, LOOK_EVERY, rest=REST)
        self.start = self._lookout.start
        self.wake = self._lookout.wake

    def stop(self) -> None:
        self._lookout.stop()
        self.reading.close()

    def look(self) -> bool:
        """Tell of it if views have moved; nothing while that cannot be asked."""
        try:
            found = view_tables.builds(self._tables.rows)
        except StoreUnavailable:
            return False
        moved, self._seen = found != self._seen, found
        if moved:
            self.watch()
        return False

    def standing(self) -> Standing:
        """For any thread. Raises StoreUnavailable."""
        found, folds = view_tables.builds(self._tables.rows), self._folds
        newest = [
            max(
                (each for each in found if (each.view, each.version) == (fold.name, fold.version)),
                key=lambda each: each.id,
                default=None,
            )
            for fold in folds
        ]
        failed = self._tables.rows("SELECT count(*) FROM document WHERE damaged IS NOT NULL")[0][0]
        return Standing(
            behind=max(0, self._head() - min((0 if each is None else each.position) for each in newest)),
            damaged=failed,
            building=not all(each is not None and each.live for each in newest),
            stuck=view_tables.stuck(self._tables.rows),
        )
