"""The ledger beside the case's own clocks: requests to delete, breach notices, monitoring of schools."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given as any_

from domain import breach, monitoring, school
from domain.case import forgetting_events as forgetting
from domain.case.keeping import Part
from domain.envelope import Recorded
from domain.identity import subject_of
from domain.law.breach import breach_notice_due
from domain.law.citations import Rule
from domain.law.deletion import deletion_due
from domain.law.local_time import instant
from domain.law.monitoring import monitoring_due
from projections.ledger import KINDS, Ledger
from projections.ledger_lines import lines
from tests.builders import (
    ALMA,
    CASE,
    CHILD,
    NOON,
    REGION,
    SETTINGS,
    an_id,
    closed,
    considered,
    context,
    received,
)
from tests.domain.test_evolve import A_CASE, ANY_HISTORY, recorded
from tests.given import envelope

REQUEST = an_id("request")
ASKED = forgetting.DeletionAsked(
    request=REQUEST,
    parts=(Part.CHILD, Part.CALLER),
    relation=forgetting.Relation.PARENT,
    due=deletion_due(NOON),
)
DUE = "2026-03-31T18:59:59Z"


def ledger(*events: Any, on: UUID = CASE) -> dict[str, Any]:
    """The document after these events; one may come with the time it was recorded at."""
    found: Any = None
    for version, said in enumerate(events, start=1):
        event, at = said if isinstance(said, tuple) else (said, NOON)
        made = Recorded(
            stream=on, version=version, position=version, name="x", event=event, envelope=envelope(at)
        )
        found = Ledger().fold(found, made)
    return found["entries"]


def forgotten(part: Part) -> forgetting.SubjectForgotten:
    return forgetting.SubjectForgotten(
        subject=subject_of(CASE, part), part=part, ground=forgetting.Ground.REQUEST, proposed_by=ALMA
    )


def test_a_request_to_delete_runs_on_in_a_closed_case_until_everybody_it_names_is_forgotten() -> None:
    history = (received(), considered(), closed(), ASKED)
    name = f"deletion:{REQUEST}"
    entry = ledger(*history)[name]
    assert (entry["state"], entry["due"], entry["citation"]) == ("open", DUE, Rule.DELETION)
    assert ledger(*history, forgotten(Part.CHILD))[name]["state"] == "open"
    assert ledger(*history, forgotten(Part.CHILD), forgotten(Part.CALLER))[name]["state"] == "done"


def test_refused_on_a_ground_it_is_answered_and_missed_it_still_binds() -> None:
    name = f"deletion:{REQUEST}"
    refused = forgetting.DeletionRefused(
        request=REQUEST, ground=forgetting.KeptFor.LEGAL_HOLD, citation=Rule.DELETION, until=None
    )
    missed = forgetting.DeletionMissed(request=REQUEST, due=ASKED.due.at)
    late = NOON + timedelta(days=20)
    assert ledger(received(), ASKED, refused)[name]["state"] == "done"
    assert ledger(received(), ASKED, (missed, late))[name]["state"] == "missed"
    assert ledger(received(), ASKED, (missed, late), (refused, late))[name]["state"] == "done-late"


FOUND = breach.BreachFound(
    region=REGION,
    detected_at=NOON,
    due=breach_notice_due(NOON, SETTINGS.week, context().calendar),
    subject=CHILD,
)


def notified(to: breach.Addressee, at: Any = NOON) -> breach.BreachNotified:
    return breach.BreachNotified(to=to, channel="letter", notified_at=at, subject=CHILD)


def test_a_breach_owes_a_notice_to_the_authority_and_nobody_else_stops_its_clock() -> None:
    entry = ledger(FOUND)["breach-notice"]
    assert (entry["state"], entry["due"], entry["citation"]) == ("open", "2026-03-17T18:59:59Z", Rule.BREACH)
    assert ledger(FOUND, notified(breach.Addressee.CONCERNED))["breach-notice"]["state"] == "open"
    told = ledger(FOUND, notified(breach.Addressee.AUTHORITY))["breach-notice"]
    assert (told["state"], told["channel"], told["by"]) == ("done", "letter", str(ALMA))


def test_a_breach_notice_is_missed_then_given_late_or_ruled_out() -> None:
    missed = (breach.BreachNoticeMissed(due=FOUND.due), NOON + timedelta(days=2))
    assert ledger(FOUND, missed)["breach-notice"]["state"] == "missed"
    late = notified(breach.Addressee.AUTHORITY, NOON + timedelta(days=3))
    assert ledger(FOUND, missed, late)["breach-notice"]["state"] == "done-late"
    none = breach.BreachRuledOut(subject=CHILD)
    assert ledger(FOUND, missed, none)["breach-notice"]["state"] == "waived"


REGISTERED = school.SchoolRegistered(
    region=REGION,
    number="12",
    label="12",
    name_kk="",
    name_ru="",
    name_en="",
    district="",
    point=(43.0, 76.0),
    source="",
)
FIRST_HALF, SECOND_HALF = "monitoring:2026-06-30", "monitoring:2026-12-31"
JULY = instant(date(2026, 7, 1))


def monitored(on: date) -> monitoring.ServiceMonitored:
    due = monitoring_due(on, NOON.date())
    return monitoring.ServiceMonitored(on=on, manner=monitoring.Manner.VISIT, due=due, subject=CHILD)


def missed(until: date) -> monitoring.MonitoringMissed:
    return monitoring.MonitoringMissed(due=monitoring_due(None, until))


def states(*events: Any) -> dict[str, str]:
    return {name: entry["state"] for name, entry in ledger(*events).items()}


def test_a_school_is_to_be_monitored_in_the_half_year_it_is_registered_in_and_then_in_the_next() -> None:
    assert states(REGISTERED) == {FIRST_HALF: "open"}
    assert states(REGISTERED, monitored(date(2026, 4, 2))) == {FIRST_HALF: "done", SECOND_HALF: "open"}
    again = states(REGISTERED, monitored(date(2026, 4, 2)), monitored(date(2026, 5, 2)))
    assert again == {FIRST_HALF: "done", SECOND_HALF: "open"}, "twice in a half-year is once"


def test_a_half_year_nobody_monitored_in_is_late_until_the_service_is_monitored_again() -> None:
    history = (REGISTERED, (missed(date(2026, 6, 30)), JULY))
    assert states(*history) == {FIRST_HALF: "missed", SECOND_HALF: "open"}
    august = (monitored(date(2026, 8, 20)), instant(date(2026, 8, 20)))
    entries = ledger(*history, august)
    assert {name: entry["state"] for name, entry in entries.items()} == {
        FIRST_HALF: "ended",
        SECOND_HALF: "done",
        "monitoring:2027-06-30": "open",
    }
    assert entries[FIRST_HALF]["missed_at"], "that it was missed stays"


def test_written_down_later_it_was_in_time_all_the_same() -> None:
    entry = ledger(REGISTERED, (missed(date(2026, 6, 30)), JULY), (monitored(date(2026, 6, 29)), JULY))[
        FIRST_HALF
    ]
    assert (entry["state"], entry["in_time"], entry["missed_at"] is not None) == ("done", True, True)


def test_a_closed_school_owes_nothing_and_one_that_is_there_again_has_that_half_year() -> None:
    gone = (REGISTERED, school.SchoolClosed())
    assert states(*gone) == {FIRST_HALF: "ended"}
    assert states(*gone, school.SchoolReopened())[FIRST_HALF] == "open"
    later = states(*gone, (school.SchoolReopened(), instant(date(2026, 9, 1))))
    assert later == {FIRST_HALF: "ended", SECOND_HALF: "open"}


@any_(history=A_CASE | ANY_HISTORY)
def test_no_order_of_events_makes_the_ledger_raise(history: list[object]) -> None:
    fold, found = Ledger(), None
    for version, event in enumerate(history, start=1):
        if type(event) in fold.events:
            found = fold.fold(found, recorded(event, version))
    assert found is None or all(line["kind"] in KINDS for line in lines(found))
