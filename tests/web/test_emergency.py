"""Emergency access through the door: the second factor, one case, one hour, the review; everything logged."""

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from dispatch.clock import SystemClock
from dispatch.ports import Accepted, Submission
from domain.access import RIGHTS, Action
from domain.case.commands import ReceiveRequest
from domain.case.emergency import LASTS, REVIEW_WITHIN, SAFETY, Category, OpenEmergencyAccess
from domain.case.terms import Channel
from domain.centre import RegisterCentre
from domain.identity import CaseId, CentreId
from domain.reach import Reach, grants
from tests.web.client import Client, Running
from tests.web.test_reading_log import readings, wait_until
from web.bootstrap import build, close, set_up
from web.command_table import ENTRIES
from web.setting_up import register_centre
from web.settings import Settings
from web.system import System

REASON = "Мать звонит: ребёнок на крыше, заявка у соседей"


@pytest.fixture
def case(dispatcher: Client) -> str:
    return dispatcher.received(child_name="Канарейка", story="Тс-с")


@pytest.fixture
def later(server: Running, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Moves the product's clock on, for this test only."""
    real = SystemClock()

    def move(by: timedelta) -> None:
        monkeypatch.setattr(server.system.clock, "now", lambda: real.now() + by)

    return move


def take(who: Client, **changes: Any) -> httpx.Response:
    body = {"command_id": str(uuid4()), "category": "child-in-danger", "reason": REASON, **changes}
    return who.raw("/api/emergency-access", json.dumps(body).encode())


def number_of(dispatcher: Client, case: str) -> str:
    return str(dispatcher.get(f"/api/cases/{case}")["row"]["number"])


def test_without_a_second_factor_it_is_not_taken(server: Running, other: Client, case: str) -> None:
    stranger = server.enter("specialist")
    assert take(stranger, case=case).json()["code"] == "second-factor-needed"


def test_another_region_reads_one_case_for_an_hour(
    server: Running, dispatcher: Client, other: Client, case: str
) -> None:
    second = dispatcher.received(child_name="Другой ребёнок")
    number = number_of(dispatcher, case)
    server.step_up(other)
    assert other.http.get(f"/api/cases/{case}").status_code == 404
    answer = take(other, number=f" {number.lower()} ")
    assert answer.status_code == 200, answer.text
    assert answer.json()["case"] == case
    card = other.get(f"/api/cases/{case}")
    assert card["said"]["child_name"] == "Канарейка"
    (mark,) = card["row"]["emergencies"]
    assert (mark["account"], mark["until"]) == (other.me["account"], answer.json()["until"])
    assert other.http.get(f"/api/cases/{second}").status_code == 404
    rows = readings(server, cases=(case,), account=other.me["account"])
    assert [(row.why, row.result) for row in rows] == [("none", "refused"), ("emergency", "shown")]


def test_what_keeps_the_child_safe_may_be_done_and_nothing_else(
    server: Running, dispatcher: Client, other: Client, case: str
) -> None:
    server.step_up(other)
    number = number_of(dispatcher, case)
    assert other.send("record-service-call", case=case, service="103").status_code == 404
    take(other, number=number)
    assert other.send("record-service-call", case=case, service="103").status_code == 200
    assert other.send("add-note", case=case, text="Скорая в пути").status_code == 200
    assert other.send("take-case", case=case).status_code == 404
    assert other.send("close-case", case=case, result="x").status_code == 404
    assert other.http.get(f"/api/cases/{case}/recommendation").status_code == 404


def test_it_ends_by_the_clock_within_a_second(
    server: Running, dispatcher: Client, other: Client, case: str, later: Any
) -> None:
    server.step_up(other)
    take(other, number=number_of(dispatcher, case))
    later(LASTS - timedelta(seconds=2))
    assert other.http.get(f"/api/cases/{case}").status_code == 200
    later(LASTS + timedelta(seconds=1))
    assert other.http.get(f"/api/cases/{case}").status_code == 404
    assert other.send("add-note", case=case, text="zu spät").status_code == 404


def test_owner_and_reviewers_are_told_at_once_and_whoever_took_it_is_not(
    server: Running, dispatcher: Client, other: Client, case: str
) -> None:
    dispatcher.send("take-case", case=case)
    server.step_up(other)
    take(other, number=number_of(dispatcher, case))

    def told(who: Client) -> bool:
        found = who.get("/api/inbox")["notices"]
        return any(one["kind"] == "emergency-access" and one["case"] == case for one in found)

    for who in (dispatcher, server.enter("supervisor"), server.enter("head")):
        wait_until(lambda who=who: told(who))  # type: ignore[misc]
    assert not told(other)


def test_a_number_that_is_none_is_a_logged_try(server: Running, other: Client, dispatcher: Client) -> None:
    server.step_up(other)
    before = len(readings(server, door="emergency"))
    assert take(other, number="KZ-00-2026-999999").status_code == 404
    assert len(readings(server, door="emergency")) == before + 1


def test_who_may_not_reach_over_meets_nothing(server: Running, dispatcher: Client, case: str) -> None:
    """An administrator has no cases at all; whoever may read it needs no emergency."""
    admin = server.enter("administrator")
    server.step_up(admin)
    assert take(admin, case=case).status_code == 403
    server.step_up(dispatcher)
    assert take(dispatcher, case=case).json()["code"] == "emergency-not-needed"


def test_the_review_is_another_persons_and_counted_by_week(
    server: Running, dispatcher: Client, other: Client, case: str
) -> None:
    supervisor = server.enter("supervisor")
    server.step_up(other)
    take(other, number=number_of(dispatcher, case))
    listed = supervisor.get("/api/emergency-access")
    (mine,) = [one for one in listed["accesses"] if one["case"] == case]
    assert (mine["name"], mine["justified"], mine["category"]) == ("Other", None, "child-in-danger")
    assert REASON not in json.dumps(listed, ensure_ascii=False)
    assert next(one for one in listed["week"] if one["name"] == "Other")["count"] >= 1
    asked = {"case": case, "access": mine["id"], "justified": False}
    assert supervisor.send("review-emergency-access", **asked).json()["code"] == "text-missing"
    assert supervisor.send("review-emergency-access", **asked, reason="Любопытство").status_code == 200
    assert dispatcher.send("review-emergency-access", **asked, reason="x").status_code == 403
    after = supervisor.get("/api/emergency-access")
    assert after["waiting"] == listed["waiting"] - 1
    told = supervisor.get(f"/api/cases/{case}/story")["story"]
    names = [each["name"] for each in told]
    assert names[-2:] == ["emergency-access-opened.v1", "emergency-access-reviewed.v1"]


def test_a_day_without_review_goes_further_up(tmp_path: Path) -> None:
    """On a log of its own: its times never go back."""
    system, clock = new_system(tmp_path / "data")
    case = CaseId(uuid4())
    try:
        sent(system, ReceiveRequest(case=case, channel=Channel.PHONE))
        reason = "Two people are needed, nobody answers"
        sent(system, OpenEmergencyAccess(case=case, access=uuid4(), category=Category.OTHER, reason=reason))
        clock.ahead = REVIEW_WITHIN + timedelta(seconds=2)
        wait_until(lambda: (system.row("queue", str(case)) or {})["emergencies"][0]["escalated"])
    finally:
        close(system)


class MovedClock(SystemClock):
    """The machine's time, moved on by hand."""

    ahead = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.ahead


def new_system(path: Path) -> tuple[System, MovedClock]:
    set_up(path, {"demonstration": True})
    system = build(Settings(data=path))
    clock = MovedClock()
    system.store.ticker._clock = clock
    system.store.writer._committer._clock = clock
    centre = RegisterCentre(
        centre=CentreId(uuid4()), region="KZ-75", name_kk="Б", name_ru="Д", name_en="", point=(43.2, 76.9)
    )
    asyncio.run(register_centre(system, centre))
    return system, clock


def sent(system: System, command: object) -> None:
    submission = Submission(
        name="test",
        command=command,
        command_id=uuid4(),
        by=uuid4(),
        role="dispatcher",
        region="KZ-75",
        centre=system.centre_of("KZ-75"),
    )
    assert isinstance(system.store.writer.call(submission), Accepted)


def test_an_export_is_never_within_it() -> None:
    """Reading, and what keeps the child safe: no other action reaches as far as emergency access."""
    opened = {
        action
        for action, cells in RIGHTS.items()
        if any(grant.reach is Reach.EMERGENCY for cell in cells.values() for grant in grants(cell))
    }
    assert opened == {Action.READ_CASE, Action.READ_STORY, Action.ACT_FOR_SAFETY}
    safe = {entry.command for entry in ENTRIES.values() if entry.right is Action.ACT_FOR_SAFETY}
    assert safe == set(SAFETY)
