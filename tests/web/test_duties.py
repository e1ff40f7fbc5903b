"""The duty ledger over HTTP: who sees it, what of it, and that it follows what happens to cases."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from dispatch.clock import FastClock
from dispatch.ledger_table import Asked
from domain.suppression import LEAST
from projections.duty_months import months
from tests.web.client import Client, Running

TELLING = ("school", "class", "team", "hold")


def threat(dispatcher: Client, **fields: Any) -> str:
    """A threat to life, help begun without consent: both duties are open."""
    case = dispatcher.received(**fields)
    steps = {
        "assess-case": {"risk_class": 1, "reason": "r"},
        "take-case": {},
        "start-service": {"kind": "talk"},
    }
    for name, said in steps.items():
        answer = dispatcher.send(name, case=case, **said)
        assert answer.status_code == 200, answer.text
    return case


@contextmanager
def days_later(server: Running, days: int) -> Iterator[None]:
    """The same house, seen with another clock; nothing is written by it."""
    system, clock = server.system, server.system.clock
    system.clock = FastClock(clock.now() + timedelta(days=days), 1.0)
    try:
        yield
    finally:
        system.clock = clock


def of_case(server: Running, login: str, case: str, **asked: Any) -> dict[str, dict[str, Any]]:
    answer = server.enter(login).get("/api/duties", limit=500, **asked)
    return {line["kind"]: line for line in answer["duties"] if line["key"] == case}


def test_what_a_threat_without_consent_opens_is_listed_with_what_it_rests_on(
    server: Running, dispatcher: Client
) -> None:
    case = threat(dispatcher)
    lines = of_case(server, "supervisor", case)
    assert {"inform-parents", "inform-competent-body", "same-day", "contact", "left", "on_site"} <= set(lines)
    duty = lines["inform-parents"]
    assert (duty["state"], duty["citation"], duty["mark"]) == ("open", "ours-same-day-obligation", "ours")
    assert (duty["class"], duty["number"][:3]) == (1, "KZ-")
    assert lines["same-day"]["mark"] == "R"


def test_held_done_and_what_comes_later_stand_in_their_lists(server: Running, dispatcher: Client) -> None:
    case = threat(dispatcher)
    dispatcher.send("record-household-danger", case=case, words="Zzyzx")
    assert of_case(server, "head", case, when="held").keys() == {"inform-parents"}
    told = {"duty": "inform-competent-body", "person": "Zzyzx", "channel": "phone", "result": "Zzyzx"}
    assert dispatcher.send("record-duty-done", case=case, **told).status_code == 200
    assert "inform-competent-body" not in of_case(server, "head", case)
    done = of_case(server, "head", case, when="all", kind="inform-competent-body")["inform-competent-body"]
    assert (done["state"], done["channel"], done["by"]) == ("done", "phone", dispatcher.me["account"])
    answer = server.enter("head").http.get("/api/duties", params={"when": "all", "limit": 500})
    assert "Zzyzx" not in answer.text


def test_what_is_over_is_late_by_the_clock_also_before_the_clock_has_said_so(
    server: Running, dispatcher: Client
) -> None:
    case = threat(dispatcher)
    with days_later(server, 3):
        late = of_case(server, "supervisor", case, when="late")
    assert "same-day" in late


def test_counts_are_those_of_the_lists(server: Running, dispatcher: Client) -> None:
    threat(dispatcher)
    supervisor = server.enter("supervisor")
    for when in ("late", "today", "held"):
        answer = supervisor.get("/api/duties", when=when, limit=500)
        assert sum(answer["counts"][when].values()) == answer["total"]
        assert answer["ready"]


def test_pages_are_cut_and_go_on(server: Running, dispatcher: Client) -> None:
    threat(dispatcher)
    supervisor = server.enter("supervisor")
    whole = supervisor.get("/api/duties", about="case", limit=20)["duties"]
    parts = [supervisor.get("/api/duties", about="case", limit=1, offset=n)["duties"] for n in range(3)]
    assert [part[0] for part in parts] == whole[:3]
    assert [line["due"] for line in whole] == sorted(line["due"] for line in whole)


def test_another_region_is_not_seen(server: Running, dispatcher: Client) -> None:
    case = threat(dispatcher)
    assert of_case(server, "supervisor", case), "the ledger has taken it in"
    found, _ = server.system.duties.page(Asked(region="KZ-75"), server.system.clock.now(), 500)
    assert case not in json.dumps(found, default=str)
    own, _ = server.system.duties.page(Asked(region="KZ-00"), server.system.clock.now(), 500)
    assert case in json.dumps(own, default=str)


def test_an_auditor_sees_no_school_class_or_group_and_cannot_ask_by_them(
    server: Running, dispatcher: Client
) -> None:
    case = threat(dispatcher)
    dispatcher.send("record-household-danger", case=case, words="w")
    lines = of_case(server, "auditor", case)
    assert lines["inform-parents"]["state"] == "held"
    assert all(line[name] is None for line in lines.values() for name in TELLING)
    auditor = server.enter("auditor")
    for asked in (
        {"when": "all"},
        {"school": str(uuid4())},
        {"team": str(uuid4())},
        {"month": "2026-03"},
        {"risk_class": 1},
    ):
        assert auditor.http.get("/api/duties", params=asked).status_code == 403, asked


@pytest.mark.parametrize("login", ["operator", "dispatcher", "specialist", "administrator", "analyst"])
def test_others_do_not_see_it(login: str, server: Running) -> None:
    client = server.enter(login)
    assert client.http.get("/api/duties").status_code == 403
    assert client.http.get("/api/duties/months").status_code == 403


def test_a_word_that_is_no_list_is_refused(server: Running) -> None:
    assert server.enter("head").http.get("/api/duties", params={"when": "soon"}).status_code == 422


def test_a_month_counts_what_fell_due_in_it(server: Running, dispatcher: Client) -> None:
    threat(dispatcher)
    answer = server.enter("head").get("/api/duties/months")
    newest = {
        each["kind"]: each for each in answer["months"] if each["month"] == answer["months"][0]["month"]
    }
    assert answer["least"] == LEAST
    assert newest
    assert all(each["total"] is not None for each in answer["months"])


def counted(**outcomes: int) -> list[tuple[str, str, str, int]]:
    return [("2026-03", "consider", name, count) for name, count in outcomes.items()]


def test_shares_and_delays() -> None:
    delays = [("2026-03", "consider", seconds) for seconds in (60, 600, 6_000)]
    (month,) = months(counted(in_time=8, late=3, missed=1, waived=2, open=4), delays, hidden=False)
    assert (month["total"], month["share"], month["median_delay"]) == (18, 67, 600)
    (none,) = months(counted(open=2), [], hidden=False)
    assert (none["share"], none["median_delay"]) == (None, None)


def test_small_groups_are_hidden_from_whoever_may_read_no_case() -> None:
    delays = [("2026-03", "consider", seconds) for seconds in (60, 600, 6_000)]
    (month,) = months(counted(in_time=8, late=3, open=6), delays, hidden=True)
    assert (month["late"], month["share"], month["median_delay"]) == (None, None, None)
    assert month["in_time"] is None, "the first larger one goes with it"
    (few,) = months(counted(in_time=2, late=1), [], hidden=True)
    assert few["total"] is None


def test_months_come_newest_first_and_kinds_in_the_ledgers_order() -> None:
    outcomes = [
        ("2026-02", "consider", "late", 1),
        ("2026-03", "redirect", "late", 1),
        ("2026-03", "taken", "late", 1),
    ]
    found = [(each["month"], each["kind"]) for each in months(outcomes, [], hidden=False)]
    assert found == [("2026-03", "taken"), ("2026-03", "redirect"), ("2026-02", "consider")]
