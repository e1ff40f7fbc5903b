"""The desk: which streams a command touches, who was there first, what the registers say."""

from datetime import timedelta

import pytest

from dispatch.claims import SPECIALIST_ON_DUTY, TEAM_ON_DUTY, TEAM_ON_VISIT
from dispatch.ports import Decided
from dispatch.streams import CASE as CASES
from dispatch.streams import SHIFT as SHIFTS
from domain.account import OpenAccount, Role
from domain.case import commands as ask
from domain.case import events as happened
from domain.case import visit_commands as visit
from domain.case.terms import Channel, VisitState
from domain.refusal import Refused
from domain.shift import ChangeShift, EndShift, StartShift
from tests.builders import (
    AINUR,
    ALMA,
    BOLAT,
    CASE,
    DANA,
    ERBOL,
    NOON,
    OTHER_CASE,
    OTHER_SHIFT,
    OTHER_TEAM,
    OTHER_VISIT,
    SCHOOL,
    SHIFT,
    TEAM,
    VISIT,
    an_id,
    assign,
    receive,
)
from tests.dispatch.memory import Memory, opened

EVENING = NOON + timedelta(hours=8)
FIRST = StartShift(shift=SHIFT, team=TEAM, members=(AINUR, DANA), ends_at=EVENING)
SECOND_GROUP = (ERBOL, an_id("p1"))


@pytest.fixture
def house() -> Memory:
    return opened()


def code(outcome: object) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.code


def under_way() -> Memory:
    """A case received, two teams on duty, the first of them sent."""
    house = opened()
    house.accepted(receive())
    house.accepted(FIRST)
    house.accepted(StartShift(shift=OTHER_SHIFT, team=OTHER_TEAM, members=SECOND_GROUP, ends_at=EVENING))
    house.accepted(assign(), by=BOLAT)
    return house


def test_a_request_is_answered_with_its_number(house: Memory) -> None:
    assert house.accepted(receive()).answer == {"case": str(CASE), "number": "KZ-75-2026-000001"}


def test_a_refused_request_uses_no_number_up(house: Memory) -> None:
    assert code(house.submit(receive(school=an_id("no school")))) == "school-unknown"
    assert house.accepted(receive()).answer["number"] == "KZ-75-2026-000001"


def test_the_registers_say_the_district_and_the_nearest_school(house: Memory) -> None:
    house.accepted(receive(school=None, point=(43.26, 76.94)))
    row = house.tables["queue"][str(CASE)]
    assert (row["school"], row["nearest_school"], row["district"]) == (None, str(SCHOOL), "bostandyk")


def test_a_school_is_corrected_to_one_of_the_cases_region(house: Memory) -> None:
    house.accepted(receive())
    assert code(house.submit(ask.CorrectSchool(case=CASE, school=an_id("no school")))) == "school-unknown"
    house.accepted(ask.CorrectSchool(case=CASE, school=an_id("other school")))
    assert house.tables["queue"][str(CASE)]["school"] == str(an_id("other school"))


def test_two_dispatchers_at_once_exactly_one_wins_and_the_other_reads_who_and_when() -> None:
    house = under_way()
    house.accepted(receive(case=OTHER_CASE))
    second = house.submit(assign(case=OTHER_CASE, visit=OTHER_VISIT), by=ALMA)
    assert code(second) == "team-busy"
    assert second.params == {"account": str(BOLAT), "at": NOON.isoformat()}


def test_a_visit_books_the_shift_and_its_end_frees_it() -> None:
    house = under_way()
    assert house.state(SHIFTS, SHIFT)[0].booking.visit == VISIT
    assert house.holder(TEAM_ON_VISIT, str(TEAM)).holder == str(VISIT)
    house.accepted(visit.EndVisit(case=CASE, visit=VISIT, outcome="not-needed"))
    assert house.state(SHIFTS, SHIFT)[0].booking is None
    assert house.holder(TEAM_ON_VISIT, str(TEAM)) is None


def test_reassigning_moves_the_booking_in_one_step() -> None:
    house = under_way()
    house.accepted(assign(visit=OTHER_VISIT, team=OTHER_TEAM, instead_of=VISIT, reason="stuck"))
    case, _ = house.state(CASES, CASE)
    assert [each.state for each in case.visits.values()] == [VisitState.CANCELLED, VisitState.SENT]
    assert house.state(SHIFTS, SHIFT)[0].booking is None
    assert house.state(SHIFTS, OTHER_SHIFT)[0].booking.visit == OTHER_VISIT


@pytest.mark.parametrize("kind", [visit.DeclineAssignment, visit.CancelAssignment])
def test_a_team_that_does_not_go_is_free(kind: type) -> None:
    house = under_way()
    house.accepted(kind(case=CASE, visit=VISIT, reason="flat tyre"))
    stored = len(house.events)
    house.accepted(kind(case=CASE, visit=VISIT, reason="flat tyre"))
    assert (len(house.events), house.tables["teams"][str(TEAM)]["status"]) == (stored, "free")


