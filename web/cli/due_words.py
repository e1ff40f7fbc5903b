"""The words of `jedel due`: a counted term as lines in one language, each day with its source."""

from collections.abc import Iterator
from datetime import date, datetime

from domain.law.calendars.edition import CalendarEdition, DayKind
from domain.law.citations import UNKNOWN, Mark, citation
from domain.law.due import DueTime
from domain.law.local_time import local
from domain.law.working_days import Counting, Step
from web.words import say


def told(
    counting: Counting,
    received_at: datetime,
    *,
    whole_day: bool,
    week: str,
    edition: CalendarEdition,
    language: str,
) -> Iterator[str]:
    """The whole account; its last line is the ISO date of the due day alone."""

    def line(key: str, **params: str | int) -> str:
        return say(f"cli.due.{key}", language, params)

    at = local(received_at)
    arrived = _day(at.date(), language) + ("" if whole_day else f" {at:%H:%M}")
    yield line("received", day=arrived)
    yield line(f"week.{week}")
    known_from, source = (
        _day(edition.known_from, language),
        say(f"law.source.{edition.known_from_source}", language),
    )
    yield line("calendar", edition=edition.key, day=known_from, source=source)
    for key in (counting.due.citation, *counting.due.rests_on):
        yield rule_line(key, language)
    yield ""
    yield line("from", day=_day(counting.counted_from, language))
    sources = list(dict.fromkeys(step.day.source for step in counting.steps))
    for step in counting.steps:
        number = sources.index(step.day.source) + 1
        yield f"  {_day(step.day.on, language)}  {_what(step, language)} [{number}]"
    yield line("sources")
    for number, key in enumerate(sources, start=1):
        yield "  " + line("source", number=number, source=say(f"law.source.{key}", language))
    yield ""
    yield from _ending(counting.due, language)


def rule_line(key: str, language: str) -> str:
    """One citation in words: its retelling, then its document and point, or that it is ours."""
    row = citation(key)
    retelling = say(f"law.citation.{key}", language)
    if row is None or row.mark is Mark.OURS:
        return say("cli.due.rule.ours", language, {"retelling": retelling, "ours": say("law.ours", language)})
    unread = row.point == UNKNOWN
    point = say("law.point.unknown" if unread else "law.point.known", language, {"point": row.point})
    document = say(f"law.document.{row.mark}", language)
    return say("cli.due.rule", language, {"retelling": retelling, "document": document, "point": point})


def _ending(due: DueTime, language: str) -> Iterator[str]:
    for notice in due.notices:
        yield say("cli.due.notice", language, {"notice": say(f"law.notice.{notice}", language)})
    last = local(due.at)
    yield say("cli.due.until", language, {"day": _day(last.date(), language), "time": f"{last:%H:%M:%S}"})
    yield last.date().isoformat()


def _day(on: date, language: str) -> str:
    return f"{say(f'law.weekday.{on.weekday()}', language)} {on:%d.%m.%Y}"


def _what(step: Step, language: str) -> str:
    """What kind of day it was; for a working one, the how-many-eth."""
    day = step.day
    name = say(f"law.holiday.{day.name}", language) if day.name else ""
    other = f"{day.other:%d.%m.%Y}" if day.other else ""
    match day.kind:
        case DayKind.HOLIDAY:
            key = "law.day.holiday"
        case DayKind.MOVED:
            key = "law.day.moved-holiday" if name else "law.day.moved"
        case DayKind.WORKED:
            key = "law.day.worked"
        case DayKind.ORDINARY:
            key = "law.day.weekend" if step.number is None else "law.day.working"
    return say(key, language, {"name": name, "other": other, "number": step.number or ""})
