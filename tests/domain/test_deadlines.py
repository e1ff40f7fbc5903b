"""What the clock brings about: at its due second a thing is in time, from the next on it is missed, once."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.case import care_events as care
from domain.case import events as happened
from domain.case import visit_events as visits
from domain.case.deadlines import check, moments
from domain.case.promises import FollowUpMissed
from domain.case.terms import DutyKind, Target
from domain.law.due import obligation_due
from domain.moments import CheckMoment, Moment
from tests.builders import (
    ALMA,
    CHILD,
    NOON,
    OTHER_TEAM,
    OTHER_VISIT,
    PROMISE,
    SECOND,
    TEAM,
    VISIT,
    after,
    assessed,
    assigned,
    closed,
    considered,
    context,
    danger,
    done,
    held,
    opened,
    ordinary_due,
    promised,
    received,
    taken,
)
from tests.given import case_of, given

ALMOST = timedelta(milliseconds=999)
TERM = CheckMoment(kind="term", ref="")
ACT = CheckMoment(kind="act", ref="")
ACCEPT = CheckMoment(kind="accept", ref=str(VISIT))
DUTY = CheckMoment(kind="duty", ref=str(DutyKind.INFORM_PARENTS))


def target(which: Target) -> CheckMoment:
    return CheckMoment(kind="target", ref=str(which))


def missed_from_the_next_second(
    history: tuple[object, ...], command: CheckMoment, due: datetime, event: object
) -> None:
    case = given(*history)
    for in_time in (due, due + ALMOST):
        case.when(command, at=in_time, by=None).then()
    case.when(command, at=due + SECOND, by=None).then(event)
    given(*history, event).when(command, at=due + SECOND, by=None).then()
    assert any(moment.at == due + SECOND for said in history for moment in moments(said))


def test_the_legal_term() -> None:
    due = ordinary_due()
    assert due.at == datetime(2026, 3, 18, 18, 59, 59, tzinfo=UTC)
    missed_from_the_next_second((received(),), TERM, due.at, happened.TermMissed(due=due))


@pytest.mark.parametrize(
    ("which", "minutes"),
    [(Target.TAKEN, 5), (Target.CONTACT, 15), (Target.LEFT, 30), (Target.ON_SITE, 60)],
)
def test_the_four_targets(which: Target, minutes: int) -> None:
    missed = happened.TargetMissed(target=which, due=after(minutes))
    missed_from_the_next_second((received(), assessed(1)), target(which), after(minutes), missed)


def test_nobody_accepted() -> None:
    missed = visits.AssignmentUnanswered(visit=VISIT, team=TEAM)
    missed_from_the_next_second((received(), assigned()), ACCEPT, after(3), missed)


def test_an_obligation() -> None:
    due = obligation_due(NOON).at
    missed = care.DutyMissed(duty=DutyKind.INFORM_PARENTS, due=due)
    missed_from_the_next_second((received(), opened()), DUTY, due, missed)


def test_taken_and_nothing_followed_the_alarm_returns() -> None:
    history = (received(), assessed(1), taken())
    missed_from_the_next_second(history, ACT, after(15), happened.AlarmReturned())
    assert case_of(*history, happened.AlarmReturned()).alarm


def test_a_returned_alarm_falls_silent_when_somebody_acts() -> None:
    noted = happened.Noted(child=CHILD, text="on it")
    state = case_of(received(), assessed(1), taken(), happened.AlarmReturned(), noted)
    assert (state.alarm, state.acted) == (False, True)


def test_the_alarm_of_a_threat_sounds_until_a_person_takes_it() -> None:
    assert case_of(received(), assessed(1)).alarm
    assert not case_of(received(), assessed(1), taken()).alarm
    assert not case_of(received(), assessed(2)).alarm


def test_considering_does_not_stop_the_targets_of_a_visit_under_way() -> None:
    case = (received(), assessed(1), taken(), assigned(), considered())
    on_site = assessed(1).on_site_by
    given(*case).when(target(Target.ON_SITE), at=on_site, by=None).then()
    given(*case).when(target(Target.ON_SITE), at=on_site + SECOND, by=None).then(happened.TargetMissed)
    over = visits.AssignmentCancelled(visit=VISIT, team=TEAM, child=CHILD, reason="r")
    given(*case, over).when(target(Target.ON_SITE), at=on_site + SECOND, by=None).then()


def test_a_team_that_turns_back_has_not_left() -> None:
    driving = (received(), assessed(1), taken(), assigned(), visits.TeamDeparted(visit=VISIT, team=TEAM))
    back = visits.AssignmentDeclined(visit=VISIT, team=TEAM, child=CHILD, reason="the car broke down")
    leave_by = assessed(1).leave_by
    check_left = target(Target.LEFT)
    given(*driving).when(check_left, at=leave_by + SECOND, by=None).then()
    given(*driving, back).when(check_left, at=leave_by + SECOND, by=None).then(happened.TargetMissed)
    arrived = visits.TeamArrived(visit=VISIT, team=TEAM)
    given(*driving, arrived, back).when(check_left, at=leave_by + SECOND, by=None).then()
    another = visits.TeamDeparted(visit=OTHER_VISIT, team=OTHER_TEAM)
    two = (*driving, assigned(visit=OTHER_VISIT, team=OTHER_TEAM), another, back)
    given(*two).when(check_left, at=leave_by + SECOND, by=None).then()


def test_no_alarm_returns_where_something_followed_or_nothing_is_urgent() -> None:
    noted = happened.Noted(child=CHILD, text="on it")
    given(received(), assessed(1), taken(), noted).when(ACT, at=after(16)).then()
    given(received(), assessed(3), taken()).when(ACT, at=after(16)).then()
    given(received(), taken()).when(ACT, at=after(16)).then(happened.AlarmReturned)


def test_each_hand_over_gives_its_own_time_to_act() -> None:
    over = happened.CaseHandedOver(owner=ALMA, act_by=after(25))
    given(received(), assessed(1), taken(), over).when(ACT, at=after(16)).then()
    given(received(), assessed(1), taken(), over).when(ACT, at=after(26)).then(happened.AlarmReturned)


@pytest.mark.parametrize(
    ("history", "command"),
    [
        ((assessed(), considered()), TERM),
        ((assessed(1), taken()), target(Target.TAKEN)),
        ((assessed(1), considered()), target(Target.CONTACT)),
        ((assessed(3),), target(Target.ON_SITE)),
        ((visits.AssignmentAccepted(visit=VISIT, team=TEAM),), ACCEPT),
        ((assigned(), visits.AssignmentAccepted(visit=VISIT, team=TEAM)), ACCEPT),
        ((assigned(), visits.TeamArrived(visit=VISIT, team=TEAM)), ACCEPT),
        ((opened(), done(DutyKind.INFORM_PARENTS)), DUTY),
        ((opened(), danger(), held()), DUTY),
        ((), DUTY),
        ((assessed(1), taken(), considered()), ACT),
        ((promised(), happened.FollowUpFinished(follow_up=PROMISE, done=True, child=CHILD)), None),
        ((assessed(), considered(), closed()), TERM),
        ((), CheckMoment(kind="of-tomorrow", ref="")),
    ],
)
def test_what_was_done_held_or_closed_meanwhile_is_not_missed(
    history: tuple[object, ...], command: CheckMoment | None
) -> None:
    asked = command or CheckMoment(kind="follow-up", ref=str(PROMISE))
    given(received(), *history).when(asked, at=NOON + timedelta(days=9), by=None).then()


def test_raised_the_old_moment_of_the_term_asks_in_vain() -> None:
    raised = (received(), assessed(3), assessed(1))
    given(*raised).when(TERM, at=assessed(1).due.at + SECOND).then(happened.TermMissed)
    missed = happened.TermMissed(due=assessed(1).due)
    given(*raised, missed).when(TERM, at=ordinary_due().at + SECOND).then()


def test_a_target_that_moved_is_a_new_target() -> None:
    missed = happened.TargetMissed(target=Target.CONTACT, due=after(24 * 60))
    kept = case_of(received(), assessed(2), missed, assessed(2))
    moved = case_of(received(), assessed(2), missed, assessed(1))
    assert (kept.missed, moved.missed) == (frozenset({Target.CONTACT}), frozenset())


def test_a_promise_comes_up_on_the_morning_of_its_day() -> None:
    nine = datetime(2026, 3, 20, 4, tzinfo=UTC)
    assert Moment(at=nine, kind="follow-up", ref=str(PROMISE)) in moments(promised())
    ref = CheckMoment(kind="follow-up", ref=str(PROMISE))
    given(received(), promised()).when(ref, at=nine, by=None).then(
        happened.FollowUpFellDue(follow_up=PROMISE)
    )


def test_a_promise_is_missed_once_its_day_is_over_and_stays_to_be_kept() -> None:
    due = datetime(2026, 3, 20, 18, 59, 59, tzinfo=UTC)
    asked = CheckMoment(kind="promise", ref=str(PROMISE))
    assert Moment(at=due + SECOND, kind="promise", ref=str(PROMISE)) in moments(promised())
    missed = FollowUpMissed(follow_up=PROMISE, due=due)
    missed_from_the_next_second((received(), promised()), asked, due, missed)
    kept = happened.FollowUpFinished(follow_up=PROMISE, done=True, child=CHILD)
    given(received(), promised(), kept).when(asked, at=due + SECOND, by=None).then()
    assert case_of(received(), promised(), missed).follow_ups, "it is still to be kept"


def test_a_group_that_turns_back_late_has_missed_the_target_to_leave() -> None:
    """The time passed while it counted as met: the clock is asked again at once."""
    back = visits.AssignmentCancelled(visit=VISIT, team=TEAM, child=CHILD)
    set_out = visits.TeamDeparted(visit=VISIT, team=TEAM)
    (moment,) = moments(back)
    asked = CheckMoment(kind=moment.kind, ref=moment.ref)
    history = (received(), assessed(1), assigned(), set_out)
    given(*history).when(asked, at=after(40), by=None).then()
    given(*history, back).when(asked, at=after(20), by=None).then()
    given(*history, back).when(asked, at=after(40), by=None).then(
        happened.TargetMissed(target=Target.LEFT, due=after(30))
    )


def test_an_obligation_released_again_has_a_new_time() -> None:
    later = obligation_due(NOON + timedelta(days=2)).at
    missed = care.DutyMissed(duty=DutyKind.INFORM_PARENTS, due=obligation_due(NOON).at)
    released = care.DutyReleased(duty=DutyKind.INFORM_PARENTS, due=later, child=CHILD)
    history = (received(), opened(), missed, danger(), held(), released)
    again = care.DutyMissed(duty=DutyKind.INFORM_PARENTS, due=later)
    missed_from_the_next_second(history, DUTY, later, again)


def test_the_clock_asks_and_no_person() -> None:
    answer = check(case_of(received()), TERM, context(ordinary_due().at + SECOND, by=None))
    assert answer == (happened.TermMissed(due=ordinary_due()),)
