"""Due moments: asked about once, never early, whatever the clock does meanwhile."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from dispatch import ticker as ticker_module
from dispatch.batch import Rules
from dispatch.clock import FastClock
from dispatch.moments_store import due_moments
from dispatch.ports import Accepted, Reader, Submission
from dispatch.store import Store
from domain.moments import CheckMoment
from domain.refusal import Refused
from tests.dispatch.batching import BOX_A, BOX_B, BOX_C
from tests.dispatch.toy import (
    CENTRE,
    RULES,
    START,
    GiveBack,
    HandClock,
    Lend,
    Open,
    Outcome,
    decide,
    open_store,
    submission,
)

pytestmark = pytest.mark.usefixtures("each_store")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(tmp_path: Path, clock: HandClock) -> Iterator[Store]:
    """Three boxes lent for ten minutes; nobody ticks but the test."""
    store = lent(tmp_path, clock)
    yield store
    store.close()


def lent(data: Path, clock: HandClock, rules: Rules = RULES) -> Store:
    store = open_store(data, clock=clock, rules=rules)
    store.start(ticking=False)
    for box in (BOX_A, BOX_B, BOX_C):
        store.writer.call(submission(Open(box=box)))
        store.writer.call(submission(Lend(box=box, team=str(box))))
    return store


def missed(store: Store) -> list[datetime]:
    return [each.envelope.recorded_at for each in store.log.after(0) if each.name == "box-missed.v1"]


def waiting(store: Store) -> int:
    return int(store.office._due.execute("SELECT count(*) FROM moment").fetchone()[0])


def test_nothing_is_asked_early(store: Store, clock: HandClock) -> None:
    clock.forward(minutes=10, microseconds=-1)
    assert store.ticker.tick() == 0
    assert missed(store) == []
    clock.forward(microseconds=1)
    assert store.ticker.tick() == 3
    assert missed(store) == [START + timedelta(minutes=10)] * 3


def test_it_is_asked_once(store: Store, clock: HandClock) -> None:
    clock.forward(minutes=10)
    assert [store.ticker.tick() for _ in range(3)] == [3, 0, 0]
    assert len(missed(store)) == 3
    assert waiting(store) == 0


def test_a_moment_that_no_longer_matters_leaves_nothing(store: Store, clock: HandClock) -> None:
    store.writer.call(submission(GiveBack(box=BOX_A)))
    clock.forward(minutes=10)
    assert store.ticker.tick() == 3
    assert len(missed(store)) == 2
    assert waiting(store) == 0


def test_the_clock_s_own_events_say_so(store: Store, clock: HandClock) -> None:
    clock.forward(minutes=10)
    store.ticker.tick()
    event = store.log.stream(BOX_A)[-1]
    assert (event.envelope.by, event.envelope.role) == (None, "system")
    assert event.envelope.because_of == 2
    assert event.envelope.centre == CENTRE


def test_after_a_sleep_or_restart_what_was_due_is_asked_at_once(tmp_path: Path, clock: HandClock) -> None:
    lent(tmp_path, clock).close()
    clock.forward(hours=9)
    store = open_store(tmp_path, clock=clock)
    store.start(ticking=False)
    assert store.ticker.tick() == 3
    assert missed(store) == [START + timedelta(hours=9)] * 3
    store.close()


def test_a_clock_set_back_an_hour_brings_nothing_early_and_nothing_twice(
    store: Store, clock: HandClock
) -> None:
    clock.forward(minutes=10)
    store.ticker.tick()
    clock.forward(hours=-1)
    store.writer.call(submission(GiveBack(box=BOX_A)))
    store.writer.call(submission(Lend(box=BOX_A, team="again")))
    assert [store.ticker.tick() for _ in range(2)] == [0, 0]
    clock.forward(hours=1, minutes=9)
    assert store.ticker.tick() == 0
    clock.forward(minutes=1)
    assert store.ticker.tick() == 1
    assert len(missed(store)) == 4


def test_a_clock_set_forward_a_day_brings_each_once(store: Store, clock: HandClock) -> None:
    clock.forward(days=1)
    assert store.ticker.tick() == 3
    clock.forward(days=-1)
    assert [store.ticker.tick() for _ in range(20) if clock.forward(minutes=1) is None] == [0] * 20
    assert len(missed(store)) == 3


def test_many_at_once_come_in_bounded_numbers(store: Store, clock: HandClock) -> None:
    clock.forward(minutes=10)
    few = ticker_module.Ticker(
        clock, lambda now, limit: due_moments(store.office._due, now, limit), store.writer.send, at_once=2
    )
    assert [few.tick() for _ in range(3)] == [2, 1, 0]


def test_a_check_that_fails_keeps_its_moment_and_holds_up_no_other(tmp_path: Path, clock: HandClock) -> None:
    def broken(reader: Reader, asked: Submission, now: datetime) -> Outcome:
        if asked.due is not None and asked.due.stream == BOX_A and failing:
            raise ZeroDivisionError
        return decide(reader, asked, now)

    failing = True
    rules = Rules(decide=broken, claims_of=RULES.claims_of, moments_of=RULES.moments_of)
    store = lent(tmp_path, clock, rules)
    clock.forward(minutes=10)
    assert store.ticker.tick() == 3
    assert (len(missed(store)), waiting(store)) == (2, 1)
    assert store.ticker.tick() == 0, "a failed check waits before it is tried again"
    clock.forward(seconds=1)
    assert store.ticker.tick() == 1
    failing = False
    clock.forward(seconds=2)
    assert store.ticker.tick() == 1
    assert (len(missed(store)), waiting(store)) == (3, 0)
    store.close()


def test_a_refused_check_is_over_too(tmp_path: Path, clock: HandClock) -> None:
    def refusing(reader: Reader, asked: Submission, now: datetime) -> Outcome:
        return Refused(code="no") if isinstance(asked.command, CheckMoment) else decide(reader, asked, now)

    store = lent(
        tmp_path, clock, Rules(decide=refusing, claims_of=RULES.claims_of, moments_of=RULES.moments_of)
    )
    clock.forward(minutes=10)
    assert store.ticker.tick() == 3
    assert (len(missed(store)), waiting(store)) == (0, 0)
    store.close()


def test_the_same_check_sent_twice_is_done_once(store: Store, clock: HandClock) -> None:
    clock.forward(minutes=10)
    due = store.ticker._due_at(clock.now(), 10)
    for each in [*due, *due]:
        assert isinstance(store.writer.call(ticker_module.check_of(each)), Accepted)
    assert len(missed(store)) == 3


def test_planted_a_moment_that_is_not_dropped_is_asked_again(
    store: Store, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the deletion is for: without it the table would stay due for ever."""
    moments = store.writer._committer._books.parts.moments
    stage = moments.stage
    monkeypatch.setattr(moments, "stage", lambda added, checked: stage(added, None))
    clock.forward(minutes=10)
    assert [store.ticker.tick() for _ in range(2)] == [3, 3]
    assert len(missed(store)) == 3, "the kept commands still hold it to once"


def test_the_thread_ticks_by_itself_and_by_a_fast_clock(tmp_path: Path) -> None:
    store = open_store(tmp_path, clock=FastClock(START, 3_600))
    store.start()
    store.writer.call(submission(Open(box=BOX_A)))
    store.writer.call(submission(Lend(box=BOX_A, team="t", minutes=5)))
    end = time.monotonic() + 5
    while not missed(store) and time.monotonic() < end:
        time.sleep(0.02)
    store.close()
    due = START + timedelta(minutes=5)
    store = open_store(tmp_path)
    assert [due <= at for at in missed(store)] == [True]
    store.close()


def test_ids_of_checks_do_not_meet(store: Store, clock: HandClock) -> None:
    clock.forward(minutes=10)
    due = store.ticker._due_at(clock.now(), 10)
    assert len({ticker_module.check_of(each).command_id for each in due}) == 3
    assert all(isinstance(ticker_module.check_of(each).command_id, UUID) for each in due)
