"""Remote first: proposed exactly where nobody can be on site in the target time; it changes nothing else."""

from datetime import timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from domain import assignment
from domain.case import evolve as evolving
from domain.case import remote_help as remote
from domain.case.deadlines import check
from domain.case.remote_help import ArrangeRemoteHelp, RemoteHelpArranged, RemoteMeans
from domain.case.state import CaseState
from domain.case.terms import Target
from domain.case.visit_events import TeamArrived
from domain.moments import CheckMoment
from domain.refusal import Refused
from domain.remote import OnSite, RemoteFirst, remote_first
from tests import builders
from tests.builders import (
    CASE,
    CHILD,
    NOON,
    SCHOOL,
    assessed,
    assign,
    closed,
    considered,
    on_duty,
    received,
    taken,
)
from tests.given import case_of, given, shift_of

HOUR = OnSite(received_at=NOON, by=NOON + timedelta(minutes=60))


def proposed(*drives: int, after: int = 0, arrivals: tuple[int, ...] = ()) -> RemoteFirst | None:
    """At so many minutes after noon, with drives in minutes and arrivals in minutes after noon."""
    at = NOON + timedelta(minutes=after)
    return remote_first(
        HOUR, at, [each * 60 for each in drives], [NOON + timedelta(minutes=each) for each in arrivals]
    )


def test_who_is_there_in_time_leaves_nothing_to_propose() -> None:
    assert proposed(59, 200) is None
    assert proposed(60) is None, "at the very instant is in time"
    assert proposed(40, after=20) is None
    assert proposed(arrivals=(60,)) is None, "who was sent counts too"
    assert proposed(90, arrivals=(50,)) is None


def test_nobody_in_time() -> None:
    by = HOUR.by
    late = RemoteFirst(target_minutes=60, on_site_by=by, soonest_minutes=95, late_minutes=35)
    assert proposed(95, 120) == late
    one = RemoteFirst(target_minutes=60, on_site_by=by, soonest_minutes=41, late_minutes=1)
    assert proposed(41, after=20) == one
    assert proposed(300, after=20, arrivals=(61,)) == one, "the soonest of all"


def test_nobody_at_all() -> None:
    assert proposed() == RemoteFirst(target_minutes=60, on_site_by=HOUR.by)


def test_a_class_without_such_a_target_has_nothing_to_miss() -> None:
    assert remote_first(None, NOON, [10**6]) is None


def test_a_second_late_is_a_minute_late() -> None:
    found = remote_first(HOUR, NOON, [3_601])
    assert found is not None
    assert (found.soonest_minutes, found.late_minutes) == (61, 1)


minutes = st.integers(0, 10_000)


@drawn(st.lists(minutes), st.lists(minutes), st.integers(0, 500))
def test_it_is_proposed_exactly_where_nobody_is_in_time(
    drives: list[int], arrivals: list[int], after: int
) -> None:
    found = proposed(*drives, after=after, arrivals=tuple(arrivals))
    there = [after + each for each in drives] + arrivals
    assert (found is None) == any(each <= 60 for each in there)
    if found is not None:
        assert (found.soonest_minutes is None) == (not there)
        assert found.late_minutes is None or found.late_minutes == min(there) - 60 > 0


ARRANGE = ArrangeRemoteHelp(case=CASE, means=RemoteMeans.VIDEO, first_hands=True)
THREAT = (received(), assessed(1))


def arranged(**changes: object) -> RemoteHelpArranged:
    said = {
        "means": RemoteMeans.VIDEO,
        "first_hands": True,
        "school": SCHOOL,
        "soonest_minutes": None,
        "target_minutes": None,
        "child": CHILD,
    }
    return RemoteHelpArranged(**{**said, **changes})  # type: ignore[arg-type]


def ask(**changes: object) -> ArrangeRemoteHelp:
    said = {"case": CASE, "means": RemoteMeans.VIDEO, "first_hands": True}
    return ArrangeRemoteHelp(**{**said, **changes})  # type: ignore[arg-type]


