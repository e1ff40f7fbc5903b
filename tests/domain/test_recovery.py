"""Recovery takes two people who are neither the person nor each other, within an hour."""

from datetime import timedelta

import pytest

from domain import account_recovery as recovery
from domain.account import INITIAL, Account, OpenAccount, Role, decide, evolve
from domain.account_entering import (
    FactorKind,
    FirstCodeHanded,
    ResetAsked,
    SecondFactorEnrolled,
    SecondFactorReset,
)
from domain.context import Context
from domain.identity import AccountId
from domain.refusal import Refused
from tests.builders import NOON, an_id, context

PERSON, FIRST, OTHER = (AccountId(an_id(name)) for name in ("person", "first", "other"))


@pytest.fixture
def opened() -> Account:
    command = OpenAccount(account=PERSON, login="x", name="X", roles=(Role.DISPATCHER,), region="KZ-75")
    events = decide(INITIAL, command)
    assert not isinstance(events, Refused)
    return evolve(INITIAL, events[0])


def asked(state: Account, by: AccountId = FIRST, *, password: bool = False) -> tuple[Account, Context]:
    at = context(by=by)
    events = recovery.decide(state, recovery.AskReset(account=PERSON, password=password), at)
    assert events == (ResetAsked(by=by, until=at.now + recovery.PATIENCE, password=password),)
    return evolve(state, events[0]), at


def confirmed(state: Account, by: AccountId | None, after: timedelta = timedelta()) -> object:
    at = context(NOON + after, by=by)
    return recovery.decide(state, recovery.ConfirmReset(account=PERSON), at)


@pytest.mark.parametrize("password", [True, False])
def test_two_people_reset(opened: Account, password: bool) -> None:
    waiting, _ = asked(opened, password=password)
    events = confirmed(waiting, OTHER)
    assert events == (SecondFactorReset(asked_by=FIRST, password=password),)
    assert evolve(waiting, SecondFactorReset(asked_by=FIRST, password=password)).reset is None


@pytest.mark.parametrize("by", [FIRST, None])
def test_one_person_does_not(opened: Account, by: AccountId | None) -> None:
    waiting, _ = asked(opened)
    assert confirmed(waiting, by) == Refused(code="reset-by-one-person")


def test_nobody_resets_themselves(opened: Account) -> None:
    command = recovery.AskReset(account=PERSON)
    assert recovery.decide(opened, command, context(by=PERSON)) == Refused(code="reset-of-oneself")
    waiting, _ = asked(opened)
    assert confirmed(waiting, PERSON) == Refused(code="reset-of-oneself")


def test_only_what_was_asked_lately(opened: Account) -> None:
    assert confirmed(opened, OTHER) == Refused(code="reset-not-asked")
    waiting, _ = asked(opened)
    assert confirmed(waiting, OTHER, recovery.PATIENCE) == Refused(code="reset-not-asked")


def test_an_account_that_is_none() -> None:
    for command in (
        recovery.HandFirstCode(account=PERSON),
        recovery.AskReset(account=PERSON),
        recovery.ConfirmReset(account=PERSON),
        recovery.ResetAlone(account=PERSON),
        recovery.RecordEnrolled(account=PERSON, kind=FactorKind.TOTP),
    ):
        assert recovery.decide(INITIAL, command, context()) == Refused(code="account-unknown")


def test_what_a_person_does_is_told(opened: Account) -> None:
    for command, name in (
        (recovery.RecordEnrolled(account=PERSON, kind=FactorKind.PASSKEY), "SecondFactorEnrolled"),
        (recovery.RecordRemoved(account=PERSON, kind=FactorKind.TOTP), "SecondFactorRemoved"),
        (recovery.RecordCounterWentBack(account=PERSON), "PasskeyCounterWentBack"),
        (recovery.RecordPasswordChanged(account=PERSON), "PasswordChanged"),
        (recovery.ResetAlone(account=PERSON), "SecondFactorReset"),
    ):
        events = recovery.decide(opened, command, context(by=PERSON))
        assert not isinstance(events, Refused)
        assert [type(event).__name__ for event in events] == [name]


def test_a_first_code_takes_one_person_and_every_later_one_two(opened: Account) -> None:
    command = recovery.HandFirstCode(account=PERSON)
    assert recovery.decide(opened, command, context(by=FIRST)) == (FirstCodeHanded(),)
    assert evolve(opened, FirstCodeHanded()) == opened
    entered = evolve(opened, SecondFactorEnrolled(kind=FactorKind.TOTP))
    reset = evolve(entered, SecondFactorReset(asked_by=FIRST, password=False))
    for state in (entered, reset, evolve(opened, SecondFactorReset(asked_by=None, password=True))):
        assert recovery.decide(state, command, context(by=FIRST)) == Refused(code="code-by-one-person")
