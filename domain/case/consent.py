"""Consent and services: only starting a service asks for consent (rule 4); a threat waits for none (5)."""

from domain.case import care_commands as ask
from domain.case import care_events as care
from domain.case.duties import exception_opens, parents_held
from domain.case.limits import lines_too_long, needs_text, not_a_key, too_long
from domain.case.state import CaseState
from domain.case.terms import ConsentState, ServiceBasis
from domain.context import Context
from domain.identity import subject_of
from domain.law.citations import Rule
from domain.law.consent import needs_consent
from domain.law.local_time import local_date
from domain.refusal import Refused

MOST_SERVICES = 50


def request(state: CaseState, command: ask.RequestConsent, context: Context) -> tuple[object, ...] | Refused:
    """Nobody of the household is asked while somebody of the household is the danger (rule 5)."""
    if parents_held(state):
        return Refused(code="household-is-the-danger", citation=Rule.HOUSEHOLD)
    refused = lines_too_long(
        guardian_name=command.guardian_name, guardian_phone=command.guardian_phone
    ) or not_a_key("channel", command.channel)
    return refused or (
        care.ConsentRequested(
            channel=command.channel,
            guardian=subject_of(command.case, "guardian"),
            guardian_name=command.guardian_name,
            guardian_phone=command.guardian_phone,
        ),
    )


def give(state: CaseState, command: ask.RecordConsent, context: Context) -> tuple[object, ...] | Refused:
    """Written or informed; by whom, when, in what form, on what evidence."""
    refused = (
        needs_text("guardian_name", command.guardian_name)
        or lines_too_long(guardian_name=command.guardian_name)
        or needs_text("evidence", command.evidence)
    )
    return refused or (
        care.ConsentGiven(
            form=command.form,
            guardian=subject_of(command.case, "guardian"),
            guardian_name=command.guardian_name,
            evidence=command.evidence,
        ),
    )


def refuse(
    state: CaseState, command: ask.RecordConsentRefused, context: Context
) -> tuple[object, ...] | Refused:
    refused = lines_too_long(guardian_name=command.guardian_name) or too_long("words", command.words)
    event = care.ConsentRefused(
        guardian=subject_of(command.case, "guardian"),
        guardian_name=command.guardian_name,
        words=command.words or None,
    )
    return refused or (event, *_without_consent(state, context))


def withdraw(
    state: CaseState, command: ask.WithdrawConsent, context: Context
) -> tuple[object, ...] | Refused:
    if state.consent is not ConsentState.GIVEN:
        return Refused(code="no-consent-to-withdraw")
    event = care.ConsentWithdrawn(guardian=subject_of(command.case, "guardian"), words=command.words or None)
    return too_long("words", command.words) or (event, *_without_consent(state, context))


def agreement(
    state: CaseState, command: ask.RecordChildAgreement, context: Context
) -> tuple[object, ...] | Refused:
    return (care.ChildAgreementRecorded(agreed=command.agreed),)


def start_service(
    state: CaseState, command: ask.StartService, context: Context
) -> tuple[object, ...] | Refused:
    """Refused without consent for a child under 16, unless the threat exception carries it."""
    refused = not_a_key("kind", command.kind)
    if refused is not None:
        return refused
    if len(state.services) >= MOST_SERVICES:
        return Refused(code="too-many-services", params={"most": MOST_SERVICES})
    if state.consent is ConsentState.GIVEN:
        return _started(command, ServiceBasis.CONSENT, Rule.CONSENT)
    if not needs_consent(state.birth_date, local_date(context.happened_at)):
        return _started(command, ServiceBasis.OWN_AGE, Rule.CONSENT)
    if state.threat:
        started = _started(command, ServiceBasis.THREAT_EXCEPTION, Rule.EXCEPTION)
        return (*started, *exception_opens(state, context))
    return Refused(code="consent-needed", citation=Rule.CONSENT)


def _started(command: ask.StartService, basis: ServiceBasis, citation: str) -> tuple[object, ...]:
    return (care.ServiceStarted(kind=command.kind, basis=basis, citation=citation),)


def _without_consent(state: CaseState, context: Context) -> tuple[object, ...]:
    """Services begun on the consent that is no more: ordinary ones end at once.

    Under a threat help goes on, from here on by the exception: its two obligations open at this moment.
    """
    if ServiceBasis.CONSENT not in state.services:
        return ()
    return exception_opens(state, context) if state.threat else (care.ServicesStopped(citation=Rule.CONSENT),)
