"""A breach of personal data: written down, notified within one working day, missed once by the clock."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain import breach
from domain.breach import (
    LONGEST_AGO,
    MOST_NOTICES,
    Addressee,
    BreachFound,
    BreachNoticeMissed,
    BreachNotified,
    BreachRuledOut,
    NotifyBreach,
    RecordBreach,
    RuleOutBreach,
)
from domain.catalogue import EVENTS
from domain.marks import sealed_fields
from domain.moments import CheckMoment
from tests.any_event import EVENTS_BY_NAME
from tests.builders import BREACH, NOON, SECOND, a_breach, after, context
from tests.given import Answer
from tests.law.cases import at, until

FOUND_ON_FRIDAY = at("2026-10-23T17:00")
FOUND = a_breach(FOUND_ON_FRIDAY)
RECORD = RecordBreach(breach=BREACH, detected_at=FOUND_ON_FRIDAY, what="A list went to a wrong address")
NOTIFY = NotifyBreach(
    breach=BREACH,
    to=Addressee.AUTHORITY,
    channel="e-mail",
    notified_at=FOUND_ON_FRIDAY,
    person="The duty officer",
    evidence="outgoing 12/7",
)
RULE_OUT = RuleOutBreach(breach=BREACH, reason="The list was the public timetable")
ASKED = CheckMoment(kind=breach.KIND, ref="")


def asked(command: Any, *history: object, now: datetime = FOUND_ON_FRIDAY, **changes: Any) -> Answer:
    state = breach.INITIAL
    for event in history:
        state = breach.evolve(state, event)
    asked_in = context(now, **changes)
    if isinstance(command, CheckMoment):
        return Answer(breach.check(state, command, asked_in))
    return Answer(breach.decide(state, command, asked_in))


def notified(to: Addressee = Addressee.AUTHORITY) -> BreachNotified:
    return BreachNotified(to=to, channel="e-mail", notified_at=FOUND_ON_FRIDAY, subject=FOUND.subject)


def test_found_on_friday_before_a_long_weekend_it_is_due_on_tuesday() -> None:
    (found,) = asked(RECORD).then(BreachFound)
    assert until(found.due) == "2026-10-27 23:59:59"
    assert (found.due.citation, found.region, found.what) == ("pd-breach-notice", "KZ-75", RECORD.what)
    assert "ours-breach-to-authority" in found.due.rests_on
    assert [moment.at for moment in breach.moments(found)] == [found.due.at + SECOND]


def test_what_is_written_freely_is_sealed() -> None:
    assert set(sealed_fields(BreachFound)) == {"found_by", "what", "measures"}
    assert set(sealed_fields(BreachNotified)) == {"person", "evidence"}
    assert set(sealed_fields(BreachRuledOut)) == {"reason"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"detected_at": FOUND_ON_FRIDAY + SECOND}, "time-in-the-future"),
        ({"detected_at": FOUND_ON_FRIDAY - LONGEST_AGO - SECOND}, "time-too-long-ago"),
        ({"what": "  "}, "text-missing"),
        ({"what": "x" * 20_001}, "text-too-long"),
        ({"found_by": "x" * 20_001}, "text-too-long"),
    ],
)
def test_a_breach_that_is_not_written_down(changes: dict[str, Any], code: str) -> None:
    asked(replace(RECORD, **changes)).refused(code)


def test_it_is_written_down_once() -> None:
    asked(RECORD, FOUND).refused("breach-known")


def test_the_notice_to_the_authorised_body_stops_the_clock() -> None:
    asked(NOTIFY, FOUND).then(BreachNotified)
    late = FOUND.due.at + SECOND
    asked(ASKED, FOUND, now=FOUND.due.at).then()
    asked(ASKED, FOUND, now=late).then(BreachNoticeMissed(due=FOUND.due))
    asked(ASKED, FOUND, notified(), now=late).then()
    asked(ASKED, FOUND, notified(Addressee.CONCERNED), now=late).then(BreachNoticeMissed)
    asked(ASKED, FOUND, BreachNoticeMissed(due=FOUND.due), now=late + timedelta(days=9)).then()


def test_it_can_still_be_notified_when_it_is_late() -> None:
    late = FOUND.due.at + timedelta(days=1)
    asked(NOTIFY, FOUND, BreachNoticeMissed(due=FOUND.due), now=late).then(BreachNotified)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"notified_at": FOUND_ON_FRIDAY - SECOND}, "notified-before-detected"),
        ({"notified_at": FOUND_ON_FRIDAY + SECOND}, "time-in-the-future"),
        ({"channel": "by letter"}, "not-a-key"),
        ({"person": ""}, "text-missing"),
        ({"evidence": " "}, "text-missing"),
    ],
)
def test_a_notice_that_is_none(changes: dict[str, Any], code: str) -> None:
    asked(replace(NOTIFY, **changes), FOUND).refused(code)


def test_others_are_told_besides_and_not_without_end() -> None:
    many = (notified(Addressee.CONCERNED),) * MOST_NOTICES
    asked(NOTIFY, FOUND, *many[1:]).then(BreachNotified)
    asked(NOTIFY, FOUND, *many).refused("too-many-notices")


def test_the_head_can_find_that_it_was_none() -> None:
    (ruled_out,) = asked(RULE_OUT, FOUND).then(BreachRuledOut)
    asked(ASKED, FOUND, ruled_out, now=FOUND.due.at + SECOND).then()
    asked(NOTIFY, FOUND, ruled_out).refused("breach-ruled-out")
    asked(replace(RULE_OUT, reason=""), FOUND).refused("text-missing", "pd-breach-notice")


@pytest.mark.parametrize("command", [NOTIFY, RULE_OUT])
def test_another_regions_breach_is_unknown(command: Any) -> None:
    asked(command).refused("breach-unknown")
    asked(command, a_breach(FOUND_ON_FRIDAY, region="KZ-79")).refused("breach-unknown")


def test_a_check_of_nothing_finds_nothing() -> None:
    asked(ASKED, now=after(60)).then()
    assert breach.evolve(breach.INITIAL, NOON) == breach.INITIAL
    assert {name for name, kind in EVENTS.items() if kind.__module__ == "domain.breach"} <= set(
        EVENTS_BY_NAME
    )
