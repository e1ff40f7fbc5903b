"""The class is a person's decision; re-classing only brings the due time nearer (rule 3)."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.case import care_events as care
from domain.case import commands as ask
from domain.case import events as happened
from domain.case.terms import RiskClass, ServiceBasis
from domain.centre import CentreSettings
from domain.law.citations import Rule
from domain.law.due import threat_due
from tests.builders import (
    ALMA,
    BOLAT,
    CASE,
    CHILD,
    NOON,
    after,
    assessed,
    consent_given,
    ordinary_due,
    received,
)
from tests.given import Given, given


def assess(risk_class: int, **changes: object) -> ask.AssessCase:
    return ask.AssessCase(
        **{"case": CASE, "risk_class": RiskClass(risk_class), "reason": "as told", **changes}
    )


def proposed(risk_class: int = 3) -> happened.LowerClassProposed:
    return happened.LowerClassProposed(risk_class=RiskClass(risk_class), child=CHILD, reason="calm now")


@pytest.mark.parametrize("risk_class", [0, 1])
def test_a_threat_is_due_on_the_day_it_came(risk_class: int) -> None:
    (event,) = given(received()).when(assess(risk_class), at=after(3)).then(happened.CaseAssessed)
    assert event.due == threat_due(NOON)
    assert (event.contact_by, event.leave_by, event.on_site_by) == (after(15), after(30), after(60))


def test_out_of_town_the_group_has_two_hours() -> None:
    (event,) = (
        given(received()).when(assess(1), centre=CentreSettings(in_city=False)).then(happened.CaseAssessed)
    )
    assert event.on_site_by == after(120)


def test_an_ordinary_request_keeps_its_two_working_days() -> None:
    (event,) = given(received()).when(assess(3)).then(happened.CaseAssessed)
    assert (event.due, event.contact_by, event.on_site_by) == (ordinary_due(), None, None)


def test_a_raised_one_has_a_day_for_the_contact() -> None:
    (event,) = given(received()).when(assess(2)).then(happened.CaseAssessed)
    assert (event.due, event.contact_by) == (ordinary_due(), after(24 * 60))


def test_raised_later_it_is_due_on_the_day_it_was_found() -> None:
    tomorrow = NOON + timedelta(days=1)
    (event,) = given(received(), assessed(3)).when(assess(1), at=tomorrow).then(happened.CaseAssessed)
    assert (event.due.at, event.contact_by) == (threat_due(tomorrow).at, tomorrow + timedelta(minutes=15))


def test_found_at_the_first_look_it_is_due_on_the_day_of_receipt() -> None:
    tomorrow = NOON + timedelta(days=1)
    (event,) = given(received()).when(assess(1), at=tomorrow).then(happened.CaseAssessed)
    assert event.due == threat_due(NOON)


def test_raised_after_its_term_the_past_stays_as_it_was() -> None:
    late = datetime(2026, 3, 19, 7, tzinfo=UTC)
    (event,) = given(received(), assessed(3)).when(assess(1), at=late).then(happened.CaseAssessed)
    assert event.due == ordinary_due()


def test_the_same_class_again_moves_no_time() -> None:
    raised = assessed(1, at=after(60))
    (event,) = given(received(), raised).when(assess(1), at=after(70)).then(happened.CaseAssessed)
    assert (event.due, event.contact_by, event.on_site_by) == (raised.due, after(75), after(120))


def test_raised_again_no_target_moves_away() -> None:
    (event,) = given(received(), assessed(1)).when(assess(0), at=after(10)).then(happened.CaseAssessed)
    assert (event.contact_by, event.leave_by, event.on_site_by) == (after(15), after(30), after(60))


def test_a_lower_class_is_only_proposed() -> None:
    given(received(), assessed(1)).when(assess(3)).then(happened.LowerClassProposed)


def test_proposing_the_same_again_does_not_help() -> None:
    waiting = given(received(), assessed(1), proposed(3))
    waiting.when(assess(3)).refused("lowering-waits-for-second-person", Rule.RECLASSING)
    waiting.when(assess(2)).then(happened.LowerClassProposed)


def test_a_second_person_lowers_it_and_the_due_time_stays_the_nearer() -> None:
    confirm = ask.ConfirmLowerClass(case=CASE, reason="spoke with her")
    (event,) = given(received(), assessed(1), proposed(3)).when(confirm, by=BOLAT).then(happened.CaseAssessed)
    assert (event.risk_class, event.due, event.contact_by) == (RiskClass.ORDINARY, threat_due(NOON), None)


def test_whoever_proposed_it_is_not_the_second_person() -> None:
    confirm = ask.ConfirmLowerClass(case=CASE, reason="still calm")
    waiting = given(received(), assessed(1), (proposed(3), NOON, ALMA))
    waiting.when(confirm, by=ALMA).refused("second-person-needed", Rule.RECLASSING)


def test_lowering_needs_a_reason_and_a_proposal() -> None:
    given(received(), assessed(1), proposed()).when(
        ask.ConfirmLowerClass(case=CASE, reason=""), by=BOLAT
    ).refused("text-missing")
    given(received(), assessed(1)).when(ask.ConfirmLowerClass(case=CASE, reason="r"), by=BOLAT).refused(
        "no-lower-class-proposed"
    )


def test_a_higher_class_takes_the_proposal_away() -> None:
    confirm = ask.ConfirmLowerClass(case=CASE, reason="r")
    raised = given(received(), assessed(2), proposed(3), assessed(1))
    raised.when(confirm, by=BOLAT).refused("no-lower-class-proposed")


def running(basis: ServiceBasis, *more: object) -> Given:
    service = care.ServiceStarted(kind="talk", basis=basis, citation=Rule.EXCEPTION)
    return given(received(), assessed(1), *more, service, proposed(3))


@pytest.mark.parametrize("basis", [ServiceBasis.THREAT_EXCEPTION, ServiceBasis.CONSENT])
def test_lowered_while_help_runs_consent_is_needed_from_then_on(basis: ServiceBasis) -> None:
    confirm = ask.ConfirmLowerClass(case=CASE, reason="spoke with her")
    withdrawn = care.ConsentWithdrawn(guardian=CHILD)
    helped = running(basis, withdrawn) if basis is ServiceBasis.CONSENT else running(basis)
    helped.when(confirm, by=BOLAT).then(happened.CaseAssessed, care.ServicesStopped(citation=Rule.CONSENT))


def test_lowered_with_consent_or_still_a_threat_help_goes_on() -> None:
    confirm = ask.ConfirmLowerClass(case=CASE, reason="spoke with her")
    running(ServiceBasis.THREAT_EXCEPTION, consent_given()).when(confirm, by=BOLAT).then(
        happened.CaseAssessed
    )
    service = care.ServiceStarted(kind="talk", basis=ServiceBasis.THREAT_EXCEPTION, citation=Rule.EXCEPTION)
    still = given(received(), assessed(0), service, proposed(1))
    still.when(confirm, by=BOLAT).then(happened.CaseAssessed)


def test_help_at_her_own_word_goes_on_when_the_class_is_lowered() -> None:
    confirm = ask.ConfirmLowerClass(case=CASE, reason="spoke with her")
    running(ServiceBasis.OWN_AGE).when(confirm, by=BOLAT).then(happened.CaseAssessed)


def test_the_software_asks_for_a_reason() -> None:
    given(received()).when(assess(3, reason="")).refused("text-missing", field="reason")


def test_answers_are_limited() -> None:
    answers = tuple(ask.Answer(question=f"q{n}", answer="no") for n in range(51))
    given(received()).when(assess(3, answers=answers)).refused("too-many-answers")
    given(received()).when(assess(3, answers=answers[:50])).then(happened.CaseAssessed)
    long = (ask.Answer(question="q", answer="a" * 2_001),)
    given(received()).when(assess(3, answers=long)).refused("text-too-long", field="answer")
