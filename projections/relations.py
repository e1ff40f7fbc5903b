"""How a person stands to a case, by its queue row: pure, and the same for every door."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from domain.reach import Relation
from projections.emergency import has_emergency_access

Row = dict[str, Any]

FADES: Final = timedelta(days=30)
"""How long a relation outlives what made it: the end of a visit, the closing of a case [ours]."""

_NEVER_WENT: Final = ("declined", "cancelled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whose relation is asked for. A group's phone has a team; a specialist is who they are."""

    account: str
    team: str | None = None
    specialist: str | None = None


def relations(row: Row, person: Person, now: datetime) -> frozenset[Relation]:
    """Every way in which the person stands to the case now."""
    found = set[Relation]()
    if row["closed_at"] is None or fresh(row["closed_at"], now):
        found |= {Relation.RECEIVED} if row["received_by"] == person.account else set()
        found |= {Relation.OWNER} if row["owner"] == person.account else set()
    for visit in row["visits"]:
        if visit["state"] not in _NEVER_WENT and _theirs(visit, person):
            if visit["state"] != "done":
                found.add(Relation.OWN_TEAM)
            elif fresh(visit["since"], now):
                found.add(Relation.OWN_TEAM_BEFORE)
    return frozenset(found | _emergency(row, person, now))


def _emergency(row: Row, person: Person, now: datetime) -> set[Relation]:
    """Access that was taken and runs; somebody else's that nobody has looked at yet waits for a review."""
    running = has_emergency_access(row, person.account, now)
    known = row.get("emergencies", ())
    waiting = any(one["account"] != person.account and one["reviewed_by"] is None for one in known)
    return ({Relation.EMERGENCY} if running else set()) | ({Relation.REVIEWER} if waiting else set())


def _theirs(visit: Row, person: Person) -> bool:
    """Their group's, or their own as a member of whatever group went."""
    mine = person.team is not None and visit["team"] == person.team
    return mine or (person.specialist is not None and person.specialist in visit["members"])


def fresh(since: str, now: datetime) -> bool:
    """Whether a relation that ended then still counts."""
    return now - datetime.fromisoformat(since) <= FADES
