"""A request to delete: taken down, refused on a ground that holds, done, or missed once."""

from datetime import date, timedelta

import pytest

from domain.case import forgetting_events as happened
from domain.case.deadlines import moments
from domain.case.forgetting import KIND, MOST_REQUESTS
from domain.case.forgetting_events import (
    KeptFor,
)
from domain.case.keeping import DeletionState, Part
from domain.law.citations import Rule
from domain.law.deletion import deletion_due
from domain.law.local_time import instant
from domain.moments import CheckMoment, Moment
from tests.builders import (
    NOON,
    SECOND,
    an_id,
    both_opened,
    received,
)
from tests.given import Said, case_of, given
from tests.keeping import DAYS, DONE, LATER, REQUEST, asked, asking, forgotten, held, refusing


def test_a_deletion_is_asked_of_any_case_and_due_in_15_days() -> None:
    for events in ((received(),), DONE):
        (event,) = given(*events).when(asking()).then(asked())
    assert event.due.at == instant(date(2026, 4, 1), 0) - SECOND
    assert moments(event) == (Moment(at=event.due.at + SECOND, kind=KIND, ref=str(REQUEST)),)
    given().when(asking()).refused("case-unknown")


def test_asked_again_nothing_happens_and_of_nobody_nothing_can_be_asked() -> None:
    given(*DONE, asked()).when(asking()).then()
    given(*DONE).when(asking(parts=())).refused("nobody-named")
    given(*DONE, forgotten()).when(asking()).refused("already-forgotten")
    given(*DONE, forgotten()).when(asking(Part.CHILD, Part.CALLER)).then(asked(Part.CALLER))


def test_of_one_case_deletion_is_not_asked_endlessly_often() -> None:
    many = [asked(request=an_id(f"deletion {n}")) for n in range(MOST_REQUESTS)]
    given(*DONE, *many).when(asking()).refused("too-many-deletions", most=MOST_REQUESTS)


@pytest.mark.parametrize(
    ("events", "ground", "until"),
    [
        ((received(),), KeptFor.CASE_OPEN, None),
        ((received(), *both_opened()), KeptFor.DUTY_OPEN, None),
        ((*DONE, held()), KeptFor.LEGAL_HOLD, None),
        (DONE, KeptFor.RETENTION, date(2026, 3, 17) + timedelta(days=DAYS)),
        (DONE, KeptFor.NOT_ENTITLED, None),
    ],
)
def test_a_refusal_states_the_ground_that_holds(
    events: tuple[Said, ...], ground: KeptFor, until: date | None
) -> None:
    (event,) = given(*events, asked()).when(refusing(ground)).then(happened.DeletionRefused)
    assert (event.ground, event.until) == (ground, until)
    assert event.citation == (Rule.DELETION if ground is KeptFor.NOT_ENTITLED else Rule.FORGETTING)


@pytest.mark.parametrize("ground", [each for each in KeptFor if each is not KeptFor.NOT_ENTITLED])
def test_on_a_ground_that_does_not_hold_nothing_is_refused(ground: KeptFor) -> None:
    given(*DONE, asked()).when(refusing(ground), at=LATER).refused("ground-does-not-hold")


def test_what_was_not_asked_or_was_answered_is_not_refused() -> None:
    given(*DONE).when(refusing(KeptFor.RETENTION)).refused("deletion-unknown")
    no = happened.DeletionRefused(
        request=REQUEST, ground=KeptFor.RETENTION, citation=Rule.FORGETTING, until=None
    )
    given(*DONE, asked(), no).when(refusing(KeptFor.RETENTION)).refused("deletion-answered")
    given(*DONE, asked(), forgotten()).when(refusing(KeptFor.RETENTION)).refused("deletion-answered")


def test_a_request_is_done_when_the_last_of_its_people_is_forgotten() -> None:
    both = asked(Part.CHILD, Part.CALLER)
    assert _state(*DONE, both, forgotten()) is DeletionState.ASKED
    assert _state(*DONE, both, forgotten(), forgotten(Part.CALLER)) is DeletionState.DONE


def _state(*events: Said) -> DeletionState:
    return case_of(*events).keeping.deletions[REQUEST].state


def test_a_request_that_nobody_answered_is_missed_once_closed_case_or_not() -> None:
    due = deletion_due(NOON).at
    tick = CheckMoment(kind=KIND, ref=str(REQUEST))
    missed = happened.DeletionMissed(request=REQUEST, due=due)
    for events in ((received(), asked()), (*DONE, asked())):
        given(*events).when(tick, at=due).then()
        given(*events).when(tick, at=due + SECOND).then(missed)
        given(*events, missed).when(tick, at=due + 2 * SECOND).then()
    given(*DONE, asked(), forgotten()).when(tick, at=due + SECOND).then()
    given(*DONE).when(tick, at=due + SECOND).then()
