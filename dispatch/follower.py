"""The follower: folds the log into views beside it, in batches, on a thread of its own.

It is woken after each commit and looks by itself besides, so that a lost hint costs a moment and no more. A
fold that raises damages its own key, which then stands still at that position; all others go on. A view whose
fold has another version, or a damaged key at the start, is made anew beside the live one, and flipped.

Should two follow the same log at once, each batch is folded by one of them: its transaction begins by moving
the build on from where the batch begins, and does nothing if it stands elsewhere by then.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from typing import Final, Protocol, TypeAlias
from uuid import UUID

from dispatch import view_tables
from dispatch.lookout import Lookout
from dispatch.mapper import Unreadable
from dispatch.ports import StoreUnavailable
from dispatch.tables.port import Tables
from dispatch.view_folding import Folding, View
from dispatch.view_tables import Build
from domain.envelope import Recorded

BATCH: Final = 2_000
"""Events of one transaction at the most."""
LOOK_EVERY: Final = 1.0
REST: Final = 0.3
"""Seconds between being woken and looking: boards hear of a change first, and a document that many events
touch is written once for all of them."""
_MOVE: Final = "UPDATE build SET position=?, mark=? WHERE id=? AND position=?"
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


class Follower:
    """Folds one log into one set of tables, while it is started. `watch` is called on its thread after each
    batch that changed something."""

    def __init__(
        self,
        tables: Tables,
        source: Source,
        views: Sequence[View],
        *,
        batch: int = BATCH,
        watch: Callable[[], None] = lambda: None,
    ) -> None:
        self._tables = tables
        self._source = source
        self._batch = batch
        self.watch = watch
        self._views = {view.fold.name: view for view in views}
        self._kinds = frozenset(kind for view in views for kind in view.fold.events)
        self._lines = [view.lines for view in views if view.lines is not None]
        view_tables.make_views(tables, source.id, self._lines)
        self._stuck: str | None = None
        self._working: list[Build] = []
        self._lookout = Lookout("follower", self._look, LOOK_EVERY, rest=REST)
        self.wake = self._lookout.wake

    def start(self) -> None:
        """Go on from where whoever folded last has come to. Raises StoreUnavailable, and what reading the
        log raises."""
        self._working = self._begin()
        self._lookout.start()

    def rest(self) -> None:
        """Finish the batch under way; it may be started again."""
        self._lookout.stop()

    def stop(self) -> None:
        """Rest, for good."""
        self.rest()
        self._tables.close()

    def _look(self) -> bool:
        try:
            more = self.step()
        except Exception as error:  # noqa: BLE001 - it must go on; the next look tries again
            self._tell(error)
            return False
        if self._stuck is not None:
            self._note(None)
        return more

    def _tell(self, error: Exception) -> None:
        """Once for each trouble: it is looked at every second. Only of `Unreadable` the text is known to hold
        nothing that an event says."""
        stuck = str(error) if isinstance(error, Unreadable) else type(error).__name__
        if stuck != self._stuck:
            _log.error("the follower stands still: %s", stuck, exc_info=error)
            self._note(stuck)

    def _note(self, stuck: str | None) -> None:
        """Where other processes read it."""
        self._stuck = stuck
        try:
            view_tables.tell_stuck(self._tables, stuck)
        except StoreUnavailable:
            _log.warning("that the follower stands still could not be told")

    def step(self) -> bool:
        """One batch of each view; whether there was more than that. Raises what reading the log raises."""
        before = self._working or self._begin()
        self._working, pages, after = [], dict[int, Page](), list[Build | None]()
        for build in before:
            after.append(self._follow(build, pages))
        if all(after):  # else a build is gone: begin anew at the next step
            self._working = [build for build in after if build is not None]
        if before != after:
            self.watch()
        return any(map(self._behind, before, after))

    def _behind(self, before: Build, after: Build | None) -> bool:
        """Whether a step ended for another reason than that there was no more."""
        if after is None or after.position - before.position >= self._batch:
            return True
        return before != after and not after.live

    def _follow(self, build: Build, pages: dict[int, Page]) -> Build | None:
        """One batch; what stands at the same position is read once for all views."""
        if build.position not in pages:
            pages[build.position] = self._source.page(build.position, self._batch, self._kinds)
        position, page = pages[build.position]
        if position == build.position:
            return build if build.live else self._flip(build)
        mark = self._source.mark(position)
        with self._tables.together():
            if self._tables.write(_MOVE, (position, mark, build.id, build.position)):
                Folding(self._tables, self._views[build.view], build.id).take(page)
        return self._as_stored(build.id)

    def _as_stored(self, build: int) -> Build | None:
        return next((each for each in view_tables.builds(self._tables.rows) if each.id == build), None)

    def _flip(self, build: Build) -> Build | None:
        """From now on this one is read; what it takes the place of is gone."""
        with self._tables.together():
            if self._tables.write("UPDATE build SET live=1 WHERE id=?", (build.id,)):
                for old in view_tables.builds(self._tables.rows):
                    if old.view == build.view and old.id != build.id:
                        view_tables.drop_build(self._tables, old.id, self._lines)
        return self._as_stored(build.id)

    def _begin(self) -> list[Build]:
        return [self._begun(view) for view in self._views.values()]

    def _begun(self, view: View) -> Build:
        """The build to go on with; a new one if none is of this fold, of this log and sound."""
        name, version = view.fold.name, view.fold.version
        with self._tables.together():
            for build in view_tables.builds(self._tables.rows):
                if build.view not in self._views or (build.view == name and not self._ours(build)):
                    view_tables.drop_build(self._tables, build.id, self._lines)
            mine = [each for each in view_tables.builds(self._tables.rows) if each.view == name]
            for build in mine:
                if build.version == version and not view_tables.damaged(self._tables.rows, build.id):
                    return build
            for build in mine:
                if not build.live:
                    view_tables.drop_build(self._tables, build.id, self._lines)
            made = "INSERT INTO build (view, version, position, live) VALUES (?,?,0,0) RETURNING id"
            number = self._tables.rows(made, (name, version))[0][0]
        return Build(id=number, view=name, version=version, position=0, mark=None, live=False)

    def _ours(self, build: Build) -> bool:
        """Whether the log still has the event up to which this was made: it may be an older copy."""
        return build.position == 0 or self._source.mark(build.position) == build.mark
