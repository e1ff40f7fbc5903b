"""What may be said about a visit: phones tap late, twice and out of order, and no fact is lost (rule 7)."""

from datetime import date

import pytest

from domain.case import commands
from domain.case import events as happened
from domain.case import visit_commands as ask
from domain.case import visit_events as visits
from domain.case.terms import Target, VisitState
from domain.law.visit_outcome import Outcome
from domain.shift import TeamFreed
from tests.builders import (
    CASE,
    CHILD,
    PROMISE,
    TEAM,
    VISIT,
    after,
    assessed,
    assigned,
    closed,
    considered,
    ended,
    helped,
    received,
)
from tests.given import case_of, given

DELIVERED, ACCEPTED, DEPARTED, ARRIVED, LET_IN = (
    kind(visit=VISIT, team=TEAM)
    for kind in (
        visits.AssignmentDelivered,
        visits.AssignmentAccepted,
        visits.TeamDeparted,
        visits.TeamArrived,
        visits.AccessGranted,
    )
)
AT_DOOR = visits.AccessRefused(visit=VISIT, team=TEAM, child=CHILD, words="not today")
CANCELLED = visits.AssignmentCancelled(visit=VISIT, team=TEAM, child=CHILD, reason="r")
SENT = (received(), assessed(1), assigned())

deliver = ask.ConfirmDelivery(case=CASE, visit=VISIT)
accept = ask.AcceptAssignment(case=CASE, visit=VISIT)
accept_and_drive = ask.AcceptAssignment(case=CASE, visit=VISIT, drive=True)
depart = ask.RecordDeparture(case=CASE, visit=VISIT)
arrive = ask.RecordArrival(case=CASE, visit=VISIT)
let_in = ask.RecordAccess(case=CASE, visit=VISIT, let_in=True)
turned_away = ask.RecordAccess(case=CASE, visit=VISIT, let_in=False, words="not today")
FREED = TeamFreed(team=TEAM, visit=VISIT)


def test_sent_delivered_accepted_and_moving_are_four_facts() -> None:
    given(*SENT).when(deliver).then(DELIVERED)
    given(*SENT, DELIVERED).when(accept).then(ACCEPTED)
    given(*SENT, DELIVERED, ACCEPTED).when(depart).then(DEPARTED)
    given(*SENT, DELIVERED, ACCEPTED, DEPARTED).when(arrive).then(ARRIVED)
    given(*SENT, DELIVERED, ACCEPTED, DEPARTED, ARRIVED).when(let_in).then(LET_IN)


def test_one_tap_accepts_and_drives() -> None:
    given(*SENT).when(accept_and_drive).then(ACCEPTED, DEPARTED)
    given(*SENT, ACCEPTED).when(accept_and_drive).then(DEPARTED)


@pytest.mark.parametrize(
    ("history", "command"),
    [
        ((DELIVERED,), deliver),
        ((ACCEPTED,), accept),
        ((ACCEPTED, DEPARTED), accept_and_drive),
        ((DEPARTED,), depart),
        ((ARRIVED,), arrive),
        ((LET_IN,), let_in),
        ((AT_DOOR,), turned_away),
        ((ended(),), helped()),
    ],
)
def test_the_second_tap_changes_nothing(history: tuple[object, ...], command: object) -> None:
    given(*SENT, *history).when(command).then()


@pytest.mark.parametrize("command", [deliver, accept, accept_and_drive, depart, arrive])
def test_a_late_tap_takes_nobody_back(command: object) -> None:
    for reached in ((ARRIVED,), (AT_DOOR,), (LET_IN,)):
        given(*SENT, *reached).when(command).then()


@pytest.mark.parametrize(("command", "fact"), [(depart, DEPARTED), (arrive, ARRIVED), (let_in, LET_IN)])
def test_a_tap_that_skips_others_is_recorded_as_it_was_told(command: object, fact: object) -> None:
    given(*SENT).when(command).then(fact)


def test_a_refusal_at_the_door_is_recorded_and_may_turn_into_entry() -> None:
    given(*SENT, ARRIVED).when(turned_away).then(AT_DOOR)
    given(*SENT, ARRIVED, AT_DOOR).when(let_in).then(LET_IN)
    given(*SENT, ARRIVED, LET_IN).when(turned_away).then()
    long = ask.RecordAccess(case=CASE, visit=VISIT, let_in=False, words="a" * 20_001)
    given(*SENT, ARRIVED).when(long).refused("text-too-long", field="words")