def test_what_was_proposed_and_chosen_is_recorded() -> None:
    proposal = RemoteFirst(target_minutes=120, on_site_by=NOON, soonest_minutes=200, late_minutes=80)
    given(*THREAT).when(ask(proposed=proposal, note="Aigul is told")).then(
        arranged(soonest_minutes=200, target_minutes=120, note="Aigul is told")
    )
    given(*THREAT).when(ask(first_hands=False, means=RemoteMeans.CALL)).then(
        arranged(first_hands=False, means=RemoteMeans.CALL, school=None)
    )


def test_it_may_be_arranged_without_a_proposal_an_assessment_or_an_owner() -> None:
    given(received()).when(ARRANGE).then(arranged())
    given(received(), considered()).when(ARRANGE).then(arranged())


def test_the_same_a_second_time_changes_nothing_and_another_choice_counts() -> None:
    before = (*THREAT, arranged())
    given(*before).when(ARRANGE).then()
    given(*before).when(ask(means=RemoteMeans.CALL)).then(arranged(means=RemoteMeans.CALL))
    given(*before).when(ask(note="the director knows")).then(arranged(note="the director knows"))


def test_where_a_group_has_been_a_call_first_comes_too_late() -> None:
    there = TeamArrived(visit=builders.VISIT, team=builders.TEAM)
    given(*THREAT, builders.assigned(), there).when(ARRANGE).refused("group-has-been-there")


def test_without_a_school_nobody_knows_whose_psychologist() -> None:
    nowhere = (received(school=None), assessed(1))
    given(*nowhere).when(ARRANGE).refused("first-hands-need-school")
    given(*nowhere).when(ask(first_hands=False)).then(arranged(first_hands=False, school=None))


def test_a_note_has_its_length() -> None:
    given(*THREAT).when(ask(note="x" * 2_001)).refused("text-too-long")


def test_a_closed_case_and_an_unknown_one() -> None:
    given(received(), considered(), closed()).when(ARRANGE).refused("case-closed")
    given().when(ARRANGE).refused("case-unknown")


HISTORIES = (
    (received(),),
    (received(), taken()),
    THREAT,
    (*THREAT, taken()),
    (*THREAT, taken(), builders.assigned()),
    (*THREAT, taken(), considered()),
)
TARGETS = ("taken", "contact", "left", "on_site")
MOMENTS = [
    CheckMoment(kind=kind, ref=ref)
    for kind, ref in (("term", ""), ("act", ""), *(("target", each) for each in TARGETS))
]


def untouched(history: tuple[object, ...]) -> None:
    """Whatever is decided about the group, the targets, the term and the alarm is decided as without it."""
    without, beside = case_of(*history), case_of(*history, arranged())
    assert beside.but(remote=None) == without
    assert beside.alarm == without.alarm
    later = builders.context(NOON + timedelta(days=9), builders.ALMA)
    for moment in MOMENTS:
        assert check(beside, moment, later) == check(without, moment, later)
    sent = [
        assignment.assign(
            case, builders.SHIFT, shift_of(on_duty()), assign(visit=builders.OTHER_VISIT), later
        )
        for case in (without, beside)
    ]
    assert sent[0] == sent[1]
    assert not isinstance(sent[0], Refused)


@pytest.mark.parametrize("history", HISTORIES)
def test_it_never_delays_or_replaces_the_group(history: tuple[object, ...]) -> None:
    untouched(history)


def test_an_arrangement_that_would_count_as_contact_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: a call that was only arranged meets the target of contact."""

    def meets(state: CaseState, event: RemoteHelpArranged, at: object) -> CaseState:
        return remote.arranged(state, event, at).but(met={**state.met, Target.CONTACT: NOON})  # type: ignore[arg-type]

    monkeypatch.setitem(evolving._STEPS, RemoteHelpArranged, meets)
    with pytest.raises(AssertionError):
        untouched(THREAT)


def test_an_arrangement_that_silences_the_alarm_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: it counts as something that followed after the case was taken."""
    monkeypatch.setattr(evolving, "ACTS", evolving.ACTS | {RemoteHelpArranged})
    with pytest.raises(AssertionError):
        untouched((*THREAT, taken()))
