"""The follower: folds the log into views beside it, in batches, on a thread of its own.

It is woken after each commit and looks by itself besides, so that a lost hint costs a moment and no more. A
fold that raises damages its own key, which then stands still at that position; all others go on. A view whose
fold has another version, or a damaged key at the start, is made anew beside the live one, and flipped.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, TypeAlias
from uuid import UUID

from dispatch import view_file
from dispatch.lookout import Lookout
from dispatch.mapper import Unreadable
from dispatch.view_file import Build, Reading
from dispatch.view_folding import Folding, View
from domain.envelope import Recorded

BATCH: Final = 500
"""Events of one transaction at the most."""
LOOK_EVERY: Final = 1.0
REST: Final = 0.2
"""Seconds between two looks: a document that many events touch is then written once for all of them."""
Page: TypeAlias = tuple[int, list[Recorded]]
_log = logging.getLogger(__name__)


class Source(Protocol):
    """The log as a follower needs it."""

    @property
    def id(self) -> UUID: ...

    @property
    def head(self) -> int: ...

    def page(self, after: int, limit: int, kinds: Collection[type]) -> tuple[int, list[Recorded]]:
        """The events of these kinds among so many after a position, without what is sealed in them; and the
        position of the last one looked at, `after` if there is none."""
        ...

    def mark(self, position: int) -> bytes | None:
        """The hash of the event at a position; none if there is no such event."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a follower is. `stuck` says why it does not go on; `building`: a view is being made anew."""

    behind: int
    damaged: int
    building: bool
    stuck: str | None


class Follower:
    """Of one log and one file. `watch` is called on its thread after each batch that changed something."""

    def __init__(
        self,
        path: Path,
        source: Source,
        views: Sequence[View],
        *,
        batch: int = BATCH,
        watch: Callable[[], None] = lambda: None,
    ) -> None:
        self._source = source
        self._batch = batch
        self.watch = watch
        self._views = {view.fold.name: view for view in views}
        self._kinds = frozenset(kind for view in views for kind in view.fold.events)
        self._db = view_file.open_views(path, source.id, [view.lines for view in views if view.lines])
        self.reading = Reading(path)
        self._stuck: str | None = None
        self._working = [self._begun(view) for view in views]
        self._lookout = Lookout("follower", self._look, LOOK_EVERY, rest=REST)
        self.wake = self._lookout.wake

    def start(self) -> None:
        """Go on from where whoever folded last has come to."""
        self._working = [self._begun(view) for view in self._views.values()]
        self._lookout.start()

    def rest(self) -> None:
        """Finish the batch under way; it may be started again."""
        self._lookout.stop()

    def stop(self) -> None:
        """Rest, for good."""
        self.rest()
        self.reading.close()
        self._db.close()

    def standing(self) -> Standing:
        """For any thread."""
        working = self._working
        behind = self._source.head - min(build.position for build in working)
        building = not all(build.live for build in working)
        damaged = self.reading.rows("SELECT count(*) FROM document WHERE damaged IS NOT NULL")[0][0]
        return Standing(behind=max(0, behind), damaged=damaged, building=building, stuck=self._stuck)

    def _look(self) -> bool:
        try:
            more = self.step()
        except Exception as error:  # noqa: BLE001 - it must go on; the next look tries again
            self._tell(error)
            return False
        self._stuck = None
        return more

    def _tell(self, error: Exception) -> None:
        """Once for each trouble: it is looked at every second. Only of `Unreadable` the text is known to hold
        nothing that an event says."""
        stuck = str(error) if isinstance(error, Unreadable) else type(error).__name__
        if stuck != self._stuck:
            _log.error("the follower stands still: %s", stuck, exc_info=error)
        self._stuck = stuck

    def step(self) -> bool:
        """One batch of each view; whether there may be more. Raises what reading the log raises."""
        before, pages = list(self._working), dict[int, Page]()
        self._working = [self._follow(build, pages) for build in before]
        moved = [new for new, old in zip(self._working, before, strict=True) if new != old]
        if moved:
            self.watch()
        return bool(moved)

    def _follow(self, build: Build, pages: dict[int, Page]) -> Build:
        """One batch; what stands at the same position is read once for all views."""
        if build.position not in pages:
            pages[build.position] = self._source.page(build.position, self._batch, self._kinds)
        position, page = pages[build.position]
        if position == build.position:
            return build if build.live else self._flip(build)
        mark = self._source.mark(position)
        with self._transaction():
            Folding(self._db, self._views[build.view], build.id).take(page)
            self._db.execute("UPDATE build SET position=?, mark=? WHERE id=?", (position, mark, build.id))
        return self._as_stored(build.id)

    def _as_stored(self, build: int) -> Build:
        return next(each for each in view_file.builds(self._db) if each.id == build)

    def _flip(self, build: Build) -> Build:
        """From now on this one is read; what it takes the place of is gone."""
        with self._transaction():
            for old in view_file.builds(self._db):
                if old.view == build.view and old.id != build.id:
                    self._drop(old)
            self._db.execute("UPDATE build SET live=1 WHERE id=?", (build.id,))
        return self._as_stored(build.id)

    def _drop(self, build: Build) -> None:
        view = self._views.get(build.view)
        if view is not None and view.lines is not None:
            view.lines.drop(self._db, build.id)
        self._db.execute("DELETE FROM document WHERE build=?", (build.id,))
        self._db.execute("DELETE FROM build WHERE id=?", (build.id,))

    def _begun(self, view: View) -> Build:
        """The build to go on with; a new one if none is of this fold, of this log and sound."""
        with self._transaction():
            for build in view_file.builds(self._db):
                if build.view not in self._views or (build.view == view.fold.name and not self._ours(build)):
                    self._drop(build)
            mine = [each for each in view_file.builds(self._db) if each.view == view.fold.name]
            for build in mine:
                if build.version == view.fold.version and not view_file.damaged(self._db, build.id):
                    return build
            for build in mine:
                if not build.live:
                    self._drop(build)
            name, version = view.fold.name, view.fold.version
            made = self._db.execute(
                "INSERT INTO build (view, version, position, live) VALUES (?,?,0,0)", (name, version)
            ).lastrowid
        return self._as_stored(made or 0)

    def _ours(self, build: Build) -> bool:
        """Whether the log still has the event up to which this was made: it may be an older copy."""
        return build.position == 0 or self._source.mark(build.position) == build.mark

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
