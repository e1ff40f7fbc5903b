"""Rule 5. Under an immediate threat help starts without consent; two obligations open at the same moment."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.law.citations import Rule
from domain.law.local_time import last_second, local_date
from domain.law.terms import EVERY_DAY, DueKind, DueTime


class Obligation(StrEnum):
    """The two duties that open with help given without consent."""

    INFORM_PARENTS = "inform-parents"
    INFORM_BODY = "inform-body"


class CompetentBody(StrEnum):
    """Whom the second duty is met with."""

    POLICE = "police"
    GUARDIANSHIP = "guardianship"
    PROSECUTOR = "prosecutor"
    HEALTH = "health"


PARTS: Final = ("time", "person", "channel", "result")
"""What must be recorded of an obligation before it is settled."""


def obligation_due(opened_at: datetime) -> DueTime:
    """ours-same-day-obligation: the end of the local day on which the obligation opened (aware UTC).

    The duty itself is the Rules' (r-threat-exception); they name no term in hours, so the term is ours and is
    shown as ours.
    """
    return DueTime(
        at=last_second(local_date(opened_at)),
        kind=DueKind.OBLIGATION,
        citation=Rule.SAME_DAY,
        edition=EVERY_DAY,
        rests_on=(Rule.EXCEPTION,),
    )


def on_hold(obligation: Obligation, *, household_is_danger: bool, head_decided: bool) -> bool:
    """ours-household-danger: whether the duty waits: no reminder, no contact shown, no message to the home.

    When a parent or anyone in the household is recorded as the danger, nobody there is informed or asked
    until the head of the centre decides, with a reason, whom to inform. The other duty never waits.
    """
    return obligation is Obligation.INFORM_PARENTS and household_is_danger and not head_decided


def lacking(recorded: frozenset[str], *, head_signed_reason: bool = False) -> tuple[str, ...]:
    """r-threat-exception: which of `PARTS` still keep the case open; empty when the duty is settled.

    Settled is a time, a person, a channel and a result, or a reason signed by the head of the centre.
    """
    return () if head_signed_reason else tuple(part for part in PARTS if part not in recorded)
