"""What a row of a file says of a school, a specialist or a group, and which entry it is about."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias
from uuid import UUID

from dispatch.importers.order import Fault, identity
from dispatch.importers.table import Row
from dispatch.ports import Row as KnownRow

Says: TypeAlias = Mapping[str, Any]
Known: TypeAlias = Mapping[str, KnownRow]
"""Rows of a register by id, those of one region."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`says` holds what the row fills in, by the register's fields: what a file leaves empty stays as it is.

    `source_id` is what the file calls it, empty if it has no ids; `key` tells it from the file's other rows.
    """

    row: int
    source_id: str
    key: str
    says: Says


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """A row and the entry that it is about, `thing`; `known` as the register has it, none if it is new."""

    found: Found
    thing: UUID
    known: KnownRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """What a region has already. `members`, for groups that name theirs: what a file may say -> the id."""

    region: str
    rows: Known
    members: Mapping[str, str] = field(default_factory=dict)


Read: TypeAlias = Callable[[Row, Register], Found | Fault]
Match: TypeAlias = Callable[[Sequence[Found], Register], list[Matched | Fault]]
MOVED_M: Final = 100.0
"""Further than this it is called moved; nearer it may be the same place, drawn anew."""


def read_all(rows: Iterable[Row | Fault], read: Read, register: Register) -> Iterable[Found | Fault]:
    """Every row read. A key that came before in the file is refused, and the earlier row named."""
    seen: dict[str, int] = {}
    for row in rows:
        found = row if isinstance(row, Fault) else read(row, register)
        if isinstance(found, Found):
            if found.key in seen:
                yield Fault(row=found.row, code="row-again", params={"earlier": seen[found.key]})
                continue
            seen[found.key] = found.row
        yield found


def folded(text: str) -> str:
    """A name as it is compared: small letters, single spaces, no quotation marks."""
    return " ".join(text.lower().replace("ё", "е").translate(_QUOTES).split())


_QUOTES: Final = str.maketrans("", "", "\"'«»“”„`")


def new_id(kind: str, region: str, key: str, taken: Known) -> UUID:
    """An id that follows from the key; the next one if an entry of that id has become something else."""
    found = identity(kind, region, key)
    while str(found) in taken:
        found = identity(kind, region, str(found))
    return found


def by_source_id(kind: str, found: Iterable[Found], register: Register) -> dict[int, str]:
    """Row -> the entry that goes by the same id of a source, each once."""
    ids = {name: key for key, row in sorted(register.rows.items()) for name in row.get("source_ids", ())}
    claimed: dict[int, str] = {}
    claims: set[str] = set()
    for one in found:
        derived = str(identity(kind, register.region, one.source_id))
        key = ids.get(one.source_id, derived if derived in register.rows else None)
        if one.source_id and key is not None and key not in claims:
            claimed[one.row] = key
            claims.add(key)
    return claimed


def by_name(kind: str, found: Sequence[Found], register: Register) -> list[Matched | Fault]:
    """Matching of what goes by its name: by its id in the source, else by the whole name, if it is one's."""
    claimed = by_source_id(kind, found, register)
    free = set(register.rows) - set(claimed.values())
    named: dict[str, list[str]] = {}
    for key in sorted(free):
        named.setdefault(folded(register.rows[key]["name"]), []).append(key)
    wanted: dict[str, list[int]] = {}
    for one in found:
        if one.row not in claimed:
            wanted.setdefault(folded(one.says["name"]), []).append(one.row)
    answer: list[Matched | Fault] = []
    taken = dict(register.rows)
    for one in found:
        keys = [claimed[one.row]] if one.row in claimed else named.get(folded(one.says["name"]), [])
        rivals = [] if one.row in claimed else wanted[folded(one.says["name"])]
        if len(keys) > 1 or (keys and len(rivals) > 1):
            answer.append(Fault(row=one.row, code="match-unclear"))
            continue
        thing = UUID(keys[0]) if keys else new_id(kind, register.region, one.key, taken)
        taken.setdefault(str(thing), {})
        answer.append(Matched(found=one, thing=thing, known=register.rows.get(keys[0]) if keys else None))
    return answer
