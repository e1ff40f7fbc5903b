"""The teams' panel: one row a team, from its register entry, its shift and its visit. A pure fold."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from domain import shift as duty
from domain.case import visit_events as visits
from domain.envelope import Recorded
from domain.team import TeamClosed, TeamRegistered, TeamReopened
from projections.received import iso, key

Row = dict[str, Any]

_STATUS: Final[Mapping[type, str]] = {
    visits.AssignmentDelivered: "delivered",
    visits.AssignmentAccepted: "accepted",
    visits.TeamDeparted: "en-route",
    visits.TeamArrived: "on-site",
    visits.AccessGranted: "on-site",
    visits.AccessRefused: "on-site",
}
"""Facts of a visit that are a status of the team. What ends a visit frees it by an event of its shift."""


class Teams:
    """The hot fold of the table `teams`, keyed by team."""

    name = "teams"
    version = 5

    @property
    def events(self) -> Collection[type]:
        return _EVENTS

    def keys(self, recorded: Recorded) -> Iterable[str]:
        event: Any = recorded.event
        return (key(recorded.stream if type(event) in _REGISTER else event.team),)

    def fold(self, row: Row | None, recorded: Recorded) -> Row | None:
        event = recorded.event
        if isinstance(event, TeamRegistered):
            return _registered(row, event, recorded)
        if row is None:
            return None
        if isinstance(event, TeamClosed | TeamReopened):
            return {**row, "closed": isinstance(event, TeamClosed)}
        status = _STATUS.get(type(event))
        if status is not None:
            if key(event.visit) != row["visit"] or row["status"] == status:  # type: ignore[attr-defined]
                return row
            return {**row, "status": status, "since": iso(recorded.envelope.happened_at)}
        step = _SHIFT.get(type(event))
        return row if step is None else {**row, **step(row, event, recorded)}


def _registered(row: Row | None, event: TeamRegistered, recorded: Recorded) -> Row:
    known = {
        "name": event.name,
        "region": event.region,
        "home": list(event.home),
        "roster": [str(member) for member in event.roster],
        "usual_vehicle": event.vehicle,
    }
    return (
        {**row, **known}
        if row is not None
        else {
            "id": str(recorded.stream),
            **known,
            "closed": False,
            **_OFF,
            "last_shift": None,
            "last_case": None,
        }
    )


_OFF: Final[Row] = {
    "shift": None,
    "members": [],
    "languages": [],
    "professions": [],
    "vehicle": "",
    "started_at": None,
    "ends_at": None,
    "status": "off",
    "visit": None,
    "case": None,
    "since": None,
    "visit_ended_at": None,
    "rest_minutes": None,
}

_BEEN_OUT: Final = frozenset({"en-route", "on-site"})
"""Whoever is let go in one of these has had a visit to rest from; an order taken back at once is none."""


def _crew(event: duty.ShiftStarted | duty.ShiftChanged) -> Row:
    return {
        "members": [str(member) for member in event.members],
        "languages": list(event.languages),
        "professions": list(event.professions),
        "vehicle": event.vehicle,
        "ends_at": iso(event.ends_at),
    }


def _started(row: Row, event: duty.ShiftStarted, r: Recorded) -> Row:
    at = iso(event.starts_at)
    rested = _rested(row["last_shift"], event)
    on_duty = {"shift": str(r.stream), "started_at": at, "status": "free", "since": at}
    return {**_OFF, **_crew(event), **on_duty, "rest_minutes": rested}


def _rested(last: Row | None, event: duty.ShiftStarted) -> int | None:
    """Minutes since the team's last shift, if one of its members goes out again; never below nought."""
    if last is None or not set(last["members"]) & {str(member) for member in event.members}:
        return None
    rest = event.starts_at - datetime.fromisoformat(last["ended_at"])
    return max(0, int(rest.total_seconds()) // 60)


def _over(row: Row, event: duty.ShiftEnded, r: Recorded) -> Row:
    at = iso(r.envelope.happened_at)
    last = {"members": [str(member) for member in event.members], "ended_at": at}
    return {**_OFF, "since": at, "last_shift": last}


def _booked(row: Row, event: duty.TeamBooked, r: Recorded) -> Row:
    at = iso(r.envelope.happened_at)
    return {"status": "sent", "visit": key(event.visit), "case": key(event.case), "since": at}


def _freed(row: Row, event: duty.TeamFreed, r: Recorded) -> Row:
    at = iso(r.envelope.happened_at)
    ended = at if row["status"] in _BEEN_OUT else row["visit_ended_at"]
    over = {"visit": None, "case": None, "visit_ended_at": ended, "last_case": row["case"]}
    return {"status": "free", "since": at, **over}


_SHIFT: Final[Mapping[type, Any]] = {
    duty.ShiftStarted: _started,
    duty.ShiftChanged: lambda row, e, r: _crew(e),
    duty.ShiftEnded: _over,
    duty.TeamBooked: _booked,
    duty.TeamFreed: _freed,
}

_REGISTER: Final = frozenset({TeamRegistered, TeamClosed, TeamReopened})
_EVENTS: Final = frozenset({*_REGISTER, *_STATUS, *_SHIFT})
