"""What must hold after every command: rows and states tell one story, and nobody is in two places."""

from collections import Counter
from typing import Any
from uuid import UUID

from dispatch.claims import SPECIALIST_ON_DUTY, TEAM_ON_DUTY, TEAM_ON_VISIT
from dispatch.streams import CASE, SHIFT
from domain.case import events as happened
from domain.case.state import CaseState
from domain.case.terms import DutyState, VisitState
from domain.shift import Shift
from projections.card import card
from projections.received import iso
from tests.dispatch.memory import Memory, rows_of

_STATUS = {
    VisitState.SENT: "sent",
    VisitState.DELIVERED: "delivered",
    VisitState.ACCEPTED: "accepted",
    VisitState.EN_ROUTE: "en-route",
    VisitState.ON_SITE: "on-site",
    VisitState.REFUSED_AT_DOOR: "on-site",
    VisitState.LET_IN: "on-site",
}


def cases(house: Memory) -> dict[UUID, CaseState]:
    return {UUID(key): house.state(CASE, UUID(key))[0] for key in house.tables["queue"]}


def shifts(house: Memory) -> dict[UUID, Shift]:
    states = {stream: house.state(SHIFT, stream)[0] for stream in list(house.streams)}
    return {stream: state for stream, state in states.items() if state.started is not None}


def nobody_is_in_two_places(house: Memory) -> None:
    """By the folds of cases and shifts alone; claims, which would prevent it, only have to agree."""
    on_visits = [
        (str(visit.team), str(key))
        for state in cases(house).values()
        for key, visit in state.visits.items()
        if not visit.state.over
    ]
    running = {stream: state for stream, state in shifts(house).items() if state.on_duty}
    on_duty = [(str(state.started.team), str(stream)) for stream, state in running.items()]
    members = [(str(member), str(stream)) for stream, state in running.items() for member in state.members]
    for places, kind in ((on_visits, TEAM_ON_VISIT), (on_duty, TEAM_ON_DUTY), (members, SPECIALIST_ON_DUTY)):
        twice = [who for who, count in Counter(who for who, _ in places).items() if count > 1]
        assert not twice, f"{kind}: in two places"
        assert dict(places) == {key: held.holder for (k, key), held in house.claims.items() if k == kind}, (
            kind
        )
    assert {team for team, _ in on_visits} <= {team for team, _ in on_duty}, "on a visit, off duty"


def all_panels_agree(house: Memory) -> None:
    states = cases(house)
    for key, state in states.items():
        row = house.tables["queue"][str(key)]
        _row_is_the_state(row, state, house)
        shown = card(house.streams[key])
        assert shown is not None
        assert shown["row"] == row
    for stream, state in shifts(house).items():
        if state.on_duty:
            _team_is_where_its_case_says(
                house.tables["teams"][str(state.started.team)], stream, state, states
            )
    on_duty = {str(state.started.team) for state in shifts(house).values() if state.on_duty}
    for key, row in house.tables["teams"].items():
        assert (row["status"] == "off") == (key not in on_duty), row
    afresh, shown = (
        {table: rows for table, rows in tables.items() if rows}
        for tables in (rows_of(house.events), house.tables)
    )
    assert afresh == shown, "a fold changed a row in place"


def _row_is_the_state(row: dict[str, Any], state: CaseState, house: Memory) -> None:
    assert row["alarm"] == state.alarm, row
    assert row["alarm_returned"] == state.alarm_returned, row
    assert row["class"] == state.risk_class
    assert row["threat"] == state.threat
    assert row["owner"] == (None if state.owner is None else str(state.owner))
    assert row["region"] == state.region
    assert row["school"] == (None if state.school is None else str(state.school))
    assert row["consent"] == state.consent
    assert (row["considered"], row["household_danger"]) == (state.considered, state.household_danger)
    assert (row["closed_at"] is None) == state.open
    assert (row["stage"] == "closed") == (not state.open)
    assert row["follow_ups"] == len(state.follow_ups)
    assert set(row.get("follow_ups_due", ())) <= {str(each) for each in state.follow_ups}
    assert row["attached"] == len(state.joined)
    assert row["attached_to"] == (None if state.attached_to is None else str(state.attached_to))
    assert row["due"]["at"] == iso(state.due.at)
    assert row["term_missed"] == state.term_missed
    assert row["targets"] == {str(target): iso(at) for target, at in state.targets.items()}
    assert row["met"] == {str(target): iso(at) for target, at in state.met.items()}
    assert {miss["target"] for miss in row["missed"]} == {str(target) for target in state.missed}
    proposed = None if state.proposal is None else state.proposal.risk_class
    assert row["proposed_class"] == proposed
    _next_is_the_earliest(row, state)
    _duties_are_counted(row, state, house)
    shown = [(v["id"], v["team"], v["shift"], v["state"], v["since"], v["unanswered"]) for v in row["visits"]]
    assert shown == [
        (str(key), str(v.team), str(v.shift), str(v.state), iso(v.since), v.unanswered)
        for key, v in state.visits.items()
    ]


def _next_is_the_earliest(row: dict[str, Any], state: CaseState) -> None:
    waiting = {
        str(target): iso(at)
        for target, at in state.targets.items()
        if target not in state.met and target not in state.missed
    }
    if not state.term_missed and not state.considered:
        waiting["term"] = iso(state.due.at)
    if not state.open or state.settled or not waiting:
        assert row["next"] is None, row
    else:
        assert row["next"] == {"target": row["next"]["target"], "at": min(waiting.values())}, row
        assert waiting[row["next"]["target"]] == row["next"]["at"], row


def _duties_are_counted(row: dict[str, Any], state: CaseState, house: Memory) -> None:
    of = Counter(duty.state for duty in state.duties.values())
    missed = sum(each.name == "duty-missed.v1" for each in house.streams[UUID(row["id"])])
    assert row["duties"] == {"open": of[DutyState.OPEN], "held": of[DutyState.HELD], "missed": missed}
    assert row["duty"] == {str(kind): str(duty.state) for kind, duty in state.duties.items()}


def _team_is_where_its_case_says(
    row: dict[str, Any], stream: UUID, state: Shift, states: dict[UUID, CaseState]
) -> None:
    assert row["shift"] == str(stream)
    assert row["members"] == [str(member) for member in state.members]
    if state.booking is None:
        assert (row["status"], row["visit"], row["case"]) == ("free", None, None), row
        return
    visit = states[state.booking.case].visits[state.booking.visit]
    assert (row["visit"], row["case"]) == (str(state.booking.visit), str(state.booking.case))
    assert row["status"] == _STATUS[visit.state], (row, visit)


def numbers_are_given_once(house: Memory) -> None:
    given = [each.event.number for each in house.events if isinstance(each.event, happened.CaseReceived)]
    assert len(set(given)) == len(given)
