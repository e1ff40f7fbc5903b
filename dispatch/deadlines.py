"""What the clock is asked to come back for, and who answers when it does.

A case asks for most of it (`domain.case.deadlines`). Another kind of stream names its events in `LEFT_BY` and
its kinds of moments in `ANSWERED_BY`; a kind belongs to one kind of stream alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dispatch.outcomes import Outcome, one
from dispatch.ports import Due, Reader, StreamKind
from dispatch.streams import BREACH, CASE, EXPORT, SCHOOL
from domain import breach, export, export_events, monitoring, school
from domain.case.deadlines import check as check_case
from domain.case.deadlines import moments as moments_of_case
from domain.context import Context
from domain.moments import CheckMoment, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """The kind of stream that a moment belongs to, and its decision: (state, command, context) -> events."""

    stream: StreamKind[Any]
    check: Callable[[Any, CheckMoment, Context], tuple[object, ...]]


LEFT_BY: Final[Mapping[type, Callable[[Any], tuple[Moment, ...]]]] = {
    breach.BreachFound: breach.moments,
    export_events.ExportAsked: export.moments,
    export_events.ExportApproved: export.moments,
}
"""Class of an event that is no case's -> the moments that it leaves."""

ANSWERED_BY: Final[Mapping[str, Answering]] = {
    breach.KIND: Answering(stream=BREACH, check=breach.check),
    export.KIND: Answering(stream=EXPORT, check=export.check),
    monitoring.KIND: Answering(stream=SCHOOL, check=school.check),
}
"""Kind of a moment that is no case's -> who answers."""

_CASE: Final = Answering(stream=CASE, check=check_case)


def moments_of(event: object) -> tuple[Moment, ...]:
    """What is to be asked again later because of this event."""
    left = LEFT_BY.get(type(event))
    return moments_of_case(event) if left is None else left(event)


def answer(reader: Reader, due: Due, command: CheckMoment, context: Context) -> Outcome:
    """The moment has come: the stream that left it decides by its state now."""
    answering = ANSWERED_BY.get(command.kind, _CASE)
    state, version = reader.state(answering.stream, due.stream)
    return one(due.stream, version, answering.check(state, command, context))
