"""What applying a file would change in a register: new, moved, renamed, otherwise changed, vanished. Pure."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from dispatch.importers.found import MOVED_M, Found, Matched, Register, folded, read_all
from dispatch.importers.kinds import Fields, Kind
from dispatch.importers.order import Fault, Order
from dispatch.importers.table import Row, Table, read_table
from domain.places import Point, metres_between


class Mark(StrEnum):
    """How a row differs from the register; a row may be moved and renamed at once."""

    NEW = "new"
    MOVED = "moved"
    RENAMED = "renamed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field, as texts. A move within 100 m is such a change."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What one row would do. `metres` is how far it moves it."""

    row: int
    thing: UUID
    label: str
    marks: tuple[Mark, ...]
    changes: tuple[Change, ...]
    metres: int
    command: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Vanished:
    """In the register and not in the file. Nothing happens to it by itself."""

    thing: UUID
    label: str
    district: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The difference report. `digest` names what would be stored: only that is applied."""

    differences: tuple[Difference, ...]
    unchanged: int
    vanished: tuple[Vanished, ...]
    faults: tuple[Fault, ...]
    notices: tuple[Fault, ...]
    table: Table
    digest: str


def review(kind: Kind, content: bytes, filename: str, register: Register) -> Review:
    """Read a file and compare it with the register."""
    table = read_table(content, filename)
    missing = _missing_columns(kind, table)
    read = [missing] if missing else list(read_all(table.rows, kind.read, register))
    found = [one for one in read if isinstance(one, Found)]
    answers = kind.match(found, register)
    matched = [one for one in answers if isinstance(one, Matched)]
    faults = [one for one in (*read, *answers) if isinstance(one, Fault)]
    compared = [_difference(kind, one, register, filename) for one in matched]
    differences = tuple(one for one in compared if one is not None)
    there = {str(one.thing) for one in matched}
    vanished = _vanished(register, there) if found else ()
    return Review(
        differences=differences,
        unchanged=len(compared) - len(differences),
        vanished=vanished,
        faults=tuple(sorted(faults, key=lambda fault: fault.row)),
        notices=(*_numbers_again(found), *_perhaps_the_same(differences, vanished, register)),
        table=table,
        digest=hashlib.sha256(repr([one.command for one in differences]).encode()).hexdigest(),
    )


def orders(reviewed: Review, kind: Kind, batch: UUID) -> list[Order]:
    """The commands of a report. Their ids follow from `batch`: applied twice they are carried out once."""
    return [
        Order(
            row=one.row,
            name=kind.command,
            command_id=uuid5(batch, f"{one.thing} {one.command!r}"),
            command=one.command,
        )
        for one in reviewed.differences
    ]


def _missing_columns(kind: Kind, table: Table) -> Fault | None:
    """A file without a column that every row needs has one fault, not thousands."""
    rows = [row for row in table.rows if isinstance(row, Row)]
    filled = {column for row in rows for column in row.cells}
    missing = [" / ".join(group) for group in kind.columns if rows and not filled.intersection(group)]
    return Fault(row=0, code="columns-missing", params={"columns": ", ".join(missing)}) if missing else None


def _difference(kind: Kind, matched: Matched, register: Register, source: str) -> Difference | None:
    known = None if matched.known is None else kind.fields(matched.known)
    before: Fields = known or {}
    says = {**before, **matched.found.says}
    if kind.remembers:
        says["source_ids"] = _learnt(before.get("source_ids", ()), matched.found.source_id)
    changes = tuple(
        Change(field=name, before=text(before.get(name)), after=text(value))
        for name, value in says.items()
        if value != before.get(name)
    )
    if known is not None and not changes:
        return None
    command = kind.make(matched, register, says, source)
    metres = _metres(before.get(kind.place), says.get(kind.place))
    return Difference(
        row=matched.found.row,
        thing=matched.thing,
        label=getattr(command, "label", "") or getattr(command, "name", ""),
        marks=(Mark.NEW,) if known is None else _marks(kind, changes, metres),
        changes=() if known is None else changes,
        metres=metres,
        command=command,
    )


def _marks(kind: Kind, changes: tuple[Change, ...], metres: int) -> tuple[Mark, ...]:
    """A newly learnt id is told with the rest, and a mark of its own only where nothing else changes."""
    telling = [change for change in changes if change.field != "source_ids"] or changes
    found = {
        Mark.MOVED
        if change.field == kind.place and metres > MOVED_M
        else Mark.RENAMED
        if change.field in kind.names and change.before
        else Mark.CHANGED
        for change in telling
    }
    return tuple(mark for mark in Mark if mark in found)


def _learnt(ids: tuple[str, ...], own: str) -> tuple[str, ...]:
    return ids if not own or own in ids else (*ids, own)


def _metres(before: Any, after: Any) -> int:
    if before is None or after is None:
        return 0
    return round(metres_between(*(Point(lat=lat, lon=lon) for lat, lon in (before, after))))


def _vanished(register: Register, there: set[str]) -> tuple[Vanished, ...]:
    gone = (row for key, row in register.rows.items() if key not in there and not row.get("closed"))
    named = (
        Vanished(
            thing=UUID(row["id"]), label=row.get("label") or row["name"], district=row.get("district", "")
        )
        for row in gone
    )
    return tuple(sorted(named, key=lambda one: (one.district, one.label, one.thing)))


def _numbers_again(found: list[Found]) -> list[Fault]:
    """Rows with an id of their own and a number that came before in their district: stored, and said."""
    seen: dict[tuple[str, str], int] = {}
    again = []
    for one in found:
        if not one.says.get("number"):
            continue
        key = (one.says["number"], folded(one.says.get("district", "")))
        if key in seen:
            params: dict[str, str | int] = {"number": key[0], "earlier": seen[key]}
            again.append(Fault(row=one.row, code="number-again", params=params))
        seen.setdefault(key, one.row)
    return again


def text(value: Any) -> str:
    """A field as it is shown: a point with both numbers, a list with commas."""
    if value is None:
        return ""
    return ", ".join(str(part) for part in value) if isinstance(value, tuple) else str(value)


def _perhaps_the_same(
    differences: tuple[Difference, ...], vanished: tuple[Vanished, ...], register: Register
) -> list[Fault]:
    """New things with the number of one that the file does not have: perhaps one and the same, moved far."""
    numbers = {str(register.rows[str(one.thing)].get("number") or ""): one.label for one in vanished}
    found = []
    for one in differences:
        number = str(getattr(one.command, "number", ""))
        if Mark.NEW in one.marks and number and number in numbers:
            params: dict[str, str | int] = {"number": number, "label": numbers[number]}
            found.append(Fault(row=one.row, code="number-of-vanished", params=params))
    return found
