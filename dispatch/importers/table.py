"""Reading tables: CSV, JSON lists and GeoJSON points become rows of text with the number of their line."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any, Final

from dispatch.importers.order import Fault
from domain.places import Point, point_fault

LARGEST_FILE: Final = 50_000_000
"""Bytes; a table of every school of the country is under 5 MB."""

LONGEST_CELL: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row. `cells` are by lower-case column name, trimmed; an empty cell is not there."""

    number: int
    cells: Mapping[str, str]

    def get(self, *names: str) -> str:
        """The first of these cells that is filled; empty if none is."""
        return next((self.cells[name] for name in names if name in self.cells), "")


def read_table(content: bytes, filename: str) -> Iterator[Row | Fault]:
    """The rows of a file, read as its name's ending says, or the one fault of the whole file."""
    if len(content) > LARGEST_FILE:
        yield Fault(row=0, code="file-too-large", params={"megabytes": LARGEST_FILE // 1_000_000})
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield Fault(row=0, code="file-not-utf8")
        return
    if filename.lower().endswith((".json", ".geojson")):
        yield from _json_rows(text)
    else:
        yield from _csv_rows(text)


def _csv_rows(text: str) -> Iterator[Row | Fault]:
    heading = text.partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    reader = csv.reader(StringIO(text), delimiter=delimiter, strict=True)
    names: list[str] = []
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            yield Fault(row=reader.line_num, code="row-unreadable")
            continue
        if cells is None:
            return
        if not names:
            names = [cell.strip().lower() for cell in cells]
        elif len(cells) > len(names):
            yield Fault(row=reader.line_num, code="row-too-many-cells")
        elif any(cell.strip() for cell in cells):
            yield _row(reader.line_num, dict(zip(names, cells, strict=False)))


def _json_rows(text: str) -> Iterator[Row | Fault]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        yield Fault(row=0, code="file-not-json")
        return
    things = found.get("features") if isinstance(found, dict) else found
    if not isinstance(things, list):
        yield Fault(row=0, code="file-not-a-list")
        return
    for number, thing in enumerate(things, 1):
        cells = _cells(thing)
        yield Fault(row=number, code="row-unreadable") if cells is None else _row(number, cells)


def _cells(thing: object) -> dict[str, Any] | None:
    """The cells of a JSON object; of a GeoJSON feature its properties and, as `lat` and `lon`, its point."""
    if not isinstance(thing, dict):
        return None
    if thing.get("type") != "Feature":
        return {str(name).lower(): value for name, value in thing.items()}
    properties, geometry = thing.get("properties"), thing.get("geometry")
    cells = {str(name).lower(): value for name, value in (properties or {}).items()}
    place = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if isinstance(geometry, dict) and geometry.get("type") == "Point" and isinstance(place, list):
        cells |= dict(zip(("lon", "lat"), place, strict=False))
    return cells


def _row(number: int, cells: Mapping[str, Any]) -> Row | Fault:
    kept: dict[str, str] = {}
    for name, value in cells.items():
        text = _text(value)
        if len(text) > LONGEST_CELL:
            return Fault(
                row=number, code="cell-too-long", params={"column": name[:40], "limit": LONGEST_CELL}
            )
        if text:
            kept[name] = text
    return Row(number=number, cells=kept)


def _text(value: object) -> str:
    """A cell as text; a list becomes `a;b;c`, so that JSON and CSV say the same."""
    if value is None or isinstance(value, bool | dict):
        return ""
    if isinstance(value, list):
        return ";".join(_text(part) for part in value)
    return " ".join(str(value).split())


def listed(cell: str) -> tuple[str, ...]:
    """The parts of a cell that holds several, parted by `;` or `|`, each once."""
    return tuple(dict.fromkeys(part.strip() for part in cell.replace("|", ";").split(";") if part.strip()))


def place(row: Row) -> Point | Fault:
    """The point of a row, in `lat` and `lon`, checked. A comma may stand for the decimal point."""
    lat, lon = row.get("lat", "latitude"), row.get("lon", "lng", "longitude")
    if not lat or not lon:
        return Fault(row=row.number, code="coordinates-missing")
    try:
        point = Point(lat=float(lat.replace(",", ".")), lon=float(lon.replace(",", ".")))
    except ValueError:
        return Fault(row=row.number, code="point-not-a-number")
    fault = point_fault(point.lat, point.lon)
    return point if fault is None else Fault(row=row.number, code=fault)
