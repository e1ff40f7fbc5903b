"""The duty ledger: what each clock and obligation of a case looks like after each thing that can happen."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.case import care_commands as care
from domain.case import commands as ask
from domain.case import visit_commands as visit
from domain.case.terms import DutyKind, RiskClass
from domain.law.calendars import DECEMBER_2025, MARCH_2026
from domain.law.citations import Rule
from projections.ledger import TARGETS, Ledger
from projections.ledger_lines import COLUMNS, lines
from tests.builders import ALMA, BOLAT, CASE, HEAD, NOON, PROMISE, VISIT, assign, receive
from tests.dispatch.memory import Memory, opened
from tests.dispatch.test_desk import FIRST
from tests.domain.test_evolve import recorded
from tests.domain.test_recalculation import MOVED, REQUEST

PARENTS, BODY = (str(each) for each in (DutyKind.INFORM_PARENTS, DutyKind.INFORM_BODY))
TONIGHT = "2026-03-16T18:59:59Z"
WEDNESDAY = "2026-03-18T18:59:59Z"


def document(house: Memory, case: Any = CASE) -> dict[str, Any]:
    ledger, found = Ledger(), None
    for each in house.streams[case]:
        found = ledger.fold(found, each)
    assert found is not None
    return found


def entries(house: Memory) -> dict[str, Any]:
    return document(house)["entries"]


def said(house: Memory, name: str, *of: str) -> Any:
    entry = entries(house)[name]
    return tuple(entry[each] for each in of) if len(of) > 1 else entry[of[0]]


def states(house: Memory) -> dict[str, str]:
    return {name: entry["state"] for name, entry in entries(house).items()}


@pytest.fixture
def house() -> Memory:
    house = opened()
    house.accepted(receive())
    return house


@pytest.fixture
def threat(house: Memory) -> Memory:
    """An immediate threat, help begun without consent: both duties are open."""
    house.accepted(ask.AssessCase(case=CASE, risk_class=RiskClass.THREAT, reason="r"))
    house.accepted(ask.TakeCase(case=CASE))
    house.accepted(care.StartService(case=CASE, kind="talk"))
    return house


def test_a_request_opens_its_term_and_the_target_to_take_it(house: Memory) -> None:
    assert states(house) == {"taken": "open", "term": "open"}
    kind, due, cited, mark, edition = said(house, "term", "kind", "due", "citation", "mark", "edition")
    assert (kind, due, cited, mark) == ("consider", WEDNESDAY, Rule.CONSIDERATION, "R")
    assert edition == "kz-2025-12"
    assert said(house, "taken", "citation", "mark", "edition") == (Rule.TARGETS, "ours", "every-day")


def test_a_threat_brings_the_term_to_the_same_day_and_the_old_one_stays_visible(threat: Memory) -> None:
    assert said(threat, "term", "kind", "due", "citation") == ("same-day", TONIGHT, Rule.THREAT)
    (was,) = said(threat, "term", "was")
    assert (was["due"], was["citation"]) == (WEDNESDAY, Rule.CONSIDERATION)
    assert set(TARGETS) <= entries(threat).keys()


def test_help_without_consent_opens_both_duties_shown_as_ours_resting_on_the_rules(threat: Memory) -> None:
    for duty in (PARENTS, BODY):
        assert said(threat, duty, "state", "due", "mark") == ("open", TONIGHT, "ours")
        assert said(threat, duty, "rests_on") == [Rule.EXCEPTION]


def test_a_danger_at_home_holds_one_duty_and_the_heads_word_gives_it_a_new_time(threat: Memory) -> None:
    threat.accepted(care.RecordHouseholdDanger(case=CASE, words="the father"))
    assert said(threat, PARENTS, "state", "hold") == ("held", Rule.HOUSEHOLD)
    assert said(threat, BODY, "state") == "open"
    threat.tick(NOON + timedelta(days=1))
    assert said(threat, PARENTS, "state", "missed_at") == ("held", None), "what is held is never missed"
    assert said(threat, BODY, "state") == "missed"
    threat.accepted(
        care.ReleaseDuty(case=CASE, duty=DutyKind.INFORM_PARENTS, towards="the aunt", reason="r"), by=HEAD
    )
    due = said(threat, PARENTS, "state", "due", "hold")
    assert due == ("open", "2026-03-17T18:59:59Z", None)
    assert [each["due"] for each in said(threat, PARENTS, "was")] == [TONIGHT]


def test_done_names_who_through_what_and_when_and_nothing_personal(threat: Memory) -> None:
    done = {"duty": DutyKind.INFORM_BODY, "person": "Inspector K.", "channel": "phone", "result": "told"}
    threat.accepted(care.RecordDutyDone(case=CASE, **done), by=BOLAT)
    entry = entries(threat)[BODY]
    assert (entry["state"], entry["in_time"], entry["by"], entry["channel"]) == (
        "done",
        True,
        str(BOLAT),
        "phone",
    )
    assert "Inspector" not in str(document(threat))
    position = threat.streams[CASE][-1].position
    assert entry["positions"][-1] == position, "whoever may, reads person and result there"


def test_a_missed_duty_still_binds_until_it_is_done_late(threat: Memory) -> None:
    threat.tick(NOON + timedelta(days=1))
    assert said(threat, BODY, "state") == "missed"
    done = {"duty": DutyKind.INFORM_BODY, "person": "K.", "channel": "phone", "result": "told"}
    threat.accepted(care.RecordDutyDone(case=CASE, **done))
    assert said(threat, BODY, "state", "in_time") == ("done-late", False)
    line = next(each for each in lines(document(threat)) if each["entry"] == BODY)
    assert line["delay"] == 12 * 3600 + 1, "from a second before midnight to the next noon"


def test_signed_off_by_the_head_is_waived(threat: Memory) -> None:
    threat.accepted(care.WaiveDuty(case=CASE, duty=DutyKind.INFORM_PARENTS, reason="r"), by=HEAD)
    assert said(threat, PARENTS, "state", "by", "in_time") == ("waived", str(HEAD), None)


def test_a_target_met_is_done_by_whom_and_one_that_is_not_is_missed(threat: Memory) -> None:
    threat.accepted(ask.RecordContact(case=CASE, channel="phone"), by=BOLAT)
    assert said(threat, "contact", "state", "by", "channel") == ("done", str(BOLAT), "phone")
    threat.tick(NOON + timedelta(minutes=31))
    assert said(threat, "left", "state") == "missed"
    assert said(threat, "taken", "state") == "done"


def test_what_was_said_to_have_been_in_time_keeps_the_mark_of_its_miss(house: Memory) -> None:
    house.tick(NOON + timedelta(minutes=10))
    house.accepted(ask.TakeCase(case=CASE), happened_at=NOON + timedelta(minutes=2))
    assert said(house, "taken", "state", "in_time") == ("done", True)
    assert said(house, "taken", "missed_at") == "2026-03-16T07:05:01Z"


def test_a_group_that_turns_back_after_its_time_has_missed_it_once(threat: Memory) -> None:
    threat.accepted(FIRST)
    threat.accepted(assign())
    threat.accepted(visit.AcceptAssignment(case=CASE, visit=VISIT, drive=True))
    assert said(threat, "left", "state") == "done"
    threat.tick(NOON + timedelta(minutes=40))
    threat.accepted(visit.CancelAssignment(case=CASE, visit=VISIT, reason="the car broke down"))
    assert said(threat, "left", "state") == "open"
    threat.tick(NOON + timedelta(minutes=40))
    assert said(threat, "left", "state", "done_at") == ("missed", None)
    assert [each.name for each in threat.events].count("target-missed.v1") == 2, "contact and left"


def test_targets_end_when_it_is_considered_and_nobody_is_under_way(threat: Memory) -> None:
    threat.accepted(ask.ConsiderCase(case=CASE, result="r"))
    assert said(threat, "term", "state", "in_time") == ("done", True)
    assert {states(threat)[each] for each in ("contact", "left", "on_site")} == {"ended"}
    threat.accepted(FIRST)
    threat.accepted(assign())
    assert {states(threat)[each] for each in ("contact", "left", "on_site")} == {"open"}, "they run again"


def test_a_lower_class_ends_targets_it_does_not_have_and_leaves_duties(threat: Memory) -> None:
    threat.accepted(ask.AssessCase(case=CASE, risk_class=RiskClass.ORDINARY, reason="r"))
    threat.accepted(ask.ConfirmLowerClass(case=CASE, reason="r"), by=BOLAT)
    assert {states(threat)[each] for each in ("contact", "left", "on_site")} == {"ended"}
    assert {states(threat)[each] for each in (PARENTS, BODY)} == {"open"}
    assert said(threat, "term", "due") == TONIGHT, "never further away"


def test_a_newer_calendar_moves_the_term_and_says_by_which_edition() -> None:
    ledger, found = Ledger(), None
    for version, event in enumerate((REQUEST, MOVED), start=1):
        found = ledger.fold(found, recorded(event, version))
    assert found is not None
    term = found["entries"]["term"]
    assert (term["due"][:10], term["edition"]) == ("2026-09-01", MARCH_2026.key)
    assert [(each["due"][:10], each["edition"]) for each in term["was"]] == [
        ("2026-09-02", DECEMBER_2025.key)
    ]


def test_a_redirect_considers_it_and_opens_its_own_duty_with_the_calendars_edition(house: Memory) -> None:
    house.accepted(ask.RedirectCase(case=CASE, to="guardianship", reason="r"))
    assert said(house, "term", "state") == "done"
    due, cited, edition = said(house, "redirect", "due", "citation", "edition")
    assert (due, cited, edition) == ("2026-03-19T18:59:59Z", Rule.REDIRECT, "kz-2025-12")
    assert said(house, "redirect", "rests_on") == [Rule.TERMS]


def test_a_promise_is_missed_once_when_its_day_is_over(house: Memory) -> None:
    promise = ask.FollowUp(follow_up=PROMISE, on=date(2026, 3, 17), what="ring the school")
    house.accepted(ask.SetFollowUp(case=CASE, follow_up=promise))
    name = f"follow-up:{PROMISE}"
    assert said(house, name, "due", "mark") == ("2026-03-17T18:59:59Z", "ours")
    house.tick(datetime(2026, 3, 17, 18, 59, 59, tzinfo=UTC))
    assert said(house, name, "state") == "open", "the whole day is in time"
    house.tick(datetime(2026, 3, 20, tzinfo=UTC))
    assert said(house, name, "state") == "missed"
    assert [each.name for each in house.events].count("follow-up-missed.v1") == 1
    house.accepted(ask.FinishFollowUp(case=CASE, follow_up=PROMISE, done=True))
    assert said(house, name, "state") == "done-late"


def test_a_dropped_promise_is_signed_off(house: Memory) -> None:
    promise = ask.FollowUp(follow_up=PROMISE, on=date(2026, 3, 17), what="ring the school")
    house.accepted(ask.SetFollowUp(case=CASE, follow_up=promise))
    house.accepted(ask.FinishFollowUp(case=CASE, follow_up=PROMISE, done=False, note="moved away"))
    assert said(house, f"follow-up:{PROMISE}", "state", "by") == ("waived", str(ALMA))


def test_a_transferred_case_stands_in_the_other_region_and_its_clocks_run_on(threat: Memory) -> None:
    before = {name: entry["due"] for name, entry in entries(threat).items()}
    threat.accepted(ask.TransferCase(case=CASE, region="KZ-79", reason="r"))
    assert {each["region"] for each in lines(document(threat))} == {"KZ-79"}
    assert {name: entry["due"] for name, entry in entries(threat).items()} == before


def test_nothing_binds_in_a_closed_case_and_reopening_opens_nothing(threat: Memory) -> None:
    for duty in (DutyKind.INFORM_PARENTS, DutyKind.INFORM_BODY):
        threat.accepted(care.WaiveDuty(case=CASE, duty=duty, reason="r"), by=HEAD)
    threat.accepted(ask.ConsiderCase(case=CASE, result="r"))
    threat.accepted(ask.CloseCase(case=CASE, result="r"))
    over = {"done", "waived", "ended"}
    assert set(states(threat).values()) == over
    threat.accepted(ask.ReopenCase(case=CASE, reason="r"))
    assert set(states(threat).values()) == over


def test_a_line_has_every_column(threat: Memory) -> None:
    for line in lines(document(threat)):
        assert line.keys() == set(COLUMNS)
        assert (line["month"], line["owner"]) == ("2026-03", str(ALMA))
