"""The case card and its story: what those with the right read when they open a case. Both hold personal data.

Pure folds over the case's own events; stopped at a position they show the case as it was known then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Final
from uuid import UUID

from domain.case import care_events as care
from domain.case import events as happened
from domain.case import visit_events as visits
from domain.case.evolve import evolve
from domain.case.household import withheld
from domain.case.remote_help import RemoteHelpArranged
from domain.case.state import INITIAL, CaseState
from domain.envelope import Recorded
from domain.marks import FORGOTTEN, told
from projections.queue import Queue
from projections.received import iso

Card = dict[str, Any]

SAID: Final[dict[type, tuple[str, ...]]] = {
    happened.CaseReceived: (
        "story",
        "point",
        "place",
        "child_name",
        "child_birth_date",
        "child_phone",
        "child_language",
        "publication",
        "publication_seen_at",
        "caller_name",
        "caller_phone",
        "caller_relation",
    ),
    happened.CaseAssessed: ("answers", "reason"),
    happened.ChildCorrected: ("child_name", "child_birth_date", "child_language"),
    happened.CaseConsidered: ("result",),
    happened.CaseRedirected: ("to", "reason"),
    care.ConsentRequested: ("guardian_name", "guardian_phone"),
    care.ConsentGiven: ("guardian_name", "form", "evidence"),
    care.ConsentRefused: ("guardian_name",),
}
"""Which fields of an event the card takes over; what is said later replaces what was said earlier."""


def hidden_phones(events: Iterable[Recorded]) -> frozenset[str]:
    """Whose phone nobody is shown, after all that is known today: `guardian`, `caller` (rule 5)."""
    state, relation = INITIAL, None
    for recorded in events:
        state = evolve(state, recorded.event, recorded.envelope)
        if isinstance(recorded.event, happened.CaseReceived):
            relation = told(recorded.event.caller_relation)
    return withheld(state, relation)


def card(events: Sequence[Recorded], hidden: frozenset[str] | None = None) -> Card | None:
    """The case as these events leave it: its queue row, what was said about it, duties, visits, services.

    Of a household that is the danger no phone is shown, also not in the case as it was before: `hidden` then
    says whose, else these events do.
    """
    queue, row, state, said = Queue(), None, INITIAL, dict[str, Any]()
    for recorded in events:
        row = queue.fold(row, recorded)
        state = evolve(state, recorded.event, recorded.envelope)
        _take_over(said, recorded.event)
    if row is None:
        return None
    for whose in hidden_phones(events) if hidden is None else hidden:
        said.pop(f"{whose}_phone", None)  # nobody rings a household that is the danger by mistake
    return {
        "row": row,
        "said": said,
        "position": events[-1].position,
        "duties": _duties(state),
        "services": [str(basis) for basis in state.services],
        "follow_ups": _follow_ups(events, state),
        "visits": _visits(events),
        "joined": [str(case) for case in state.joined],
        "remote": _remote(events),
    }


def _take_over(said: Card, event: object) -> None:
    for name in SAID.get(type(event), ()):
        value = plain(getattr(event, name))
        if value is not None or name not in said:
            said[name] = value
    match event:
        case happened.PlaceCorrected():
            said["point"], said["place"] = plain(event.point), plain(event.place)
        case happened.PhoneCorrected():
            said[f"{event.whose}_phone"] = plain(event.phone)
        case _:
            pass


def _duties(state: CaseState) -> list[Card]:
    return [
        {
            "duty": str(kind),
            "state": str(duty.state),
            "due": iso(duty.due),
            "citation": duty.citation,
            "missed": duty.missed,
        }
        for kind, duty in state.duties.items()
    ]


def _follow_ups(events: Iterable[Recorded], state: CaseState) -> list[Card]:
    return [
        {"id": str(each.event.follow_up), "on": each.event.on.isoformat(), "what": plain(each.event.what)}
        for each in events
        if isinstance(each.event, happened.FollowUpSet) and each.event.follow_up in state.follow_ups
    ]


def _visits(events: Iterable[Recorded]) -> dict[str, Card]:
    """What was said at and after each visit, by visit."""
    told: dict[str, Card] = {}
    for each in events:
        match each.event:
            case visits.VisitEnded() as ended:
                names = ("outcome", "kinds", "forms", "terms", "findings")
                told[str(ended.visit)] = {name: plain(getattr(ended, name)) for name in names}
            case visits.TeamAssigned() as sent:
                told[str(sent.visit)] = {"override_reason": plain(sent.override_reason)}
            case visits.AssignmentDeclined() | visits.AssignmentCancelled() as over:
                told[str(over.visit)] = {"reason": plain(over.reason)}
            case _:
                pass
    return told


def _remote(events: Sequence[Recorded]) -> Card | None:
    """What was arranged last to come before the group."""
    for each in reversed(events):
        if isinstance(each.event, RemoteHelpArranged):
            said = {name: plain(getattr(each.event, name)) for name in ("means", "first_hands", "note")}
            by = each.envelope.by
            return {**said, "at": iso(each.envelope.happened_at), "by": None if by is None else str(by)}
    return None


def story(events: Sequence[Recorded]) -> list[Card]:
    """Every event in order: what, when it happened, when it was recorded, by whom, and its fields."""
    hidden = hidden_phones(events)
    return [
        {
            "position": each.position,
            "version": each.version,
            "name": each.name,
            "happened_at": iso(each.envelope.happened_at),
            "recorded_at": iso(each.envelope.recorded_at),
            "by": None if each.envelope.by is None else str(each.envelope.by),
            "role": each.envelope.role,
            "device": each.envelope.device,
            "fields": _fields(each.event, hidden),
        }
        for each in events
    ]


def _fields(event: object, hidden: frozenset[str]) -> Card:
    shown: Card = plain(event)
    if isinstance(event, happened.PhoneCorrected) and event.whose in hidden:
        return {**shown, "phone": None}
    return {**shown, **{name: None for whose in hidden if (name := f"{whose}_phone") in shown}}


def plain(value: Any) -> Any:
    """A value as JSON: times in UTC, identities as text, the forgotten mark as `{"forgotten": true}`."""
    match value:
        case None | bool() | int() | float():
            return int(value) if isinstance(value, Enum) else value
        case _ if value is FORGOTTEN:
            return {"forgotten": True}
        case Enum():
            return value.value
        case str():
            return value
        case datetime():
            return iso(value)
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case tuple() | list() | frozenset():
            return [plain(each) for each in value]
        case _ if is_dataclass(value):
            return {spec.name: plain(getattr(value, spec.name)) for spec in fields(value)}
        case _:
            raise TypeError(f"no plain form of {type(value).__name__}")
