"""given(events).when(command).then(events), or .refused(code, citation): a rule of the domain as a sentence.

An event in `given` may come as (event, at, by); otherwise it happened at noon, by Alma. What `then` expects
is an event, field for field, or only its class.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from domain import assignment, shift
from domain.case import commands as ask
from domain.case import corrections, intake, visit_commands
from domain.case.corrections import Whereabouts
from domain.case.deadlines import check
from domain.case.decide import decide, must_be_open
from domain.case.evolve import evolve
from domain.case.state import INITIAL, CaseState
from domain.context import Context
from domain.envelope import Envelope
from domain.identity import AccountId
from domain.moments import CheckMoment
from domain.refusal import Refused
from tests import builders

Said = object | tuple[object, datetime, AccountId | None]


def envelope(at: datetime = builders.NOON, by: UUID | None = builders.ALMA) -> Envelope:
    return Envelope(
        happened_at=at,
        recorded_at=at,
        by=by,
        role="dispatcher",
        device=None,
        sequence=None,
        command_id=builders.an_id("earlier command"),
        because_of=None,
        centre=builders.an_id("centre"),
    )


def folded(initial: Any, evolve_with: Callable[[Any, Any, Envelope], Any], events: tuple[Said, ...]) -> Any:
    state = initial
    for said in events:
        event, at, by = said if isinstance(said, tuple) else (said, builders.NOON, builders.ALMA)
        state = evolve_with(state, event, envelope(at, by))
    return state


def case_of(*events: Said) -> CaseState:
    """The case as these events leave it."""
    return folded(INITIAL, evolve, events)


def shift_of(*events: Said) -> shift.Shift:
    """The shift as these events leave it."""
    return folded(shift.INITIAL, shift.evolve, events)


class Answer:
    """What a decision said: events, per stream where it touches two, or a refusal."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def then(self, *expected: object) -> tuple[Any, ...]:
        """Exactly these events, in order; their instances, for a closer look."""
        events = self.answer
        assert not isinstance(events, Refused), events
        if isinstance(events, assignment.Sending):
            events = (*events.case, *events.shift, *events.released)
        elif isinstance(events, assignment.Ending):
            events = (*events.case, *events.shift)
        shown = tuple(
            type(event) if isinstance(want, type) else event
            for event, want in zip(events, expected, strict=False)
        )
        assert shown == expected, events
        assert len(events) == len(expected), events
        return tuple(events)

    def refused(self, code: str, citation: str | None = None, **params: object) -> None:
        answer = self.answer
        assert isinstance(answer, Refused), answer
        assert answer.code == code
        assert citation is None or answer.citation == citation, answer
        assert {name: answer.params.get(name) for name in params} == params


class Given:
    """A case with its history, asked by the command's own decision."""

    def __init__(self, *events: Said, on_shift: shift.Shift | None = None) -> None:
        self.state = case_of(*events)
        self._shift = on_shift

    def with_shift(self, *events: Said) -> "Given":
        self._shift = shift_of(*events)
        return self

    def when(
        self,
        command: Any,
        at: datetime = builders.NOON,
        by: AccountId | None = builders.ALMA,
        where: Whereabouts | None = None,
        **changes: Any,
    ) -> Answer:
        context = builders.context(at, by, **changes)
        return Answer(self._decided(command, context, where or Whereabouts(nearest_school=builders.SCHOOL)))

    def _decided(self, command: Any, context: Context, where: Whereabouts) -> Any:
        match command:
            case CheckMoment():
                return check(self.state, command, context)
            case ask.ReceiveRequest():
                return intake.receive(self.state, command, context, "KZ-75-2026-000001", where)
            case ask.CorrectSchool():
                refused = must_be_open(self.state, command)
                return refused or corrections.correct_place(self.state, command, context, where)
            case visit_commands.AssignTeam():
                shift_id = None if self._shift is None else builders.SHIFT
                on_duty = self._shift or shift.INITIAL
                return assignment.assign(self.state, shift_id, on_duty, command, context)
            case visit_commands.DeclineAssignment():
                return assignment.decline(self.state, command, context)
            case visit_commands.CancelAssignment():
                return assignment.cancel(self.state, command, context)
            case visit_commands.EndVisit():
                return assignment.end(self.state, command, context)
            case _:
                return decide(self.state, command, context)


def given(*events: Said) -> Given:
    """A case to which this happened, in this order."""
    return Given(*events)
