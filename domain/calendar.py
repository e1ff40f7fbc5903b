"""The one stream of loaded calendars: editions that came after the product was made (rule 9).

An edition is stored whole, so that no replay reads a file or judges again. What was decided keeps the edition
it was decided by; the newest one known counts from the next command on.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from domain.case.limits import not_a_key
from domain.law.calendars import EDITIONS, edition_called, edition_known_at
from domain.law.calendars.checking import LONGEST_SOURCE, faults
from domain.law.calendars.edition import CalendarEdition, Day
from domain.law.citations import Rule
from domain.refusal import Refused

STREAM: Final = UUID("6a656465-6c00-5ca1-9e00-63616c656e64")
"""A calendar is the country's: one stream in a log, whatever centres stand in it."""
MOST_LOADED: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarLoaded:
    """A newer edition of the calendar, every row of every year it speaks of; known from a local day on.

    `source` says whose word the edition is; each row has its own besides.
    """

    key: str
    known_from: date
    source: str
    years: tuple[int, ...]
    provisional: tuple[int, ...]
    rows: tuple[Day, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCalendar:
    """The rows of the years named; for all other years those of the newest edition stay."""

    key: str
    known_from: date
    source: str
    years: tuple[int, ...]
    rows: tuple[Day, ...]
    provisional: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendars:
    """The loaded editions, oldest first; those of the product stand before them."""

    loaded: tuple[CalendarEdition, ...] = ()

    def known_at(self, on: date) -> CalendarEdition:
        """The edition to decide by on the local day `on`."""
        return edition_known_at(on, self.loaded)

    @property
    def newest(self) -> CalendarEdition:
        return self.loaded[-1] if self.loaded else EDITIONS[-1]


INITIAL = Calendars()


def evolve(state: Calendars, event: object) -> Calendars:
    if not isinstance(event, CalendarLoaded):
        return state
    edition = edition_of(event)
    return state if edition is None else replace(state, loaded=(*state.loaded, edition))


def edition_of(loaded: CalendarLoaded) -> CalendarEdition | None:
    """The edition that an event holds; none if its rows speak twice of a day."""
    try:
        return CalendarEdition(
            key=loaded.key,
            known_from=loaded.known_from,
            known_from_source=loaded.source,
            years=loaded.years,
            provisional=loaded.provisional,
            rows=loaded.rows,
        )
    except ValueError:
        return None


def decide(state: Calendars, command: LoadCalendar) -> tuple[CalendarLoaded, ...] | Refused:
    """Loads it if nothing is wrong with it; the same edition twice changes nothing."""
    event = whole(state, command)
    known = edition_called(command.key, state.loaded)
    if known is not None and known == edition_of(event):
        return ()
    return next(iter(load_faults(state, command)), None) or (event,)


def load_faults(state: Calendars, command: LoadCalendar) -> list[Refused]:
    """Everything that keeps an edition from being loaded."""
    before = state.newest
    found = [fault for fault in (not_a_key("key", command.key),) if fault is not None]
    if edition_called(command.key, state.loaded) is not None:
        found.append(_fault("calendar-key-taken", key=command.key))
    if command.known_from < before.known_from:
        found.append(_fault("calendar-not-newer", key=before.key, day=before.known_from.isoformat()))
    if not command.source.strip() or len(command.source) > LONGEST_SOURCE:
        found.append(_fault("calendar-edition-source-missing", most=LONGEST_SOURCE))
    if len(state.loaded) >= MOST_LOADED:
        found.append(_fault("calendar-too-many", most=MOST_LOADED))
    return [*found, *faults(command.rows, command.years, command.provisional, before)]


def whole(state: Calendars, command: LoadCalendar) -> CalendarLoaded:
    """The edition with the years that it says nothing of, as they were known before."""
    before = state.newest
    kept = tuple(row for row in before.rows if row.on.year not in command.years)
    provisional = {year for year in before.provisional if year not in command.years} | {*command.provisional}
    return CalendarLoaded(
        key=command.key,
        known_from=command.known_from,
        source=command.source.strip(),
        years=tuple(sorted({*before.years, *command.years})),
        provisional=tuple(sorted(provisional)),
        rows=tuple(sorted((*kept, *command.rows), key=lambda row: (row.on, row.weeks))),
    )


def _fault(code: str, **params: str | int) -> Refused:
    return Refused(code=code, citation=Rule.CALENDAR, params=params)
