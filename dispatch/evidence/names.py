"""Whether this program knows every event of a log: its name, its fields and what they may hold.

The log remembers up to which position which catalogue has read it through, so that all of it is read again
only by another program. Nothing sealed is opened for it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from hashlib import sha256
from typing import Any, Final, get_args, get_type_hints
from uuid import UUID

from dispatch.evidence.damage import Damage
from dispatch.mapper import SealingMapper, Unreadable
from dispatch.sql.head import head_of
from dispatch.sql.port import Connection, Reading

_ROWS: Final = (
    "SELECT rowid, originator_id, originator_version, topic, state FROM stored_events"
    " WHERE rowid>? ORDER BY rowid"
)
_UNKNOWN: Final = frozenset({"event-unknown", "field-unknown", "format-unknown"})


def described(events: Mapping[str, type], upcasts: Mapping[str, Any]) -> bytes:
    """What a catalogue can read, in 32 bytes: another name, field, kind of value or word makes others."""
    lines: dict[str, None] = dict.fromkeys(f"{name} -> {upcasts[name].to}" for name in sorted(upcasts))
    for name in sorted(events):
        lines[f"{name} = {events[name].__name__}"] = None
        _describe(events[name], lines)
    return sha256("\n".join(lines).encode()).digest()


def _describe(kind: Any, lines: dict[str, None]) -> None:
    kind = getattr(kind, "__supertype__", kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        lines[f"{kind.__name__}: {[each.value for each in kind]}"] = None
    elif isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        for field in fields(kind):
            line = f"{kind.__name__}.{field.name}: {hints[field.name]}"
            if line not in lines:
                lines[line] = None
                _describe(hints[field.name], lines)
    for part in get_args(kind):
        _describe(part, lines)


def unreadable(connection: Reading, mapper: SealingMapper, after: int = 0) -> Iterator[Unreadable]:
    """Every event after a position that a program with this mapper could not read, and why."""
    blind = mapper.keyless()
    for position, stream, version, name, state in connection.execute(_ROWS, (after,)):
        try:
            blind.read(position, UUID(stream), version, name, state)
        except Unreadable as error:
            yield error
        except (ValueError, AttributeError):  # no id: what the hash chain is looked at for
            continue


def require_known(connection: Connection, mapper: SealingMapper, catalogue: bytes) -> None:
    """Raise `Unreadable` for the first event whose name or field this program does not know.

    What cannot be read for another reason (a byte that changed) stops its own stream alone and is found by
    `jedel verify`: it is no reason not to serve all others.
    """
    row = connection.execute("SELECT catalogue, position FROM read_through").fetchone()
    after = row[1] if row is not None and row[0] == catalogue else 0
    try:
        for error in unreadable(connection, mapper, after):
            if error.code in _UNKNOWN:
                raise error
    except connection.Error:  # a damaged file: told by whoever reads or writes there
        return
    note_read(connection, catalogue)


def note_read(connection: Connection, catalogue: bytes) -> None:
    """Everything up to the head was read, or written, by this program."""
    head = head_of(connection)
    if connection.execute("SELECT catalogue, position FROM read_through").fetchone() == (catalogue, head):
        return
    connection.begin()
    connection.execute("DELETE FROM read_through")
    connection.execute("INSERT INTO read_through VALUES (?,?)", (catalogue, head))
    connection.commit()


def unknown_to(connection: Reading, mapper: SealingMapper) -> Iterator[Damage]:
    """The same as damages, for the look at a whole log."""
    for error in unreadable(connection, mapper):
        told = error.params
        yield Damage(
            kind=error.code,
            position=int(told["position"]),
            stream=UUID(str(told["stream"])),
            version=int(told["version"]),
            detail=", ".join(str(told[part]) for part in ("name", "fields") if part in told),
        )
