"""A poison event, for each of the product's hot folds: it is stored, one row says so, all others go on."""

from collections.abc import Iterator
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from dispatch.hot import HotTables
from dispatch.ports import HotFold, Row
from dispatch.refold import FoldedTable
from domain.catalogue import EVENTS
from domain.envelope import Recorded
from tests.bench.evening import life, registrations, submission
from tests.golden.stored import ENVELOPE, example_of
from web.bootstrap import build, close, set_up
from web.settings import Settings
from web.system import System

FOLDS = (
    "accounts",
    "breaches",
    "calendars",
    "centres",
    "exports",
    "keeping",
    "monitoring",
    "queue",
    "schools",
    "specialists",
    "teams",
    "traces",
    "vehicles",
)
STORIES = 60


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """An evening, as the product itself stores it."""
    data = tmp_path_factory.mktemp("poison") / "data"
    set_up(data, {"demonstration": False})
    system = build(Settings(data=data))
    for command in registrations(2):
        system.store.writer.call(submission(command))
    story = life(0)
    for _ in range(STORIES):
        system.store.writer.call(submission(next(story)))
    yield system
    close(system)


@pytest.fixture(scope="module")
def events(system: System) -> list[Recorded]:
    """The evening's, and one of every kind there is, twice over: every fold has something to do."""
    found = list(system.store.log.read_all())
    position = count(found[-1].position + 1)
    for stream in (UUID(int=1), UUID(int=2)):
        for version, (name, kind) in enumerate(sorted(EVENTS.items()), start=1):
            found.append(
                Recorded(
                    stream=stream,
                    version=version,
                    position=next(position),
                    name=name,
                    event=example_of(kind),
                    envelope=ENVELOPE,
                )
            )
    return found


class Poisoned:
    """A fold that fails at one event."""

    def __init__(self, fold: HotFold, position: int) -> None:
        self._fold, self._position = fold, position
        self.name, self.version, self.events = fold.name, fold.version, fold.events

    def keys(self, recorded: Recorded) -> Any:
        return self._fold.keys(recorded)

    def fold(self, row: Row | None, recorded: Recorded) -> Row | None:
        if recorded.position == self._position:
            raise ValueError("poison")
        return self._fold.fold(row, recorded)


def test_every_hot_fold_is_poisoned_here(system: System) -> None:
    assert set(system.store.hot.folds) == set(FOLDS)


@pytest.mark.parametrize("name", FOLDS)
def test_one_row_is_damaged_and_all_others_go_on(system: System, events: list[Recorded], name: str) -> None:
    fold = system.store.hot.folds[name]
    whole = FoldedTable(Poisoned(fold, 0))
    for recorded in events:
        whole.take(recorded)
    assert whole.damaged == {}, "without poison nothing is damaged"
    touching = [each for each in events if type(each.event) in fold.events and list(fold.keys(each))]
    poison = touching[len(touching) // 2]
    keys = {str(key) for key in fold.keys(poison)}
    tables = HotTables([Poisoned(fold, poison.position)], system.store.log.reading)
    for recorded in events:
        tables.stage(recorded)
        tables.commit(recorded.position)
    assert tables.damaged() == {(name, key): poison.position for key in keys}
    rows = tables.snapshot(name)[1]
    others = {key: row for key, row in whole.rows.items() if row is not None and key not in keys}
    assert {key: row for key, row in rows.items() if key not in keys} == others
    assert {rows[key]["damaged"] for key in keys} == {poison.position}
