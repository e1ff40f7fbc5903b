"""Unusual reading is noticed once per kind and hour; surnames are compared across forms and spellings."""

from datetime import timedelta

import pytest

from domain.unusual import INITIAL, NoticeUnusualReading, Unusual, UnusualReadingNoticed, decide, evolve
from projections.surnames import may_be_family
from tests.builders import ALMA, NOON

HOUR = timedelta(hours=1)


def noticed(kind: Unusual = Unusual.MANY_CARDS, hour: int = 0) -> NoticeUnusualReading:
    return NoticeUnusualReading(account=ALMA, kind=kind, hour=NOON + hour * HOUR)


def test_once_per_kind_and_hour() -> None:
    (event,) = decide(INITIAL, noticed())
    assert event == UnusualReadingNoticed(account=ALMA, kind=Unusual.MANY_CARDS, hour=NOON)
    state = evolve(INITIAL, event)
    assert decide(state, noticed()) == ()
    assert decide(state, noticed(hour=-1)) == ()
    assert decide(state, noticed(hour=1))
    assert decide(state, noticed(Unusual.OWN_SURNAME))


@pytest.mark.parametrize(
    ("reader", "child"),
    [
        ("Қиялова Айгүл", "Қиялов Арман"),
        ("Айгүл Қиялова", "арман киялов"),
        ("Небылицын Олег", "Ольга Небылицына"),
        ("Достоевская Анна", "Достоевский Федор"),
        ("Серік Дана", "Дәурен Серік"),
        ("Жұмбақов Ерлан Маратович", "Маратов-Жұмбақова, Жумбакова Дина"),
    ],
)
def test_may_be_of_one_family(reader: str, child: str) -> None:
    assert may_be_family(reader, child)


@pytest.mark.parametrize(
    ("reader", "child"),
    [
        ("Қиялова Айгүл", "Айгүл Арманкина"),
        ("Қиялова Айгүл", ""),
        ("Team 3", "Арман Қиялов"),
        ("", "Арман Қиялов"),
        ("Ли Анна", "Ли Пак"),
    ],
)
def test_strangers(reader: str, child: str) -> None:
    assert not may_be_family(reader, child)
