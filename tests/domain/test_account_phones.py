"""Phones in the account's stream: given, when, then."""

from dataclasses import replace
from uuid import UUID

from domain.account import INITIAL as NOBODY
from domain.account import AccountOpened, Role, evolve
from domain.account_phones import EnrolPhone, PhoneEnrolled, PhoneRevoked, RevokePhone, decide
from domain.identity import AccountId, PhoneId
from domain.refusal import Refused

ACCOUNT, PHONE = AccountId(UUID(int=1)), PhoneId(UUID(int=2))
OPEN = evolve(
    NOBODY,
    AccountOpened(
        login="t", name="T", roles=(Role.TEAM,), region="KZ-75", language="kk", specialist=None, team=None
    ),
)
ENROL = EnrolPhone(account=ACCOUNT, phone=PHONE, name="Aigul's")
REVOKE = RevokePhone(account=ACCOUNT, phone=PHONE)


def test_an_open_account_gets_a_phone() -> None:
    assert decide(OPEN, ENROL) == (PhoneEnrolled(phone=PHONE, name="Aigul's"),)


def test_a_closed_one_gets_none_but_loses_what_it_has() -> None:
    closed = replace(OPEN, closed=True)
    assert decide(closed, ENROL) == Refused(code="account-closed")
    assert decide(closed, REVOKE) == (PhoneRevoked(phone=PHONE),)


def test_nobodys_account_has_no_phone() -> None:
    assert decide(NOBODY, ENROL) == Refused(code="account-unknown")
    assert decide(NOBODY, REVOKE) == Refused(code="account-unknown")


def test_what_is_told_changes_nothing_else() -> None:
    assert evolve(OPEN, PhoneEnrolled(phone=PHONE, name="x")) == OPEN