def test_a_team_is_in_one_shift_at_a_time(house: Memory) -> None:
    house.accepted(FIRST, by=BOLAT)
    again = StartShift(shift=OTHER_SHIFT, team=TEAM, members=SECOND_GROUP, ends_at=EVENING)
    refused = house.submit(again)
    assert code(refused) == "team-on-duty"
    assert refused.params == {"account": str(BOLAT), "at": NOON.isoformat()}
    house.accepted(EndShift(shift=SHIFT))
    house.accepted(again)


def test_a_specialist_is_in_one_shift_at_a_time(house: Memory) -> None:
    house.accepted(FIRST)
    other = StartShift(shift=OTHER_SHIFT, team=OTHER_TEAM, members=(DANA, ERBOL), ends_at=EVENING)
    refused = house.submit(other)
    assert code(refused) == "specialist-on-duty"
    assert refused.params["specialist"] == str(DANA)
    house.accepted(ChangeShift(shift=SHIFT, members=(AINUR, an_id("p1"))))
    house.accepted(other)
    assert code(house.submit(ChangeShift(shift=SHIFT, members=(AINUR, DANA)))) == "specialist-on-duty"


def test_the_end_of_a_shift_frees_everyone(house: Memory) -> None:
    house.accepted(FIRST)
    house.accepted(EndShift(shift=SHIFT))
    for kind, key in ((TEAM_ON_DUTY, TEAM), (SPECIALIST_ON_DUTY, AINUR), (SPECIALIST_ON_DUTY, DANA)):
        assert house.holder(kind, str(key)) is None


def test_members_and_teams_are_those_of_the_registers(house: Memory) -> None:
    stranger = StartShift(shift=SHIFT, team=TEAM, members=(AINUR, an_id("stranger")), ends_at=EVENING)
    assert code(house.submit(stranger)) == "specialist-unknown"
    nobody = StartShift(shift=SHIFT, team=an_id("no team"), members=(AINUR, DANA), ends_at=EVENING)
    assert code(house.submit(nobody)) == "team-unknown"
    house.accepted(FIRST)
    assert house.tables["teams"][str(TEAM)]["languages"] == ["kk"]


def test_a_team_of_another_region_is_unknown_there() -> None:
    house = under_way()
    house.accepted(receive(case=OTHER_CASE))
    house.accepted(ask.TransferCase(case=OTHER_CASE, region="KZ-79", reason="r"))
    sent = house.submit(assign(case=OTHER_CASE, visit=OTHER_VISIT, team=OTHER_TEAM))
    assert code(sent) == "team-unknown"


def test_an_attachment_is_stored_in_both_cases_or_in_none(house: Memory) -> None:
    house.accepted(receive())
    attach = ask.AttachRequest(case=OTHER_CASE, to=CASE)
    assert code(house.submit(attach)) == "case-unknown"
    house.accepted(receive(case=OTHER_CASE))
    house.accepted(attach)
    rows = house.tables["queue"]
    assert (rows[str(OTHER_CASE)]["attached_to"], rows[str(CASE)]["attached"]) == (str(CASE), 1)
    assert house.accepted(attach).appends == ()


def test_a_login_is_one_persons(house: Memory) -> None:
    taken = OpenAccount(account=an_id("new"), login="A0", name="N", roles=(Role.OPERATOR,), region="KZ-75")
    assert code(house.submit(taken)) == "login-taken"


def test_what_is_said_to_happen_later_than_now_happens_now(house: Memory) -> None:
    house.accepted(receive(), happened_at=NOON + timedelta(minutes=5))
    assert house.events[-1].event.received_at == NOON


def test_the_clock_asks_and_is_answered_once(house: Memory) -> None:
    house.accepted(receive(channel=Channel.SCHOOL))
    house.tick(NOON + timedelta(minutes=6))
    missed = [each for each in house.events if isinstance(each.event, happened.TargetMissed)]
    assert [(each.event.target, each.envelope.by) for each in missed] == [("taken", None)]
    house.tick(NOON + timedelta(minutes=60))
    assert sum(isinstance(each.event, happened.TargetMissed) for each in house.events) == 1


def test_a_late_tap_keeps_the_time_that_the_phone_told() -> None:
    house = under_way()
    house.tick(NOON + timedelta(minutes=30))
    house.accepted(visit.RecordArrival(case=CASE, visit=VISIT), happened_at=NOON + timedelta(minutes=20))
    row = house.tables["queue"][str(CASE)]
    assert row["met"]["on_site"] == "2026-03-16T07:20:00Z"
    assert isinstance(house.submit(visit.RecordDeparture(case=CASE, visit=VISIT)), Decided)
    assert house.tables["teams"][str(TEAM)]["status"] == "on-site"
