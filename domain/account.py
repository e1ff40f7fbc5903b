"""The account stream: who may enter, as what, where. Passwords and sessions are never in the log."""

from dataclasses import dataclass, replace
from enum import StrEnum

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

AccountEvent = AccountOpened | LanguageChosen
AccountCommand = OpenAccount | ChooseLanguage


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    opened: AccountOpened | None = None
    language: str = "kk"


INITIAL = Account()


def evolve(state: Account, event: object) -> Account:
    match event:
        case AccountOpened():
            return Account(opened=event, language=event.language)
        case LanguageChosen():
            return replace(state, language=event.language)
        case _:
            return state


def decide(state: Account, command: AccountCommand) -> tuple[AccountEvent, ...] | Refused:
    if command.language not in LANGUAGES:
        return Refused(code="language-unknown")
    match command:
        case OpenAccount():
            if state.opened is not None:
                return Refused(code="account-known")
            if not command.login.strip() or not command.roles:
                return Refused(code="account-incomplete")
            return (
                AccountOpened(
                    login=command.login.strip().lower(),
                    name=command.name,
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
