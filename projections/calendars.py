"""Loaded calendars as a table: a row an edition, its days with it, and back to the edition itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from domain.calendar import CalendarLoaded
from domain.envelope import Recorded
from domain.law.calendars.edition import CalendarEdition, Day, DayKind
from domain.law.week import Week

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Calendars:
    """Keyed by the edition's key; `position` says in which order they came."""

    name: str = "calendars"
    version: int = 1
    events: tuple[type, ...] = (CalendarLoaded,)

    def keys(self, recorded: Recorded) -> Iterable[str]:
        event = recorded.event
        return (event.key,) if isinstance(event, CalendarLoaded) else ()

    def fold(self, row: Row | None, recorded: Recorded) -> Row | None:
        event = recorded.event
        if not isinstance(event, CalendarLoaded):
            return row
        by = recorded.envelope.by
        return {
            "id": event.key,
            "position": recorded.position,
            "loaded_at": recorded.envelope.recorded_at.isoformat(),
            "by": None if by is None else str(by),
            "known_from": event.known_from.isoformat(),
            "source": event.source,
            "years": list(event.years),
            "provisional": list(event.provisional),
            "days": [day_row(day) for day in event.rows],
        }


CALENDARS: Final = Calendars()


def day_row(day: Day) -> Row:
    """One row of a calendar as plain JSON."""
    return {
        "on": day.on.isoformat(),
        "kind": str(day.kind),
        "name": day.name,
        "source": day.source,
        "weeks": [str(week) for week in day.weeks],
        "other": None if day.other is None else day.other.isoformat(),
    }


def editions(rows: Iterable[Row]) -> tuple[CalendarEdition, ...]:
    """The loaded editions, in the order in which they came; a damaged row is left out."""
    whole = (row for row in rows if "days" in row)
    return tuple(_edition(row) for row in sorted(whole, key=lambda row: int(row["position"])))


def _edition(row: Row) -> CalendarEdition:
    return CalendarEdition(
        key=row["id"],
        known_from=date.fromisoformat(row["known_from"]),
        known_from_source=row["source"],
        years=tuple(row["years"]),
        provisional=tuple(row["provisional"]),
        rows=tuple(_day(one) for one in row["days"]),
    )


def _day(one: Row) -> Day:
    return Day(
        on=date.fromisoformat(one["on"]),
        kind=DayKind(one["kind"]),
        name=one["name"],
        source=one["source"],
        weeks=tuple(Week(week) for week in one["weeks"]),
        other=None if one["other"] is None else date.fromisoformat(one["other"]),
    )
