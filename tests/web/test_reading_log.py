"""No log, no card: every door behind which a child stands, the tries at foreign cases, the refusing disk."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner

from dispatch.reads_found import Wanted
from dispatch.reads_store import Reading
from dispatch.tables.sqlite import FileTables
from tests.reads import rows_of
from tests.web.client import Client, Running
from web.app import all_doors
from web.cli.main import main
from web.reading_log import kind_of_device

NAME = "Зызыкс Квертова-Канарейка"
BORN = "2012-05-06"
PHONE = "+7 700 765 43 21"


def readings(server: Running, **wanted: Any) -> list[Reading]:
    """What stands in the log, oldest first."""
    return rows_of(server.system.settings.data / "reads.db", Wanted(**wanted))


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(100):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not become so within five seconds")


@pytest.fixture
def case(dispatcher: Client) -> str:
    return dispatcher.received(child_name=NAME, child_birth_date=BORN, child_phone=PHONE, story="Тс-с")


def test_the_card_says_who_what_why(server: Running, dispatcher: Client, case: str) -> None:
    assert dispatcher.get(f"/api/cases/{case}")["noted"] == "logged"
    (row,) = readings(server, cases=(case,))
    me = dispatcher.me
    assert (row.account, row.role, row.region) == (me["account"], "dispatcher", me["region"])
    assert (row.door, row.levels, row.why, row.result) == ("card", "C1 C2 C3", "received", "shown")
    assert row.device == "computer"
    assert row.session in {one["id"] for one in dispatcher.get("/api/me/sessions")["sessions"]}


def test_whose_case_it_is_is_said(server: Running, dispatcher: Client, case: str) -> None:
    dispatcher.send("take-case", case=case)
    at = dispatcher.get(f"/api/cases/{case}/story")["story"][0]["position"]
    dispatcher.get(f"/api/cases/{case}", at=at)
    assert [(row.door, row.why) for row in readings(server, cases=(case,))] == [
        ("story", "owner"),
        ("card-at", "owner"),
    ]


def test_a_child_looked_for_is_logged_with_what_it_was_found_in(
    server: Running, dispatcher: Client, case: str
) -> None:
    before = len(readings(server, door="duplicates"))
    body = json.dumps({"child_name": NAME, "child_birth_date": BORN}).encode()
    found = dispatcher.raw("/api/cases/duplicates", body).json()["duplicates"]
    nobody = json.dumps({"child_phone": "+7 700 111 22 99"}).encode()
    assert dispatcher.raw("/api/cases/duplicates", nobody).json() == {"duplicates": []}
    rows = readings(server, door="duplicates")[before:]
    assert {row.case_id for row in rows} == {None, *(one["row"]["id"] for one in found)}
    assert case in {row.case_id for row in rows}


def test_foreign_and_missing_cases_answer_alike_and_are_logged(
    server: Running, dispatcher: Client, other: Client, case: str
) -> None:
    missing = str(uuid4())
    answers = [
        other.http.get(f"/api/cases/{one}{rest}") for one in (case, missing) for rest in ("", "/story")
    ]
    assert {(one.status_code, one.content) for one in answers} == {(404, answers[0].content)}
    for asked, region in ((case, dispatcher.me["region"]), (missing, None)):
        rows = readings(server, cases=(asked,), account=other.me["account"])
        assert [(row.door, row.result, row.case_region) for row in rows] == [
            ("card", "refused", region),
            ("story", "refused", region),
        ]


def test_a_role_that_never_reads_cases_is_told_so_and_its_try_is_logged(server: Running, case: str) -> None:
    admin = server.enter("administrator")
    for asked in (case, str(uuid4())):
        answer = admin.http.get(f"/api/cases/{asked}")
        assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
        (row,) = readings(server, cases=(asked,), account=admin.me["account"])
        assert (row.role, row.why, row.result) == ("administrator", "none", "refused")
    assert admin.http.get("/api/cases/nonsense").status_code == 403


def test_the_phones_assignment_is_a_reading_of_the_own_team(
    server: Running, dispatcher: Client, case: str
) -> None:
    team = server.enter("team5")
    dispatcher.send("assess-case", case=case, risk_class=1, reason="x")
    sent = dispatcher.send("assign-team", case=case, visit=str(uuid4()), team=team.me["team"])
    assert sent.status_code == 200, sent.text
    assert team.get("/api/phone/assignment")["noted"] == "logged"
    (row,) = readings(server, cases=(case,), door="assignment")
    assert (row.account, row.why, row.result) == (team.me["account"], "own-team", "shown")


@pytest.mark.slow
def test_no_door_shows_a_child_without_a_row(server: Running, dispatcher: Client, case: str) -> None:
    """Every door of GET, by every role of the town: where the child's name stands, the log grew."""
    shown = 0
    for who in (dispatcher, server.enter("operator"), server.enter("supervisor"), server.enter("team1")):
        for door in all_doors():
            if door.method != "GET" or "/assets/" in door.path:
                continue
            before = len(readings(server))
            answer = who.http.get(door.path.replace("{case}", case), follow_redirects=False)
            if NAME.encode() in answer.content or NAME in json.dumps(answer.text, ensure_ascii=False):
                shown += 1
                assert len(readings(server)) > before, door.path
    assert shown >= 4  # the operator who did not receive it sees that there is a name, not the name


