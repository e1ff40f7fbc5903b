"""Teams, registers, traces, the card and the story: what each makes of the same events."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.account import ChooseLanguage
from domain.case import care_commands as care
from domain.case import commands as ask
from domain.case import visit_commands as visit
from domain.centre import CentreSettings, ChangeSettings
from domain.envelope import Recorded
from domain.marks import FORGOTTEN
from domain.shift import ChangeShift, EndShift
from projections.card import card, plain, story
from projections.traces import Traces, matches
from tests.builders import (
    AINUR,
    ALMA,
    CALLER,
    CASE,
    CHILD,
    DANA,
    ERBOL,
    NOON,
    SCHOOL,
    SHIFT,
    TEAM,
    VISIT,
    assign,
    receive,
    received,
)
from tests.dispatch.memory import CENTRE, Memory, blind, opened
from tests.dispatch.test_desk import FIRST
from tests.given import envelope
from tests.projections.evening import CANARY, told


@pytest.fixture
def house() -> Memory:
    house = opened()
    house.accepted(receive(story="as told", child_name="Әлия", child_birth_date=date(2012, 2, 29)))
    return house


def team(house: Memory) -> dict[str, Any]:
    return house.tables["teams"][str(TEAM)]


def test_a_team_goes_through_its_day(house: Memory) -> None:
    assert (team(house)["status"], team(house)["shift"]) == ("off", None)
    house.accepted(FIRST)
    assert (team(house)["status"], team(house)["members"]) == ("free", [str(AINUR), str(DANA)])
    house.accepted(assign())
    seen = [team(house)["status"]]
    for kind in (visit.ConfirmDelivery, visit.AcceptAssignment, visit.RecordDeparture, visit.RecordArrival):
        house.accepted(kind(case=CASE, visit=VISIT))
        seen.append(team(house)["status"])
    assert seen == ["sent", "delivered", "accepted", "en-route", "on-site"]
    assert (team(house)["visit"], team(house)["case"]) == (str(VISIT), str(CASE))
    house.accepted(visit.EndVisit(case=CASE, visit=VISIT, outcome="not-needed"))
    assert (team(house)["status"], team(house)["visit"], team(house)["case"]) == ("free", None, None)
    house.accepted(EndShift(shift=SHIFT))
    assert (team(house)["status"], team(house)["members"], team(house)["shift"]) == ("off", [], None)


def test_let_in_without_an_arrival_the_team_is_on_site(house: Memory) -> None:
    house.accepted(FIRST)
    house.accepted(assign())
    house.accepted(visit.RecordAccess(case=CASE, visit=VISIT, let_in=True))
    assert team(house)["status"] == "on-site"


def test_a_changed_crew_shows(house: Memory) -> None:
    house.accepted(FIRST)
    house.accepted(ChangeShift(shift=SHIFT, members=(AINUR, ERBOL), vehicle="bus"))
    assert (team(house)["members"], team(house)["vehicle"]) == ([str(AINUR), str(ERBOL)], "bus")


def test_registers_show_what_was_registered(house: Memory) -> None:
    assert house.tables["schools"][str(SCHOOL)]["district"] == "bostandyk"
    assert house.tables["specialists"][str(AINUR)]["profession"] == "psychologist"
    house.accepted(ChooseLanguage(account=ALMA, language="en"))
    assert house.tables["accounts"][str(ALMA)]["language"] == "en"
    house.accepted(ChangeSettings(centre=CENTRE, settings=CentreSettings(group_size=3)))
    assert house.tables["centres"][str(CENTRE)]["settings"]["group_size"] == 3


def found(house: Memory, **wanted: Any) -> bool:
    traces = Traces(blind)
    asked = traces.child(wanted.get("name"), wanted.get("born")) | traces.phone(wanted.get("phone"))
    return any(matches(row, asked) for row in house.tables["traces"].values())


def test_a_child_is_found_by_name_and_birth_date_together(house: Memory) -> None:
    assert found(house, name=" алия ", born=date(2012, 2, 29))
    house.accepted(ask.CorrectChild(case=CASE, child_name="Серік Әлия", child_birth_date=date(2012, 2, 29)))
    assert found(house, name="Алия Серик", born=date(2012, 2, 29)), "in either order"
    house.accepted(ask.CorrectChild(case=CASE, child_name="Әлия", child_birth_date=date(2012, 2, 29)))
    assert not found(house, name="Әлия", born=date(2012, 3, 1))
    assert not found(house, name="Алина", born=date(2012, 2, 29))
    assert not found(house, name="Әлия")


def test_a_phone_is_found_however_it_is_written(house: Memory) -> None:
    house.accepted(ask.CorrectPhone(case=CASE, whose="guardian", phone="+7 (701) 555-01-99"))
    assert found(house, phone="8 701 555 01 99")
    assert not found(house, phone="8 701 555 01 98")
    assert not found(house, phone="99")


def test_a_trace_belongs_to_its_person() -> None:
    row = told().tables["traces"][str(CASE)]["people"]
    assert {str(CHILD), str(CALLER)} <= row.keys()
    assert set(row[str(CHILD)]) == {"child", "phone"}
    assert set(row[str(CALLER)]) == {"phone"}


def test_the_card_shows_what_was_said_last(house: Memory) -> None:
    house.accepted(ask.CorrectChild(case=CASE, child_name="Айгерім"))
    said = card(house.streams[CASE])["said"]
    assert (said["child_name"], said["child_birth_date"], said["story"]) == (
        "Айгерім",
        "2012-02-29",
        "as told",
    )


def test_the_card_at_an_earlier_position_shows_what_was_known_then(house: Memory) -> None:
    house.accepted(ask.CorrectChild(case=CASE, child_name="Айгерім"))
    events = house.streams[CASE]
    assert card(events[:1])["said"]["child_name"] == "Әлия"
    assert card(events[:1])["position"] == events[0].position
    assert card([]) is None


def test_the_phone_of_a_household_that_is_the_danger_is_not_shown(house: Memory) -> None:
    house.accepted(care.RequestConsent(case=CASE, guardian_name="G.", guardian_phone="+7 701 000 00 00"))
    assert card(house.streams[CASE])["said"]["guardian_phone"] == "+7 701 000 00 00"
    house.accepted(care.RecordHouseholdDanger(case=CASE, words="the stepfather"))
    assert "guardian_phone" not in card(house.streams[CASE])["said"]


def test_the_card_of_an_evening_has_every_part() -> None:
    house = told()
    shown = card(house.streams[CASE])
    assert [each["state"] for each in shown["duties"]] == ["done", "waived"]
    assert CANARY in [each.get("terms") for each in shown["visits"].values()]
    assert shown["follow_ups"] == []


def test_the_story_tells_every_event_with_who_and_when(house: Memory) -> None:
    house.now = NOON + timedelta(minutes=30)
    house.accepted(ask.AddNote(case=CASE, text="n"), happened_at=NOON + timedelta(minutes=10))
    told_of = story(house.streams[CASE])
    assert [each["name"] for each in told_of] == ["case-received.v1", "noted.v1"]
    last = told_of[-1]
    assert (last["happened_at"], last["recorded_at"]) == ("2026-03-16T07:10:00Z", "2026-03-16T07:30:00Z")
    assert (last["by"], last["role"], last["fields"]["text"]) == (str(ALMA), "dispatcher", "n")


def test_the_forgotten_read_as_forgotten() -> None:
    gone = Recorded(
        stream=CASE,
        version=1,
        position=1,
        name="case-received.v1",
        event=received(story=FORGOTTEN, child_name=FORGOTTEN),
        envelope=envelope(),
    )
    assert card([gone])["said"]["story"] == {"forgotten": True}
    assert story([gone])[0]["fields"]["child_name"] == {"forgotten": True}
    assert (Traces(blind).fold(None, gone) or {})["people"] == {}


def test_what_has_no_plain_form_is_an_error() -> None:
    with pytest.raises(TypeError):
        plain(object())
