"""Rule 5. Under an immediate threat help starts without consent, and two obligations open at the same moment."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.law.local_time import last_second, local_day
from domain.law.terms import EVERY_DAY, DueKind, DueTime


class Obligation(StrEnum):
    """The two duties that open with help given without consent."""

    INFORM_PARENTS = "inform-parents"
    INFORM_COMPETENT_BODY = "inform-competent-body"


class CompetentBody(StrEnum):
    """Whom the second duty is met with."""

    POLICE = "police"
    GUARDIANSHIP = "guardianship"
    PROSECUTOR = "prosecutor"
    HEALTH = "health"


OBLIGATIONS: Final = (Obligation.INFORM_PARENTS, Obligation.INFORM_COMPETENT_BODY)


def obligation_due(opened_at: datetime, obligation: Obligation) -> DueTime:
    """ours-same-day-obligation: the end of the local day on which the obligation opened (aware UTC).

    The duty itself is the Rules' (r-threat-exception); they name no term in hours, so the term is ours and is
    shown as ours.
    """
    return DueTime(
        at=last_second(local_day(opened_at)),
        kind=DueKind(obligation.value),
        citation="ours-same-day-obligation",
        edition=EVERY_DAY,
        rests_on=("r-threat-exception",),
    )


def on_hold(obligation: Obligation, *, household_is_danger: bool, head_named_whom: bool) -> bool:
    """ours-household-danger: whether the duty waits: no reminder, no contact shown, no message to the household.

    When a parent or anyone in the household is recorded as the danger, nobody there is informed or asked until
    the head of the centre decides, with a reason, whom to inform. The competent body's duty never waits.
    """
    return obligation is Obligation.INFORM_PARENTS and household_is_danger and not head_named_whom


@dataclass(frozen=True, slots=True, kw_only=True)
class Fulfilment:
    """What is known of how a duty was met. Each flag says that the thing is recorded, not what it is."""

    has_time: bool = False
    has_person: bool = False
    has_channel: bool = False
    has_result: bool = False
    signed_by_head: bool = False
    has_reason: bool = False


def lacking(told: Fulfilment) -> tuple[str, ...]:
    """r-threat-exception: what still keeps the case open; empty when the duty is settled.

    Settled is a time, a person, a channel and a result, or a reason signed by the head of the centre.
    """
    if told.signed_by_head and told.has_reason:
        return ()
    parts = (
        ("time", told.has_time),
        ("person", told.has_person),
        ("channel", told.has_channel),
        ("result", told.has_result),
    )
    return tuple(name for name, recorded in parts if not recorded)
