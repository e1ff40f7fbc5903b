"""What calendars and citations say in words: keys have texts, what was typed or loaded stands as it is."""

from datetime import date

from domain.law.calendars.edition import Day, DayKind
from domain.law.calendars.sources import SOURCES
from domain.law.citations import UNKNOWN, Mark, citation
from web.words import catalogue, say


def source_text(source: str, language: str) -> str:
    """Where a row or an edition comes from; a loaded one says it itself."""
    return say(f"law.source.{source}", language) if source in SOURCES else source


def holiday_text(name: str, language: str) -> str:
    """The name of a holiday; one that the product does not know stands as it was loaded."""
    key = f"law.holiday.{name}"
    return say(key, language) if key in catalogue(language) else name


def day_text(on: date, language: str) -> str:
    """`чт 26.03.2026`."""
    return f"{say(f'law.weekday.{on.weekday()}', language)} {on:%d.%m.%Y}"


def kind_text(day: Day, language: str, number: int | None = None, *, working: bool = False) -> str:
    """What kind of day it is; for a counted working one, the how-many-eth."""
    name = holiday_text(day.name, language) if day.name else ""
    other = f"{day.other:%d.%m.%Y}" if day.other else ""
    match day.kind:
        case DayKind.HOLIDAY:
            key = "law.day.holiday"
        case DayKind.MOVED:
            key = "law.day.moved-holiday" if name else "law.day.moved"
        case DayKind.WORKED:
            key = "law.day.worked" if number else "law.day.worked-plain"
        case DayKind.ORDINARY:
            key = _ordinary(number, working=working)
    return say(key, language, {"name": name, "other": other, "number": number or ""})


def _ordinary(number: int | None, *, working: bool) -> str:
    if number:
        return "law.day.working"
    return "law.day.ordinary" if working else "law.day.weekend"


def rule_text(key: str, language: str) -> tuple[str, str]:
    """A citation in words: its retelling, and its document and point, or that it is ours."""
    row = citation(key)
    retelling = say(f"law.citation.{key}", language)
    if row is None or row.mark is Mark.OURS:
        return retelling, say("law.ours", language)
    unread = row.point == UNKNOWN
    point = say("law.point.unknown" if unread else "law.point.known", language, {"point": row.point})
    return retelling, f"{say(f'law.document.{row.mark}', language)}, {point}"
