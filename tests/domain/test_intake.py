"""Receiving, attaching, taking, handing over (rule 6): nothing is refused at the door but what cannot be."""

from datetime import date, timedelta

import pytest

from domain.case import commands as ask
from domain.case import events as happened
from domain.case import intake
from domain.case.corrections import Whereabouts
from domain.case.terms import Channel, RiskClass
from domain.identity import CaseId
from tests.builders import (
    ALMA,
    BOLAT,
    CASE,
    NOON,
    OTHER_CASE,
    SCHOOL,
    SECOND,
    after,
    an_id,
    assessed,
    closed,
    considered,
    ordinary_due,
    receive,
    received,
    taken,
)
from tests.given import Answer, case_of, given


def test_a_request_gets_its_slip_with_number_times_and_term() -> None:
    slip = given().when(receive()).then(happened.CaseReceived)[0]
    assert (slip.number, slip.received_at, slip.registered_at) == ("KZ-75-2026-000001", NOON, NOON)
    assert (slip.due, slip.take_by, slip.anonymous) == (ordinary_due(), after(5), True)


@pytest.mark.parametrize("channel", list(Channel))
def test_any_channel_without_a_name_a_place_or_a_story_is_received(channel: Channel) -> None:
    nowhere = Whereabouts()
    given().when(receive(channel=channel, school=None), where=nowhere).then(happened.CaseReceived)


def test_a_caller_with_a_name_or_a_phone_is_not_anonymous() -> None:
    for said in ({"caller_name": "C."}, {"caller_phone": "+7 701 000 00 00"}):
        assert not given().when(receive(**said)).then(happened.CaseReceived)[0].anonymous


def test_a_receiver_may_assess_at_once() -> None:
    urgent = receive(risk_class=RiskClass.THREAT, reason="a knife")
    _, decided = given().when(urgent).then(happened.CaseReceived, happened.CaseAssessed)
    assert (decided.contact_by, decided.leave_by, decided.on_site_by) == (after(15), after(30), after(60))


def test_assessing_at_once_asks_for_the_reason() -> None:
    given().when(receive(risk_class=RiskClass.THREAT)).refused("text-missing", field="reason")


def test_answers_given_at_the_door_are_limited_like_any_others() -> None:
    answers = tuple(ask.Answer(question=f"q{n}", answer="no") for n in range(51))
    urgent = receive(risk_class=RiskClass.THREAT, reason="a knife", answers=answers)
    given().when(urgent).refused("too-many-answers", most=50)


def test_a_report_of_last_week_counts_from_when_it_came() -> None:
    friday = NOON - timedelta(days=3)
    slip = given().when(receive(received_at=friday)).then(happened.CaseReceived)[0]
    assert (slip.due, slip.received_at) == (ordinary_due(friday), friday)


def test_a_place_that_is_no_school_is_sealed_and_its_neighbour_stands_in_clear() -> None:
    where = Whereabouts(nearest_school=SCHOOL, district="bostandyk")
    slip = given().when(receive(school=None, point=(43.2, 76.9)), where=where).then(happened.CaseReceived)[0]
    assert (slip.school, slip.nearest_school, slip.point) == (None, SCHOOL, (43.2, 76.9))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"received_at": NOON + SECOND}, "time-in-the-future"),
        ({"received_at": NOON - timedelta(days=366) - SECOND}, "time-too-long-ago"),
        ({"publication_seen_at": NOON + SECOND}, "time-in-the-future"),
        ({"child_birth_date": date(2026, 3, 17)}, "birth-date-after-today"),
        ({"child_birth_date": date(1905, 3, 16)}, "birth-date-too-long-ago"),
        ({"point": (float("nan"), 76.9)}, "point-not-a-number"),
        ({"point": (0.0, 0.0)}, "point-zero"),
        ({"point": (76.9, 43.2)}, "point-swapped"),
        ({"point": (55.7, 37.6)}, "point-outside-country"),
        ({"story": "a" * 20_001}, "text-too-long"),
        ({"child_name": "a" * 301}, "text-too-long"),
        ({"publication": "a" * 2_001}, "text-too-long"),
        ({"child_language": "speaks with her aunt Zarina"}, "not-a-key"),
    ],
)
def test_what_cannot_be_is_refused(said: dict[str, object], code: str) -> None:
    given().when(receive(**said)).refused(code)


