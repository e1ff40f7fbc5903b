"""The words of `jedel due`: a counted term as lines in one language, each day with its source."""

from collections.abc import Iterator
from datetime import datetime

from domain.law.calendars.edition import CalendarEdition
from domain.law.due import DueTime
from domain.law.local_time import local
from domain.law.working_days import Counting
from web.law_words import day_text, kind_text, rule_text, source_text
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
    arrived = day_text(at.date(), language) + ("" if whole_day else f" {at:%H:%M}")
    yield line("received", day=arrived)
    yield line(f"week.{week}")
    known_from, source = (
        day_text(edition.known_from, language),
        source_text(edition.known_from_source, language),
    )
    yield line("calendar", edition=edition.key, day=known_from, source=source)
    for key in (counting.due.citation, *counting.due.rests_on):
        yield rule_line(key, language)
    yield ""
    yield line("from", day=day_text(counting.counted_from, language))
    sources = list(dict.fromkeys(step.day.source for step in counting.steps))
    for step in counting.steps:
        number = sources.index(step.day.source) + 1
        yield f"  {day_text(step.day.on, language)}  {kind_text(step.day, language, step.number)} [{number}]"
    yield line("sources")
    for number, key in enumerate(sources, start=1):
        yield "  " + line("source", number=number, source=source_text(key, language))
    yield ""
    yield from _ending(counting.due, language)


def rule_line(key: str, language: str) -> str:
    """One citation in words: its retelling, then its document and point, or that it is ours."""
    retelling, origin = rule_text(key, language)
    return say("cli.due.rule", language, {"retelling": retelling, "origin": origin})


def _ending(due: DueTime, language: str) -> Iterator[str]:
    for notice in due.notices:
        yield say("cli.due.notice", language, {"notice": say(f"law.notice.{notice}", language)})
    last = local(due.at)
    yield say("cli.due.until", language, {"day": day_text(last.date(), language), "time": f"{last:%H:%M:%S}"})
    yield last.date().isoformat()
