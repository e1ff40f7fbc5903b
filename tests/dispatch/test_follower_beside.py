"""Views between processes: folded once whoever follows, read by all while they are made anew and flipped."""

import threading
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

import pytest

from dispatch import follower as module
from dispatch.drives_table import DrivenDrives, DrivesTable
from dispatch.follower import Follower
from dispatch.ledger_table import NO_CLASS, Asked, Duties, LedgerTable, When
from dispatch.onlooker import Onlooker, Standing
from dispatch.ports import Accepted
from dispatch.store import Store
from dispatch.tables.port import Tables
from dispatch.view_folding import View
from dispatch.view_tables import Reading, renewable
from projections.drives import Drives
from projections.ledger import Ledger
from tests.bench.evening import life, registrations, submission
from tests.dispatch.followed import Followed, catch_up, documents, folded, following, three_boxes
from tests.dispatch.toy import Shelf
from tests.places import Place
from web.bootstrap import build, close, set_up
from web.settings import Settings
from web.system import System


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    yield from three_boxes(tmp_path)


def both_follow(store: Store, place: Place) -> Followed:
    """Two followers step by turns, each from where the other left it long ago."""
    first, second = (following(store, place, batch=batch) for batch in (4, 7))
    first._working, second._working = first._begin(), second._begin()
    while first.step() or second.step():
        pass
    second.stop()
    return first


def test_two_who_follow_fold_each_batch_once(store: Store, place: Place) -> None:
    follower = both_follow(store, place)
    assert documents(follower) == folded(store)
    assert len(follower.reading.rows("SELECT 1 FROM build")) == 1
    follower.stop()


def test_planted_without_its_condition_a_batch_is_folded_twice(
    store: Store, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOVE", "UPDATE build SET position=?, mark=? WHERE id=? AND ?>=0")
    follower = both_follow(store, place)
    assert documents(follower) != folded(store)
    follower.stop()


def test_two_at_once_fold_each_batch_once(store: Store, place: Place) -> None:
    both = [following(store, place, batch=3) for _ in range(2)]
    threads = [threading.Thread(target=catch_up, args=(each,)) for each in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert documents(both[0]) == folded(store)
    for each in both:
        each.stop()


def test_another_process_knows_how_far_they_are_and_when_they_move(store: Store, place: Place) -> None:
    follower = following(store, place, batch=7)
    other = Onlooker(place.open("views"), lambda: store.log.head, [Shelf()])
    told: list[int] = []
    other.watch = lambda: told.append(1)
    assert other.standing() == Standing(behind=23, damaged=0, building=True, stuck=None)
    follower.step()
    other.look()
    other.look()
    assert (len(told), other.standing().behind) == (1, 16), "told once of one move"
    catch_up(follower)
    follower._tell(OSError("x"))
    assert other.standing() == Standing(behind=0, damaged=0, building=False, stuck="OSError")
    follower._look()
    assert other.standing().stuck is None
    follower.stop()
    other.stop()


class Louder(Shelf):
    """Another version of the fold."""

    def __init__(self) -> None:
        super().__init__(version=2)


def test_who_reads_sees_a_whole_view_all_the_while_it_is_made_anew(store: Store, place: Place) -> None:
    follower = following(store, place)
    catch_up(follower)
    follower.stop()
    whole, reader = len(folded(store)), Reading(place.open("views"))
    seen: set[int] = set()
    query = "SELECT count(*) FROM document WHERE build=(SELECT id FROM build WHERE live=1)"
    ended = threading.Event()

    def read() -> None:
        while not ended.is_set():
            seen.add(reader.rows(query)[0][0])

    thread = threading.Thread(target=read)
    thread.start()
    anew = following(store, place, Louder(), batch=2)
    catch_up(anew)
    ended.set()
    thread.join(30)
    assert seen == {whole}
    assert anew.build.version == 2
    anew.stop()


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    data = tmp_path_factory.mktemp("evening") / "data"
    set_up(data, {"demonstration": False})
    system = build(Settings(data=data))
    for command in [*registrations(2), *islice(life(0), 400)]:
        assert isinstance(system.store.writer.call(submission(command)), Accepted)
    yield system
    close(system)


def answers(system: System, now: datetime, tables: Tables, reading: Tables) -> list[object]:
    """Every question that is asked of the views, about an evening."""
    views = [View(fold=Ledger(), lines=LedgerTable()), View(fold=Drives(), lines=DrivesTable())]
    catch_up(Follower(tables, system.store.log, views))
    duties, drives = Duties(Reading(reading)), DrivenDrives(Reading(reading))
    region = next(row["region"] for row in system.rows("centres").values())
    asked = [Asked(region=region, when=when) for when in When]
    asked += [Asked(region=region, when=When.ALL, risk_class=each) for each in (NO_CLASS, 1, 2)]
    asked += [Asked(region=region, when=When.ALL, kind="term", owner="nobody", month="2026-11")]
    found: list[object] = [duties.ready, drives.ratios(), drives.errors("", now)]
    found += [duties.page(each, now, 50) for each in asked]
    found += [duties.page(asked[-3], now, 5, 3), duties.counts(asked[0], now), duties.strips(now)]
    found += [duties.reminders(region, 9), sorted(duties.outcomes(region, "2020-01", "2030-01"))]
    return [*found, duties.delays(region, "2020-01", "2030-01")]


def test_every_question_has_the_same_answer_in_either_database(
    evening: System, place: Place, tmp_path: Path
) -> None:
    file, now = tmp_path / "other.db", evening.clock.now()
    expected = answers(evening, now, renewable(file), renewable(file))
    assert answers(evening, now, place.open("views"), place.open("views")) == expected
    assert expected[3 + list(When).index(When.ALL)][1] > 20, "there is something to ask about"  # type: ignore[index]