@contextmanager
def refusing(server: Running) -> Iterator[None]:
    """The log of readings cannot be written: SQLite says so itself."""
    tables = server.system.reads._tables
    assert isinstance(tables, FileTables)
    connection = tables._connection
    connection.execute("PRAGMA query_only=ON")
    try:
        yield
    finally:
        connection.execute("PRAGMA query_only=OFF")


def test_no_log_no_card(server: Running, dispatcher: Client, case: str) -> None:
    dispatcher.send("take-case", case=case)
    with refusing(server):
        for rest in ("", "/story"):
            answer = dispatcher.http.get(f"/api/cases/{case}{rest}")
            assert (answer.status_code, answer.json()["code"]) == (503, "reading-not-logged")
            assert NAME not in answer.text
        body = json.dumps({"child_name": NAME, "child_birth_date": BORN}).encode()
        assert dispatcher.raw("/api/cases/duplicates", body).status_code == 503
    assert dispatcher.get(f"/api/cases/{case}")["noted"] == "logged"


def test_ones_own_threat_to_life_stays_visible_and_is_written_later(
    server: Running, dispatcher: Client
) -> None:
    case = dispatcher.received(child_name=NAME, risk_class=1, reason="x")
    second = server.enter("dispatcher2")
    dispatcher.send("take-case", case=case)
    with refusing(server):
        card = dispatcher.get(f"/api/cases/{case}")
        assert (card["noted"], card["said"]["child_name"]) == ("waiting", NAME)
        assert second.http.get(f"/api/cases/{case}").status_code == 503
        health = server.nobody().get("/health")
        assert (health["status"], health["readings_waiting"]) == ("degraded", 1)
    dispatcher.get(f"/api/cases/{case}")
    wait_until(lambda: server.system.reads.spooled == 0)
    waited = [row for row in readings(server, cases=(case,)) if row.waited_since is not None]
    assert [(row.door, row.why) for row in waited] == [("card", "owner")]
    assert server.nobody().get("/health")["readings_waiting"] == 0


def test_nothing_of_a_child_stands_in_the_log_of_readings(
    server: Running, dispatcher: Client, data: Path, case: str
) -> None:
    dispatcher.get(f"/api/cases/{case}")
    for path in data.glob("reads.db*"):
        assert not any(word.encode() in path.read_bytes() for word in (*NAME.split(), BORN, PHONE))


def test_reads_check(server: Running, dispatcher: Client, data: Path, case: str) -> None:
    dispatcher.get(f"/api/cases/{case}")
    found = CliRunner(env={"JEDEL_LANG": "en"}).invoke(main, ["reads", "check", "--data", str(data)])
    assert (found.exit_code, found.output.startswith("The log of readings is whole.")) == (0, True)
    nothing = CliRunner(env={"JEDEL_LANG": "en"}).invoke(main, ["reads", "check", "--data", "/nowhere"])
    assert nothing.exit_code == 1


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        ("Mozilla/5.0 (Linux; Android 14) Mobile", "phone"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "computer"),
        ("", "computer"),
    ],
)
def test_kinds_of_devices(agent: str, kind: str) -> None:
    assert kind_of_device(agent) == kind
