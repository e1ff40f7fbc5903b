"""A promise to come back (a follow-up) whose day has ended: missed, once, and still to be kept [ours]."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.case.state import CaseState
from domain.law.local_time import SECOND, last_second

KIND = "promise"
"""Kind of the moment at which a promised day has ended; its `ref` is the follow-up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpMissed:
    """The promised day ended and nobody had come back."""

    follow_up: UUID
    due: datetime


def check_promise(state: CaseState, ref: str, now: datetime) -> tuple[object, ...]:
    """ours-follow-up: the whole promised day is in time."""
    key = UUID(ref)
    on = state.follow_ups.get(key)
    if on is None or key in state.missed_promises or now < last_second(on) + SECOND:
        return ()
    return (FollowUpMissed(follow_up=key, due=last_second(on)),)
