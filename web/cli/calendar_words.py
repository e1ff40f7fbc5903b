"""A calendar as lines in one language: editions, days that differ from the week, what a new one changes."""

from collections.abc import Iterator, Sequence
from datetime import date

from domain.law.calendars.edition import CalendarEdition, Day
from domain.law.week import Week
from web.calendar_preview import ChangedDay
from web.law_words import day_text, kind_text, source_text
from web.words import say


def edition_line(edition: CalendarEdition, language: str, *, chosen: bool) -> str:
    """One edition: its key, since when it is known, by whose word; the chosen one is marked."""
    params = {
        "mark": "*" if chosen else " ",
        "edition": edition.key,
        "day": day_text(edition.known_from, language),
        "source": source_text(edition.known_from_source, language),
    }
    return say("cli.calendar.edition", language, params)


def days(edition: CalendarEdition, year: int, weeks: Sequence[Week], language: str) -> Iterator[str]:
    """The days of a year that differ from the week, for these weeks, with their sources below."""
    if year in edition.provisional:
        yield say("law.notice.provisional-calendar", language)
    if year not in edition.years:
        yield say("law.notice.beyond-calendar", language)
    rows = sorted(
        (row for row in edition.rows if row.on.year == year and set(row.weeks) & set(weeks)),
        key=lambda row: (row.on, row.weeks),
    )
    yield say("cli.calendar.year", language, {"year": year, "edition": edition.key})
    sources = list(dict.fromkeys(row.source for row in rows))
    for row in rows:
        yield f"  {_line(row, weeks, language)} [{sources.index(row.source) + 1}]"
    if sources:
        yield say("cli.due.sources", language)
    for number, key in enumerate(sources, start=1):
        source = source_text(key, language)
        yield "  " + say("cli.due.source", language, {"number": number, "source": source})


def _line(row: Day, weeks: Sequence[Week], language: str) -> str:
    text = f"{day_text(row.on, language)}  {kind_text(row, language, working=True)}"
    only = [week for week in row.weeks if week in weeks]
    return text if len(only) == len(weeks) else f"{text} · {_week(only[0], language)}"


def _week(week: Week, language: str) -> str:
    return say(f"law.week.{week}", language)


def changes(changed: Sequence[ChangedDay], language: str) -> Iterator[str]:
    """Each day that works otherwise, once for both weeks where they agree."""
    if not changed:
        yield say("cli.calendar.no-changes", language)
        return
    yield say("cli.calendar.changes", language)
    seen: dict[tuple[date, str, str], list[Week]] = {}
    for one in changed:
        before = kind_text(one.before, language, working=one.worked_before)
        after = kind_text(one.after, language, working=not one.worked_before)
        seen.setdefault((one.after.on, before, after), []).append(one.week)
    for (on, before, after), weeks in sorted(seen.items()):
        told = f"  {day_text(on, language)}  {before} → {after}"
        yield told if len(weeks) == len(Week) else f"{told} · {_week(weeks[0], language)}"
