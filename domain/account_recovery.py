"""Recovery of somebody who has lost their second factor: in person, by two people, never by mail."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from domain.account import Account
from domain.account_entering import (
    EnteringEvent,
    FactorKind,
    FirstCodeHanded,
    PasskeyCounterWentBack,
    PasswordChanged,
    ResetAsked,
    SecondFactorEnrolled,
    SecondFactorRemoved,
    SecondFactorReset,
)
from domain.account_linking import LinkIdentity, UnlinkIdentity, linking
from domain.context import Context
from domain.identity import AccountId
from domain.refusal import Refused

PATIENCE: Final = timedelta(hours=1)
"""So long the second person has to confirm what the first one asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandFirstCode:
    """Make a one-time code for somebody who never had a second factor."""

    account: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class AskReset:
    """Say that the person stands before you and has lost their second factor."""

    account: AccountId
    password: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmReset:
    """Confirm as the second person what another one asked for."""

    account: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetAlone:
    """Whoever runs the machine resets an account while nothing is served."""

    account: AccountId
    password: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEnrolled:
    account: AccountId
    kind: FactorKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRemoved:
    account: AccountId
    kind: FactorKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCounterWentBack:
    account: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPasswordChanged:
    account: AccountId


EnteringCommand = (
    HandFirstCode
    | AskReset
    | ConfirmReset
    | ResetAlone
    | RecordEnrolled
    | RecordRemoved
    | RecordCounterWentBack
    | RecordPasswordChanged
    | LinkIdentity
    | UnlinkIdentity
)


def decide(state: Account, command: EnteringCommand, context: Context) -> tuple[EnteringEvent, ...] | Refused:
    if state.opened is None:
        return Refused(code="account-unknown")
    match command:
        case HandFirstCode():
            return Refused(code="code-by-one-person") if state.enrolled else (FirstCodeHanded(),)
        case AskReset():
            return _ask(command, context)
        case ConfirmReset():
            return _confirm(state, command, context)
        case ResetAlone():
            return (SecondFactorReset(asked_by=None, password=command.password),)
        case RecordEnrolled() | RecordRemoved() | RecordCounterWentBack() | RecordPasswordChanged():
            return (_happened(command),)
        case LinkIdentity() | UnlinkIdentity():
            return linking(state, command)


def _happened(
    command: RecordEnrolled | RecordRemoved | RecordCounterWentBack | RecordPasswordChanged,
) -> EnteringEvent:
    match command:
        case RecordEnrolled():
            return SecondFactorEnrolled(kind=command.kind)
        case RecordRemoved():
            return SecondFactorRemoved(kind=command.kind)
        case RecordCounterWentBack():
            return PasskeyCounterWentBack()
        case RecordPasswordChanged():
            return PasswordChanged()


def _ask(command: AskReset, context: Context) -> tuple[EnteringEvent, ...] | Refused:
    if context.by == command.account:
        return Refused(code="reset-of-oneself")
    until = context.now + PATIENCE
    return (ResetAsked(by=context.by, until=until, password=command.password),)


def _confirm(state: Account, command: ConfirmReset, context: Context) -> tuple[EnteringEvent, ...] | Refused:
    asked = state.reset
    if asked is None or asked.until <= context.now:
        return Refused(code="reset-not-asked")
    if context.by == command.account:
        return Refused(code="reset-of-oneself")
    if context.by is None or context.by == asked.by:
        return Refused(code="reset-by-one-person")
    return (SecondFactorReset(asked_by=asked.by, password=asked.password),)
