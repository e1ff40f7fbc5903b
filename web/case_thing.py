"""A case as a thing that rights are asked about: where it belongs, and how the visitor stands to it now."""

from typing import Final

from dispatch.ports import Row
from domain.account import Role
from domain.reach import Relation
from domain.verdict import Thing
from projections.relations import relations
from web.system import System
from web.visitor import Visitor

_OVERSEERS: Final = frozenset({Role.SUPERVISOR, Role.HEAD})


def case_thing(system: System, visitor: Visitor, row: Row, also: Relation = Relation.NONE) -> Thing:
    """By today's row, for replay too. `also` is what the door knows besides."""
    found = relations(row, visitor.person, system.clock.now()) | {also}
    if row["region"] == visitor.region and not _OVERSEERS.isdisjoint(visitor.roles):
        found |= {Relation.SUPERVISOR}
    return Thing(region=row["region"], relations=found, closed=row["closed_at"] is not None)
