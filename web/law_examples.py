"""Dated examples of the rules, computed by the rules themselves whenever they are asked for."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Final

from domain.law.breach import breach_notice_due
from domain.law.calendars import NEWEST, edition_known_at
from domain.law.consent import needs_consent
from domain.law.deletion import deletion_due
from domain.law.due import (
    DueTime,
    Hours,
    Reading,
    Week,
    consideration_due,
    obligation_due,
    raised_due,
    redirect_due,
    threat_due,
)
from domain.law.local_time import ALMATY, local
from domain.law.monitoring import monitoring_due
from web.law_answers import ExampleAnswer

Examples = list[ExampleAnswer]
UNTIL_18: Final = Hours.from_clock("09:00", "18:00")


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ALMATY).astimezone(UTC)


def _told(
    kind: str, given: str, due: DueTime | None, week: Week | None = None, other: str | None = None
) -> ExampleAnswer:
    until = None if due is None else local(due.at).replace(tzinfo=None).isoformat()
    return {
        "kind": kind,
        "given": given,
        "week": None if week is None else str(week),
        "until": until,
        "other": other,
    }


def _considered(text: str, week: Week, reading: Reading = Reading.ARRIVAL) -> ExampleAnswer:
    hours = Hours() if reading is Reading.ARRIVAL else UNTIL_18
    due = consideration_due(_at(text), week, reading, NEWEST, hours)
    return _told("consideration" if reading is Reading.ARRIVAL else "opening", text, due, week)


def _ordinary() -> Examples:
    rows = ("2026-03-20T16:00", "2026-08-28T10:00", "2026-12-31T10:00")
    arrival = [_considered(row, week) for row in rows for week in Week]
    return [*arrival, _considered("2026-03-20T18:00", Week.FIVE, Reading.OPENING)]


def _threat() -> Examples:
    return [_told("threat", row, threat_due(_at(row))) for row in ("2026-03-22T21:40", "2026-03-21T00:30")]


def _raised() -> Examples:
    ordinary = consideration_due(_at("2026-03-20T16:00"), Week.FIVE, Reading.ARRIVAL, NEWEST, Hours())
    found = "2026-03-22T10:00"
    return [_told("raised", found, raised_due(ordinary, _at(found)), other="2026-03-20T16:00")]


def _consent() -> Examples:
    born = "2010-03-24"
    days = ("2026-03-23", "2026-03-24", "2026-03-25")
    return [
        _told(
            "consent-needed"
            if needs_consent(date.fromisoformat(born), date.fromisoformat(on))
            else "consent-not",
            born,
            None,
            other=on,
        )
        for on in days
    ]


def _obligation() -> Examples:
    return [_told("obligation", "2026-03-22T21:40", obligation_due(_at("2026-03-22T21:40")))]


def _redirect() -> Examples:
    text = "2026-07-03T10:00"
    return [_told("redirect", text, redirect_due(_at(text), week, NEWEST), week) for week in Week]


def _monitoring() -> Examples:
    known = date(2026, 1, 1)
    never = monitoring_due(None, known)
    monitored = monitoring_due(date(2026, 2, 10), known)
    return [
        _told("monitored", "2026-02-10", monitored),
        _told("never-monitored", known.isoformat(), never),
    ]


def _known_at() -> Examples:
    text = "2026-08-28T10:00"
    return [
        _told(
            "known-at",
            text,
            consideration_due(
                _at(text), Week.FIVE, Reading.ARRIVAL, edition_known_at(date.fromisoformat(known)), Hours()
            ),
            Week.FIVE,
            known,
        )
        for known in ("2026-03-01", "2026-08-28")
    ]


def _confidential() -> Examples:
    found, asked = "2026-10-23T17:00", "2026-03-10T09:00"
    return [
        _told("breach", found, breach_notice_due(_at(found), Week.FIVE, NEWEST), Week.FIVE),
        _told("deletion", asked, deletion_due(_at(asked))),
    ]


EXAMPLES: Final[Mapping[int, Callable[[], Examples]]] = {
    1: _ordinary,
    2: _threat,
    3: _raised,
    4: _consent,
    5: _obligation,
    6: _redirect,
    7: list,
    8: _monitoring,
    9: _known_at,
    10: _confidential,
}
"""Number of the rule -> its examples; rule 7 names no term."""
