"""Files with names: two people approve and neither is the asker; each outcome and each refusal."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain import export
from domain.access import RIGHTS, Action
from domain.account import Role
from domain.export import (
    KIND,
    LASTS,
    MOST_CASES,
    MOST_TAKEN,
    PATIENCE,
    ApproveExport,
    AskExport,
    RefuseExport,
    TakeExport,
    check,
    decide,
    moments,
    number_of,
)
from domain.export_events import (
    Content,
    ExportApproved,
    ExportAsked,
    ExportExpired,
    ExportRefused,
    ExportTaken,
    Form,
    Purpose,
    Recipient,
    WhyNot,
)
from domain.identity import AccountId, CaseId, ExportId
from domain.moments import CheckMoment, Moment
from domain.notices import APPROVERS
from domain.reach import Reach, grants
from tests import builders
from tests.builders import ALMA, BOLAT, CASE, HEAD, NOON, an_id
from tests.given import Answer, Said, folded

EXPORT = ExportId(an_id("export"))
AUDITOR = AccountId(an_id("auditor"))
ASKED = ExportAsked(
    region=builders.REGION,
    cases=(CASE,),
    content=Content.STORIES,
    form=Form.PDF,
    purpose=Purpose.COURT,
    recipient=Recipient.COURT,
    until=NOON + PATIENCE,
    subject=an_id("words"),  # type: ignore[arg-type]
    words="letter 12 of the court",
)
FIRST = (ExportApproved(asker=ALMA, until=None), NOON, BOLAT)
SECOND = (ExportApproved(asker=ALMA, until=NOON + LASTS), NOON, HEAD)
TAKEN = ExportTaken(count=1)


class Given:
    def __init__(self, *events: Said) -> None:
        self.state = folded(export.INITIAL, export.evolve, events)

    def when(self, command: Any, by: AccountId | None = ALMA, at: datetime = NOON, **changes: Any) -> Answer:
        return Answer(decide(self.state, command, builders.context(at, by, **changes)))

    def at(self, at: datetime) -> Answer:
        return Answer(check(self.state, CheckMoment(kind=KIND, ref=""), builders.context(at, None)))


def given(*events: Said) -> Given:
    return Given(*events)


def asking(**changes: Any) -> AskExport:
    said = {
        "export": EXPORT,
        "cases": (CASE,),
        "content": Content.STORIES,
        "form": Form.PDF,
        "purpose": Purpose.COURT,
        "recipient": Recipient.COURT,
        "words": "letter 12 of the court",
    }
    return AskExport(**{**said, **changes})


APPROVE, TAKE = ApproveExport(export=EXPORT), TakeExport(export=EXPORT)


def refuse(reason: WhyNot = WhyNot.NO_GROUND) -> RefuseExport:
    return RefuseExport(export=EXPORT, reason=reason)


def test_asked_with_three_days_for_two_people() -> None:
    (event,) = given().when(asking(cases=(CASE, CASE))).then(ExportAsked)
    assert (event.cases, event.until, event.region) == ((CASE,), NOON + PATIENCE, builders.REGION)
    assert event.words == "letter 12 of the court"
    assert moments(event) == (Moment(at=NOON + timedelta(hours=72), kind=KIND),)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"cases": ()}, "export-cases"),
        ({"cases": tuple(CaseId(an_id(str(n))) for n in range(MOST_CASES + 1))}, "export-cases"),
        ({"form": Form.XLSX}, "export-form-unfit"),
        ({"words": "  court  "}, "export-words-short"),
        ({"words": "x" * 20_001}, "text-too-long"),
    ],
)
def test_what_cannot_be_asked_for(changes: Any, code: str) -> None:
    given().when(asking(**changes)).refused(code)


def test_the_same_export_is_asked_for_once() -> None:
    given(ASKED).when(asking()).refused("export-known")


def test_one_approval_opens_nothing_and_the_second_a_day() -> None:
    given(ASKED).when(APPROVE, BOLAT).then(ExportApproved(asker=ALMA, until=None))
    given(ASKED, FIRST).when(TAKE).refused("export-not-approved")
    at = NOON + timedelta(hours=5)
    (event,) = given(ASKED, FIRST).when(APPROVE, HEAD, at).then(ExportApproved)
    assert event == ExportApproved(asker=ALMA, until=at + timedelta(hours=24))
    assert moments(event) == (Moment(at=at + LASTS, kind=KIND),)
    assert moments(FIRST[0]) == ()


def test_nobody_approves_their_own_nor_twice_nor_is_a_third_needed() -> None:
    given(ASKED).when(APPROVE, ALMA).refused("export-of-oneself")
    given(ASKED, FIRST).when(APPROVE, ALMA).refused("export-of-oneself")
    given(ASKED).when(APPROVE, None).refused("export-of-oneself")
    given(ASKED, FIRST).when(APPROVE, BOLAT).refused("export-approved")
    given(ASKED, FIRST, SECOND).when(APPROVE, AUDITOR).refused("export-approved")


def approved_by_fewer(decided: Any) -> bool:
    """Whether a decision lets the asker's own approval, or one person's two, open the file."""
    state = folded(export.INITIAL, export.evolve, (ASKED,))
    for by in (ALMA, BOLAT, BOLAT):
        answer = decided(state, APPROVE, builders.context(NOON, by))
        for event in answer if isinstance(answer, tuple) else ():
            state = folded(state, export.evolve, ((event, NOON, by),))
    return isinstance(decided(state, TAKE, builders.context(NOON, ALMA)), tuple)


def test_a_decision_that_counts_the_asker_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not approved_by_fewer(decide)
    monkeypatch.setattr(
        export, "_approve", lambda state, asker, context: (ExportApproved(asker=asker, until=NOON + LASTS),)
    )
    assert approved_by_fewer(decide), "the planted fault"


def test_the_asker_alone_takes_it_and_twice_at_the_most() -> None:
    ready = (ASKED, FIRST, SECOND)
    given(*ready).when(TAKE).then(TAKEN)
    given(*ready).when(TAKE, BOLAT).refused("export-of-another")
    given(*ready, TAKEN).when(TAKE).then(ExportTaken(count=MOST_TAKEN))
    given(*ready, TAKEN, ExportTaken(count=MOST_TAKEN)).when(TAKE).refused("export-taken", most=MOST_TAKEN)


def test_after_its_time_nothing_is_approved_or_taken_even_if_the_clock_was_not_asked() -> None:
    late = NOON + PATIENCE
    for command, by in ((APPROVE, BOLAT), (refuse(), BOLAT)):
        given(ASKED).when(command, by, late).refused("export-over")
    given(ASKED, FIRST, SECOND).when(TAKE, at=NOON + LASTS).refused("export-over")


def test_anybody_of_those_refuses_and_the_asker_withdraws_until_it_is_over() -> None:
    given(ASKED).when(refuse(), BOLAT).then(ExportRefused(asker=ALMA, reason=WhyNot.NO_GROUND))
    given(ASKED, FIRST, SECOND).when(refuse(WhyNot.TOO_MUCH), BOLAT).then(ExportRefused)
    given(ASKED).when(refuse(WhyNot.WITHDRAWN)).then(ExportRefused(asker=ALMA, reason=WhyNot.WITHDRAWN))
    given(ASKED).when(refuse()).refused("export-of-oneself")
    given(ASKED).when(refuse(WhyNot.WITHDRAWN), BOLAT).refused("export-of-oneself")
    over = given(ASKED, FIRST, SECOND, ExportRefused(asker=ALMA, reason=WhyNot.NO_GROUND))
    over.when(TAKE).refused("export-over")
    over.when(APPROVE, BOLAT).refused("export-over")


def test_what_ran_out_is_told_once_and_only_if_something_was_left() -> None:
    given(ASKED).at(NOON + PATIENCE).then(ExportExpired(taken=0, asker=ALMA))
    given(ASKED).at(NOON + PATIENCE - timedelta(seconds=1)).then()
    given(ASKED, FIRST, SECOND).at(NOON + LASTS).then(ExportExpired(taken=0, asker=ALMA))
    given(ASKED, FIRST, SECOND, TAKEN).at(NOON + LASTS).then(ExportExpired(taken=1, asker=ALMA))
    given(ASKED, FIRST, SECOND, TAKEN, ExportTaken(count=2)).at(NOON + LASTS).then()
    given(ASKED, ExportExpired(taken=0)).at(NOON + PATIENCE).then()
    given().at(NOON).then()


def test_another_region_and_what_is_not_there_answer_alike() -> None:
    for command in (APPROVE, TAKE, refuse()):
        given().when(command, BOLAT).refused("export-unknown")
        given(ASKED).when(command, BOLAT, region="KZ-79").refused("export-unknown")


def test_those_who_are_told_are_those_who_may_and_emergency_access_opens_none() -> None:
    assert set(APPROVERS) == set(RIGHTS[Action.APPROVE_EXPORT])
    for action in (Action.ASK_EXPORT, Action.APPROVE_EXPORT, Action.READ_EXPORTS, Action.PRINT_STORY):
        reaches = {grant.reach for cell in RIGHTS[action].values() for grant in grants(cell)}
        assert Reach.EMERGENCY not in reaches
    assert Role.TEAM not in RIGHTS[Action.ASK_EXPORT]


def test_its_number_is_short_and_its_own() -> None:
    assert number_of(EXPORT) == f"E-{EXPORT.hex[-8:].upper()}"
    first, second = (ExportId(UUID(f"019a7e00-5f00-7000-8000-0000000000{end}")) for end in ("01", "02"))
    assert number_of(first) != number_of(second), "ids made in the same minute begin alike"
