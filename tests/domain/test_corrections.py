"""Notes, calls, contacts, and putting right what was written wrongly: always a new event."""

from datetime import date

import pytest

from domain.case import commands as ask
from domain.case import events as happened
from domain.case.corrections import Whereabouts
from domain.case.terms import EmergencyService, Target
from tests.builders import (
    CALLER,
    CASE,
    CHILD,
    GUARDIAN,
    SCHOOL,
    after,
    an_id,
    assessed,
    closed,
    considered,
    received,
)
from tests.given import case_of, given


def test_a_note_is_added_even_to_a_closed_case() -> None:
    finished = given(received(), assessed(), considered(), closed())
    finished.when(ask.AddNote(case=CASE, text="the school rang")).then(
        happened.Noted(child=CHILD, text="the school rang")
    )


def test_an_empty_note_is_refused() -> None:
    given(received()).when(ask.AddNote(case=CASE, text=" ")).refused("text-missing", field="text")


def test_a_call_to_an_emergency_service_is_recorded() -> None:
    called = ask.RecordServiceCall(case=CASE, service=EmergencyService.POLICE)
    given(received()).when(called).then(happened.ServiceCalled)


def test_the_first_contact_meets_its_target() -> None:
    contact = ask.RecordContact(case=CASE, channel="phone")
    (made,) = given(received(), assessed(1)).when(contact).then(happened.ContactMade)
    state = case_of(received(), assessed(1), (made, after(7), None), (made, after(9), None))
    assert state.met[Target.CONTACT] == after(7)


def test_a_channel_is_a_key_because_it_stands_in_clear() -> None:
    given(received()).when(ask.RecordContact(case=CASE, channel="by her aunt")).refused("not-a-key")


def test_the_school_is_corrected_with_its_district() -> None:
    other = an_id("other school")
    where = Whereabouts(nearest_school=other, district="medeu")
    correct = ask.CorrectSchool(case=CASE, school=other)
    (event,) = given(received()).when(correct, where=where).then(happened.PlaceCorrected)
    assert (event.school, event.district) == (other, "medeu")


@pytest.mark.parametrize(
    ("said", "known", "code"),
    [
        ({}, True, "place-missing"),
        ({"school": SCHOOL}, False, "school-unknown"),
        ({"point": (0.0, 0.0)}, True, "point-zero"),
    ],
)
def test_a_place_that_cannot_be_is_refused(said: dict[str, object], known: bool, code: str) -> None:
    correct = ask.CorrectSchool(case=CASE, **said)
    given(received()).when(correct, where=Whereabouts(school_known=known)).refused(code)


def test_a_corrected_birth_date_counts_and_what_was_not_said_stays() -> None:
    correct = ask.CorrectChild(case=CASE, child_birth_date=date(2009, 1, 1))
    (event,) = given(received()).when(correct).then(happened.ChildCorrected)
    state = case_of(received(child_language="kk"), event)
    assert (state.birth_date, state.child_language) == (date(2009, 1, 1), "kk")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"child_birth_date": date(2026, 3, 17)}, "birth-date-after-today"),
        ({"child_name": "a" * 301}, "text-too-long"),
        ({"child_language": "Kazakh, with her aunt"}, "not-a-key"),
    ],
)
def test_a_child_that_cannot_be_is_refused(said: dict[str, object], code: str) -> None:
    given(received()).when(ask.CorrectChild(case=CASE, **said)).refused(code)


@pytest.mark.parametrize(("whose", "subject"), [("child", CHILD), ("caller", CALLER), ("guardian", GUARDIAN)])
def test_a_phone_is_sealed_under_its_own_person(whose: str, subject: object) -> None:
    correct = ask.CorrectPhone(case=CASE, whose=whose, phone="+7 701 000 00 00")
    (event,) = given(received()).when(correct).then(happened.PhoneCorrected)
    assert event.subject == subject


def test_a_phone_belongs_to_somebody() -> None:
    given(received()).when(ask.CorrectPhone(case=CASE, whose="aunt", phone="1")).refused("person-unknown")