@pytest.mark.parametrize(
    "said",
    [
        {"received_at": NOON},
        {"child_birth_date": date(2026, 3, 16)},
        {"child_birth_date": date(1906, 3, 17)},
        {"story": "a" * 20_000},
        {"child_name": "a" * 300},
        {"publication": "a" * 2_000},
        {"child_language": "kk"},
    ],
)
def test_what_just_can_be_is_received(said: dict[str, object]) -> None:
    given().when(receive(**said)).then(happened.CaseReceived)


def test_a_school_that_no_register_has_is_refused() -> None:
    given().when(receive(), where=Whereabouts(school_known=False)).refused("school-unknown")


def test_the_same_case_is_received_once() -> None:
    given(received()).when(receive()).refused("case-known")


def test_nothing_happens_to_a_case_that_nobody_received() -> None:
    given().when(ask.TakeCase(case=CASE)).refused("case-unknown")


def attach(request: object, to: object, **changes: CaseId) -> Answer:
    command = ask.AttachRequest(**{"case": OTHER_CASE, "to": CASE, **changes})
    answer = intake.attach(request, to, command)
    return Answer((*answer[0], *answer[1]) if isinstance(answer, tuple) else answer)


def test_an_attached_request_keeps_its_own_slip_and_term() -> None:
    attach(case_of(received(number="2")), case_of(received(number="1"))).then(
        happened.CaseAttached(to=CASE, to_number="1"),
        happened.RequestJoined(request=OTHER_CASE, request_number="2"),
    )
    joined = case_of(received(number="2"), happened.CaseAttached(to=CASE, to_number="1"))
    assert (joined.open, joined.due) == (True, ordinary_due())


def test_attaching_it_again_changes_nothing() -> None:
    attach(case_of(received(), happened.CaseAttached(to=CASE, to_number="1")), case_of(received())).then()


def test_a_closed_case_neither_joins_nor_is_joined() -> None:
    finished = case_of(received(), assessed(), considered(), closed())
    attach(finished, case_of(received())).refused("case-not-open")
    attach(case_of(received()), finished).refused("case-not-open")


def test_a_request_is_attached_to_one_case_only() -> None:
    elsewhere = happened.CaseAttached(to=an_id("third"), to_number="3")
    attach(case_of(received(), elsewhere), case_of(received())).refused("already-attached")


def test_attachments_have_one_level() -> None:
    attached = case_of(received(), happened.CaseAttached(to=an_id("third"), to_number="3"))
    attach(case_of(received()), attached).refused("cannot-attach-here")
    attach(case_of(received()), case_of(received()), case=CASE).refused("cannot-attach-here")
    joined = case_of(received(), happened.RequestJoined(request=an_id("third"), request_number="3"))
    attach(joined, case_of(received())).refused("has-attached-requests")


def test_whoever_takes_it_answers_for_it_and_must_act() -> None:
    given(received()).when(ask.TakeCase(case=CASE)).then(happened.CaseTaken(owner=ALMA, act_by=after(15)))


def test_taking_it_twice_changes_nothing() -> None:
    given(received(), taken()).when(ask.TakeCase(case=CASE)).then()


def test_somebody_elses_case_is_not_taken_away() -> None:
    given(received(), taken(BOLAT)).when(ask.TakeCase(case=CASE)).refused("already-taken", account=str(BOLAT))


def test_when_the_alarm_is_back_anyone_takes_it() -> None:
    sounding = given(received(), taken(BOLAT), happened.AlarmReturned())
    sounding.when(ask.TakeCase(case=CASE)).then(happened.CaseTaken)


def test_the_clock_takes_no_case() -> None:
    given(received()).when(ask.TakeCase(case=CASE), by=None).refused("person-needed")


def test_a_case_is_handed_over_and_the_time_to_act_begins_anew() -> None:
    hand_over = ask.HandOverCase(case=CASE, to=BOLAT)
    given(received(), taken()).when(hand_over, at=after(10)).then(
        happened.CaseHandedOver(owner=BOLAT, act_by=after(25))
    )
    given(received(), taken(BOLAT)).when(hand_over).then()
