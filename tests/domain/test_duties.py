"""The obligations of the threat exception, their hold, and telling a redirected applicant (rules 5 and 6)."""

import pytest

from domain.case import care_commands as ask
from domain.case import care_events as care
from domain.case.terms import DutyKind, DutyState
from domain.law.citations import Rule
from domain.law.due import obligation_due
from tests.builders import (
    CASE,
    CHILD,
    NOON,
    after,
    assessed,
    assigned,
    both_opened,
    danger,
    done,
    held,
    helped,
    opened,
    received,
)
from tests.given import case_of, given

PARENTS, BODY = DutyKind.INFORM_PARENTS, DutyKind.INFORM_BODY
DANGER = ask.RecordHouseholdDanger(case=CASE, words="the stepfather")


def record_done(duty: DutyKind = PARENTS, **changes: str) -> ask.RecordDutyDone:
    said = {"case": CASE, "duty": duty, "person": "P.", "channel": "phone", "result": "told"}
    return ask.RecordDutyDone(**{**said, **changes})


def test_an_obligation_is_done_by_a_person_a_channel_and_a_result() -> None:
    given(received(), *both_opened()).when(record_done()).then(done(PARENTS))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"person": ""}, "text-missing"),
        ({"result": " "}, "text-missing"),
        ({"person": "a" * 301}, "text-too-long"),
        ({"channel": "by phone"}, "not-a-key"),
    ],
)
def test_without_them_it_is_not(said: dict[str, str], code: str) -> None:
    given(received(), *both_opened()).when(record_done(**said)).refused(code)


def test_what_is_not_open_cannot_be_done_or_waived() -> None:
    waive = ask.WaiveDuty(case=CASE, duty=PARENTS, reason="r")
    for case in (given(received()), given(received(), opened(), done(PARENTS))):
        case.when(record_done()).refused("duty-not-open")
        case.when(waive).refused("duty-not-open")


def test_a_danger_in_the_household_holds_informing_it_at_once() -> None:
    given(received(), assessed(1), *both_opened()).when(DANGER).then(danger(), held())
    state = case_of(received(), assessed(1), *both_opened(), danger(), held())
    assert (state.duties[PARENTS].state, state.duties[BODY].state) == (DutyState.HELD, DutyState.OPEN)


def test_before_any_obligation_the_danger_alone_is_recorded() -> None:
    given(received()).when(DANGER).then(danger())
    given(received(), opened(), done(PARENTS)).when(DANGER).then(danger())
    given(received()).when(ask.RecordHouseholdDanger(case=CASE, words="")).refused("text-missing")


def test_held_nobody_is_told_but_the_competent_body_is() -> None:
    case = given(received(), assessed(1), *both_opened(), danger(), held())
    case.when(record_done(PARENTS)).refused("household-is-the-danger", Rule.HOUSEHOLD)
    case.when(record_done(BODY)).then(done(BODY))


def test_the_head_decides_whom_to_inform_with_a_reason() -> None:
    release = ask.ReleaseDuty(case=CASE, duty=PARENTS, towards="the grandmother", reason="lives apart")
    case = given(received(), *both_opened(), danger(), held())
    (event,) = case.when(release, at=after(60)).then(care.DutyReleased)
    assert (event.due, event.towards) == (obligation_due(after(60)).at, "the grandmother")


@pytest.mark.parametrize("field", ["towards", "reason"])
def test_a_release_names_both(field: str) -> None:
    said = {"case": CASE, "duty": PARENTS, "towards": "g", "reason": "r", field: ""}
    held_case = given(received(), opened(), danger(), held())
    held_case.when(ask.ReleaseDuty(**said)).refused("text-missing", field=field)


def test_only_what_is_held_is_released() -> None:
    release = ask.ReleaseDuty(case=CASE, duty=PARENTS, towards="g", reason="r")
    given(received(), opened()).when(release).refused("duty-not-held")


def test_a_waived_obligation_names_its_reason() -> None:
    case = given(received(), opened(), danger(), held())
    case.when(ask.WaiveDuty(case=CASE, duty=PARENTS, reason="they are the danger")).then(care.DutyWaived)
    case.when(ask.WaiveDuty(case=CASE, duty=PARENTS, reason="")).refused("text-missing")


def test_help_at_a_visit_without_consent_opens_both_too_and_once() -> None:
    visit = (received(), assessed(1), assigned())
    ended, *_ = given(*visit).when(helped()).answer.case
    given(*visit).when(helped()).then(ended, *both_opened(), given(*visit).when(helped()).answer.shift[0])
    assert len(given(*visit, *both_opened()).when(helped()).answer.case) == 1


def test_both_are_due_by_the_end_of_the_day_shown_as_ours() -> None:
    _, parents, body = given(received(), assessed(1)).when(ask.StartService(case=CASE, kind="talk")).answer
    assert parents.due == body.due == obligation_due(NOON).at
    assert parents.citation == Rule.SAME_DAY


def test_done_by_whom_is_sealed_under_the_child() -> None:
    assert done(PARENTS).child == CHILD
