"""The queue's row: what it runs against, what it missed, what of it sounds."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.case import commands as ask
from domain.case import visit_commands as visit
from domain.case.terms import RiskClass
from projections.queue import Queue
from tests.builders import ALMA, BOLAT, CASE, NOON, OTHER_CASE, SHIFT, TEAM, VISIT, an_id, assign, receive
from tests.dispatch.memory import Memory, opened
from tests.dispatch.test_desk import FIRST


@pytest.fixture
def house() -> Memory:
    house = opened()
    house.accepted(receive())
    return house


def row(house: Memory) -> dict[str, Any]:
    return house.tables["queue"][str(CASE)]


def assess(house: Memory, risk_class: int) -> None:
    house.accepted(ask.AssessCase(case=CASE, risk_class=RiskClass(risk_class), reason="r"))


def test_a_new_row_runs_against_being_taken(house: Memory) -> None:
    shown = row(house)
    assert (shown["stage"], shown["class"], shown["number"]) == ("received", None, "KZ-75-2026-000001")
    assert shown["next"] == {"target": "taken", "at": "2026-03-16T07:05:00Z"}
    assert shown["due"]["at"] == "2026-03-18T18:59:59Z"
    assert shown["version"] == 1


def test_taken_an_ordinary_one_runs_against_the_term(house: Memory) -> None:
    house.accepted(ask.TakeCase(case=CASE))
    assert row(house)["next"] == {"target": "term", "at": "2026-03-18T18:59:59Z"}
    assert (row(house)["stage"], row(house)["met"]) == ("taken", {"taken": "2026-03-16T07:00:00Z"})


def test_a_threat_runs_from_target_to_target(house: Memory) -> None:
    assess(house, 1)
    house.accepted(ask.TakeCase(case=CASE))
    assert row(house)["next"]["target"] == "contact"
    house.accepted(ask.RecordContact(case=CASE, channel="phone"))
    assert row(house)["next"]["target"] == "left"


def test_a_missed_target_and_a_missed_term_look_different(house: Memory) -> None:
    house.tick(NOON + timedelta(minutes=6))
    assert row(house)["missed"] == [{"target": "taken", "at": "2026-03-16T07:05:00Z"}]
    assert (row(house)["term_missed"], row(house)["next"]["target"]) == (False, "term")
    house.tick(NOON + timedelta(days=3))
    assert (row(house)["term_missed"], row(house)["next"]) == (True, None)


def test_the_alarm_sounds_until_it_is_taken_and_returns(house: Memory) -> None:
    assess(house, 1)
    assert row(house)["alarm"]
    house.accepted(ask.TakeCase(case=CASE))
    assert not row(house)["alarm"]
    house.tick(NOON + timedelta(minutes=16))
    assert row(house)["alarm"]
    house.accepted(ask.AddNote(case=CASE, text="on it"))
    assert not row(house)["alarm"]


def test_whoever_sends_a_group_has_heard_the_alarm_and_taken_the_case(house: Memory) -> None:
    assess(house, 1)
    house.accepted(FIRST)
    house.accepted(assign())
    found = row(house)
    assert (found["alarm"], found["owner"], "taken" in found["met"]) == (False, str(ALMA), True)
    house.tick(NOON + timedelta(minutes=16))
    assert not row(house)["alarm"], "something followed"


def test_a_considered_row_runs_against_nothing(house: Memory) -> None:
    assess(house, 1)
    house.accepted(ask.TakeCase(case=CASE))
    house.accepted(ask.ConsiderCase(case=CASE, result="r"))
    assert (row(house)["stage"], row(house)["next"], row(house)["alarm"]) == ("considered", None, False)
    house.accepted(ask.CloseCase(case=CASE, result="r"))
    assert (row(house)["stage"], row(house)["closed_at"]) == ("closed", "2026-03-16T07:00:00Z")


def test_a_considered_row_runs_on_while_somebody_is_under_way(house: Memory) -> None:
    assess(house, 1)
    house.accepted(ask.TakeCase(case=CASE))
    house.accepted(FIRST)
    house.accepted(assign())
    house.accepted(ask.ConsiderCase(case=CASE, result="r"))
    assert row(house)["next"] == {"target": "contact", "at": row(house)["targets"]["contact"]}
    house.accepted(visit.RecordArrival(case=CASE, visit=VISIT))
    assert row(house)["next"] is None, "every target is met, and the term has stopped"


def test_a_team_that_turns_back_has_not_left(house: Memory) -> None:
    assess(house, 1)
    house.accepted(FIRST)
    house.accepted(assign())
    house.accepted(visit.AcceptAssignment(case=CASE, visit=VISIT, drive=True))
    assert "left" in row(house)["met"]
    house.accepted(visit.CancelAssignment(case=CASE, visit=VISIT, reason="the car broke down"))
    assert "left" not in row(house)["met"]


def test_a_threat_sounds_until_a_person_takes_it_considered_or_not(house: Memory) -> None:
    assess(house, 1)
    house.accepted(ask.ConsiderCase(case=CASE, result="r"))
    assert row(house)["alarm"]
    house.accepted(ask.CloseCase(case=CASE, result="r"))
    assert not row(house)["alarm"]
    house.accepted(ask.ReopenCase(case=CASE, reason="r"))
    assert row(house)["alarm"]
    house.accepted(ask.TakeCase(case=CASE))
    assert not row(house)["alarm"]


def test_a_proposed_class_shows_until_it_is_decided(house: Memory) -> None:
    assess(house, 1)
    assess(house, 3)
    assert (row(house)["class"], row(house)["proposed_class"]) == (1, 3)
    house.accepted(ask.ConfirmLowerClass(case=CASE, reason="r"), by=BOLAT)
    assert (row(house)["class"], row(house)["proposed_class"]) == (3, None)


def test_a_visit_says_where_it_stands(house: Memory) -> None:
    house.accepted(FIRST)
    house.accepted(assign())
    (shown,) = row(house)["visits"]
    assert (shown["id"], shown["team"], shown["shift"]) == (str(VISIT), str(TEAM), str(SHIFT))
    assert (shown["state"], shown["accept_by"]) == ("sent", "2026-03-16T07:03:00Z")
    house.tick(NOON + timedelta(minutes=4))
    assert row(house)["visits"][0]["unanswered"]
    house.accepted(visit.AcceptAssignment(case=CASE, visit=VISIT, drive=True))
    assert [(each["state"], each["unanswered"]) for each in row(house)["visits"]] == [("en-route", False)]
    assert row(house)["met"]["left"] == "2026-03-16T07:04:00Z"


def test_only_its_own_events_touch_a_row(house: Memory) -> None:
    before = dict(house.tables["queue"])
    house.accepted(receive(case=OTHER_CASE))
    assert house.tables["queue"][str(CASE)] == before[str(CASE)]
    registered = house.events[0]
    assert type(registered.event) not in Queue().events
    assert Queue().fold(None, registered) is None


def test_a_promise_that_fell_due_shows_until_it_is_kept(house: Memory) -> None:
    promise = ask.FollowUp(follow_up=an_id("promise"), on=date(2026, 3, 18), what="ring the school")
    house.accepted(ask.SetFollowUp(case=CASE, follow_up=promise))
    assert (row(house)["follow_ups"], row(house).get("follow_ups_due", [])) == (1, [])
    house.tick(datetime(2026, 3, 18, 4, 0, 1, tzinfo=UTC))
    assert row(house)["follow_ups_due"] == [str(promise.follow_up)]
    house.accepted(ask.FinishFollowUp(case=CASE, follow_up=promise.follow_up, done=True))
    assert (row(house)["follow_ups"], row(house)["follow_ups_due"]) == (0, [])
