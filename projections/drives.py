"""How long each group was said to drive, and how long it drove: one document a visit. A pure fold.

Said is what the dispatcher was shown when the group was chosen, at a named rung; driven is from the press
that the group sets out to the press that it is there, each at the moment it was pressed.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from domain.case import visit_events as visits
from domain.driving import day_part, tells
from domain.envelope import Recorded
from domain.law.local_time import local
from projections.received import iso, key

Document = dict[str, Any]
Line = dict[str, Any]

COLUMNS: Final = ("centre", "rung", "part", "hour", "said", "reckoned", "driven", "arrived_at")
"""`said` seconds were shown; `reckoned` are those of the rung itself, before what earlier drives taught.
`hour` is the local one that they were reckoned for."""

SETS_OUT_WITHIN: Final = timedelta(minutes=15)
"""Who sets out later starts from somewhere else, or into other traffic, than was reckoned with [ours]."""


class Drives:
    """The fold of the view `drives`, keyed by visit."""

    name = "drives"
    version = 1

    @property
    def events(self) -> Collection[type]:
        return _EVENTS

    def keys(self, recorded: Recorded) -> Iterable[str]:
        return (key(recorded.event.visit),)  # type: ignore[attr-defined]

    def fold(self, document: Document | None, recorded: Recorded) -> Document | None:
        """None for a visit of which no drive was reckoned. What happens after the arrival changes nothing."""
        event = recorded.event
        if isinstance(event, visits.TeamAssigned):
            return _said(event, recorded)
        step = _STEPS.get(type(event))
        if document is None or step is None or document["over"]:
            return document
        at = iso(recorded.envelope.happened_at)
        return {**document, step: True if step == "over" else at, "over": step != "departed_at"}


def _said(event: visits.TeamAssigned, recorded: Recorded) -> Document | None:
    told = event.recommendation
    seconds = None if told is None else next((c.seconds for c in told.ranked if c.team == event.team), None)
    if told is None or seconds is None:
        return None
    return {
        "centre": key(recorded.envelope.centre),
        "rung": told.engine,
        "at": iso(told.at),
        "said": seconds,
        "factor": told.factor,
        "departed_at": None,
        "arrived_at": None,
        "over": False,
    }


_STEPS: Final[Mapping[type, str]] = {
    visits.TeamDeparted: "departed_at",
    visits.TeamArrived: "arrived_at",
    # Nobody said when the group came: it was at the door, or called off, already.
    visits.AccessGranted: "over",
    visits.AccessRefused: "over",
    visits.AssignmentDeclined: "over",
    visits.AssignmentCancelled: "over",
    visits.VisitEnded: "over",
}
_EVENTS: Final = frozenset({visits.TeamAssigned, *_STEPS})


def line(document: Document) -> Line | None:
    """A drive that tells something of its rung; none while it goes on, and of what was no such drive."""
    if document["departed_at"] is None or document["arrived_at"] is None or not document["factor"] > 0:
        return None
    said_at, left, there = (datetime.fromisoformat(document[n]) for n in ("at", "departed_at", "arrived_at"))
    reckoned, driven = document["said"] / document["factor"], (there - left).total_seconds()
    if not timedelta() <= left - said_at <= SETS_OUT_WITHIN or not tells(reckoned, driven):
        return None
    return {
        "centre": document["centre"],
        "rung": document["rung"],
        "part": str(day_part(said_at)),
        "hour": local(said_at).hour,
        "said": document["said"],
        "reckoned": round(reckoned),
        "driven": round(driven),
        "arrived_at": document["arrived_at"],
    }
