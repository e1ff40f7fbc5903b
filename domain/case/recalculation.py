"""A newer calendar and a request not considered yet (rule 9): its due time moves by an event."""

from dataclasses import dataclass

from domain.case.state import CaseState
from domain.context import Context
from domain.law.due import DueTime
from domain.law.recalculation import recalculated_due
from domain.moments import CheckMoment

CALENDAR = "calendar"
"""Kind of the moment at which a newer edition is known; its `ref` is the edition's key."""
NEW_EDITION = "calendar-edition"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueTimeRecalculated:
    """By a newer edition of the calendar another due time counts from now on; `was` counted until now.

    `reason` is a key. Whoever looks at the case as it was before still sees `was`.
    """

    due: DueTime
    was: DueTime
    reason: str


def ask(edition: str) -> CheckMoment:
    """The question to put to every request that was reckoned by another edition."""
    return CheckMoment(kind=CALENDAR, ref=edition)


def recalculate(state: CaseState, context: Context) -> tuple[object, ...]:
    """The new due time, in either direction; nothing once it is considered or its term has passed."""
    if state.due is None or state.received_at is None or state.considered or state.term_missed:
        return ()
    centre = context.centre
    due = recalculated_due(
        state.due, state.received_at, context.now, centre.week, centre.reading, context.calendar, centre.hours
    )
    return () if due is None else (DueTimeRecalculated(due=due, was=state.due, reason=NEW_EDITION),)
