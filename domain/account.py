"""The account stream: who may enter, as what, where. Passwords and sessions are never in the log.

What an administrator decides about an account that is there: `domain.account_keeping`.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from domain.account_entering import (
    IdentityLinked,
    IdentityUnlinked,
    ResetAsked,
    SecondFactorEnrolled,
    SecondFactorReset,
)
from domain.case.limits import lines_too_long
from domain.identity import AccountId, SpecialistId, TeamId
from domain.refusal import Refused


class Role(StrEnum):
    OPERATOR = "operator"
    DISPATCHER = "dispatcher"
    TEAM = "team"
    """A member of a mobile group, or the group's own phone."""
    LEAD = "lead"
    SPECIALIST = "specialist"
    SUPERVISOR = "supervisor"
    HEAD = "head"
    ANALYST = "analyst"
    """Sees figures of all regions, never a case."""
    AUDITOR = "auditor"
    """Sees who read and changed what, never a case."""
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOpened:
    """`name` is how colleagues see this person. A team's account names the team whose phone it is."""

    login: str
    name: str
    roles: tuple[Role, ...]
    region: str
    language: str
    specialist: SpecialistId | None
    team: TeamId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageChosen:
    """The person reads and writes in this language from now on."""

    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesChanged:
    """These are the account's roles from now on, all of them."""

    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRenamed:
    """Colleagues see this person under this name from now on."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPlaced:
    """Which team's phone the account is, and which specialist the person is; nothing where neither."""

    team: TeamId | None
    specialist: SpecialistId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountMoved:
    """The account belongs to this region from now on. It comes without roles: that region gives them."""

    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountClosed:
    """Nobody enters with this account any more; its name stays beside what was done with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountReopened:
    """The account may enter again, with the roles it had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAccount:
    account: AccountId
    login: str
    name: str
    roles: tuple[Role, ...]
    region: str
    language: str = "kk"
    specialist: SpecialistId | None = None
    team: TeamId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseLanguage:
    account: AccountId
    language: str


LANGUAGES = ("kk", "ru", "en")

AccountEvent = (
    AccountOpened
    | LanguageChosen
    | RolesChanged
    | AccountRenamed
    | AccountPlaced
    | AccountMoved
    | AccountClosed
    | AccountReopened
)
AccountCommand = OpenAccount | ChooseLanguage


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    opened: AccountOpened | None = None
    language: str = "kk"
    name: str = ""
    roles: tuple[Role, ...] = ()
    region: str = ""
    team: TeamId | None = None
    specialist: SpecialistId | None = None
    closed: bool = False
    reset: ResetAsked | None = None
    enrolled: bool = False
    """Whether there ever was a second factor; it stays so after a reset, which took two people."""
    logins: tuple[IdentityLinked | IdentityUnlinked, ...] = ()
    """What was last said of the organisation's login, once for each issuer."""


INITIAL = Account()


def evolve(state: Account, event: object) -> Account:
    match event:
        case AccountOpened():
            return Account(
                opened=event,
                language=event.language,
                name=event.name,
                roles=event.roles,
                region=event.region,
                team=event.team,
                specialist=event.specialist,
            )
        case LanguageChosen():
            return replace(state, language=event.language)
        case RolesChanged():
            return replace(state, roles=event.roles)
        case AccountRenamed():
            return replace(state, name=event.name)
        case AccountPlaced():
            return replace(state, team=event.team, specialist=event.specialist)
        case AccountMoved():
            return replace(state, region=event.region, roles=(), team=None, specialist=None)
        case AccountClosed() | AccountReopened():
            return replace(state, closed=isinstance(event, AccountClosed))
        case _:
            return _entering(state, event)


def _entering(state: Account, event: object) -> Account:
    match event:
        case ResetAsked():
            return replace(state, reset=event)
        case SecondFactorReset():
            return replace(state, reset=None, enrolled=True)
        case SecondFactorEnrolled():
            return replace(state, enrolled=True)
        case IdentityLinked() | IdentityUnlinked():
            others = tuple(said for said in state.logins if said.issuer != event.issuer)
            return replace(state, logins=(*others, event))
        case _:
            return state


def group_missing(roles: tuple[Role, ...], team: TeamId | None) -> Refused | None:
    """A group's account without a group would be led to a phone that can show nothing.

    Accounts of before stay as they are until somebody changes them.
    """
    if Role.TEAM in roles and team is None:
        return Refused(code="account-without-group", params={"field": "team"})
    return None


def decide(state: Account, command: AccountCommand) -> tuple[AccountEvent, ...] | Refused:
    if command.language not in LANGUAGES:
        return Refused(code="language-unknown")
    match command:
        case OpenAccount():
            if state.opened is not None:
                return Refused(code="account-known")
            if not command.login.strip() or not command.roles:
                return Refused(
                    code="account-incomplete", params={"field": "roles" if command.login.strip() else "login"}
                )
            if not command.name.strip():
                return Refused(code="name-missing", params={"field": "name"})
            refused = group_missing(command.roles, command.team) or lines_too_long(
                login=command.login, name=command.name
            )
            if refused is not None:
                return refused
            return (
                AccountOpened(
                    login=command.login.strip().lower(),
                    name=command.name.strip(),
                    roles=command.roles,
                    region=command.region,
                    language=command.language,
                    specialist=command.specialist,
                    team=command.team,
                ),
            )
        case ChooseLanguage():
            if state.opened is None:
                return Refused(code="account-unknown")
            return () if state.language == command.language else (LanguageChosen(language=command.language),)
