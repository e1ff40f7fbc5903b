"""Only starting a service asks for consent; a threat waits for none (rules 4 and 5)."""

from datetime import UTC, date, datetime

import pytest

from domain.case import care_commands as ask
from domain.case import care_events as care
from domain.case import visit_commands as visit_ask
from domain.case.commands import AssessCase, ConsiderCase, RecordContact, TakeCase
from domain.case.terms import ConsentForm, DutyKind, RiskClass, ServiceBasis
from domain.law.citations import Rule
from tests.builders import (
    CASE,
    CHILD,
    GUARDIAN,
    NOON,
    VISIT,
    assessed,
    assign,
    assigned,
    both_opened,
    consent_given,
    danger,
    held,
    on_duty,
    opened,
    received,
)
from tests.given import case_of, given

BORN = date(2010, 3, 24)
START = ask.StartService(case=CASE, kind="talk")
REQUEST = ask.RequestConsent(case=CASE, guardian_name="G.", guardian_phone="+7 701 000 00 00")


def local_noon(day: int) -> datetime:
    return datetime(2026, 3, day, 7, tzinfo=UTC)


def service(basis: ServiceBasis = ServiceBasis.CONSENT) -> care.ServiceStarted:
    return care.ServiceStarted(kind="talk", basis=basis, citation=Rule.CONSENT)


@pytest.mark.parametrize("day", [23, 24])
def test_under_16_and_on_the_birthday_no_service_without_consent(day: int) -> None:
    child = given(received(child_birth_date=BORN), assessed(3))
    child.when(START, at=local_noon(day)).refused("consent-needed", Rule.CONSENT)


def test_the_day_after_the_birthday_her_own_age_carries_it() -> None:
    child = given(received(child_birth_date=BORN), assessed(3))
    (event,) = child.when(START, at=local_noon(25)).then(care.ServiceStarted)
    assert event.basis is ServiceBasis.OWN_AGE


def test_the_day_is_that_of_kazakhstan() -> None:
    child = given(received(child_birth_date=BORN), assessed(3))
    last_of_the_birthday = datetime(2026, 3, 24, 18, 59, 59, tzinfo=UTC)
    child.when(START, at=last_of_the_birthday).refused("consent-needed")
    child.when(START, at=datetime(2026, 3, 24, 19, tzinfo=UTC)).then(care.ServiceStarted)


def test_unknown_age_counts_as_under_16() -> None:
    given(received(), assessed(3)).when(START).refused("consent-needed", Rule.CONSENT)


def test_with_consent_a_service_starts() -> None:
    (event,) = given(received(), assessed(3), consent_given()).when(START).then(care.ServiceStarted)
    assert (event.basis, event.citation) == (ServiceBasis.CONSENT, Rule.CONSENT)


@pytest.mark.parametrize("gone", [care.ConsentRefused(guardian=CHILD), care.ConsentWithdrawn(guardian=CHILD)])
def test_refused_or_withdrawn_it_carries_nothing(gone: object) -> None:
    given(received(), assessed(3), consent_given(), gone).when(START).refused("consent-needed")


@pytest.mark.parametrize(
    "command",
    [
        TakeCase(case=CASE),
        AssessCase(case=CASE, risk_class=RiskClass.RAISED, reason="r"),
        RecordContact(case=CASE, channel="phone"),
        ConsiderCase(case=CASE, result="r"),
        assign(),
        visit_ask.AcceptAssignment(case=CASE, visit=VISIT, drive=True),
        visit_ask.RecordArrival(case=CASE, visit=VISIT),
    ],
)
def test_nothing_else_asks_for_consent(command: object) -> None:
    visit = () if isinstance(command, visit_ask.AssignTeam) else (assigned(),)
    refused = care.ConsentRefused(guardian=GUARDIAN)
    case = given(received(), assessed(3), refused, *visit).with_shift(on_duty())
    assert isinstance(case.when(command).answer, tuple) or case.when(command).answer.case


def test_under_a_threat_help_starts_without_consent_and_opens_both_obligations() -> None:
    basis = care.ServiceStarted(kind="talk", basis=ServiceBasis.THREAT_EXCEPTION, citation=Rule.EXCEPTION)
    given(received(), assessed(1)).when(START).then(basis, *both_opened())


def test_a_second_service_opens_them_no_second_time() -> None:
    running = given(received(), assessed(1), service(ServiceBasis.THREAT_EXCEPTION), *both_opened())
    running.when(START).then(care.ServiceStarted)


def test_a_refusal_of_the_parents_never_stops_help_under_a_threat() -> None:
    refused = given(received(), assessed(1), care.ConsentRefused(guardian=GUARDIAN))
    refused.when(START).then(care.ServiceStarted, *both_opened())


