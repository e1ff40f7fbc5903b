"""May this person do this to that? One pure function over one table, asked by every door and replay.

Nobody's rights cross the border of a region but two: figures in which nobody can be recognised, and emergency
access to one case, which is told to its region at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.access import RIGHTS, Action
from domain.account import Role
from domain.levels import Levels
from domain.reach import Cell, Reach, Relation, grants


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whoever asks: today's roles and region, never those of the past."""

    roles: tuple[Role, ...]
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """What is asked about: where it belongs, how the person stands to it, whether it is over."""

    region: str
    relations: frozenset[Relation] = frozenset()
    closed: bool = False


class Why(StrEnum):
    """Why not. Told to whoever runs the house, never to whoever asked."""

    ROLE = "role"
    REGION = "region"
    RELATION = "relation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    levels: Levels


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    why: Why


Verdict = Allowed | Denied


def decide(
    subject: Subject,
    action: Action,
    thing: Thing,
    rights: Mapping[Action, Mapping[Role, Cell]] = RIGHTS,
) -> Verdict:
    """Whether this may be done to this thing, and which levels of its fields may be read."""
    granted = rights.get(action, {})
    given = [grant for role in subject.roles if role in granted for grant in grants(granted[role])]
    if not given:
        return Denied(why=Why.ROLE)
    held = [grant.levels for grant in given if _holds(grant.reach, subject, thing)]
    if not held:
        return Denied(why=Why.RELATION if subject.region == thing.region else Why.REGION)
    return Allowed(levels=frozenset().union(*held))


def may(
    roles: Iterable[Role],
    region: str,
    action: Action,
    object_region: str,
    relation: Relation = Relation.NONE,
    rights: Mapping[Action, Mapping[Role, Cell]] = RIGHTS,
) -> bool:
    """Whether somebody with these roles in `region` may do `action` to a thing of `object_region`."""
    thing = Thing(region=object_region, relations=frozenset({relation}))
    return isinstance(decide(Subject(roles=tuple(roles), region=region), action, thing, rights), Allowed)


def ever(roles: Iterable[Role], action: Action) -> bool:
    """Whether any of the roles may do this to anything at all: tells "no" from "not there"."""
    granted = RIGHTS.get(action, {})
    return any(role in granted for role in roles)


def _holds(reach: Reach, subject: Subject, thing: Thing) -> bool:
    if not subject.region or not thing.region:
        return False
    if reach is Reach.NATION:
        return True
    if reach is Reach.EMERGENCY:
        return Relation.EMERGENCY in thing.relations
    if subject.region != thing.region:
        return False
    match reach:
        case Reach.REGION:
            return True
        case Reach.OPEN:
            return not thing.closed
        case _:
            return not thing.relations.isdisjoint(_RELATIONS[reach])


_RELATIONS: Final[Mapping[Reach, frozenset[Relation]]] = {
    Reach.RECEIVED: frozenset({Relation.RECEIVED}),
    Reach.OWNER: frozenset({Relation.OWNER}),
    Reach.OWN_TEAM: frozenset({Relation.OWN_TEAM}),
    Reach.VISITED: frozenset({Relation.OWN_TEAM, Relation.OWN_TEAM_BEFORE}),
    Reach.SELF: frozenset({Relation.SELF}),
}
