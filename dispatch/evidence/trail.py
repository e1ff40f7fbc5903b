"""Following the checkpoints of one place, in the log or elsewhere, each from the one before."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from dispatch.evidence.checkpoint import Signed, first_previous, read_line
from dispatch.evidence.damage import Damage, Mark


@dataclass(slots=True)
class Trail:
    """What a place holds: hash of each line by its number, what was signed, the keys in their order."""

    hashes: dict[int, bytes] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    keys: list[bytes] = field(default_factory=list)
    damages: list[Damage] = field(default_factory=list)

    @property
    def last(self) -> Mark | None:
        return self.marks[-1] if self.marks else None


def followed(log_id: UUID, lines: Iterable[tuple[int | None, bytes]]) -> Trail:
    """A place's checkpoints, oldest first: the number they stand under, if under any, and the line.

    Elsewhere, where no number stands, a line that is none was cut short and written anew below: it says
    nothing, and a checkpoint that it should have been is missed by the next one.
    """
    trail = Trail()
    before: Signed | None = None
    for number, line in lines:
        try:
            found = read_line(line)
        except ValueError:
            if number is not None:
                position = 0 if before is None else before.told.position
                trail.damages.append(Damage(kind="checkpoint-unreadable", position=position, number=number))
            continue
        if trail.hashes.get(found.told.number) == found.hash:
            continue  # written twice, because nobody knew whether the first time had come to the disk
        kind = _wrong(log_id, number, found, before)
        if kind is not None:
            told = found.told
            trail.damages.append(Damage(kind=kind, position=told.position, number=told.number))
        if kind not in _NO_EVIDENCE:
            _take(trail, found)
        before = found
    return trail


_NO_EVIDENCE = ("checkpoint-unsigned",)
"""Said by nobody: nothing is compared with it."""


def _take(trail: Trail, found: Signed) -> None:
    told = found.told
    trail.hashes[told.number] = found.hash
    trail.marks.append(Mark(told.number, told.position, told.link, told.recorded_at, told.readings))
    if not trail.keys or trail.keys[-1] != told.key:
        trail.keys.append(told.key)


def _wrong(log_id: UUID, number: int | None, found: Signed, before: Signed | None) -> str | None:
    """The first thing that does not hold of a checkpoint; nothing of one that is as it should be."""
    told = found.told
    if told.log != log_id or not found.holds():
        return "checkpoint-unsigned"
    if number not in (None, told.number):
        return "checkpoint-changed"
    if told.number != (1 if before is None else before.told.number + 1):
        return "checkpoint-missing"
    if told.previous != (first_previous(log_id) if before is None else before.hash):
        return "checkpoint-changed"
    if before is None:
        return None
    if told.key != before.told.key and not found.handed_over_by(before.told.key):
        return "key-replaced"
    if (told.position, told.recorded_at) < (before.told.position, before.told.recorded_at):
        return "checkpoint-back"
    return None


def compared(inside: Trail, elsewhere: Trail) -> list[Damage]:
    """Where the two places differ: each kind of difference once, at its first place."""
    found: dict[str, Damage] = {}
    for mark in elsewhere.marks:
        ours = inside.hashes.get(mark.number)
        if ours is None:
            kind = "put-back"
        elif ours != elsewhere.hashes[mark.number]:
            kind = "elsewhere-differs"
        else:
            continue
        found.setdefault(kind, Damage(kind=kind, position=mark.position, number=mark.number))
    newest = 0 if elsewhere.last is None else elsewhere.last.number
    for mark in inside.marks:
        if mark.number < newest and mark.number not in elsewhere.hashes:
            missing = Damage(kind="elsewhere-missing", position=mark.position, number=mark.number)
            found.setdefault("elsewhere-missing", missing)
    return list(found.values())


def trusted(trail: Trail, anchors: frozenset[bytes]) -> bool:
    """Whether one of the keys that are known to be right signed here; the others were handed over to, or
    are bound by the hashes of what it signed.
    """
    return not trail.keys or not anchors or bool(anchors & set(trail.keys))
