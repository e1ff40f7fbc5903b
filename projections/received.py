"""The queue row of a case as its receipt makes it, and how rows spell times, terms and identities."""

from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from domain.case.events import CaseReceived
from domain.case.terms import VisitState
from domain.envelope import Recorded

Row = dict[str, Any]
_OVER: Final = frozenset(str(each) for each in VisitState if each.over)


@lru_cache(maxsize=1_024)
def iso(at: datetime) -> str:
    """UTC to the second, as every row spells a time. The commands of a batch share theirs."""
    return at.isoformat(timespec="seconds")[:19] + "Z"  # a third of what strftime takes, several per event


def due_row(due: Any) -> Row:
    """A due time as every row shows it."""
    return {"at": iso(due.at), "kind": str(due.kind), "citation": due.citation, "edition": due.edition}


def received_row(event: CaseReceived, recorded: Recorded) -> Row:
    """A request that nobody has looked at yet."""
    return {
        "id": key(recorded.stream),
        "number": event.number,
        "region": event.region,
        "centre": key(recorded.envelope.centre),
        "class": None,
        "proposed_class": None,
        "threat": False,
        "stage": "received",
        "channel": str(event.channel),
        "received_at": iso(event.received_at),
        "anonymous": event.anonymous,
        "says_danger": event.says_danger,
        "school": text(event.school),
        "nearest_school": text(event.nearest_school),
        "district": event.district,
        "received_by": text(recorded.envelope.by),
        "owner": None,
        "taken_at": None,
        "alarm_returned": False,
        "due": due_row(event.due),
        "targets": {"taken": iso(event.take_by)},
        "met": {},
        "missed": [],
        "term_missed": False,
        "consent": "none",
        "household_danger": False,
        "duty": {},
        "duties": {"open": 0, "held": 0, "missed": 0},
        "visits": [],
        "attached_to": None,
        "attached": 0,
        "follow_ups": 0,
        "considered": False,
        "closed_at": None,
    }


def under_way(row: Row) -> bool:
    """Whether a group that was sent to a case is not back yet."""
    return any(visit["state"] not in _OVER for visit in row["visits"])


@lru_cache(maxsize=1_024)
def key(identity: UUID) -> str:
    """An identity as rows spell it: the same few come again and again while they matter."""
    return str(identity)


def text(identity: UUID | None) -> str | None:
    """An identity as text, if there is one."""
    return None if identity is None else key(identity)
