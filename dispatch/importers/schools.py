"""Schools: `id` or `number` (one is needed), `lat`, `lon`, and what there is of names and district.

A school without number and names goes by its id: nothing is invented. A number that stands in the name as
"№ 12" counts as its number.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from dispatch.importers.found import Found, Matched, Register
from dispatch.importers.matching import NAMES
from dispatch.importers.order import Fault
from dispatch.importers.table import Row, place
from domain.identity import SchoolId
from domain.school import RegisterSchool

COMMAND: Final = "register-school"
COLUMNS: Final = (("id", "number"), ("lat",), ("lon",))
"""What a file must have: one of each group."""

_NUMBER: Final = re.compile(r"(?:№|n|no\.?)?\s*([0-9]{1,6})(?:[.,]0)?", re.IGNORECASE)
_IN_NAME: Final = re.compile(r"№\s*([0-9]{1,6})\b")
_KAZAKH: Final = re.compile(r"[әғқңөұүһі]|мектеп|балабақша", re.IGNORECASE)


def read_school(row: Row, register: Register) -> Found | Fault:
    """What the row says of a school."""
    number, names = _number(row), _names(row)
    district = _district(row)
    key = row.get("id") or (f"{number}/{district}" if number else "")
    if not key:
        return Fault(row=row.number, code="school-without-key")
    point = place(row)
    if isinstance(point, Fault):
        return point
    says = {"number": number, "district": district, **names}
    filled = {name: text for name, text in says.items() if text}
    return Found(
        row=row.number, source_id=row.get("id"), key=key, says={**filled, "point": (point.lat, point.lon)}
    )


def _number(row: Row) -> str:
    """ "№ 12" and Excel's "12.0" are 12; what is no plain number stays as it is written."""
    written = row.get("number")
    plain = _NUMBER.fullmatch(written)
    if plain is not None:
        return plain.group(1).lstrip("0") or "0"
    found = set(_IN_NAME.findall(" ".join(row.get(name) for name in (*NAMES, "name"))))
    return written or (found.pop().lstrip("0") if len(found) == 1 else "")


def _names(row: Row) -> dict[str, str]:
    names = {name: row.get(name) for name in NAMES}
    if not any(names.values()) and row.get("name"):
        names["name_kk" if _KAZAKH.search(row.get("name")) else "name_ru"] = row.get("name")
    return names


def _district(row: Row) -> str:
    """The district as the file writes it; in Kazakh and Russian where it gives both."""
    both = (row.get("district_kk"), row.get("district_ru"))
    return row.get("district") or " · ".join(dict.fromkeys(name for name in both if name))


def label_of(school: Mapping[str, Any], key: str) -> str:
    """What a school is called where there is room for one text."""
    named = next((school[name] for name in NAMES if school.get(name)), "")
    return named or (f"№ {school['number']}" if school.get("number") else key)


def school_of(known: Mapping[str, Any]) -> dict[str, Any]:
    """A register's row by the fields that a file can say."""
    return {
        **{name: known[name] for name in ("number", "district", *NAMES)},
        "point": (known["lat"], known["lon"]),
        "source_ids": tuple(known["source_ids"]),
    }


def school_command(
    matched: Matched, register: Register, says: Mapping[str, Any], source: str
) -> RegisterSchool:
    """The command that makes the register say `says`. A label that somebody chose stays."""
    known, key = matched.known, matched.found.key
    label = label_of(says, key)
    if known is not None and known["label"] not in (label_of(known, key), key, *known["source_ids"]):
        label = known["label"]
    return RegisterSchool(
        school=SchoolId(matched.thing),
        region=register.region,
        label=label,
        point=says["point"],
        number=says.get("number") or None,
        name_kk=says.get("name_kk", ""),
        name_ru=says.get("name_ru", ""),
        name_en=says.get("name_en", ""),
        district=says.get("district", ""),
        source=source[:100] if known is None else known["source"],
        source_ids=says["source_ids"],
    )
