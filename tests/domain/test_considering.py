"""Considering, redirecting, transferring, closing, reopening, follow-ups (rules 1 and 6)."""

from datetime import date

import pytest

from domain.case import care_events as care
from domain.case import commands as ask
from domain.case import events as happened
from domain.case.terms import DutyKind, Stage
from domain.law.citations import Rule
from domain.law.due import redirect_due
from tests.builders import (
    CASE,
    CHILD,
    NOON,
    PROMISE,
    SETTINGS,
    an_id,
    assessed,
    assigned,
    both_opened,
    closed,
    considered,
    context,
    done,
    ended,
    opened,
    promised,
    received,
    taken,
)
from tests.given import case_of, given

CONSIDER = ask.ConsiderCase(case=CASE, result="help agreed")
CLOSE = ask.CloseCase(case=CASE, result="done")
PARENTS, BODY = DutyKind.INFORM_PARENTS, DutyKind.INFORM_BODY


def redirect(**changes: object) -> ask.RedirectCase:
    return ask.RedirectCase(**{"case": CASE, "to": "guardianship", "reason": "not ours", **changes})


def test_considering_stops_the_clock() -> None:
    given(received(), assessed()).when(CONSIDER).then(considered())
    assert case_of(received(), assessed(), considered()).considered


def test_a_person_assesses_before_it_counts_as_considered() -> None:
    given(received()).when(CONSIDER).refused("not-assessed")


def test_it_is_considered_once_and_with_a_result() -> None:
    given(received(), assessed(), considered()).when(CONSIDER).refused("already-considered")
    given(received(), assessed()).when(ask.ConsiderCase(case=CASE, result="")).refused("text-missing")


def test_a_redirect_considers_it_and_opens_the_duty_to_say_so() -> None:
    term = redirect_due(NOON, SETTINGS.week, context().calendar, SETTINGS.hours)
    assert term.citation == Rule.REDIRECT
    given(received()).when(redirect()).then(
        happened.CaseRedirected(to="guardianship", child=CHILD, reason="not ours"),
        care.DutyOpened(duty=DutyKind.REDIRECT, due=term.at, citation=term.citation, edition=term.edition),
    )


def test_the_term_to_redirect_counts_from_receipt() -> None:
    _, duty = given(received()).when(redirect(), at=NOON.replace(day=17)).answer
    assert duty.due == redirect_due(NOON, SETTINGS.week, context().calendar).at


def test_an_applicant_told_in_the_same_call_is_told() -> None:
    given(received()).when(redirect(notified=True)).then(
        happened.CaseRedirected, care.DutyOpened, care.DutyDone
    )


@pytest.mark.parametrize(
    ("history", "said", "code"),
    [
        ((assessed(), considered()), {}, "already-considered"),
        ((assigned(),), {}, "visit-open"),
        ((), {"to": "her aunt Zarina"}, "not-a-key"),
        ((), {"reason": ""}, "text-missing"),
    ],
)
def test_what_cannot_be_redirected(history: tuple[object, ...], said: dict[str, object], code: str) -> None:
    given(received(), *history).when(redirect(**said)).refused(code)


def transfer(**changes: str) -> ask.TransferCase:
    return ask.TransferCase(**{"case": CASE, "region": "KZ-79", "reason": "she lives there", **changes})


def test_a_transfer_keeps_every_clock_running() -> None:
    (event,) = given(received(), assessed(1), taken()).when(transfer()).then(happened.CaseTransferred)
    before, moved = (
        case_of(received(), assessed(1), taken()),
        case_of(received(), assessed(1), taken(), event),
    )
    assert (moved.due, moved.targets, moved.met) == (before.due, before.targets, before.met)
    assert (moved.region, moved.owner, moved.alarm) == ("KZ-79", None, True)


def test_what_cannot_be_transferred() -> None:
    given(received()).when(transfer(region="KZ-75")).refused("region-is-the-same")
    given(received(), assigned()).when(transfer()).refused("visit-open")
    given(received()).when(transfer(reason="")).refused("text-missing")


FINISHED = (received(), assessed(1), considered())


