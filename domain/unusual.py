"""Unusual reading, noticed: a small stream per account. Which kind, in which hour; nothing of the card."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from domain.identity import AccountId

_STREAM = UUID("6a6b3b0e-5d0a-5c0e-9d53-756e75737561")


class Unusual(StrEnum):
    """What is worth a question. None of these is forbidden, and none proves anything."""

    MANY_CARDS = "many-cards"
    OWN_SURNAME = "own-surname"
    OTHER_REGION = "other-region"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusualReadingNoticed:
    """Once per account, kind and hour."""

    account: AccountId
    kind: Unusual
    hour: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeUnusualReading:
    account: AccountId
    kind: Unusual
    hour: datetime


State = Mapping[Unusual, datetime]
"""The newest hour in which each kind was noticed."""

INITIAL: State = {}


def stream_of(account: AccountId) -> UUID:
    """Beside the account's own stream: noticing somebody's reading changes nothing about the account."""
    return uuid5(_STREAM, str(account))


def evolve(state: State, event: object) -> State:
    return {**state, event.kind: event.hour} if isinstance(event, UnusualReadingNoticed) else state


def decide(state: State, command: NoticeUnusualReading) -> tuple[UnusualReadingNoticed, ...]:
    known = state.get(command.kind)
    if known is not None and known >= command.hour:
        return ()
    return (UnusualReadingNoticed(account=command.account, kind=command.kind, hour=command.hour),)
