"""A file with names: asked, approved by two others, taken twice; watermark, readings, refusals, canary."""

import json
from uuid import uuid4

import pytest

from tests.patience import eventually
from tests.web.client import Client, Running
from tests.web.exporting import CHILD, SAID, WORDS, approved, asked, entered, of_export, refused, sent, shown
from tests.web.test_reading_log import readings


@pytest.fixture
def people(server: Running) -> dict[str, Client]:
    return {login: entered(server, login) for login in ("dispatcher", "supervisor", "head", "auditor")}


@pytest.fixture
def case(dispatcher: Client) -> str:
    return dispatcher.received(**SAID, school=None)


def test_two_approve_the_asker_takes_it_twice_and_each_time_is_written_down(
    server: Running, people: dict[str, Client], case: str
) -> None:
    asker = people["dispatcher"]
    export = asked(asker, case)
    refused(asker, "/file", "export-not-approved", export=export)
    approved(people, export, "supervisor")
    refused(asker, "/file", "export-not-approved", export=export)
    assert of_export(server, case) == []
    approved(people, export, "auditor")
    assert shown(asker, export)["state"] == "approved"
    for count in (1, 2):
        answer = sent(asker, "/file", export=export)
        rows = of_export(server, case)
        assert [(row.role, row.why, row.result) for row in rows] == [
            ("dispatcher", "export-court", "shown")
        ] * count
    number = shown(asker, export)["number"]
    assert answer.headers["content-disposition"] == f'attachment; filename="jedel-export-{number}.pdf"'
    refused(asker, "/file", "export-taken", export=export)
    assert len(of_export(server, case)) == 2
    one = shown(people["head"], export)
    assert (one["state"], len(one["taken"]), one["asked_name"]) == ("taken", 2, asker.me["name"])


def test_nobody_decides_on_their_own_and_others_see_only_theirs(
    server: Running, people: dict[str, Client], case: str
) -> None:
    boss = people["head"]
    export = asked(boss, case)
    refused(boss, "/approve", "export-of-oneself", export=export)
    refused(boss, "/refuse", "export-of-oneself", export=export, reason="no-ground")
    assert all(one["id"] != export for one in people["dispatcher"].get("/api/exports")["exports"])
    refused(people["dispatcher"], "/file", "export-unknown", export=export)
    refused(people["supervisor"], "/file", "export-of-another", export=export)
    approved(people, export, "supervisor")
    refused(people["supervisor"], "/approve", "export-approved", export=export)
    one = shown(boss, export)
    assert (one["mine"], one["mine_to_decide"], len(one["approvals"])) == (True, False, 1)
    assert shown(people["auditor"], export)["mine_to_decide"]
    sent(boss, "/refuse", export=export, reason="withdrawn")
    refused(people["auditor"], "/approve", "export-over", export=export)
    assert shown(boss, export)["state"] == "refused"


def test_the_list_comes_a_page_at_a_time(people: dict[str, Client], case: str) -> None:
    asker = people["dispatcher"]
    mine = {asked(asker, case) for _ in range(3)}
    whole = asker.get("/api/exports")
    assert mine <= {one["id"] for one in whole["exports"]}
    assert (whole["total"], whole["offset"]) == (len(whole["exports"]), 0)
    pages = [asker.get("/api/exports", limit=2, offset=start)["exports"] for start in (0, 2)]
    assert [one["id"] for page in pages for one in page] == [one["id"] for one in whole["exports"][:4]]
    assert asker.get("/api/exports", offset=whole["total"])["exports"] == []
    for export in mine:
        sent(asker, "/refuse", export=export, reason="withdrawn")


@pytest.mark.parametrize("login", ["operator", "specialist", "lead1", "administrator", "analyst"])
def test_whose_role_asks_for_no_export_is_refused(server: Running, case: str, login: str) -> None:
    person = entered(server, login)
    assert person.http.get("/api/exports").status_code == 403
    for path in ("", "/approve", "/refuse", "/file"):
        sent(person, path, 403, export=str(uuid4()))


def test_only_cases_that_one_may_take_and_never_by_emergency(
    server: Running, people: dict[str, Client], other: Client, case: str
) -> None:
    foreign = other.received()
    number = other.get(f"/api/cases/{foreign}")["row"]["number"]
    for missing in (number, "KZ-00-2020-000001"):
        body = {
            "command_id": str(uuid4()),
            "numbers": [missing],
            "content": "stories",
            "form": "pdf",
            "purpose": "court",
            "recipient": "court",
            "words": WORDS,
        }
        refused(people["head"], "", "case-unknown", **body)
    server.step_up(people["head"])
    emergency = {
        "command_id": str(uuid4()),
        "case": foreign,
        "category": "child-in-danger",
        "reason": "the child is on the roof and calls me",
    }
    assert people["head"].raw("/api/emergency-access", json.dumps(emergency).encode()).status_code == 200
    refused(people["head"], "", "case-unknown", **{**body, "numbers": [number]})


def test_a_right_that_is_gone_stops_the_file(server: Running, people: dict[str, Client], case: str) -> None:
    """Approved, and then the case was transferred away: nothing is handed out, the try is written down."""
    asker = people["supervisor"]
    export = asked(asker, case)
    approved(people, export, "head", "auditor")
    row = server.system.row("queue", case)
    assert row is not None
    usual, row["region"] = row["region"], "KZ-75"
    try:
        sent(asker, "/file", 404, export=export)
    finally:
        row["region"] = usual
    assert [row.result for row in of_export(server, case)] == ["refused"]
    assert shown(asker, export)["taken"] == []


def test_approving_and_taking_ask_for_a_fresh_second_factor(
    server: Running, people: dict[str, Client], case: str
) -> None:
    export = asked(people["dispatcher"], case)
    refused(server.enter("head"), "/approve", "second-factor-needed", export=export)
    approved(people, export)
    refused(server.enter("dispatcher"), "/file", "second-factor-needed", export=export)


def test_the_words_are_for_those_who_approve_and_reading_them_is_written_down(
    server: Running, people: dict[str, Client], case: str
) -> None:
    export = asked(people["dispatcher"], case)
    assert sent(people["auditor"], "/words", export=export).json() == {"words": WORDS}
    (row,) = readings(server, cases=(case,), door="export-words")
    assert (row.role, row.result) == ("auditor", "shown")
    assert WORDS not in json.dumps(people["auditor"].get("/api/exports"), ensure_ascii=False)


def test_those_who_approve_are_told_and_then_the_asker(people: dict[str, Client], case: str) -> None:
    export = asked(people["dispatcher"], case)
    number = shown(people["dispatcher"], export)["number"]

    def told(login: str) -> list[str]:
        found = people[login].get("/api/inbox")["notices"]
        return [one["kind"] for one in found if one["ref"] == number]

    eventually(lambda: bool(told("head") and told("auditor")))
    assert told("head") == told("auditor") == ["export-asked"]
    approved(people, export)
    eventually(lambda: bool(told("dispatcher")))
    assert told("dispatcher") == ["export-approved"]
    notices = json.dumps(people["head"].get("/api/inbox"), ensure_ascii=False)
    assert CHILD.name not in notices