@pytest.mark.parametrize("fact", [ARRIVED, LET_IN, AT_DOOR])
def test_whoever_is_at_the_door_has_left_arrived_and_made_contact(fact: object) -> None:
    state = case_of(*SENT, (fact, after(40), None))
    assert {target: state.met[target] for target in (Target.LEFT, Target.CONTACT, Target.ON_SITE)} == {
        Target.LEFT: after(40),
        Target.CONTACT: after(40),
        Target.ON_SITE: after(40),
    }


def test_leaving_meets_its_target_at_the_first_time_told() -> None:
    state = case_of(*SENT, (DEPARTED, after(9), None), (ARRIVED, after(30), None))
    assert (state.met[Target.LEFT], state.met[Target.ON_SITE]) == (after(9), after(30))


@pytest.mark.parametrize("command", [accept, depart, arrive, let_in])
def test_a_cancelled_or_finished_visit_says_so(command: object) -> None:
    given(*SENT, CANCELLED).when(command).refused("visit-cancelled")
    given(*SENT, ended()).when(command).refused("visit-over")


@pytest.mark.parametrize("command", [deliver, accept, depart, arrive, let_in, helped()])
def test_a_visit_that_nobody_sent_is_unknown(command: object) -> None:
    given(received()).when(command).refused("visit-unknown")


def test_a_phone_may_confirm_what_a_closed_case_once_sent() -> None:
    given(*SENT, ended(), considered(), closed()).when(deliver).then()
    given(*SENT, ended(), considered(), closed()).when(accept).refused("case-closed")


def test_helped_names_kinds_forms_and_terms() -> None:
    event, *_ = given(*SENT, ARRIVED).when(helped()).answer.case
    assert (event.kinds, event.forms, event.terms) == (("talk",), ("in person",), "weekly until May")


@pytest.mark.parametrize(
    ("said", "field"), [({"kinds": ()}, "kinds"), ({"forms": ()}, "forms"), ({"terms": " "}, "terms")]
)
def test_helped_without_one_of_them_is_refused(said: dict[str, object], field: str) -> None:
    given(*SENT).when(helped(**said)).refused("help-not-named", "r-visit-outcome", field=field)


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.HELPED])
def test_it_ends_otherwise_without_them_and_opens_nothing(outcome: Outcome) -> None:
    given(*SENT).when(ask.EndVisit(case=CASE, visit=VISIT, outcome=outcome)).then(ended(outcome), FREED)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"kinds": ("talk",) * 21}, "text-too-long"),
        ({"forms": ("call",) * 21}, "text-too-long"),
        ({"kinds": ("talk", " ")}, "text-missing"),
        ({"kinds": ("a" * 301,)}, "text-too-long"),
        ({"terms": "a" * 2_001}, "text-too-long"),
        ({"findings": "a" * 20_001}, "text-too-long"),
    ],
)
def test_what_is_said_of_a_visit_is_limited(said: dict[str, object], code: str) -> None:
    given(*SENT).when(helped(**said)).refused(code)


def test_promises_made_at_the_end_are_dated() -> None:
    def promise(day: int) -> ask.EndVisit:
        on = date(2026, 3, day)
        promises = (commands.FollowUp(follow_up=PROMISE, on=on, what="call"),) * 2
        return ask.EndVisit(case=CASE, visit=VISIT, outcome=Outcome.CHILD_NOT_THERE, follow_ups=promises)

    given(*SENT).when(promise(16)).then(visits.VisitEnded, happened.FollowUpSet, FREED)
    given(*SENT).when(promise(15)).refused("follow-up-in-the-past")


def test_the_states_come_in_order() -> None:
    facts = (DELIVERED, ACCEPTED, DEPARTED, ARRIVED, AT_DOOR, LET_IN, ended())
    reached = [case_of(*SENT, *facts[:n]).visits[VISIT].state for n in range(len(facts) + 1)]
    assert reached == [
        VisitState.SENT,
        VisitState.DELIVERED,
        VisitState.ACCEPTED,
        VisitState.EN_ROUTE,
        VisitState.ON_SITE,
        VisitState.REFUSED_AT_DOOR,
        VisitState.LET_IN,
        VisitState.DONE,
    ]
