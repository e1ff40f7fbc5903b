"""The law for whoever works by it: ten rules with citations and examples, the calendar, a counted term.

No personal data: everybody who is in may ask.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from domain.access import Action
from domain.law.calendars.edition import CalendarEdition, Day
from domain.law.citations import CITATIONS, Mark, Rule
from domain.law.due import Hours, Reading, Week, consideration_counted, local_date, minute_of
from domain.law.rules import RULES
from web.calendar_preview import changed_days
from web.calendars import all_editions, edition_now
from web.doors import Answer, Call, Door, get
from web.law_answers import (
    CalendarAnswer,
    CitationAnswer,
    CountedAnswer,
    DifferenceAnswer,
    EditionAnswer,
    LawAnswer,
)
from web.law_examples import EXAMPLES
from web.law_words import source_text
from web.problems import Problem

YEARS: Final = (2000, 2100)
"""A received year outside is a slip of the hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAsked:
    year: int | None = None
    edition: str | None = None
    compared: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountAsked:
    """What is left out is as the centre works now; `closes` reads HH:MM."""

    received: datetime
    week: Week | None = None
    reading: Reading | None = None
    closes: str | None = None
    edition: str | None = None


async def _law(call: Call) -> Answer:
    rules = [
        {
            "number": number,
            "citations": [_citation(key) for key in keys],
            "examples": EXAMPLES[number](),
        }
        for number, keys in RULES.items()
    ]
    return {"rules": rules}


async def _calendar(call: Call) -> Answer:
    asked = call.query(CalendarAsked)
    current = edition_now(call.system)
    edition = _edition(call, asked.edition) if asked.edition else current
    year = asked.year or local_date(call.system.clock.now()).year
    compared = _edition(call, asked.compared) if asked.compared else None
    rows = sorted((row for row in edition.rows if row.on.year == year), key=lambda row: (row.on, row.weeks))
    return {
        "editions": [_told(call, one) for one in all_editions(call.system)],
        "edition": edition.key,
        "current": current.key,
        "year": year,
        "days": [_day(row, call.language) for row in rows],
        "compared": None if compared is None else compared.key,
        "differences": [] if compared is None else _differences(compared, edition, year),
    }


def _differences(compared: CalendarEdition, edition: CalendarEdition, year: int) -> list[DifferenceAnswer]:
    return [
        {"on": one.after.on.isoformat(), "week": str(one.week), "worked": not one.worked_before}
        for one in changed_days(compared, edition)
        if one.after.on.year == year
    ]


async def _counted(call: Call) -> Answer:
    asked = call.query(CountAsked)
    received = asked.received.astimezone(UTC)
    if not YEARS[0] <= received.year < YEARS[1]:
        params = {"year": received.year, "first": YEARS[0], "last": YEARS[1]}
        raise Problem("year-out-of-range", params)
    settings = call.system.centre_row(call.visitor.region)["settings"]
    week = asked.week or Week(settings["week"])
    reading = asked.reading or Reading(settings["reading"])
    hours = Hours(opens=settings["hours"]["opens"], closes=settings["hours"]["closes"])
    if asked.closes is not None:
        hours = _hours(hours.opens, asked.closes)
    edition = _edition(call, asked.edition) if asked.edition else edition_now(call.system)
    counting = consideration_counted(received, week, reading, edition, hours)
    due = counting.due
    return {
        "received": received.isoformat(),
        "counted_from": counting.counted_from.isoformat(),
        "week": str(week),
        "reading": str(reading),
        "closes": hours.closes,
        "edition": edition.key,
        "steps": [_step(step.day, step.number, call.language) for step in counting.steps],
        "due": due.at.isoformat(),
        "citations": [_citation(Rule(key)) for key in (due.citation, *due.rests_on)],
        "notices": [str(notice) for notice in due.notices],
    }


def _hours(opens: int, closes: str) -> Hours:
    minute = minute_of(closes)
    if minute is None:
        raise Problem("closing-hour-unreadable", {"text": closes[:10]})
    hours = Hours(opens=opens, closes=minute)
    if not hours.sensible:
        at = f"{opens // 60:02}:{opens % 60:02}"
        raise Problem("closing-hour-too-early", {"text": closes, "opens": at})
    return hours


def _edition(call: Call, key: str) -> CalendarEdition:
    found = next((one for one in all_editions(call.system) if one.key == key), None)
    if found is None:
        raise Problem("not-found")
    return found


def _told(call: Call, edition: CalendarEdition) -> EditionAnswer:
    return {
        "key": edition.key,
        "known_from": edition.known_from.isoformat(),
        "source": source_text(edition.known_from_source, call.language),
        "years": list(edition.years),
        "provisional": list(edition.provisional),
        "loaded": call.system.row("calendars", edition.key) is not None,
    }


def _day(row: Day, language: str) -> dict[str, Any]:
    return {
        "on": row.on.isoformat(),
        "kind": str(row.kind),
        "name": row.name,
        "weeks": [str(week) for week in row.weeks],
        "other": _iso(row.other),
        "source": source_text(row.source, language),
    }


def _step(day: Day, number: int | None, language: str) -> dict[str, Any]:
    told = _day(day, language)
    del told["weeks"]
    return {**told, "number": number}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _citation(key: Rule) -> CitationAnswer:
    row = CITATIONS[key]
    return {"key": str(key), "mark": str(row.mark), "point": row.point, "ours": row.mark is Mark.OURS}


def doors() -> tuple[Door, ...]:
    """What the law page is made of."""
    right = Action.ENTER
    told = "The ten rules with their citations and dated examples, computed by the rules themselves."
    year = "The calendar of a year by an edition, and where it differs from another edition."
    counted = "An ordinary request's term counted day by day."
    return (
        get("/api/law", _law, right, told, LawAnswer),
        get("/api/law/calendar", _calendar, right, year, CalendarAnswer, CalendarAsked),
        get("/api/law/count", _counted, right, counted, CountedAnswer, CountAsked),
    )
