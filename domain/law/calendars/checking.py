"""What is wrong with the rows of a new edition, told day by day. Pure; nothing is mended, nothing guessed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from domain.law.calendars.edition import SATURDAY, SUNDAY, CalendarEdition, Day, DayKind
from domain.law.citations import Rule
from domain.law.week import Week
from domain.refusal import Refused

FLOATING: Final = frozenset({"kurban-ait"})
"""Holidays whose day of the year differs from year to year."""
LONGEST_SOURCE: Final = 500
LONGEST_NAME: Final = 100
MOST_ROWS: Final = 2_000
FIRST_YEAR, LAST_YEAR = 2000, 2100


def faults(
    rows: Sequence[Day], years: Sequence[int], provisional: Sequence[int], before: CalendarEdition
) -> list[Refused]:
    """Every fault of the rows that an edition gives for its years, after the edition `before`.

    Left out is a holiday that `before` has on that day of the year and of which the rows say nothing: a day
    that works from now on is a row of the kind `ordinary`, with its source.
    """
    if len(rows) > MOST_ROWS:
        return [_fault("calendar-too-long", most=MOST_ROWS)]
    known = {(row.on, week): row for row in before.rows if row.on.year not in years for week in row.weeks}
    known |= {(row.on, week): row for row in rows for week in row.weeks}
    return [
        *_year_faults(years, provisional, before),
        *(fault for row in rows for fault in _row_faults(row, years)),
        *_twice(rows),
        *(fault for row in rows for week in row.weeks for fault in _exchange_faults(row, week, known)),
        *(fault for year in years for fault in _left_out(rows, year, before)),
    ]


def _fault(code: str, **params: str | int) -> Refused:
    return Refused(code=code, citation=Rule.CALENDAR, params=params)


def _year_faults(
    years: Sequence[int], provisional: Sequence[int], before: CalendarEdition
) -> Iterator[Refused]:
    if not years or not all(FIRST_YEAR <= year <= LAST_YEAR for year in years):
        yield _fault("calendar-years-missing", first=FIRST_YEAR, last=LAST_YEAR)
        return
    covered = {*years, *before.years}
    for year in range(min(covered), max(covered) + 1):
        if year not in covered:
            yield _fault("calendar-gap-year", year=year)
    for year in provisional:
        if year not in years:
            yield _fault("calendar-provisional-year", year=year)


def _row_faults(row: Day, years: Sequence[int]) -> Iterator[Refused]:
    day = row.on.isoformat()
    if row.on.year not in years:
        yield _fault("calendar-wrong-year", day=day)
    if not row.weeks:
        yield _fault("calendar-week-missing", day=day)
    if not row.source.strip() or len(row.source) > LONGEST_SOURCE:
        yield _fault("calendar-source-missing", day=day, most=LONGEST_SOURCE)
    if len(row.name) > LONGEST_NAME or (row.kind is DayKind.HOLIDAY and not row.name.strip()):
        yield _fault("calendar-name-missing", day=day, most=LONGEST_NAME)
    if row.other is None and row.kind in (DayKind.MOVED, DayKind.WORKED):
        yield _fault("calendar-other-missing", day=day)
    if row.other is not None and row.kind in (DayKind.HOLIDAY, DayKind.ORDINARY):
        yield _fault("calendar-other-not-asked", day=day)


def _twice(rows: Sequence[Day]) -> Iterator[Refused]:
    days = Counter((row.on, week) for row in rows for week in row.weeks)
    for on in sorted({on for (on, _), times in days.items() if times > 1}):
        yield _fault("calendar-duplicate", day=on.isoformat())
    stood_for = Counter(
        (row.other, week) for row in rows if row.kind is DayKind.MOVED and row.other for week in row.weeks
    )
    for other in sorted({other for (other, _), times in stood_for.items() if times > 1 and other}):
        yield _fault("calendar-moved-twice", day=other.isoformat())


def off_by_the_week(on: date, week: Week) -> bool:
    """Whether the week alone, without any calendar, makes a day free."""
    return on.weekday() >= (SATURDAY if week is Week.FIVE else SUNDAY)


def _exchange_faults(row: Day, week: Week, known: dict[tuple[date, Week], Day]) -> Iterator[Refused]:
    """A moved day off stands for a holiday on a free day or a worked one; a worked one for a moved one."""
    if row.other is None or row.kind not in (DayKind.MOVED, DayKind.WORKED):
        return
    told = {"day": row.on.isoformat(), "other": row.other.isoformat(), "week": str(week)}
    other = known.get((row.other, week))
    free = off_by_the_week(row.on, week)
    if row.kind is DayKind.MOVED:
        if free:
            yield _fault("calendar-moved-on-free-day", **told)
        from_holiday = other is not None and other.kind is DayKind.HOLIDAY and off_by_the_week(other.on, week)
        if not (from_holiday or _answers(other, DayKind.WORKED, row.on)):
            yield _fault("calendar-moved-alone", **told)
    else:
        if not free:
            yield _fault("calendar-worked-on-working-day", **told)
        if not _answers(other, DayKind.MOVED, row.on):
            yield _fault("calendar-worked-alone", **told)


def _answers(other: Day | None, kind: DayKind, on: date) -> bool:
    return other is not None and other.kind is kind and other.other == on


def _left_out(rows: Sequence[Day], year: int, before: CalendarEdition) -> Iterator[Refused]:
    """Holidays of the edition before that are neither there nor said to be ordinary days."""
    model = year if year in before.years else max(before.years, default=year)
    said = {row.on for row in rows if row.kind in (DayKind.HOLIDAY, DayKind.ORDINARY)}
    named = {row.name for row in rows if row.on.year == year}
    for row in before.rows:
        if row.on.year != model or row.kind is not DayKind.HOLIDAY:
            continue
        if row.name in FLOATING:
            if row.name not in named:
                yield _fault("calendar-gap-name", year=year, name=row.name)
        elif row.on.replace(year=year) not in said:
            yield _fault("calendar-gap-day", day=row.on.replace(year=year).isoformat(), name=row.name)
