"""Which team to send: who can go at all and why others cannot, then who is there soonest. A person decides.

`shapes` what is offered and stored; `fitness` who can go; `ranking` the order; `cover` what a team's going
leaves without a group; `shortfall` which demands nobody free fulfils.
"""

from domain.recommendation.fitness import (
    CHILD_PROFESSIONS,
    FRESH,
    STALE,
    Group,
    KnownPosition,
    Need,
    Shortlist,
    exclusions,
    shortlist,
)
from domain.recommendation.ranking import TIE_S, rank, with_drives
from domain.recommendation.shapes import (
    KEPT,
    OFFERED,
    Candidate,
    CoverLoss,
    Drive,
    FallenRung,
    PositionAge,
    Reason,
    Recommendation,
    Rejected,
    Shortfall,
    UsedPosition,
)

__all__ = [
    "CHILD_PROFESSIONS",
    "FRESH",
    "KEPT",
    "OFFERED",
    "STALE",
    "TIE_S",
    "Candidate",
    "CoverLoss",
    "Drive",
    "FallenRung",
    "Group",
    "KnownPosition",
    "Need",
    "PositionAge",
    "Reason",
    "Recommendation",
    "Rejected",
    "Shortfall",
    "Shortlist",
    "UsedPosition",
    "exclusions",
    "rank",
    "shortlist",
    "with_drives",
]
