"""Schools from CSV or GeoJSON.

Columns: `id` or `number` (one is needed), `lat`, `lon` (or a GeoJSON point), and what there is of `name_kk`,
`name_ru`, `name_en`, `district` or `district_kk` and `district_ru`. A school without number and names goes by
its id: nothing is invented.
"""

from collections.abc import Iterator
from typing import Final

from dispatch.importers.order import Fault, Item, Order, identity, order
from dispatch.importers.table import Row, place, read_table
from domain.identity import SchoolId
from domain.school import RegisterSchool

COMMAND: Final = "register-school"


def read_schools(content: bytes, filename: str, region: str) -> Iterator[Item]:
    """An order or a fault per row. A key that came before in the file is refused."""
    seen: dict[str, int] = {}
    for row in read_table(content, filename):
        if isinstance(row, Fault):
            yield row
            continue
        key = _key(row)
        if key and key in seen:
            yield Fault(row=row.number, code="row-again", params={"earlier": seen[key]})
            continue
        item = _school(row, key, filename, region)
        if isinstance(item, Order):
            seen[key] = row.number
        yield item


def _key(row: Row) -> str:
    """What tells this school from others: its id in the source; else number and district."""
    if row.get("id"):
        return row.get("id")
    number = row.get("number")
    return f"{number}/{_district(row)}" if number else ""


def _district(row: Row) -> str:
    """The district as the file writes it; in Kazakh and Russian where it gives both."""
    both = (row.get("district_kk"), row.get("district_ru"))
    return row.get("district") or " · ".join(dict.fromkeys(name for name in both if name))


def _school(row: Row, key: str, filename: str, region: str) -> Item:
    if not key:
        return Fault(row=row.number, code="school-without-key")
    point = place(row)
    if isinstance(point, Fault):
        return point
    number = row.get("number") or None
    names = [row.get("name_kk"), row.get("name_ru"), row.get("name_en")]
    if names == ["", "", ""]:
        names[1] = row.get("name")
    label = next((name for name in names if name), f"№ {number}" if number else key)
    school = SchoolId(identity("school", region, key))
    command = RegisterSchool(
        school=school,
        region=region,
        label=label,
        point=(point.lat, point.lon),
        number=number,
        name_kk=names[0],
        name_ru=names[1],
        name_en=names[2],
        district=_district(row),
        source=filename[:100],
    )
    return order(row.number, COMMAND, school, command)