def test_what_is_finished_is_closed() -> None:
    given(*FINISHED).when(CLOSE).then(closed())
    given(*FINISHED).when(ask.CloseCase(case=CASE, result="")).refused("text-missing")


def test_not_before_it_is_considered() -> None:
    given(received(), assessed()).when(CLOSE).refused("not-considered")


def test_not_while_a_visit_runs() -> None:
    given(*FINISHED, assigned()).when(CLOSE).refused("visit-open")
    given(*FINISHED, assigned(), ended()).when(CLOSE).then(closed())


def test_not_before_each_obligation_is_done_or_waived() -> None:
    given(*FINISHED, *both_opened()).when(CLOSE).refused("duties-open", Rule.SAME_DAY, n=2)
    given(*FINISHED, *both_opened(), done(PARENTS)).when(CLOSE).refused("duties-open", n=1)
    waived = care.DutyWaived(duty=BODY, child=CHILD, reason="signed")
    given(*FINISHED, *both_opened(), done(PARENTS), waived).when(CLOSE).then(closed())


def test_an_obligation_on_hold_still_binds() -> None:
    on_hold = care.DutyHeld(duty=PARENTS, citation=Rule.HOUSEHOLD)
    given(*FINISHED, opened(), on_hold).when(CLOSE).refused("duties-open", n=1)


def test_not_before_what_was_promised() -> None:
    given(*FINISHED, promised()).when(CLOSE).refused("follow-ups-open", n=1)
    kept = happened.FollowUpFinished(follow_up=PROMISE, done=True, child=CHILD)
    given(*FINISHED, promised(), kept).when(CLOSE).then(closed())


def test_a_closed_case_takes_no_more_commands_until_it_is_reopened() -> None:
    shut = given(*FINISHED, closed())
    for command in (CLOSE, CONSIDER, redirect(), transfer(), ask.TakeCase(case=CASE)):
        shut.when(command).refused("case-closed")
    reopen = ask.ReopenCase(case=CASE, reason="she called again")
    (event,) = shut.when(reopen).then(happened.CaseReopened)
    again = case_of(*FINISHED, taken(), closed(), event)
    assert (again.stage, again.open, again.owner) == (Stage.CONSIDERED, True, None)


def test_only_a_closed_case_is_reopened_and_with_a_reason() -> None:
    given(*FINISHED).when(ask.ReopenCase(case=CASE, reason="r")).refused("case-not-closed")
    given(*FINISHED, closed()).when(ask.ReopenCase(case=CASE, reason=" ")).refused("text-missing")


def follow_up(day: int = 16, key: object = PROMISE, what: str = "call") -> ask.SetFollowUp:
    return ask.SetFollowUp(case=CASE, follow_up=ask.FollowUp(follow_up=key, on=date(2026, 3, day), what=what))


def test_a_promise_is_for_today_or_later() -> None:
    given(received()).when(follow_up(16)).then(happened.FollowUpSet)
    given(received()).when(follow_up(15)).refused("follow-up-in-the-past")


def test_the_same_promise_twice_changes_nothing() -> None:
    given(received(), promised()).when(follow_up(20)).then()


def test_promises_are_limited_and_said() -> None:
    many = [
        happened.FollowUpSet(follow_up=an_id(f"p{n}"), on=date(2026, 3, 20), child=CHILD) for n in range(50)
    ]
    given(received(), *many).when(follow_up()).refused("too-many-follow-ups", most=50)
    given(received()).when(follow_up(what="")).refused("text-missing", field="what")
    given(received()).when(follow_up(what="a" * 2_001)).refused("text-too-long", field="what")


def finish(**changes: object) -> ask.FinishFollowUp:
    return ask.FinishFollowUp(**{"case": CASE, "follow_up": PROMISE, "done": True, **changes})


def test_a_promise_is_kept_or_dropped_with_a_reason() -> None:
    given(received(), promised()).when(finish()).then(happened.FollowUpFinished)
    given(received(), promised()).when(finish(done=False)).refused("text-missing", field="note")
    given(received(), promised()).when(finish(done=False, note="moved")).then(happened.FollowUpFinished)
    given(received()).when(finish()).refused("follow-up-unknown")
