"""Who wrote through the public form can be asked and can add; said danger rings until somebody looks."""

import pytest

from domain.case.terms import Channel
from domain.case.writer import AskWriter, HearWriter, WriterAnswered, WriterAsked
from domain.identity import subject_of
from domain.law.citations import Rule
from tests.builders import ALMA, CASE, assessed, closed, considered, danger, received, taken
from tests.given import case_of, given

FORM = {"channel": Channel.PUBLIC_FORM}
CHILD = subject_of(CASE, "child")
ASK = AskWriter(case=CASE, question="Where are you now?")
HEAR = HearWriter(case=CASE, text="At home.")


def test_a_question_is_put_and_an_answer_taken_in() -> None:
    given(received(**FORM)).when(ASK).then(WriterAsked(child=CHILD, question="Where are you now?"))
    answered = WriterAnswered(owner=ALMA, child=CHILD, text="At home.")
    given(received(**FORM), taken(ALMA)).when(HEAR).then(answered)


def test_an_answer_to_a_closed_case_is_taken_in_and_a_question_is_not() -> None:
    over = given(received(**FORM), considered(), closed())
    over.when(HEAR).then(WriterAnswered(owner=None, child=CHILD, text="At home."))
    over.when(ASK).refused("case-closed")


@pytest.mark.parametrize("command", [ASK, HEAR])
def test_nobody_is_asked_where_nobody_can_come_back(command: object) -> None:
    given(received()).when(command).refused("no-writer")


def test_nobody_of_the_household_is_asked_while_it_is_the_danger() -> None:
    parent = received(**FORM, caller_relation="parent")
    given(parent, danger()).when(ASK).refused("household-is-the-danger", Rule.HOUSEHOLD)
    given(parent, danger()).when(HEAR).then(WriterAnswered)
    given(received(**FORM, caller_relation="teacher"), danger()).when(ASK).then(WriterAsked)


def test_an_empty_question_or_answer_is_none() -> None:
    given(received(**FORM)).when(AskWriter(case=CASE, question=" ")).refused("text-missing")
    given(received(**FORM)).when(HearWriter(case=CASE, text="")).refused("text-missing")


def test_said_danger_rings_until_a_person_takes_or_assesses_it() -> None:
    said = received(**FORM, says_danger=True)
    assert case_of(said).alarm
    assert not case_of(said, taken()).alarm
    assert not case_of(said, assessed(3)).alarm, "the class is a person's decision"
    assert case_of(said, assessed(1)).alarm
    assert not case_of(received(**FORM)).alarm
    assert case_of(said).risk_class is None
