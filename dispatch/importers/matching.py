"""Which school of the register a row of a file is about. Pure; the order of the rows makes no difference.

Three passes, each over what the ones before left: by the id that the source gives it (for a file without ids
by number and district); by number and name; by number alone within 100 m, the nearest first. They are gone
through again while they find something: a school that has found its row is no other row's choice any more. A
school goes to one row at most, and a row that could be about several is refused instead of guessed at.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from dispatch.importers.found import MOVED_M, Found, Matched, Register, by_source_id, folded, new_id
from dispatch.importers.order import Fault
from dispatch.ports import Row
from domain.places import Point, metres_between

NAMES: Final = ("name_kk", "name_ru", "name_en")
_CELL: Final = (0.002, 0.004)
"""Degrees of latitude and longitude; over 200 m anywhere in the country, so that neighbours suffice."""


def match_schools(found: Sequence[Found], register: Register) -> list[Matched | Fault]:
    """For every row its school, a new one, or why that cannot be told."""
    search = _Search(found, register)
    found_before = -1
    while len(search.claimed) > found_before:
        found_before = len(search.claimed)
        search.unclear.clear()
        search.by_number_and_district()
        search.by_number_and_name()
        search.by_number_nearby()
    taken = dict(register.rows)
    answer: list[Matched | Fault] = []
    for one in found:
        key = search.claimed.get(one.row)
        if key is None and one.row in search.unclear:
            answer.append(Fault(row=one.row, code="match-unclear"))
            continue
        thing = new_id("school", register.region, one.key, taken) if key is None else UUID(key)
        taken.setdefault(str(thing), {})
        answer.append(Matched(found=one, thing=thing, known=None if key is None else register.rows[key]))
    return answer


class _Search:
    """Rows and schools that have not found each other yet."""

    def __init__(self, found: Sequence[Found], register: Register) -> None:
        self._found = found
        self._rows = register.rows
        self.claimed = by_source_id("school", found, register)
        self._free = set(register.rows) - set(self.claimed.values())
        self.unclear: set[int] = set()

    def by_number_and_district(self) -> None:
        """For files without ids."""
        without = [one for one in self._open() if not one.source_id and one.says.get("number")]
        self._only_ones(
            without,
            of_row=lambda one: [(one.says["number"], folded(one.says.get("district", "")))],
            of_school=lambda row: [(row["number"], folded(row["district"]))] if row["number"] else [],
        )

    def by_number_and_name(self) -> None:
        def of_row(one: Found) -> list[Hashable]:
            return [(one.says.get("number"), name) for name in _names(one.says)]

        def of_school(row: Row) -> list[Hashable]:
            return [(row["number"], name) for name in _names(row)]

        self._nearest(of_row, of_school)
        self._only_ones(self._open(), of_row, of_school)

    def by_number_nearby(self) -> None:
        """The same number close by; without number only if neither has a name that says otherwise."""
        self._nearest(
            lambda one: (
                [(one.says.get("number"), cell) for cell in _around(*one.says["point"])]
                if one.says.get("number") or not list(_names(one.says))
                else []
            ),
            lambda row: (
                [(row["number"], _cell(row["lat"], row["lon"]))]
                if row["number"] or not list(_names(row))
                else []
            ),
        )

    def _open(self) -> list[Found]:
        return [one for one in self._found if one.row not in self.claimed]

    def _pairs(
        self,
        rows: Iterable[Found],
        of_row: Callable[[Found], list[Hashable]],
        of_school: Callable[[Row], list[Hashable]],
    ) -> Iterator[tuple[Found, str]]:
        """Rows and free schools that have one of these in common and whose districts do not contradict."""
        index: dict[Hashable, list[str]] = {}
        for key in sorted(self._free):
            for mark in of_school(self._rows[key]):
                index.setdefault(mark, []).append(key)
        for one in rows:
            keys = dict.fromkeys(key for mark in of_row(one) for key in index.get(mark, ()))
            yield from ((one, key) for key in keys)

    def _nearest(
        self, of_row: Callable[[Found], list[Hashable]], of_school: Callable[[Row], list[Hashable]]
    ) -> None:
        near = []
        for one, key in self._pairs(self._open(), of_row, of_school):
            metres = _metres(one, self._rows[key])
            if metres <= MOVED_M:
                near.append((metres, key, one.key, one.row))
        for _, key, _, number in sorted(near):
            if key in self._free and number not in self.claimed:
                self._claim(number, key)

    def _only_ones(
        self,
        rows: Iterable[Found],
        of_row: Callable[[Found], list[Hashable]],
        of_school: Callable[[Row], list[Hashable]],
    ) -> None:
        """A row and a school that have nobody else to choose; where there is a choice it stays unclear."""
        chances: dict[int, list[str]] = {}
        wanted: dict[str, int] = {}
        for one, key in self._pairs(rows, of_row, of_school):
            if _districts_agree(one, self._rows[key]):
                chances.setdefault(one.row, []).append(key)
                wanted[key] = wanted.get(key, 0) + 1
        for number, keys in chances.items():
            if len(keys) == 1 and wanted[keys[0]] == 1:
                self._claim(number, keys[0])
            else:
                self.unclear.add(number)

    def _claim(self, number: int, key: str) -> None:
        self.claimed[number] = key
        self._free.discard(key)


def _names(thing: Mapping[str, Any]) -> Iterator[str]:
    """The names that a row or a school has, folded."""
    return (folded(thing[name]) for name in NAMES if thing.get(name))


def _districts_agree(one: Found, row: Row) -> bool:
    """Every district has its school No. 1: two that are named and differ are two schools."""
    theirs, ours = folded(one.says.get("district", "")), folded(row["district"])
    return not theirs or not ours or theirs == ours


def _metres(one: Found, row: Row) -> float:
    lat, lon = one.says["point"]
    return metres_between(Point(lat=lat, lon=lon), Point(lat=row["lat"], lon=row["lon"]))


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return (int(lat // _CELL[0]), int(lon // _CELL[1]))


def _around(lat: float, lon: float) -> list[tuple[int, int]]:
    row, column = _cell(lat, lon)
    return [(row + down, column + right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
