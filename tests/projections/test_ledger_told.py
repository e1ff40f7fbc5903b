"""What a reader is told of a case's obligations: everything but what the levels do not open."""

import json
from typing import Any

import pytest

from domain.case import care_commands as care
from domain.case import commands as ask
from domain.case.terms import DutyKind, RiskClass
from domain.law.citations import Rule
from domain.levels import ALL, OPERATIONAL, OWN_WORDS, PERSONAL
from projections.ledger_told import told_entries
from tests.builders import ALMA, BOLAT, CASE, HEAD, PROMISE, receive
from tests.dispatch.memory import Memory, opened

SAYS = "Zzyzx"


@pytest.fixture(scope="module")
def house() -> Memory:
    """A threat with one duty released and done, one signed off, a promise."""
    house, of = opened(), {"case": CASE}
    parents, body = DutyKind.INFORM_PARENTS, DutyKind.INFORM_BODY
    for command, by in (
        (receive(), ALMA),
        (ask.AssessCase(**of, risk_class=RiskClass.THREAT, reason=SAYS), ALMA),
        (ask.RecordContact(**of, channel="phone", note=SAYS), ALMA),
        (care.StartService(**of, kind="talk"), ALMA),
        (care.RecordHouseholdDanger(**of, words=SAYS), ALMA),
        (care.ReleaseDuty(**of, duty=parents, towards=SAYS, reason=SAYS), HEAD),
        (care.RecordDutyDone(**of, duty=parents, person=SAYS, channel="phone", result=SAYS), BOLAT),
        (care.WaiveDuty(**of, duty=body, reason=SAYS), HEAD),
        (
            ask.SetFollowUp(**of, follow_up=ask.FollowUp(follow_up=PROMISE, on=house.now.date(), what=SAYS)),
            ALMA,
        ),
    ):
        house.accepted(command, by=by)
    return house


def told(house: Memory, levels: Any, account: Any = HEAD) -> dict[str, Any]:
    return {each["name"]: each for each in told_entries(house.streams[CASE], levels, str(account))}


def test_whoever_may_read_reads_evidence_and_result(house: Memory) -> None:
    parents = told(house, ALL)["inform-parents"]
    assert parents["said"] == {"towards": SAYS, "reason": SAYS, "person": SAYS, "result": SAYS}
    assert told(house, ALL)["inform-competent-body"]["said"] == {"reason": SAYS}
    assert told(house, ALL)["contact"]["said"] == {"note": SAYS}
    assert told(house, ALL)[f"follow-up:{PROMISE}"]["said"] == {"what": SAYS}


def test_words_stand_with_what_they_were_said_of_and_not_with_what_ended_by_them() -> None:
    house = opened()
    house.accepted(receive())
    house.accepted(ask.AssessCase(case=CASE, risk_class=RiskClass.THREAT, reason="r"))
    house.accepted(ask.ConsiderCase(case=CASE, result=SAYS))
    entries = told(house, ALL)
    assert entries["term"]["said"] == {"result": SAYS}
    assert (entries["left"]["state"], entries["left"]["said"]) == ("ended", {})


def test_at_the_operational_level_nothing_said_is_told_and_everything_else_is(house: Memory) -> None:
    shown = told(house, OPERATIONAL)
    assert SAYS not in json.dumps(shown)
    assert shown["inform-parents"]["said"]["person"] == {"hidden": True}
    assert shown["inform-parents"]["state"] == "done"


def test_each_level_opens_its_own_and_ones_own_words_come_back(house: Memory) -> None:
    personal = told(house, PERSONAL)["inform-parents"]["said"]
    assert (personal["person"], personal["result"]) == (SAYS, {"hidden": True})
    own = told(house, OPERATIONAL | OWN_WORDS, BOLAT)["inform-parents"]["said"]
    assert (own["person"], own["result"], own["towards"]) == (SAYS, SAYS, {"hidden": True})


def test_what_it_rests_on_is_named_with_whose_word_it_is(house: Memory) -> None:
    cites = told(house, ALL)["inform-parents"]["cites"]
    assert [(each["key"], each["mark"], each["point"]) for each in cites] == [
        (Rule.SAME_DAY, "ours", None),
        (Rule.EXCEPTION, "R", None),
    ]


def test_they_come_by_due_time(house: Memory) -> None:
    due = [each["due"] for each in told_entries(house.streams[CASE], ALL, str(HEAD))]
    assert due == sorted(due)


def test_a_story_that_is_not_there_yet_has_none() -> None:
    assert told_entries([], ALL, str(HEAD)) == []
