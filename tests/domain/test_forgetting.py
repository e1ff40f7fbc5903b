"""Forgetting: put forward by one, confirmed by another, and why it would be refused."""

from datetime import date, timedelta

import pytest

from domain.access import RIGHTS, Action
from domain.account import Role
from domain.case import forgetting_events as happened
from domain.case.emergency import Category, EmergencyAccessOpened, EmergencyAccessReviewed
from domain.case.events import CaseReopened
from domain.case.forgetting import HEAD as THE_HEAD
from domain.case.forgetting import Reason, reasons_to_keep
from domain.case.forgetting_events import (
    DropForgetting,
    Ground,
    KeptFor,
    ProposeForgetting,
)
from domain.case.keeping import Part
from domain.case.legal_hold import LegalHoldLifted, LegalHoldPlaced
from domain.law.citations import Rule
from domain.notices import OVERSEERS
from tests.builders import (
    ALMA,
    BOLAT,
    CASE,
    CHILD,
    HEAD,
    NOON,
    SECOND,
    SETTINGS,
    after,
    an_id,
    both_opened,
    closed,
    considered,
    received,
)
from tests.given import Said, case_of, given
from tests.keeping import (
    CONFIRM,
    DAYS,
    DONE,
    HOLD,
    LATER,
    REQUEST,
    asked,
    forgotten,
    held,
    proposed,
    proposing,
)


def test_a_refused_request_takes_what_was_put_forward_for_it_along() -> None:
    no = happened.DeletionRefused(
        request=REQUEST, ground=KeptFor.NOT_ENTITLED, citation=Rule.DELETION, until=None
    )
    waiting = proposed(ground=Ground.REQUEST, request=REQUEST)
    given(*DONE, asked(), waiting, no).when(CONFIRM, at=LATER, by=HEAD, role="head").refused(
        "nothing-proposed"
    )


EMERGENCY = EmergencyAccessOpened(
    access=an_id("access"),
    category=Category.OTHER,
    from_region="KZ-75",
    until=after(60),
    review_by=after(1440),
    owner=None,
    child=CHILD,
)
LOOKED_AT = EmergencyAccessReviewed(access=an_id("access"), justified=True, child=CHILD)


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ((received(),), "kept-case-open"),
        ((*DONE, CaseReopened(child=CHILD, reason="x")), "kept-case-open"),
        ((*DONE, *both_opened()), "kept-duty-open"),
        ((*DONE, EMERGENCY), "kept-duty-open"),
        ((*DONE, held()), "kept-legal-hold"),
        ((*DONE, held(), LegalHoldPlaced(hold=HOLD)), "kept-legal-hold"),
    ],
)
def test_nobody_is_put_forward_or_forgotten_while_there_is_a_ground_to_keep(
    events: tuple[Said, ...], code: str
) -> None:
    """The rule is asked when it is put forward, and again when it is confirmed."""
    for ground in (Ground.RETENTION, Ground.RECEIVED_IN_ERROR):
        given(*events).when(proposing(ground=ground), at=LATER).refused(code, Rule.FORGETTING)
        confirmed = given(*events, proposed(ground=ground)).when(CONFIRM, at=LATER, by=HEAD, role="head")
        confirmed.refused(code, Rule.FORGETTING)


@pytest.mark.parametrize(
    "events", [(*DONE, EMERGENCY, LOOKED_AT), (*DONE, held(), LegalHoldLifted(hold=HOLD))]
)
def test_once_the_ground_is_gone_it_can_be_put_forward(events: tuple[Said, ...]) -> None:
    given(*events).when(proposing(), at=LATER).then(proposed())


def test_before_the_time_of_keeping_is_over_only_what_came_in_error_goes() -> None:
    until = f"{date(2026, 3, 17) + timedelta(days=DAYS):%d.%m.%Y}"
    for ground, request in ((Ground.RETENTION, None), (Ground.REQUEST, REQUEST)):
        command = proposing(ground=ground, request=request)
        early = given(*DONE, asked()).when(command, at=LATER - SECOND)
        early.refused("kept-retention", Rule.FORGETTING, until=until)
        given(*DONE, asked()).when(command, at=LATER).then(proposed(ground=ground, request=request))
    given(*DONE).when(proposing(ground=Ground.RECEIVED_IN_ERROR)).then(
        proposed(ground=Ground.RECEIVED_IN_ERROR)
    )


def test_a_case_that_is_dated_back_is_kept_as_long_as_any_other() -> None:
    """It counts when the closing was recorded, not when somebody says that it happened."""
    state = case_of(*DONE)
    assert state.keeping.closed_at == NOON
    days = SETTINGS.retention.cases
    assert reasons_to_keep(state, Ground.RETENTION, days=days, now=LATER - SECOND) == (
        Reason(KeptFor.RETENTION, date(2026, 3, 17) + timedelta(days=days)),
    )
    assert reasons_to_keep(state, Ground.RETENTION, days=days, now=LATER) == ()


def test_on_a_request_only_one_that_was_asked_and_waits() -> None:
    for command in (proposing(ground=Ground.REQUEST), proposing(ground=Ground.REQUEST, request=REQUEST)):
        given(*DONE).when(command, at=LATER).refused("deletion-unknown")
    nobody = ProposeForgetting(case=CASE, parts=(), ground=Ground.RETENTION)
    given(*DONE).when(nobody, at=LATER).refused("nobody-named")


def test_a_second_person_confirms_and_each_named_is_forgotten() -> None:
    events = (*DONE, proposed(*Part))
    given(*events).when(CONFIRM, at=LATER, by=HEAD, role="head").then(*(forgotten(part) for part in Part))
    given(*DONE, forgotten(), proposed(*Part)).when(CONFIRM, at=LATER, by=HEAD, role="head").then(
        forgotten(Part.CALLER), forgotten(Part.GUARDIAN)
    )


def test_nobody_confirms_their_own_and_one_of_the_two_is_the_head() -> None:
    given(*DONE).when(CONFIRM, at=LATER, by=HEAD, role="head").refused("nothing-proposed")
    waiting = given(*DONE, proposed())
    waiting.when(CONFIRM, at=LATER, by=ALMA, role="head").refused("own-forgetting")
    waiting.when(CONFIRM, at=LATER, by=BOLAT, role="supervisor").refused("head-needed")


def test_what_was_put_forward_can_be_dropped_and_does_not_outlive_a_reopening() -> None:
    drop = DropForgetting(case=CASE)
    given(*DONE, proposed()).when(drop).then(happened.ForgettingDropped())
    given(*DONE, proposed(), happened.ForgettingDropped()).when(drop).refused("nothing-proposed")
    again = (*DONE, proposed(), CaseReopened(child=CHILD, reason="x"), closed())
    given(*again).when(CONFIRM, at=LATER, by=HEAD, role="head").refused("nothing-proposed")


def test_of_a_forgotten_person_the_case_knows_no_more_than_a_reading_of_its_events_tells() -> None:
    child = received(child_birth_date=date(2014, 2, 1), caller_relation="мать")
    state = case_of(child, considered(), closed(), forgotten(), forgotten(Part.CALLER))
    assert (state.birth_date, state.writer_at_home) == (None, False)
    before = case_of(child)
    assert (before.birth_date, before.writer_at_home) == (date(2014, 2, 1), True)


def test_whoever_decides_is_told() -> None:
    assert set(OVERSEERS) == set(RIGHTS[Action.DECIDE_KEEPING]) == {Role.SUPERVISOR, Role.HEAD}
    assert Role(THE_HEAD) is Role.HEAD
