"""What the doors of phones are answered with; OpenAPI is made of these shapes."""

from typing import Literal, TypedDict

from web.answers import NothingAnswer

__all__ = [
    "BroughtAnswer",
    "ChallengeAnswer",
    "EnteredAnswer",
    "InvitedAnswer",
    "NothingAnswer",
    "PhonesAnswer",
    "StageAnswer",
]

Stages = Literal["shown", "claimed", "confirmed", "enrolled", "over"]


class InvitedAnswer(TypedDict):
    """`qr` is a picture as a data address; `address` is what it says."""

    invitation: str
    address: str
    qr: str
    until: str


class StageAnswer(TypedDict):
    stage: Stages
    comparison: str | None


class PhoneAnswer(TypedDict):
    id: str
    name: str
    account: str
    whose: str
    since: str
    seen: str | None
    locked: bool


class PhoneAccountAnswer(TypedDict):
    id: str
    name: str


class PhonesAnswer(TypedDict):
    phones: list[PhoneAnswer]
    accounts: list[PhoneAccountAnswer]


class BroughtAnswer(TypedDict):
    stage: Stages
    phone: str | None


class ChallengeAnswer(TypedDict):
    challenge: str
    name: str


class EnteredAnswer(TypedDict):
    account: str
    roles: list[str]
