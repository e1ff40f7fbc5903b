"""A file with an edition of the calendar: JSON or CSV into a command, every unreadable place by its row.

CSV: lines `# key: kz-2027-01` (also `known_from`, `source`, `years`, `provisional`), then a heading and rows
with the columns `date`, `kind`, `name`, `weeks`, `other`, `source`, and, if wished, `weekday`, which is held
against the date. JSON: one object with the same names and the rows as a list under `rows`.
"""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO
from typing import Any, Final

from domain.calendar import LoadCalendar
from domain.law.calendars.edition import BOTH, Day, DayKind
from domain.law.citations import Rule
from domain.law.week import Week
from domain.refusal import Refused

LARGEST: Final = 1024 * 1024
"""Bytes; the rows of ten years take under 100 KB."""

HEAD: Final = ("key", "known_from", "source", "years", "provisional")
NEEDED: Final = ("key", "known_from", "source", "years")
COLUMNS: Final = ("date", "kind", "name", "weeks", "other", "source", "weekday")
SHOWN: Final = 60
"""Characters of a value that a fault repeats."""

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WEEKDAYS: Final = (
    ("1", "mon", "пн", "дс"),
    ("2", "tue", "вт", "сс"),
    ("3", "wed", "ср"),
    ("4", "thu", "чт", "бс"),
    ("5", "fri", "пт", "жм"),
    ("6", "sat", "сб"),
    ("7", "sun", "вс", "жс"),
)

Cells = Mapping[str, str]


class _Bad(Exception):
    """A place that cannot be read; holds the refusal."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.refused = Refused(code=code, citation=Rule.CALENDAR, params=params)


def read_calendar(content: bytes) -> tuple[LoadCalendar | None, list[Refused]]:
    """The command that the file asks for, or everything in it that cannot be read."""
    try:
        if len(content) > LARGEST:
            raise _Bad("calendar-too-large", kib=LARGEST // 1024)
        head, rows = _parts(content)
        _known(head, HEAD)
        missing = [name for name in NEEDED if not head.get(name, "").strip()]
        if missing:
            raise _Bad("calendar-column-missing", field=missing[0])
    except _Bad as bad:
        return None, [bad.refused]
    days, faults = [], []
    for number, cells in rows:
        try:
            days.append(_day(number, cells))
        except _Bad as bad:
            faults.append(bad.refused)
    try:
        command = _command(head, tuple(days))
    except _Bad as bad:
        return None, [bad.refused, *faults]
    return (None, faults) if faults else (command, [])


def _parts(content: bytes) -> tuple[Cells, list[tuple[int, Cells]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _Bad("calendar-unreadable") from None
    return _json(text) if text.lstrip()[:1] == "{" else _csv(text)


def _json(text: str) -> tuple[Cells, list[tuple[int, Cells]]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise _Bad("calendar-unreadable") from None
    rows = found.pop("rows", None) if isinstance(found, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _Bad("calendar-column-missing", field="rows")
    told: list[tuple[int, Cells]] = [
        (number, {name: _cell(value) for name, value in row.items()}) for number, row in enumerate(rows, 1)
    ]
    for _, cells in told:
        _known(cells, COLUMNS)
    return {name: _cell(value) for name, value in found.items()}, told


def _cell(value: Any) -> str:
    """A value of JSON as a cell of a table has it; a list is its parts."""
    if isinstance(value, list):
        return " ".join(str(part) for part in value)
    return "" if value is None else str(value)


def _csv(text: str) -> tuple[Cells, list[tuple[int, Cells]]]:
    lines = text.splitlines()
    head: dict[str, str] = {}
    first = 0
    for first, line in enumerate(lines):  # noqa: B007 - where the table begins is needed after the loop
        if line.strip() and not line.startswith("#"):
            break
        name, _, value = line.lstrip("# ").partition(":")
        if name.strip():
            head[name.strip()] = value.strip().strip(",;")
    table = lines[first:]
    delimiter = ";" if table and table[0].count(";") > table[0].count(",") else ","
    reader = csv.reader(StringIO("\n".join(table)), delimiter=delimiter, strict=True)
    try:
        rows = [(reader.line_num + first, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error:
        raise _Bad("calendar-unreadable") from None
    columns = [cell.strip().lower() for cell in rows[0][1]] if rows else []
    _known(dict.fromkeys(columns, ""), COLUMNS)
    missing = [name for name in ("date", "kind", "source") if name not in columns]
    if missing:
        raise _Bad("calendar-column-missing", field=missing[0])
    return head, [(number, dict(zip(columns, cells, strict=False))) for number, cells in rows[1:]]


def _known(cells: Cells, names: tuple[str, ...]) -> None:
    unknown = [name for name in cells if name not in names]
    if unknown:
        raise _Bad("calendar-column-unknown", field=unknown[0][:SHOWN])


def _command(head: Cells, rows: tuple[Day, ...]) -> LoadCalendar:
    return LoadCalendar(
        key=head["key"].strip(),
        known_from=_date(0, "known_from", head["known_from"]),
        source=head["source"].strip(),
        years=tuple(_years("years", head["years"])),
        provisional=tuple(_years("provisional", head.get("provisional", ""))),
        rows=rows,
    )


def _years(field: str, text: str) -> Iterator[int]:
    for part in re.split(r"[\s,;]+", text.strip()):
        if part and not re.fullmatch(r"\d{4}", part, re.ASCII):
            raise _Bad("calendar-row-unreadable", row=0, field=field, text=part[:SHOWN])
        if part:
            yield int(part)


def _day(number: int, cells: Cells) -> Day:
    said = {name: cells.get(name, "").strip() for name in COLUMNS}
    on = _date(number, "date", said["date"])
    if said["kind"] not in set(DayKind):
        choices = ", ".join(DayKind)
        raise _Bad("calendar-kind-unknown", row=number, text=said["kind"][:SHOWN], choices=choices)
    weekday = said["weekday"].lower()
    if weekday and weekday not in _WEEKDAYS[on.weekday()]:
        raise _Bad("calendar-weekday", row=number, day=on.isoformat(), text=weekday[:SHOWN])
    return Day(
        on=on,
        kind=DayKind(said["kind"]),
        name=said["name"],
        source=said["source"],
        weeks=_weeks(number, said["weeks"]),
        other=_date(number, "other", said["other"]) if said["other"] else None,
    )


def _weeks(number: int, text: str) -> tuple[Week, ...]:
    """`5`, `6`, or both if nothing is said."""
    parts = [part for part in re.split(r"[\s,;+]+", text) if part]
    if not set(parts) <= set(Week):
        raise _Bad("calendar-row-unreadable", row=number, field="weeks", text=text[:SHOWN])
    return tuple(week for week in Week if week in parts) if parts else BOTH


def _date(number: int, field: str, text: str) -> date:
    try:
        if not _DAY.fullmatch(text.strip()):
            raise ValueError(text)
        return date.fromisoformat(text.strip())
    except ValueError:
        raise _Bad("calendar-row-unreadable", row=number, field=field, text=text[:SHOWN]) from None
