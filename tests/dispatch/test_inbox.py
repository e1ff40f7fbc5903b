"""The inbox's own store: one row per notice and account, a receipt that is never overwritten, retention."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from dispatch.inbox import Inbox
from dispatch.outbox import Parcel
from tests.dispatch.toy import CENTRE, START
from tests.places import Place

ALMA, BOLAT = UUID(int=1), UUID(int=2)


def parcel(**changes: object) -> Parcel:
    said: dict[str, object] = {
        "id": uuid4(),
        "kind": "term-missed",
        "to": None,
        "roles": ("head",),
        "author": None,
        "case": UUID(int=9),
        "ref": "",
        "centre": CENTRE,
        "created": START,
        "attempts": 0,
        **changes,
    }
    return Parcel(**said)  # type: ignore[arg-type]


@pytest.fixture
def inbox(place: Place) -> Iterator[Inbox]:
    inbox = Inbox(place.open("inbox"))
    yield inbox
    inbox.close()


def test_a_parcel_that_comes_twice_is_told_once(inbox: Inbox) -> None:
    one = parcel()
    assert inbox.deliver(one, (ALMA, BOLAT)) == inbox.deliver(one, (ALMA, BOLAT)) == "inbox:2"
    assert (inbox.unread(ALMA)[0], inbox.unread(BOLAT)[0]) == (1, 1)


def test_one_that_was_read_stays_read_when_it_comes_again(inbox: Inbox) -> None:
    one = parcel()
    inbox.deliver(one, (ALMA,))
    inbox.read(ALMA, inbox.unread(ALMA)[1], (), START)
    inbox.deliver(one, (ALMA,))
    assert inbox.unread(ALMA) == (0, 0)


def test_the_receipt_is_the_first_reading(inbox: Inbox) -> None:
    inbox.deliver(parcel(), (ALMA,))
    number = inbox.unread(ALMA)[1]
    assert inbox.read(BOLAT, number, (number,), START) == 0
    assert inbox.read(ALMA, None, (number, number, 10**9), START) == 1
    assert inbox.read(ALMA, number, (), START + timedelta(hours=1)) == 0
    assert [told.read_at for told in inbox.page(ALMA, None, 9)] == [START]


def test_read_ones_are_deleted_after_a_while_and_unread_ones_never(inbox: Inbox) -> None:
    for _ in range(3):
        inbox.deliver(parcel(), (ALMA,))
    newest = inbox.unread(ALMA)[1]
    inbox.read(ALMA, newest - 1, (), START)
    assert inbox.purge(START) == 0
    assert inbox.purge(START + timedelta(seconds=1)) == 2
    assert [told.number for told in inbox.page(ALMA, None, 9)] == [newest]
    inbox.deliver(parcel(), (BOLAT,))
    assert inbox.unread(BOLAT)[1] > newest, "a number is never given twice"


def test_those_who_have_something_unread_are_known_after_a_restart(place: Place, inbox: Inbox) -> None:
    inbox.deliver(parcel(), (ALMA, BOLAT))
    inbox.read(BOLAT, 10**6, (), START)
    again = Inbox(place.open("inbox"))
    assert again.accounts() == [ALMA]
    again.close()


def test_whose_inbox_changed_is_seen_by_every_process_once(place: Place) -> None:
    here, there = (Inbox(place.open("inbox")) for _ in range(2))
    one = parcel()
    here.deliver(one, (ALMA, BOLAT))
    assert set(there.look()) == set(here.look()) == {ALMA, BOLAT}
    here.deliver(one, (ALMA,))  # again: it changes nothing
    there.read(ALMA, None, (), START)
    assert (there.look(), here.look()) == ([], [])
    there.read(ALMA, there.unread(ALMA)[1], (), START)
    assert here.look() == [ALMA]
    late = Inbox(place.open("inbox"))
    assert late.look() == []
