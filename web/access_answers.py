"""What doors about entering answer with; OpenAPI is made of these shapes."""

from typing import Any, Literal, TypedDict


class LoginAnswer(TypedDict):
    """`next`: "in" is done; else the second factor is still to be shown, or a first one to be enrolled."""

    next: Literal["in", "second-factor", "one-time-code", "enrol"]
    account: str | None
    roles: list[str]
    kinds: list[str]


class WaysAnswer(TypedDict):
    """Kinds of second factor that one has; `code` is null but in a demonstration."""

    kinds: list[str]
    code: str | None


class ChallengeAnswer(TypedDict):
    """What the browser's `navigator.credentials` is given, binary fields in base64url."""

    options: dict[str, Any]


class EnrolOptionsAnswer(TypedDict):
    """A secret for an app, as text, as a line for apps and as a picture; or what a passkey is made of."""

    login: str
    secret: str
    otpauth: str
    qr: str
    passkey: dict[str, Any]


class FactorAnswer(TypedDict):
    id: str
    kind: Literal["totp", "passkey"]
    name: str
    since: str
    used: str | None


class FactorsAnswer(TypedDict):
    factors: list[FactorAnswer]


class LockedAnswer(TypedDict):
    locked: bool


class ResetAnswer(TypedDict):
    account: str
    by: str | None
    until: str


class ResetsAnswer(TypedDict):
    resets: list[ResetAnswer]


class CodeAnswer(TypedDict):
    """Shown this once."""

    code: str
    until: str
