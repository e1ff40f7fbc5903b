"""Each school's support service is monitored once per half-year; what was missed is said once (rule 8)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain import monitoring, school
from domain.marks import sealed_fields
from domain.monitoring import Manner, MonitoringMissed, RecordMonitoring, ServiceMonitored
from domain.school import RegisterSchool, School, SchoolClosed, SchoolReopened
from tests.builders import REGION, SCHOOL, context
from tests.given import Answer
from tests.law.cases import at, day, until

REGISTER = RegisterSchool(school=SCHOOL, region=REGION, label="12", point=(43.25, 76.9))
RECORD = RecordMonitoring(
    school=SCHOOL, on=date(2026, 2, 10), manner=Manner.VISIT, conclusions="Two methods, both licensed"
)
Dated = tuple[object, str]


def registered(on: str = "2026-01-15", **changes: Any) -> Dated:
    events = school.decide(school.INITIAL, replace(REGISTER, **changes))
    assert isinstance(events, tuple)
    return events[0], on


def school_of(*history: Dated) -> School:
    state = school.INITIAL
    for event, on in history:
        state = school.evolve(state, event, day(on))
    return state


def recorded(command: RecordMonitoring, *history: Dated, now: str = "2026-02-10T17:00") -> Answer:
    return Answer(school.record_monitoring(school_of(*history), command, context(at(now))))


def missed(now: str, *history: Dated) -> list[str]:
    """The last days of the half-years that the clock says were missed."""
    answer = school.check(school_of(*history), monitoring.ask(), context(at(now), by=None))
    return [until(event.due)[:10] for event in answer if isinstance(event, MonitoringMissed)]


def monitored(on: str) -> Dated:
    (event,) = recorded(replace(RECORD, on=day(on)), registered(), now=f"{on}T17:00").then(ServiceMonitored)
    return event, on


def test_monitored_on_10_february_it_is_next_due_on_31_december() -> None:
    (event,) = recorded(RECORD, registered()).then(ServiceMonitored)
    assert until(event.due) == "2026-12-31 23:59:59"
    assert event.due.citation == "r-monitoring"
    assert set(sealed_fields(ServiceMonitored)) == {"diagnostics", "conclusions", "recommendations"}


def test_never_monitored_in_the_first_half_it_is_overdue_from_1_july_and_said_once() -> None:
    assert missed("2026-06-30T23:59:59", registered()) == []
    assert missed("2026-07-01T00:00", registered()) == ["2026-06-30"]
    first = school.check(school_of(registered()), monitoring.ask(), context(at("2026-07-01T00:00")))[0]
    assert missed("2026-07-01T00:01", registered(), (first, "2026-07-01")) == []
    assert missed("2026-12-31T23:59:59", registered(), (first, "2026-07-01")) == []
    assert missed("2027-01-01T00:00", registered(), (first, "2026-07-01")) == ["2026-12-31"]


def test_every_half_year_that_went_by_is_said_even_if_the_program_slept() -> None:
    assert missed("2027-07-01T00:00", registered()) == ["2026-06-30", "2026-12-31", "2027-06-30"]
    assert len(missed("2099-01-01T00:00", registered())) == monitoring.MOST_MISSED_AT_ONCE


def test_what_was_monitored_is_not_missed() -> None:
    assert missed("2026-12-31T23:59:59", registered(), monitored("2026-02-10")) == []
    assert missed("2027-01-01T00:00", registered(), monitored("2026-02-10")) == ["2026-12-31"]


def test_the_latest_day_counts_in_whatever_order_they_are_written_down() -> None:
    later = monitored("2026-08-03")
    (event,) = recorded(RECORD, registered(), later, now="2026-08-04T09:00").then(ServiceMonitored)
    assert until(event.due)[:10] == "2027-06-30"
    assert school_of(registered(), later, (event, "2026-08-04")).watch.last == day("2026-08-03")


def test_a_closed_school_is_not_watched_and_one_that_reopens_has_its_half_year() -> None:
    closed = (SchoolClosed(), "2026-03-01")
    assert missed("2027-07-01T00:00", registered(), closed) == []
    back = (SchoolReopened(), "2027-02-01")
    assert missed("2027-06-30T23:59:59", registered(), monitored("2026-02-10"), closed, back) == []
    assert missed("2027-07-01T00:00", registered(), closed, back) == ["2027-06-30"]


def test_registering_it_anew_changes_nothing_about_since_when_it_is_there() -> None:
    again = registered("2026-09-01", label="12a")
    assert school_of(registered(), again).watch.since == day("2026-01-15")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"on": date(2026, 2, 11)}, "day-after-today"),
        ({"on": date(2025, 2, 8)}, "time-too-long-ago"),
        ({"conclusions": " "}, "text-missing"),
        ({"conclusions": "x" * 20_001}, "text-too-long"),
        ({"diagnostics": "x" * 20_001}, "text-too-long"),
        ({"recommendations": "x" * 20_001}, "text-too-long"),
    ],
)
def test_what_is_not_recorded(changes: dict[str, Any], code: str) -> None:
    recorded(replace(RECORD, **changes), registered()).refused(code)


@pytest.mark.parametrize(
    "history", [(), (registered(region="KZ-79"),), (registered(), (SchoolClosed(), "2026-02-01"))]
)
def test_a_school_that_is_not_in_the_regions_register(history: tuple[Dated, ...]) -> None:
    recorded(RECORD, *history).refused("school-unknown")
    assert missed("2026-01-01T00:00", *history) == []
