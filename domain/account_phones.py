"""Phones with a key of their own, as the account's stream tells it: never a key, never a PIN."""

from dataclasses import dataclass

from domain.account import Account
from domain.identity import AccountId, PhoneId
from domain.refusal import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneEnrolled:
    """This phone's key counts for the account from now on. Who confirmed it stands in the envelope."""

    phone: PhoneId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneRevoked:
    """The phone's key counts no longer; its sessions are over."""

    phone: PhoneId


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolPhone:
    account: AccountId
    phone: PhoneId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokePhone:
    account: AccountId
    phone: PhoneId


PhoneCommand = EnrolPhone | RevokePhone


def decide(state: Account, command: PhoneCommand) -> tuple[PhoneEnrolled | PhoneRevoked, ...] | Refused:
    """A closed account gets no new phone; a phone is revoked whatever the account is."""
    if state.opened is None:
        return Refused(code="account-unknown")
    if isinstance(command, RevokePhone):
        return (PhoneRevoked(phone=command.phone),)
    if state.closed:
        return Refused(code="account-closed")
    return (PhoneEnrolled(phone=command.phone, name=command.name),)