def test_with_consent_a_threat_opens_nothing() -> None:
    given(received(), assessed(1), consent_given()).when(START).then(care.ServiceStarted)


def test_where_the_household_is_the_danger_the_first_obligation_is_born_on_hold() -> None:
    case = given(received(), assessed(1), danger())
    case.when(START).then(care.ServiceStarted, *both_opened(), held())


def test_services_are_limited_and_named_by_a_key() -> None:
    case = given(received(), assessed(3), consent_given(), *[service()] * 50)
    case.when(START).refused("too-many-services", most=50)
    prose = ask.StartService(case=CASE, kind="Talk with Aliya")
    given(received(), assessed(3), consent_given()).when(prose).refused("not-a-key", field="kind")


def test_consent_is_requested_of_a_guardian() -> None:
    given(received()).when(REQUEST).then(
        care.ConsentRequested(
            channel="phone", guardian=GUARDIAN, guardian_name="G.", guardian_phone="+7 701 000 00 00"
        )
    )


def test_of_a_household_that_is_the_danger_no_consent_is_asked() -> None:
    given(received(), danger()).when(REQUEST).refused("household-is-the-danger", Rule.HOUSEHOLD)


def test_a_waived_obligation_does_not_let_the_household_be_asked() -> None:
    waived = care.DutyWaived(duty=DutyKind.INFORM_PARENTS, child=CHILD, reason="they are the danger")
    case = given(received(), assessed(1), *both_opened(), danger(), held(), waived)
    case.when(REQUEST).refused("household-is-the-danger")


def test_informed_before_the_danger_was_known_they_are_asked_nothing_after() -> None:
    told = care.DutyDone(duty=DutyKind.INFORM_PARENTS, channel="phone", child=CHILD)
    given(received(), assessed(1), opened(), told, danger()).when(REQUEST).refused("household-is-the-danger")


def test_once_the_head_has_decided_somebody_may_be_asked() -> None:
    released = care.DutyReleased(duty=DutyKind.INFORM_PARENTS, due=NOON, child=CHILD)
    decided = (received(), assessed(1), opened(), danger(), held(), released)
    given(*decided).when(REQUEST).then(care.ConsentRequested)
    given(*decided, danger(), held()).when(REQUEST).refused("household-is-the-danger")


def test_consent_has_a_person_a_form_and_evidence() -> None:
    record = ask.RecordConsent(case=CASE, guardian_name="G.", form=ConsentForm.WRITTEN, evidence="paper 7")
    (event,) = given(received()).when(record).then(care.ConsentGiven)
    assert (event.form, event.evidence) == (ConsentForm.WRITTEN, "paper 7")


@pytest.mark.parametrize("field", ["guardian_name", "evidence"])
def test_consent_without_them_is_refused(field: str) -> None:
    said = {"case": CASE, "guardian_name": "G.", "form": ConsentForm.INFORMED, "evidence": "call", field: " "}
    given(received()).when(ask.RecordConsent(**said)).refused("text-missing", field=field)


def test_a_refusal_stops_ordinary_help_at_once() -> None:
    running = given(received(), assessed(3), consent_given(), service())
    stopped = care.ServicesStopped(citation=Rule.CONSENT)
    running.when(ask.RecordConsentRefused(case=CASE)).then(care.ConsentRefused, stopped)
    running.when(ask.WithdrawConsent(case=CASE)).then(care.ConsentWithdrawn, stopped)


def test_a_refusal_stops_no_help_under_a_threat() -> None:
    running = given(received(), assessed(1), consent_given(), service())
    running.when(ask.WithdrawConsent(case=CASE)).then(care.ConsentWithdrawn, care.DutyOpened, care.DutyOpened)
    own = given(received(), assessed(3), consent_given(), service(ServiceBasis.OWN_AGE))
    own.when(ask.WithdrawConsent(case=CASE)).then(care.ConsentWithdrawn)


def test_only_what_was_given_is_withdrawn() -> None:
    given(received()).when(ask.WithdrawConsent(case=CASE)).refused("no-consent-to-withdraw")


def test_a_childs_own_agreement_is_recorded_and_blocks_nothing() -> None:
    agreement = ask.RecordChildAgreement(case=CASE, agreed=False)
    (event,) = given(received()).when(agreement).then(care.ChildAgreementRecorded)
    at_17 = case_of(received(child_birth_date=date(2009, 1, 1)), assessed(3), event)
    assert at_17 == case_of(received(child_birth_date=date(2009, 1, 1)), assessed(3))


def test_long_words_are_refused() -> None:
    words = "a" * 20_001
    given(received()).when(ask.RecordConsentRefused(case=CASE, words=words)).refused("text-too-long")
    given(received(), consent_given()).when(ask.WithdrawConsent(case=CASE, words=words)).refused(
        "text-too-long"
    )
