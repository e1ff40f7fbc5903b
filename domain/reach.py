"""How people stand to things, how far rights go, and one grant of a right."""

from dataclasses import dataclass
from enum import StrEnum

from domain.levels import OPERATIONAL, Levels


class Relation(StrEnum):
    """How the person stands to the thing; of a case several may hold at once."""

    NONE = "none"
    RECEIVED = "received"
    """They wrote the request down; until 30 days after it is closed."""
    OWNER = "owner"
    """They answer for it, or did when it was closed; until 30 days after."""
    OWN_TEAM = "own-team"
    """Their group, or they themselves as its member, is sent to it or there."""
    OWN_TEAM_BEFORE = "own-team-before"
    """They were there within the last 30 days."""
    SUPERVISOR = "supervisor"
    """It is a case of the region that they supervise or head."""
    REVIEWER = "reviewer"
    """Somebody else's emergency access to it waits for a review."""
    EMERGENCY = "emergency"
    """They were given emergency access to this one case, and it has not run out."""
    SELF = "self"


class Reach(StrEnum):
    """How far a role's right goes."""

    REGION = "region"
    OPEN = "open"
    """What is not closed in the region."""
    OWNER = "owner"
    RECEIVED = "received"
    OWN_TEAM = "own-team"
    VISITED = "visited"
    """Where their group is, or was within 30 days."""
    EMERGENCY = "emergency"
    """One case of whatever region, while the access lasts."""
    NATION = "nation"
    """All regions: only for what shows nobody."""
    SELF = "self"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One cell: how far it reaches, and which levels of field it opens."""

    reach: Reach
    levels: Levels = OPERATIONAL


Cell = Reach | tuple[Grant, ...]
"""A bare reach opens what is operational; several grants add up."""


def grants(cell: Cell) -> tuple[Grant, ...]:
    """A cell as its grants."""
    return cell if isinstance(cell, tuple) else (Grant(reach=cell),)
