"""The outbox: with the event or not at all, tried until taken, told once, by any channel."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from dispatch.courier import AUTHOR_ONLY, NOBODY, Courier, Post
from dispatch.inbox import Inbox
from dispatch.limits import EngineLimits
from dispatch.outbox import Channel
from dispatch.store import Store
from dispatch.tables.sqlite import FileTables
from tests.dispatch.batching import BOX_A, BOX_B
from tests.dispatch.boxes import KEEPER
from tests.dispatch.post import HEAD, SUPERVISOR, FileChannel, MailChannel, addressees, post_office
from tests.dispatch.toy import Break, HandClock, Lend, Open, open_store, submission
from tests.patience import eventually

pytestmark = pytest.mark.usefixtures("each_store")

LIMITS = EngineLimits(parcel_tries=4, slowest_retry=4.0)


def opened(path: Path, clock: HandClock, *channels: Channel) -> Store:
    """A store whose couriers stand still: tests let them look."""
    post = Post(channels=channels, addressees=addressees)
    store = open_store(path, clock=clock, post=post, limits=LIMITS)
    store.writer.start()
    return store


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def file(tmp_path: Path) -> FileChannel:
    return FileChannel(tmp_path / "told.txt")


@pytest.fixture
def store(tmp_path: Path, clock: HandClock, file: FileChannel) -> Iterator[Store]:
    store = opened(tmp_path / "data", clock, file)
    yield store
    store.close()


def rows(store: Store, columns: str = "kind, attempts, receipt, given_up") -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    query = f"SELECT {columns} FROM outbox ORDER BY position"
    store.writer.aside(lambda connection: found.extend(connection.execute(query)))
    return found


def courier(store: Store) -> Courier:
    return store.couriers[0]


def test_a_notice_is_stored_with_its_event_and_delivered_with_a_receipt(
    store: Store, file: FileChannel
) -> None:
    store.writer.call(submission(Open(box=BOX_A)))
    assert rows(store) == [("term-missed", 0, None, None)]
    assert courier(store).deliver() == 1
    assert rows(store) == [("term-missed", 1, "line 1", None)]
    assert [line[1:] for line in file.lines()] == [["term-missed", str(HEAD)]]
    assert courier(store).deliver() == 0


def test_a_command_that_fails_leaves_no_notice(store: Store) -> None:
    store.writer.call(submission(Open(box=BOX_A)))
    with pytest.raises(RuntimeError):
        store.writer.call(submission(Break(box=BOX_A)))
    store.writer.call(submission(Open(box=BOX_A)))  # refused: it is open already
    assert len(rows(store)) == 1


def test_a_failed_delivery_waits_ever_longer_and_is_given_up_at_last(
    store: Store, file: FileChannel, clock: HandClock
) -> None:
    file.broken = True
    store.writer.call(submission(Open(box=BOX_A)))
    pauses = []
    for _ in range(LIMITS.parcel_tries):
        assert courier(store).deliver() == 1
        assert courier(store).deliver() == 0
        waited = 0
        while waited < 10 and not courier(store).due():
            clock.forward(seconds=1)
            waited += 1
        pauses.append(waited)
    assert pauses == [1, 2, 4, 10]
    assert rows(store) == [("term-missed", 4, None, "OSError")]
    file.broken = False
    clock.forward(days=1)
    assert courier(store).deliver() == 0
    assert store.undelivered() == (0, 1)


def test_a_failed_one_is_delivered_when_the_channel_is_back(
    store: Store, file: FileChannel, clock: HandClock
) -> None:
    file.broken = True
    store.writer.call(submission(Open(box=BOX_A)))
    courier(store).deliver()
    file.broken = False
    clock.forward(seconds=2)
    assert courier(store).deliver() == 1
    assert rows(store) == [("term-missed", 2, "line 2", None)]


def test_a_clock_that_is_set_back_does_not_silence_what_waits(
    store: Store, file: FileChannel, clock: HandClock
) -> None:
    file.broken = True
    store.writer.call(submission(Open(box=BOX_A)))
    courier(store).deliver()
    file.broken = False
    clock.forward(days=-3)
    assert courier(store).deliver() == 1


def test_one_bad_parcel_holds_no_other_up(tmp_path: Path, clock: HandClock) -> None:
    class Picky(FileChannel):
        def deliver(self, parcel, recipients):  # type: ignore[no-untyped-def]
            if parcel.case == BOX_A:
                raise ValueError("not this one")
            return super().deliver(parcel, recipients)

    picky = Picky(tmp_path / "told.txt")
    store = opened(tmp_path / "data", clock, picky)
    store.writer.call(submission(Open(box=BOX_A)))
    store.writer.call(submission(Open(box=BOX_B)))
    assert courier(store).deliver() == 2
    assert len(picky.lines()) == 1
    store.close()


def test_whoever_did_it_is_not_told(store: Store, file: FileChannel) -> None:
    store.writer.call(submission(Open(box=BOX_A), by=HEAD))
    store.writer.call(submission(Lend(box=BOX_A, team="t"), by=HEAD))
    assert courier(store).deliver() == 2
    assert rows(store, "receipt") == [(AUTHOR_ONLY,), ("line 1",)]
    assert [line[2:] for line in file.lines()] == [[str(SUPERVISOR)]]


def test_a_role_that_nobody_has_is_waited_for(tmp_path: Path, clock: HandClock, file: FileChannel) -> None:
    someone: list[UUID] = []
    post = Post(channels=(file,), addressees=lambda hot, parcel: someone)
    store = open_store(tmp_path / "data", clock=clock, post=post, limits=LIMITS)
    store.writer.start()
    store.writer.call(submission(Open(box=BOX_A)))
    courier(store).deliver()
    assert rows(store) == [("term-missed", 1, None, None)]
    someone.append(HEAD)
    clock.forward(seconds=2)
    courier(store).deliver()
    assert len(file.lines()) == 1
    someone.clear()
    store.writer.call(submission(Open(box=BOX_B)))
    for _ in range(LIMITS.parcel_tries):
        courier(store).deliver()
        clock.forward(seconds=5)
    assert rows(store)[1] == ("term-missed", 4, None, NOBODY)
    store.close()


def test_delivered_rows_are_forgotten_after_a_while_and_waiting_ones_never(
    store: Store, file: FileChannel, clock: HandClock
) -> None:
    store.writer.call(submission(Open(box=BOX_A)))
    courier(store).deliver()
    file.broken = True
    store.writer.call(submission(Open(box=BOX_B)))
    clock.forward(days=LIMITS.parcels_kept / timedelta(days=1) + 1)
    courier(store).forget()
    assert rows(store) == [("term-missed", 0, None, None)]


def test_a_second_channel_needs_nothing_of_the_core(
    tmp_path: Path, clock: HandClock, file: FileChannel
) -> None:
    with post_office() as office:
        store = opened(tmp_path / "data", clock, file, MailChannel(office.port))
        file.broken = True
        store.writer.call(submission(Open(box=BOX_A)))
        for each in store.couriers:
            each.deliver()
        assert len(office.taken) == 1, "one channel's trouble is no other's"
        assert "Message-ID: <" in office.taken[0]
        file.broken = False
        clock.forward(seconds=2)
        for each in store.couriers:
            each.deliver()
        assert (len(office.taken), len(file.lines())) == (1, 1)
        store.close()


def test_the_couriers_wake_by_themselves(tmp_path: Path, file: FileChannel) -> None:
    inbox = Inbox(FileTables(tmp_path / "inbox.db"))
    store = open_store(tmp_path / "data", post=Post(channels=(inbox, file), addressees=addressees))
    store.start(ticking=False)
    store.writer.call(submission(Open(box=BOX_A)))
    eventually(lambda: bool(inbox.unread(HEAD)[0] and file.lines()))
    store.close()
    assert inbox.unread(HEAD)[0] == 1
    assert len(file.lines()) == 1
    assert inbox.unread(KEEPER) == (0, 0)
    inbox.close()
