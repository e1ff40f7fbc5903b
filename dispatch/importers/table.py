"""Reading tables: CSV, JSON lists, GeoJSON and Overpass JSON become rows of text with their line numbers."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any, Final

from dispatch.importers.columns import column_of, is_known
from dispatch.importers.order import Fault
from dispatch.importers.text import decoded
from domain.places import Point, point_fault

LARGEST_FILE: Final = 16 * 1024**2
"""Bytes; a table of every school of the country is under 5 MB."""

MOST_ROWS: Final = 50_000
LONGEST_CELL: Final = 300
DELIMITERS: Final = ",;\t"
_NAMED_COLUMNS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row. `cells` are by column, trimmed; an empty cell is not there."""

    number: int
    cells: Mapping[str, str]

    def get(self, *names: str) -> str:
        """The first of these cells that is filled; empty if none is."""
        return next((self.cells[name] for name in names if name in self.cells), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file as it was read: `encoding` and `delimiter` as recognised, `unused` columns by heading."""

    rows: tuple[Row | Fault, ...]
    encoding: str = ""
    delimiter: str = ""
    unused: tuple[str, ...] = ()


def read_table(content: bytes, filename: str) -> Table:
    """The rows of a file; JSON by its name's ending or its first letter, else CSV."""
    if len(content) > LARGEST_FILE:
        return _none("file-too-large", megabytes=LARGEST_FILE // 1024**2)
    text = decoded(content)
    if isinstance(text, Fault):
        return Table(rows=(text,))
    is_json = filename.lower().endswith((".json", ".geojson")) or text.text.lstrip()[:1] in ("{", "[")
    table = _json_table(text.text) if is_json else _csv_table(text.text)
    if len(table.rows) > MOST_ROWS:
        return _none("file-too-long", limit=MOST_ROWS)
    if not table.rows:
        return _none("file-empty")
    return Table(
        rows=table.rows,
        encoding=text.encoding,
        delimiter=table.delimiter,
        unused=table.unused[:_NAMED_COLUMNS],
    )


def _none(code: str, **params: int) -> Table:
    return Table(rows=(Fault(row=0, code=code, params=params),))


def _csv_table(text: str) -> Table:
    skipped = 0
    if text[:4].lower() == "sep=":  # how Excel is told which delimiter follows
        text, skipped = text.partition("\n")[2], 1
    heading = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=heading.count)
    reader = csv.reader(StringIO(text), delimiter=delimiter, strict=True)
    try:
        headings = [" ".join(cell.split()) for cell in next(reader, [])]
    except csv.Error:
        return Table(rows=(Fault(row=reader.line_num + skipped, code="row-unreadable"),))
    columns = [column_of(cell) for cell in headings]
    unused = tuple(
        cell[:40] for cell, column in zip(headings, columns, strict=True) if cell and not is_known(column)
    )
    return Table(rows=tuple(_csv_rows(reader, columns, skipped)), delimiter=delimiter, unused=unused)


def _csv_rows(reader: Any, columns: list[str], skipped: int) -> Iterator[Row | Fault]:
    for _ in range(MOST_ROWS + 1):
        try:
            cells = next(reader, None)
        except csv.Error:
            yield Fault(row=reader.line_num + skipped, code="row-unreadable")
            continue
        if cells is None:
            return
        if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
            yield Fault(row=reader.line_num + skipped, code="row-too-many-cells")
        elif any(cell.strip() for cell in cells):
            yield _row(reader.line_num + skipped, zip(columns, cells, strict=False))


def _json_table(text: str) -> Table:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return _none("file-not-json")
    things = (
        next((found[name] for name in ("features", "elements") if name in found), None)
        if isinstance(found, dict)
        else found
    )
    if not isinstance(things, list):
        return _none("file-not-a-list")
    rows: list[Row | Fault] = []
    unused: dict[str, None] = {}
    for number, thing in enumerate(things[: MOST_ROWS + 1], 1):
        if _is_corner(thing):
            continue
        cells = _cells(thing)
        if cells is None:
            rows.append(Fault(row=number, code="row-unreadable"))
            continue
        named = [(column_of(str(name)), value) for name, value in cells.items()]
        unused |= {name[:40]: None for name, _ in named if not is_known(name)}
        rows.append(_row(number, named))
    return Table(rows=tuple(rows), unused=tuple(unused))


def _is_corner(thing: object) -> bool:
    """Whether this is a bare node of Overpass: a corner of some way, no thing of its own."""
    return (
        isinstance(thing, dict) and thing.get("type") == "node" and "lat" in thing and not thing.get("tags")
    )


def _cells(thing: object) -> dict[str, Any] | None:
    """The cells of an object; a GeoJSON feature and an Overpass element have their point as `lat`, `lon`."""
    if not isinstance(thing, dict):
        return None
    if thing.get("type") == "Feature":
        return _feature(thing)
    tags = thing.get("tags")
    if thing.get("type") in ("node", "way", "relation") and isinstance(tags, dict):
        centre = thing.get("center")
        where = centre if isinstance(centre, dict) else thing
        own = {"lat": where.get("lat"), "lon": where.get("lon"), "id": f"{thing['type']}/{thing.get('id')}"}
        return {**own, **{name: value for name, value in tags.items() if name not in own}}
    return thing


def _feature(thing: dict[str, Any]) -> dict[str, Any] | None:
    properties, geometry = thing.get("properties") or {}, thing.get("geometry")
    if not isinstance(properties, dict):
        return None
    cells = dict(properties)
    if "id" in thing:
        cells.setdefault("id", thing["id"])
    place = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if isinstance(geometry, dict) and geometry.get("type") == "Point" and isinstance(place, list):
        cells |= dict(zip(("lon", "lat"), place, strict=False))
    return cells


def _row(number: int, cells: Any) -> Row | Fault:
    """The cells by column; where two headings mean the same column, the first that is filled counts."""
    kept: dict[str, str] = {}
    for name, value in cells:
        text = _text(value)
        if len(text) > LONGEST_CELL and is_known(name):
            return Fault(
                row=number, code="cell-too-long", params={"column": name[:40], "limit": LONGEST_CELL}
            )
        if text and is_known(name):
            kept.setdefault(name, text)
    return Row(number=number, cells=kept)


def _text(value: object) -> str:
    """A cell as text; a list becomes `a;b;c`, so that JSON and CSV say the same."""
    if value is None or isinstance(value, bool | dict):
        return ""
    if isinstance(value, list):
        return ";".join(_text(part) for part in value if not isinstance(part, list))
    return " ".join(str(value).split())


def listed(cell: str) -> tuple[str, ...]:
    """The parts of a cell that holds several, parted by `;`, `|` or `,`, each once."""
    parts = cell.replace("|", ";").replace(",", ";").split(";")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def place(row: Row) -> Point | Fault:
    """The point of a row, in `lat` and `lon`, checked. A comma may stand for the decimal point."""
    lat, lon = row.get("lat"), row.get("lon")
    if not lat or not lon:
        return Fault(row=row.number, code="coordinates-missing")
    try:
        point = Point(lat=float(lat.replace(",", ".")), lon=float(lon.replace(",", ".")))
    except ValueError:
        return Fault(row=row.number, code="point-not-a-number")
    fault = point_fault(point.lat, point.lon)
    return point if fault is None else Fault(row=row.number, code=fault)
