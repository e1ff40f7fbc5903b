"""One process acts for all: the lease that is taken in turn, and the fence that keeps the late out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import pytest

from dispatch import lease as lease_module
from dispatch.courier import Post
from dispatch.lease import SCHEMA, WORK, Candidate, Held, Lease, Superseded
from dispatch.ports import Accepted
from dispatch.sql.postgres import PostgresDatabase
from dispatch.store import Store
from dispatch.tables.postgres import PostgresTables
from tests.dispatch.batching import BOX_A, BOX_B
from tests.dispatch.post import FileChannel, addressees
from tests.dispatch.toy import HandClock, Lend, Open, open_store, submission
from tests.patience import eventually

BRIEF = 0.3


@pytest.fixture
def leases(log_url: str) -> Iterator[list[Lease]]:
    """The same one, as two processes have it."""
    tables = [PostgresTables(log_url, WORK) for _ in range(2)]
    for each in tables:
        each.prepare(SCHEMA)
    yield [Lease(each, "worker", f"process {number}") for number, each in enumerate(tables)]
    for each in tables:
        each.close()


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lease that is soon over."""
    monkeypatch.setattr(lease_module, "HELD_FOR", BRIEF)
    monkeypatch.setattr(lease_module, "RENEW_EVERY", BRIEF / 4)
    monkeypatch.setattr(lease_module, "TRY_EVERY", BRIEF / 12)


def taken(lease: Lease) -> Held:
    held: list[Held] = []
    eventually(lambda: bool((found := lease.take()) and not held.append(found)))
    return held[0]


def test_one_holds_it_and_each_taking_raises_the_token(leases: list[Lease]) -> None:
    first, second = leases
    held = first.take()
    assert held == Held(name="worker", token=1)
    assert second.take() is None
    assert first.take() is None, "not even the holder takes it twice"
    assert first.renew(held, "well")
    standing = second.standing()
    assert standing is not None
    assert (standing.holder, standing.idle, standing.told) == ("process 0", 0.0, "well")
    first.give_back(held)
    assert second.take() == Held(name="worker", token=2)
    assert not first.renew(held), "what was given back is not renewed"
    first.give_back(held)
    assert first.take() is None, "nor given back again"


@pytest.mark.usefixtures("brief")
def test_whoever_says_nothing_for_long_has_lost_it(leases: list[Lease]) -> None:
    first, second = leases
    lost = first.take()
    assert lost is not None
    found = taken(second)
    assert found.token == 2
    assert not first.renew(lost)


@dataclass
class Rivals:
    """Two processes over one log, the first of which held the lease and stood still until it was lost."""

    stores: list[Store]
    stale: Held
    newest: Held


@pytest.fixture
def rivals(tmp_path: Path, log_url: str, leases: list[Lease], brief: None) -> Iterator[Rivals]:
    post = Post(channels=(FileChannel(tmp_path / "told.txt"),), addressees=addressees)
    clock = HandClock()
    stores = [
        open_store(tmp_path, clock=clock, post=post, database=PostgresDatabase(log_url)) for _ in range(2)
    ]
    for store in stores:
        store.start(acting=False)
    stale = leases[0].take()
    assert stale is not None
    yield Rivals(stores, stale, taken(leases[1]))
    for store in stores:
        store.close()


def test_a_process_that_was_superseded_writes_nothing_and_those_beside_it_do(rivals: Rivals) -> None:
    writer = rivals.stores[0].writer
    asked = [
        replace(submission(Open(box=BOX_A)), fence=rivals.stale.fence),
        submission(Open(box=BOX_B)),
    ]
    late, other = [writer.send(each) for each in asked]
    assert isinstance(late.exception(10), Superseded)
    assert isinstance(other.result(10), Accepted)
    assert [each.stream for each in rivals.stores[0].log.after(0)] == [BOX_B]
    newest = replace(submission(Open(box=BOX_A)), fence=rivals.newest.fence)
    assert isinstance(rivals.stores[1].writer.call(newest, 10), Accepted)
    assert isinstance(writer.call(submission(Lend(box=BOX_A, team="red")), 10), Accepted), "it serves on"


def test_without_a_fence_it_would_write(rivals: Rivals) -> None:
    """Planted: the check is not asked."""
    unfenced = submission(Open(box=BOX_A))
    assert isinstance(rivals.stores[0].writer.call(unfenced, 10), Accepted)


@pytest.mark.parametrize("held_fast", [True, False], ids=["held", "planted-not-held"])
def test_nobody_takes_over_between_the_look_and_the_commit(
    rivals: Rivals, leases: list[Lease], monkeypatch: pytest.MonkeyPatch, held_fast: bool
) -> None:
    if not held_fast:
        monkeypatch.setattr(lease_module, "_MINE", lease_module._MINE.replace(" FOR SHARE", ""))
    looked, go, found = Event(), Event(), Event()

    def slow(_: object) -> None:
        looked.set()
        go.wait(10)

    office = rivals.stores[1].open_office(rivals.newest.fence)
    writing = Thread(target=office.writer.aside, args=(slow,))
    writing.start()
    assert looked.wait(10)
    taking = Thread(target=lambda: [taken(leases[0]), found.set()])
    taking.start()
    assert found.wait(2 * BRIEF) is not held_fast
    go.set()
    writing.join(10)
    taking.join(10)
    assert found.is_set()


@pytest.mark.usefixtures("brief")
def test_a_candidate_acts_while_it_holds_and_stands_by_when_another_does(leases: list[Lease]) -> None:
    said: list[str] = []

    def candidate(number: int) -> Candidate:
        return Candidate(
            leases[number],
            monotonic,
            lambda held: said.append(f"{number} acts {held.token}"),
            lambda: said.append(f"{number} stands by"),
        )

    one, other = candidate(0), candidate(1)
    one.start()
    eventually(lambda: said == ["0 acts 1"])
    other.start()
    one.stop()  # as if it stood still: renews no more
    eventually(lambda: said == ["0 acts 1", "1 acts 2"])
    one._step()  # and woke up
    assert said[-1] == "0 stands by"
    assert one.held is None
    other.stop()
    other.give_back()
    one._step()
    assert said[-1] == "0 acts 3"


@pytest.mark.parametrize("claiming", [True, False], ids=["claiming", "planted-not-claiming"])
def test_a_notice_is_carried_once_although_a_courier_stood_still(rivals: Rivals, claiming: bool) -> None:
    """Read as due by the one that then stood still, carried by the one that took over."""
    stale, newest = rivals.stores
    newest.writer.call(submission(Open(box=BOX_A)))
    newest.writer.call(submission(Lend(box=BOX_A, team="red")))
    late = stale.open_office(rivals.stale.fence).couriers[0]
    late._claiming, known = claiming, late.due()
    assert len(known) == 2
    assert newest.open_office(rivals.newest.fence).couriers[0].deliver() == 2
    late.due = lambda connection=None: known  # type: ignore[method-assign]
    with pytest.raises(Superseded):
        late.deliver()
    channel = newest._premises.channels[0]
    assert isinstance(channel, FileChannel)
    assert len(channel.lines()) == (2 if claiming else 4)
