"""The live queue: one row a case, as the board shows it. A pure fold (row or none, event) -> row or none."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final

from domain.case import care_events as care
from domain.case import emergency as urgent
from domain.case import events as happened
from domain.case import visit_events as visits
from domain.case.acts import ACTS
from domain.case.evolve import targets_of
from domain.case.promises import FollowUpMissed
from domain.case.recalculation import DueTimeRecalculated
from domain.case.remote_help import RemoteHelpArranged
from domain.case.terms import RiskClass
from domain.case.writer import WriterAnswered, WriterAsked
from domain.envelope import Recorded
from projections import emergency
from projections.received import Row, due_row, iso, key, received_row, text, under_way

Changes = Mapping[str, Any]
Step = Callable[[Row, Any, Recorded], Changes]

_LEFT: Final = ("en-route", "on-site", "refused-at-door", "let-in", "done")


class Queue:
    """The hot fold of the table `queue`, keyed by case."""

    name = "queue"
    version = 8

    @property
    def events(self) -> Collection[type]:
        return _EVENTS

    def keys(self, recorded: Recorded) -> Iterable[str]:
        return (key(recorded.stream),)

    def fold(self, row: Row | None, recorded: Recorded) -> Row | None:
        event = recorded.event
        if isinstance(event, happened.CaseReceived):
            return _finished(received_row(event, recorded), recorded)
        step = _STEPS.get(type(event))
        if row is None or step is None:
            return row
        silenced = {"alarm_returned": False} if type(event) in ACTS else {}
        return _finished({**row, **silenced, **step(row, event, recorded)}, recorded)

    def filed(self, row: Row) -> str | None:
        """A case that is closed, from which everybody is back, is finished: filed under its region."""
        return str(row["region"]) if row["closed_at"] is not None and not under_way(row) else None


def _finished(row: Row, recorded: Recorded) -> Row:
    """Sets what follows from the rest of the row."""
    open_ = row["closed_at"] is None
    row["version"] = recorded.version
    urgent = row["threat"] or (row["says_danger"] and row["class"] is None)
    row["alarm"] = open_ and (row["alarm_returned"] or (urgent and row["owner"] is None))
    row["next"] = _next(row) if open_ and not settled(row) else None
    return row


def settled(row: Row) -> bool:
    """Considered, and nobody is under way: until then the targets of the visit run on."""
    return row["considered"] and not under_way(row)


def _next(row: Row) -> Row | None:
    """The earliest target that is neither met nor missed, the legal term among them until considered."""
    gone = {miss["target"] for miss in row["missed"]} | row["met"].keys()
    waiting = [(at, target) for target, at in row["targets"].items() if target not in gone]
    if not row["term_missed"] and not row["considered"]:
        waiting.append((row["due"]["at"], "term"))
    if not waiting:
        return None
    at, target = min(waiting)
    return {"target": target, "at": at}


def _taken(row: Row, event: happened.CaseTaken | happened.CaseHandedOver, r: Recorded) -> Changes:
    at = iso(r.envelope.happened_at)
    stage = "taken" if row["stage"] == "received" else row["stage"]
    met = row["met"] if "taken" in row["met"] else {**row["met"], "taken": at}
    return {"owner": key(event.owner), "taken_at": at, "stage": stage, "met": met, "alarm_returned": False}


def _assessed(row: Row, event: happened.CaseAssessed, r: Recorded) -> Changes:
    targets = {str(target): iso(at) for target, at in targets_of(event).items()}
    stage = "assessed" if row["stage"] in ("received", "taken") else row["stage"]
    missed = [miss for miss in row["missed"] if targets.get(miss["target"]) == miss["at"]]
    return {
        "class": int(event.risk_class),
        "proposed_class": None,
        "threat": RiskClass(event.risk_class).threat,
        "due": due_row(event.due),
        "targets": targets,
        "missed": missed,
        "stage": stage,
    }


def _place(row: Row, event: happened.PlaceCorrected, r: Recorded) -> Changes:
    return {
        "school": text(event.school),
        "nearest_school": text(event.nearest_school),
        "district": event.district,
    }


def _met(row: Row, r: Recorded, *targets: str) -> Row:
    at = iso(r.envelope.happened_at)
    return {**{target: at for target in targets}, **row["met"]}


def _missed(row: Row, event: happened.TargetMissed, r: Recorded) -> Changes:
    return {"missed": [*row["missed"], {"target": str(event.target), "at": iso(event.due)}]}


def _assigned(row: Row, event: visits.TeamAssigned, r: Recorded) -> Changes:
    visit = {
        "id": key(event.visit),
        "team": key(event.team),
        "shift": key(event.shift),
        "members": [key(member) for member in event.members],
        "state": "sent",
        "since": iso(r.envelope.happened_at),
        "accept_by": iso(event.accept_by),
        "eta_at": None if event.eta_at is None else iso(event.eta_at),
        "unanswered": False,
    }
    return {"visits": [*row["visits"], visit]}


def _visit(row: Row, event: Any, **changes: Any) -> Changes:
    mine = key(event.visit)
    return {"visits": [{**visit, **changes} if visit["id"] == mine else visit for visit in row["visits"]]}


def _step(state: str, *targets: str) -> Step:
    def step(row: Row, event: Any, r: Recorded) -> Changes:
        moved = _visit(row, event, state=state, since=iso(r.envelope.happened_at), unanswered=False)
        return {**moved, "met": _met(row, r, *targets)}

    return step


def _called_off(state: str) -> Step:
    """Who only set out and turns back has not left: unless another is on the road, that target runs on."""
    plain = _step(state)

    def step(row: Row, event: Any, r: Recorded) -> Changes:
        moved = plain(row, event, r)
        set_out = any(v["id"] == key(event.visit) and v["state"] == "en-route" for v in row["visits"])
        if not set_out or "on_site" in row["met"] or any(v["state"] in _LEFT for v in moved["visits"]):
            return moved
        return {**moved, "met": {target: at for target, at in row["met"].items() if target != "left"}}

    return step


def _duty(state: str | None, missed: bool = False) -> Step:
    def step(row: Row, event: Any, r: Recorded) -> Changes:
        duty = {**row["duty"], str(event.duty): state or row["duty"].get(str(event.duty), "open")}
        count = {
            "open": sum(each == "open" for each in duty.values()),
            "held": sum(each == "held" for each in duty.values()),
            "missed": row["duties"]["missed"] + missed,
        }
        return {"duty": duty, "duties": count}

    return step


def _transferred(row: Row, event: happened.CaseTransferred, r: Recorded) -> Changes:
    return {"region": event.region, "owner": None, "taken_at": None}


def _fallen_due(row: Row, event: Any) -> list[str]:
    """The promises of past mornings that nobody has kept yet, without the one of the event."""
    return [each for each in row.get("follow_ups_due", ()) if each != str(event.follow_up)]


def _followed_up(row: Row, event: happened.FollowUpFinished, r: Recorded) -> Changes:
    return {"follow_ups": max(0, row["follow_ups"] - 1), "follow_ups_due": _fallen_due(row, event)}


def _closed(r: Recorded) -> Changes:
    return {"stage": "closed", "closed_at": iso(r.envelope.happened_at), "alarm_returned": False}


_STEPS: Final[Mapping[type, Step]] = {
    happened.CaseAttached: lambda row, e, r: {"attached_to": str(e.to)},
    happened.RequestJoined: lambda row, e, r: {"attached": row["attached"] + 1},
    happened.CaseTaken: _taken,
    happened.CaseHandedOver: _taken,
    happened.AlarmReturned: lambda row, e, r: {"alarm_returned": True},
    happened.CaseAssessed: _assessed,
    happened.LowerClassProposed: lambda row, e, r: {"proposed_class": int(e.risk_class)},
    happened.ContactMade: lambda row, e, r: {"met": _met(row, r, "contact")},
    happened.ServiceCalled: lambda row, e, r: {},
    happened.Noted: lambda row, e, r: {},
    RemoteHelpArranged: lambda row, e, r: {},
    WriterAsked: lambda row, e, r: {},
    WriterAnswered: lambda row, e, r: {},
    happened.PlaceCorrected: _place,
    happened.ChildCorrected: lambda row, e, r: {},
    happened.CaseConsidered: lambda row, e, r: {"stage": "considered", "considered": True},
    happened.CaseRedirected: lambda row, e, r: {"stage": "redirected", "considered": True},
    happened.CaseTransferred: _transferred,
    happened.CaseClosed: lambda row, e, r: _closed(r),
    happened.CaseReopened: lambda row, e, r: {"stage": "considered", "closed_at": None, "owner": None},
    happened.FollowUpSet: lambda row, e, r: {"follow_ups": row["follow_ups"] + 1},
    happened.FollowUpFinished: _followed_up,
    happened.FollowUpFellDue: lambda row, e, r: {"follow_ups_due": [*_fallen_due(row, e), str(e.follow_up)]},
    FollowUpMissed: lambda row, e, r: {},
    happened.TargetMissed: _missed,
    happened.TermMissed: lambda row, e, r: {"term_missed": True},
    DueTimeRecalculated: lambda row, e, r: {"due": due_row(e.due)},
    care.ConsentRequested: lambda row, e, r: {"consent": "requested"},
    care.ConsentGiven: lambda row, e, r: {"consent": "given"},
    care.ConsentRefused: lambda row, e, r: {"consent": "refused"},
    care.ConsentWithdrawn: lambda row, e, r: {"consent": "withdrawn"},
    care.ServiceStarted: lambda row, e, r: {},
    care.HouseholdDangerRecorded: lambda row, e, r: {"household_danger": True},
    care.DutyOpened: _duty("open"),
    care.DutyHeld: _duty("held"),
    care.DutyReleased: _duty("open"),
    care.DutyDone: _duty("done"),
    care.DutyWaived: _duty("waived"),
    care.DutyMissed: _duty(None, missed=True),
    visits.TeamAssigned: _assigned,
    visits.AssignmentDelivered: _step("delivered"),
    visits.AssignmentAccepted: _step("accepted"),
    visits.AssignmentUnanswered: lambda row, e, r: _visit(row, e, unanswered=True),
    visits.AssignmentDeclined: _called_off("declined"),
    visits.AssignmentCancelled: _called_off("cancelled"),
    visits.TeamDeparted: _step("en-route", "left"),
    visits.TeamArrived: _step("on-site", "left", "contact", "on_site"),
    visits.AccessGranted: _step("let-in", "left", "contact", "on_site"),
    visits.AccessRefused: _step("refused-at-door", "left", "contact", "on_site"),
    visits.VisitEnded: _step("done"),
    urgent.EmergencyAccessOpened: emergency.opened,
    urgent.EmergencyAccessReviewed: emergency.reviewed,
    urgent.EmergencyAccessEscalated: emergency.escalated,
}

_EVENTS: Final = frozenset({happened.CaseReceived, *_STEPS})
