"""Shifts: a named group, over midnight too, at most sixteen hours, never ended from under a visit."""

from datetime import timedelta

import pytest

from domain import shift
from domain.shift import (
    INITIAL,
    ChangeShift,
    Crew,
    EndShift,
    ShiftChanged,
    ShiftEnded,
    StartShift,
    TeamFreed,
)
from domain.team import TeamRegistered
from tests.builders import (
    AINUR,
    CASE,
    DANA,
    ERBOL,
    NOON,
    OTHER_TEAM,
    REGION,
    SECOND,
    SHIFT,
    TEAM,
    VISIT,
    booked,
    context,
    on_duty,
)
from tests.given import Answer, shift_of

CREW = Crew(languages=("kk", "ru"), professions=("psychologist",))
REGISTERED = TeamRegistered(region=REGION, name="1", home=(43.2, 76.9), vehicle="car", roster=())
EVENING = NOON + timedelta(hours=8)
ENDED = ShiftEnded(team=TEAM, members=(AINUR, DANA))


def started(
    state: shift.Shift = INITIAL,
    team: TeamRegistered | None = REGISTERED,
    crew: Crew = CREW,
    **changes: object,
) -> Answer:
    said = {"shift": SHIFT, "team": TEAM, "members": (AINUR, DANA), "ends_at": EVENING}
    return Answer(shift.start(state, StartShift(**{**said, **changes}), team, crew, context()))


def changed(*history: object, crew: Crew = CREW, at: object = NOON, **changes: object) -> Answer:
    command = ChangeShift(shift=SHIFT, **changes)
    return Answer(shift.change(shift_of(*history), command, crew, context(at)))


def ended(*history: object) -> Answer:
    return Answer(shift.end(shift_of(*history), EndShift(shift=SHIFT)))


def test_a_named_group_goes_on_duty_with_the_teams_car() -> None:
    started().then(on_duty())
    (event,) = started(vehicle="bus").then(shift.ShiftStarted)
    assert event.vehicle == "bus"


def test_a_member_named_twice_is_one_member() -> None:
    started(members=(AINUR, DANA, AINUR)).then(on_duty())
    started(members=(AINUR, AINUR)).refused("group-too-small")


def test_starting_it_twice_changes_nothing() -> None:
    started(shift_of(on_duty())).then()


def test_a_shift_belongs_to_one_team_and_is_started_once() -> None:
    started(shift_of(on_duty(team=OTHER_TEAM))).refused("shift-known")
    started(shift_of(on_duty(), ENDED)).refused("shift-known")


def test_team_and_members_are_registered() -> None:
    started(team=None).refused("team-unknown")
    unknown = Crew(languages=(), professions=(), unknown=(ERBOL,))
    started(crew=unknown).refused("specialist-unknown")
    changed(on_duty(), crew=unknown, members=(AINUR, ERBOL)).refused("specialist-unknown")


def test_a_group_has_its_least_size() -> None:
    started(members=()).refused("group-missing")
    started(members=(AINUR,)).refused("group-too-small", n=1, least=2)
    changed(on_duty(), members=(AINUR,)).refused("group-too-small")


def test_it_lasts_at_most_sixteen_hours_over_midnight_too() -> None:
    started(ends_at=NOON + timedelta(hours=16)).then(shift.ShiftStarted)
    started(ends_at=NOON + timedelta(hours=16) + SECOND).refused("shift-too-long", hours=16)
    changed(on_duty(), ends_at=NOON + timedelta(hours=16)).then(ShiftChanged)
    changed(on_duty(), ends_at=NOON + timedelta(hours=16) + SECOND).refused("shift-too-long")


def test_it_ends_later_than_now() -> None:
    started(ends_at=NOON).refused("shift-ends-in-the-past")
    started(ends_at=NOON + SECOND).then(shift.ShiftStarted)
    changed(on_duty(), ends_at=NOON).refused("shift-ends-in-the-past")


def test_members_come_and_go() -> None:
    (event,) = changed(on_duty(), members=(AINUR, ERBOL)).then(ShiftChanged)
    assert (event.joined, event.left, event.vehicle) == ((ERBOL,), (DANA,), "car")
    state = shift_of(on_duty(), event)
    assert (state.members, state.ends_at) == ((AINUR, ERBOL), EVENING)


def test_a_change_to_what_it_is_changes_nothing() -> None:
    changed(on_duty()).then()
    changed(on_duty(), members=(AINUR, DANA), vehicle="car", ends_at=EVENING).then()


@pytest.mark.parametrize("history", [(), (on_duty(), ENDED)])
def test_only_a_running_shift_is_changed(history: tuple[object, ...]) -> None:
    changed(*history, vehicle="bus").refused("shift-not-running")


def test_it_ends_once_and_frees_its_members() -> None:
    ended(on_duty()).then(ENDED)
    ended(on_duty(), ENDED).then()
    ended().refused("shift-not-running")


def test_not_from_under_a_visit() -> None:
    ended(on_duty(), booked()).refused("shift-has-open-visit")
    ended(on_duty(), booked(), TeamFreed(team=TEAM, visit=VISIT)).then(ENDED)


def test_a_booking_knows_its_case() -> None:
    booking = shift_of(on_duty(), booked()).booking
    assert booking is not None
    assert (booking.case, booking.visit, booking.since) == (CASE, VISIT, NOON)
