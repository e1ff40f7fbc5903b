"""Where the household is the danger no phone that rings there is shown: on the card, in the story, before."""

import json
from datetime import date

import pytest

from domain.case import care_commands as care
from domain.case import commands as ask
from domain.case.household import of_household
from domain.case.terms import DutyKind, RiskClass
from projections.card import card, hidden_phones, story
from tests.builders import CASE, HEAD, receive
from tests.dispatch.memory import opened

HOME, ASKED, RIGHT = "+7 701 000 00 01", "+7 701 000 00 02", "+7 701 000 00 03"


@pytest.mark.parametrize(
    ("relation", "shown"),
    [
        ("Мать ребёнка", False),
        ("анасы", False),
        ("әжесі", False),
        ("step-father / отчим", False),
        ("grandmother", False),
        ("классный руководитель", True),
        ("математик", True),
        ("", True),
    ],
)
def test_no_phone_of_the_household_is_shown(relation: str, shown: bool) -> None:
    house = opened()
    house.accepted(receive(caller_phone=HOME, caller_relation=relation or None))
    house.accepted(care.RequestConsent(case=CASE, guardian_name="G.", guardian_phone=ASKED))
    house.accepted(ask.CorrectPhone(case=CASE, whose="guardian", phone=RIGHT))
    before = list(house.streams[CASE])
    assert card(before)["said"]["caller_phone"] == HOME
    assert all(phone in json.dumps(story(before)) for phone in (HOME, ASKED, RIGHT))
    house.accepted(care.RecordHouseholdDanger(case=CASE, words="at home"))
    events = house.streams[CASE]
    for told in (card(events), card(before, hidden_phones(events)), story(events)):
        text = json.dumps(told)
        assert (HOME in text) is shown
        assert ASKED not in text
        assert RIGHT not in text


def test_what_the_head_releases_is_shown_again() -> None:
    house = opened()
    house.accepted(receive(caller_phone=HOME, caller_relation="мать", child_birth_date=date(2014, 1, 1)))
    house.accepted(ask.AssessCase(case=CASE, risk_class=RiskClass.THREAT, reason="r"))
    house.accepted(care.RecordHouseholdDanger(case=CASE, words="the father"))
    house.accepted(care.StartService(case=CASE, kind="counselling"))
    assert hidden_phones(house.streams[CASE]) == {"guardian", "caller"}
    released = care.ReleaseDuty(
        case=CASE, duty=DutyKind.INFORM_PARENTS, towards="the mother", reason="she left him"
    )
    house.accepted(released, by=HEAD)
    assert hidden_phones(house.streams[CASE]) == frozenset()
    assert card(house.streams[CASE])["said"]["caller_phone"] == HOME


def test_without_the_words_the_phone_would_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domain.case.household.of_household", lambda relation: False)
    with pytest.raises(AssertionError):
        test_no_phone_of_the_household_is_shown("мать", False)


def test_no_relation_is_of_no_household() -> None:
    assert not of_household(None)
    assert not of_household("  ")
