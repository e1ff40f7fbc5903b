"""What happens to somebody's means of entering, as their account's stream tells it: never a secret."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.identity import AccountId


class FactorKind(StrEnum):
    TOTP = "totp"
    PASSKEY = "passkey"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstCodeHanded:
    """A one-time code was made for somebody who never had a second factor: with a password it leads in.

    The centre's head and auditor are told, because whoever makes it could use it themselves.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorEnrolled:
    """The person can show this kind of second factor from now on."""

    kind: FactorKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorRemoved:
    """The person took one of their second factors away."""

    kind: FactorKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyCounterWentBack:
    """A passkey was refused because its counter went back: a copy of it may be in use somewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged:
    """The person chose another password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetAsked:
    """Somebody saw the person, who has lost their second factor. Nothing has changed yet: another has to
    confirm it before `until`. `password`: the password is forgotten too. `by` is absent for nobody's asking.
    """

    by: AccountId | None
    until: datetime
    password: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorReset:
    """Every second factor is gone, every session over; a one-time code leads to new ones.

    `asked_by` is who had asked; absent when whoever runs the machine did it alone.
    """

    asked_by: AccountId | None
    password: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityLinked:
    """The organisation's login at this issuer opens the account from now on, instead of any other there.

    `mark` is a keyed hash of who the person is there, so that the log can tell two apart and name neither.
    """

    issuer: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityUnlinked:
    """The organisation's login at this issuer does not open the account any more."""

    issuer: str
    mark: str


EnteringEvent = (
    FirstCodeHanded
    | SecondFactorEnrolled
    | SecondFactorRemoved
    | PasskeyCounterWentBack
    | PasswordChanged
    | ResetAsked
    | SecondFactorReset
    | IdentityLinked
    | IdentityUnlinked
)
