"""Evolve is total: on any events in any order it neither raises nor judges; nor do the decisions after it."""

from typing import Any

import pytest
from hypothesis import given as any_
from hypothesis import strategies as st

from dispatch.claims import claims_of
from dispatch.ports import StreamKind
from dispatch.streams import ACCOUNT, CASE, CENTRE, SCHOOL, SHIFT, SPECIALIST, TEAM
from domain.case import commands as ask
from domain.case.deadlines import check, moments
from domain.case.decide import DECISIONS, decide
from domain.catalogue import NAMES
from domain.envelope import Recorded
from domain.moments import CheckMoment
from domain.refusal import Refused
from tests import builders
from tests.any_event import ANY_EVENT, EVENTS_BY_NAME, any_event
from tests.dispatch.memory import hot_folds
from tests.given import case_of, envelope

KINDS = (CASE, SHIFT, TEAM, SCHOOL, SPECIALIST, ACCOUNT, CENTRE)
ANY_HISTORY = st.lists(ANY_EVENT, max_size=25)
A_CASE = st.builds(lambda first, rest: [first, *rest], EVENTS_BY_NAME["case-received.v1"], ANY_HISTORY)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@any_(history=ANY_HISTORY)
def test_no_order_of_events_makes_evolve_raise(kind: StreamKind[Any], history: list[object]) -> None:
    state = kind.initial
    for event in history:
        state = kind.evolve(state, event, envelope())


def recorded(event: object, version: int) -> Recorded:
    return Recorded(
        stream=builders.CASE,
        version=version,
        position=version,
        name=NAMES[type(event)],
        event=event,
        envelope=envelope(),
    )


@any_(history=A_CASE)
def test_no_order_of_events_makes_a_row_raise(history: list[object]) -> None:
    for fold in hot_folds():
        rows: dict[str, Any] = {}
        heard = [event for event in history if type(event) in fold.events]
        for version, event in enumerate(heard, start=1):
            for key in fold.keys(recorded(event, version)):
                rows[key] = fold.fold(rows.get(key), recorded(event, version))


@any_(event=ANY_EVENT)
def test_every_event_says_what_it_takes_and_what_it_asks_of_the_clock(event: object) -> None:
    assert list(claims_of(recorded(event, 1))) is not None
    assert all(moment.at.tzinfo is not None for moment in moments(event))


@any_(history=A_CASE, data=st.data())
def test_every_decision_answers_with_events_or_a_refusal(history: list[object], data: Any) -> None:
    state = case_of(*history)
    command = data.draw(
        any_event(data.draw(st.sampled_from(sorted(DECISIONS, key=lambda each: each.__name__))))
    )
    answer = decide(state, command, builders.context())
    assert isinstance(answer, tuple | Refused)
    if isinstance(answer, tuple):
        assert all(type(event) in NAMES for event in answer)


@any_(history=A_CASE, event=ANY_EVENT)
def test_the_clock_may_ask_anything_of_any_case(history: list[object], event: object) -> None:
    state = case_of(*history, event)
    for moment in moments(event):
        answer = check(state, CheckMoment(kind=moment.kind, ref=moment.ref), builders.context(moment.at))
        assert all(type(each) in NAMES for each in answer)


REPEATABLE = (
    ask.TakeCase(case=builders.CASE),
    ask.HandOverCase(case=builders.CASE, to=builders.BOLAT),
    ask.SetFollowUp(
        case=builders.CASE,
        follow_up=ask.FollowUp(follow_up=builders.PROMISE, on=builders.NOON.date(), what="call"),
    ),
)
"""Besides taps on a phone: those that say "it is so", not "it happened again"."""


@any_(history=A_CASE, command=st.sampled_from(REPEATABLE))
def test_said_twice_it_is_so_once(history: list[object], command: object) -> None:
    first = decide(case_of(*history), command, builders.context())
    if isinstance(first, tuple):
        again = decide(case_of(*history, *first), command, builders.context())
        assert again == ()


@any_(
    history=A_CASE, command=st.sampled_from(sorted(DECISIONS, key=lambda each: each.__name__)), data=st.data()
)
def test_a_step_of_a_visit_told_twice_counts_once(history: list[object], command: type, data: Any) -> None:
    if not command.__module__.endswith("visit_commands"):
        return
    sent = [*history, builders.assigned()]
    said = data.draw(any_event(command).map(lambda each: each))
    tap = type(said)(**{**{name: getattr(said, name) for name in said.__slots__}, "visit": builders.VISIT})
    first = decide(case_of(*sent), tap, builders.context())
    if isinstance(first, tuple):
        assert decide(case_of(*sent, *first), tap, builders.context()) == ()


def test_a_case_that_judges_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: an evolve that insists on an order."""

    def strict(state: Any, event: object, at: Any) -> Any:
        assert state is not CASE.initial or NAMES[type(event)] == "case-received.v1"
        return CASE.evolve(state, event, at)

    judging = StreamKind(name="case", initial=CASE.initial, evolve=strict)
    with pytest.raises(AssertionError):
        test_no_order_of_events_makes_evolve_raise.hypothesis.inner_test(
            kind=judging, history=[builders.considered()]
        )
