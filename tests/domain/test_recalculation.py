"""A request that is not considered moves with a newer calendar, by an event; the past stays (rule 9)."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.case import events as happened
from domain.case.deadlines import moments
from domain.case.recalculation import DueTimeRecalculated, ask
from domain.law.calendars import DECEMBER_2025, MARCH_2026
from domain.law.due import DueTime, consideration_due, threat_due
from domain.moments import CheckMoment
from tests.builders import SECOND, SETTINGS, assessed, closed, considered, received
from tests.given import case_of, given

CAME = datetime(2026, 8, 28, 5, 0, tzinfo=UTC)
LATER = CAME + timedelta(hours=4)
ASKED = ask(MARCH_2026.key)


def due_by(edition: object) -> DueTime:
    return consideration_due(CAME, SETTINGS.week, SETTINGS.reading, edition, SETTINGS.hours)  # type: ignore[arg-type]


OLD, NEW = due_by(DECEMBER_2025), due_by(MARCH_2026)
REQUEST = received(received_at=CAME, due=OLD, take_by=CAME)
MOVED = DueTimeRecalculated(due=NEW, was=OLD, reason="calendar-edition")


def test_a_newer_edition_moves_the_due_time_by_an_event() -> None:
    assert (OLD.at.day, NEW.at.day) == (2, 1)
    given(REQUEST).when(ASKED, at=LATER, by=None, calendar=MARCH_2026).then(MOVED)
    assert case_of(REQUEST).due == OLD, "what was known before"
    assert case_of(REQUEST, MOVED).due == NEW


def test_in_either_direction() -> None:
    request = received(received_at=CAME, due=NEW, take_by=CAME)
    back = DueTimeRecalculated(due=OLD, was=NEW, reason="calendar-edition")
    given(request).when(ASKED, at=LATER, by=None, calendar=DECEMBER_2025).then(back)


def test_it_moves_once() -> None:
    given(REQUEST, MOVED).when(ASKED, at=LATER, by=None, calendar=MARCH_2026).then()


@pytest.mark.parametrize(
    "history",
    [
        (assessed(3, due=OLD), considered()),
        (assessed(3, due=OLD), considered(), closed()),
        (assessed(1, due=threat_due(CAME)),),
        (happened.TermMissed(due=OLD),),
    ],
    ids=["considered", "closed", "threat", "missed"],
)
def test_what_is_over_or_has_no_calendar_stays(history: tuple[object, ...]) -> None:
    given(REQUEST, *history).when(ASKED, at=LATER, by=None, calendar=MARCH_2026).then()


def test_a_passed_term_stays() -> None:
    given(REQUEST).when(ASKED, at=OLD.at + SECOND, by=None, calendar=MARCH_2026).then()


def test_the_clock_asks_at_the_new_time_and_no_longer_at_the_old() -> None:
    assert [moment.at for moment in moments(MOVED)] == [NEW.at + SECOND]
    term = CheckMoment(kind="term", ref="")
    given(REQUEST, MOVED).when(term, at=NEW.at, by=None).then()
    given(REQUEST, MOVED).when(term, at=NEW.at + SECOND, by=None).then(happened.TermMissed(due=NEW))
    away = DueTimeRecalculated(due=OLD, was=NEW, reason="calendar-edition")
    given(received(received_at=CAME, due=NEW, take_by=CAME), away).when(
        term, at=NEW.at + SECOND, by=None
    ).then()
