"""Retention over HTTP: what is past its time, who may let it go, what stays behind, and after a kill."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import orjson
import pytest
from click.testing import CliRunner

from dispatch.clock import SystemClock
from domain.law.local_time import local_date
from domain.retention import DataKind
from tests.web.client import Client, Running
from tests.web.old_town import NAME, old_town
from tests.web.served import served
from web.cli.main import main
from web.limits import Limits
from web.settings import Settings

PATH = "/api/keeping/retention"
LEFT = {"notices": 3, "requests": 4, "receipts": 1, "imports": 1}


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    data: Path = tmp_path_factory.mktemp("old") / "data"
    return data, old_town(data, 3)


@pytest.fixture
def data(old: tuple[Path, list[str]], tmp_path: Path) -> Path:
    return Path(shutil.copytree(old[0], tmp_path / "data"))


@pytest.fixture
def running(data: Path) -> Iterator[Running]:
    with served(Settings(data=data, port=0)) as found:
        yield found


def apply(client: Client, kind: str, before: str, command_id: str = "") -> tuple[int, dict[str, object]]:
    body = {"command_id": command_id or str(uuid4()), "kind": kind, "before": before}
    answer = client.raw(f"{PATH}/apply", orjson.dumps(body))
    return answer.status_code, answer.json()


def kinds(client: Client) -> dict[str, dict[str, object]]:
    return {one["kind"]: one for one in client.get(PATH)["kinds"]}


def count(data: Path, file: str, table: str) -> int:
    db = sqlite3.connect(data / file)
    found: int = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    db.close()
    return found


def test_the_schedule_says_what_is_past_its_time(running: Running) -> None:
    for login in ("supervisor", "head", "administrator"):
        found = kinds(running.enter(login))
        assert set(found) == set(DataKind)
        assert {kind: found[kind]["rows"] for kind in LEFT} == LEFT
        assert found["readings"]["rows"] == 3
        assert found["positions"]["rows"] == 0
    since = local_date(SystemClock().now()) - timedelta(days=365)
    assert found["readings"]["before"] == since.isoformat()


def test_the_cases_are_listed_oldest_first(running: Running, old: tuple[Path, list[str]]) -> None:
    cases = running.enter("head").get(PATH)["cases"]
    assert cases["past"] == 3
    assert [one["id"] for one in cases["rows"]] == old[1]
    assert all(one["kept_for"] == [] and one["proposed_at"] is None for one in cases["rows"])
    assert NAME not in str(cases)


def test_no_more_cases_are_shown_than_may_be(data: Path) -> None:
    with served(Settings(data=data, port=0, limits=Limits(cases_past=2))) as running:
        cases = running.enter("head").get(PATH)["cases"]
    assert (cases["past"], len(cases["rows"])) == (3, 2)


@pytest.mark.parametrize("login", ["dispatcher", "operator", "analyst", "auditor", "team1", "lead1"])
def test_others_see_nothing_of_it(running: Running, login: str) -> None:
    client = running.enter(login)
    assert client.http.get(PATH).status_code == 403
    assert apply(client, "notices", "2026-01-01")[0] == 403


@pytest.mark.parametrize("login", ["supervisor", "administrator"])
def test_only_the_head_lets_something_go(running: Running, login: str, data: Path) -> None:
    client = running.enter(login)
    assert apply(client, "notices", str(kinds(client)["notices"]["before"]))[0] == 403
    assert count(data, "inbox.db", "notice") >= LEFT["notices"]


@pytest.mark.parametrize("kind", LEFT)
def test_what_is_confirmed_goes_and_the_event_says_who_and_how_much(running: Running, kind: str) -> None:
    head = running.enter("head")
    before = str(kinds(head)[kind]["before"])
    assert apply(head, kind, before) == (200, {"rows": LEFT[kind]})
    assert kinds(head)[kind]["rows"] == 0
    (told,) = head.get(PATH)["applied"]
    assert (told["kind"], told["before"], told["rows"]) == (kind, before, LEFT[kind])
    assert told["who"] == head.me["name"]
    status, refused = apply(head, kind, before)
    assert (status, refused["code"]) == (422, "nothing-past")


def test_the_same_again_is_one_confirmation(running: Running) -> None:
    head, key = running.enter("head"), str(uuid4())
    before = str(kinds(head)["notices"]["before"])
    assert apply(head, "notices", before, key) == apply(head, "notices", before, key)
    assert len(head.get(PATH)["applied"]) == 1


def test_nothing_goes_before_its_time(running: Running, data: Path) -> None:
    head = running.enter("head")
    tomorrow = local_date(SystemClock().now()) + timedelta(days=1)
    status, refused = apply(head, "notices", tomorrow.isoformat())
    assert (status, refused["code"]) == (422, "still-kept")
    assert count(data, "inbox.db", "notice") >= LEFT["notices"]


def wait_for(found: Callable[[], bool]) -> None:
    """What goes on beside the start has some seconds."""
    until = time.monotonic() + 20
    while not found():
        assert time.monotonic() < until
        time.sleep(0.05)


def jedel(*arguments: object) -> tuple[int, str]:
    found = CliRunner(env={"JEDEL_LANG": "en"}).invoke(main, [str(each) for each in arguments])
    return found.exit_code, found.output


def test_the_oldest_readings_go_and_the_rest_is_proved(running: Running, data: Path) -> None:
    head = running.enter("head")
    whole = count(data, "reads.db", "read")
    assert apply(head, "readings", str(kinds(head)["readings"]["before"])) == (200, {"rows": 3})
    assert count(data, "reads.db", "read") == whole - 3
    ended, said = jedel("reads", "check", "--data", data)
    assert ended == 0, said
    assert "Rows up to 3 were past their time" in said
    ended, said = jedel("verify", "--data", data)
    assert ended == 0, said


def test_planted_readings_that_went_without_a_confirmation_are_found(data: Path) -> None:
    db = sqlite3.connect(data / "reads.db")
    with db:
        db.execute("INSERT INTO read_anchor SELECT position, at, hash FROM read WHERE position=2")
        db.execute("DELETE FROM read WHERE position<=2")
    db.close()
    for command in (("reads", "check"), ("verify",)):
        ended, said = jedel(*command, "--data", data)
        assert ended == 1
        assert "nobody confirmed it" in said


def test_what_an_interrupted_one_left_goes_at_the_next_start(data: Path, tmp_path: Path) -> None:
    """As after a kill between the event and the rows, or after an older copy was put back."""
    files = ("inbox.db", "form.db", "imports.db", "reads.db")
    for name in files:
        shutil.copy2(data / name, tmp_path / name)
    with served(Settings(data=data, port=0)) as running:
        head = running.enter("head")
        for kind, found in kinds(head).items():
            if found["rows"]:
                assert apply(head, kind, str(found["before"]))[0] == 200
    for name in files:
        shutil.copy2(tmp_path / name, data / name)
    with served(Settings(data=data, port=0)) as running:
        head = running.enter("head")
        wait_for(lambda: not any(one["rows"] for one in kinds(head).values()))
        assert len(head.get(PATH)["applied"]) == len(LEFT) + 1
    assert jedel("reads", "check", "--data", data)[0] == 0


def test_a_held_case_stays_and_the_list_says_why(running: Running, old: tuple[Path, list[str]]) -> None:
    supervisor, case = running.enter("supervisor"), old[1][0]
    asked = supervisor.send("ask-legal-hold", case=case, hold=str(uuid4()), ground="court", reason="сот")
    assert asked.status_code == 200, asked.text
    listed = {one["id"]: one for one in supervisor.get(PATH)["cases"]["rows"]}
    assert listed[case]["kept_for"] == ["legal-hold"]
    parts = ["child", "caller", "guardian"]
    refused = supervisor.send("propose-forgetting", case=case, parts=parts, ground="retention")
    assert (refused.status_code, refused.json()["code"]) == (422, "kept-legal-hold")


def test_two_people_forget_and_the_case_leaves_the_list(
    running: Running, old: tuple[Path, list[str]]
) -> None:
    supervisor, head, case = running.enter("supervisor"), running.enter("head"), old[1][0]
    parts = ["child", "caller", "guardian"]
    proposed = supervisor.send("propose-forgetting", case=case, parts=parts, ground="retention")
    assert proposed.status_code == 200, proposed.text

    def row(client: Client) -> dict[str, object]:
        found: dict[str, object] = next(o for o in client.get(PATH)["cases"]["rows"] if o["id"] == case)
        return found

    assert (row(supervisor)["confirmable"], row(head)["confirmable"]) == (False, True)
    assert row(head)["proposed_by"] == supervisor.me["name"]
    assert head.send("confirm-forgetting", case=case).status_code == 200
    cases = head.get(PATH)["cases"]
    assert cases["past"] == 2
    assert case not in {one["id"] for one in cases["rows"]}
