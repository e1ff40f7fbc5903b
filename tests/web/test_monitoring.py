"""Monitoring of schools' services over HTTP: the list, one school with a trace, half-years missed once."""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from dispatch.importers.order import Order
from domain.centre import RegisterCentre
from domain.identity import CentreId, SchoolId
from domain.law.due import local_date
from domain.monitoring import Manner, RecordMonitoring
from domain.school import CloseSchool, RegisterSchool
from tests.web.client import Client, Running
from web.bootstrap import build, close, set_up
from web.monitoring import ask_about_missed
from web.setting_up import register_centre, submit
from web.settings import Settings
from web.system import System

REGION = "KZ-75"
CANARY = "Айгүл-канарейка"


@pytest.fixture(scope="module")
def specialist(server: Running) -> Client:
    return server.enter("specialist")


def a_school(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/monitoring")["schools"][0]
    return found


def today(server: Running) -> date:
    return local_date(server.system.clock.now())


def test_what_was_found_is_written_down_and_read_with_a_trace(server: Running, specialist: Client) -> None:
    school = a_school(specialist)["school"]
    said = {
        "school": school,
        "on": today(server).isoformat(),
        "manner": "visit",
        "conclusions": f"{CANARY} keeps the forms",
        "recommendations": "Keep them sealed",
    }
    assert specialist.send("record-monitoring", **said).status_code == 200
    told = specialist.get(f"/api/monitoring/{school}")
    assert told["monitored"][0]["fields"]["conclusions"] == said["conclusions"]
    assert told["monitored"][0]["by"] == specialist.me["name"]
    assert (told["school"]["last"], told["school"]["manner"]) == (said["on"], "visit")
    reads = server.enter("supervisor").get("/api/reads", door="monitoring")["readings"]
    assert school in [one["case"] for one in reads]


def test_the_list_has_counts_search_and_no_text(server: Running, specialist: Client) -> None:
    page = specialist.get("/api/monitoring")
    assert len(page["schools"]) == min(page["limit"], page["total"])
    assert page["all"] == page["late"] + page["due"] + page["done"]
    assert page["schools"] == sorted(page["schools"], key=lambda one: one["due"])[: len(page["schools"])]
    one = page["schools"][-1]
    found = specialist.get("/api/monitoring", q=one["label"])
    assert one["school"] in [each["school"] for each in found["schools"]]
    assert found["total"] < page["total"]
    assert CANARY not in specialist.http.get("/api/monitoring").text
    assert specialist.get("/api/monitoring", show="late")["total"] == page["late"]
    assert specialist.get("/api/monitoring", show="due")["total"] == page["due"]


def test_an_auditor_sees_that_it_is_done_and_not_what_was_found(server: Running) -> None:
    auditor = server.enter("auditor")
    school = a_school(auditor)["school"]
    assert auditor.http.get(f"/api/monitoring/{school}").status_code == 403


@pytest.mark.parametrize("login", ["operator", "dispatcher", "administrator", "analyst"])
def test_nobody_else_sees_or_writes_any(server: Running, specialist: Client, login: str) -> None:
    client = server.enter(login)
    assert client.http.get("/api/monitoring").status_code == 403
    said = {"school": a_school(specialist)["school"], "on": "2026-01-01", "manner": "remote"}
    assert client.send("record-monitoring", **said, conclusions="x").status_code in (403, 404)


def test_a_school_of_another_region_is_unknown(server: Running, specialist: Client) -> None:
    theirs = next(row["id"] for row in server.system.rows("schools").values() if row["region"] == REGION)
    for school in (theirs, str(uuid4())):
        said = {"school": school, "on": today(server).isoformat(), "manner": "remote", "conclusions": "x"}
        assert specialist.send("record-monitoring", **said).json()["code"] == "school-unknown"
        assert specialist.http.get(f"/api/monitoring/{school}").status_code == 404


WINTER, SUMMER = datetime(2026, 1, 15, 5, 0, tzinfo=UTC), datetime(2026, 7, 1, 5, 0, tzinfo=UTC)


@pytest.fixture
def winter(tmp_path: Path) -> Path:
    """Three schools registered in January: one is monitored in February, one closes."""
    path = tmp_path / "data"
    set_up(path, {"demonstration": True})
    with_system(path, WINTER, _fill)
    return path


def with_system(path: Path, at: datetime, work: Any) -> Any:
    system = build(Settings(data=path, clock_start=at))
    try:
        return asyncio.run(work(system))
    finally:
        close(system)


SCHOOLS = [SchoolId(UUID(int=number)) for number in (1, 2, 3)]


async def _fill(system: System) -> None:
    centre = CentreId(uuid4())
    there = RegisterCentre(
        centre=centre, region=REGION, name_kk="Б", name_ru="Д", name_en="", point=(43.24, 76.9)
    )
    await register_centre(system, there)
    commands: list[object] = [
        RegisterSchool(school=school, region=REGION, label=str(n), point=(43.25, 76.9))
        for n, school in enumerate(SCHOOLS)
    ]
    commands += [
        RecordMonitoring(
            school=SCHOOLS[0], on=date(2026, 1, 14), manner=Manner.REMOTE, conclusions="all is well"
        ),
        CloseSchool(school=SCHOOLS[2]),
    ]
    for command in commands:
        await submit(system, Order(row=1, name="x", command_id=uuid4(), command=command), REGION, centre)


def missed(system: System) -> list[str]:
    return [
        each.name for school in SCHOOLS for each in system.store.log.stream(school) if "missed" in each.name
    ]


def test_a_half_year_that_went_by_is_missed_once_for_a_school_registered_long_ago(winter: Path) -> None:
    async def ask(system: System) -> tuple[int, list[str], int]:
        first = await ask_about_missed(system)
        return first, missed(system), await ask_about_missed(system)

    assert with_system(winter, WINTER, ask) == (0, [], 0)
    assert with_system(winter, SUMMER, ask) == (1, ["monitoring-missed.v1"], 0)
    assert with_system(winter, SUMMER, ask) == (0, ["monitoring-missed.v1"], 0), "after a restart too"


def test_a_damaged_row_holds_up_nobody(winter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def ask(system: System) -> int:
        whole = system.rows("monitoring")
        monkeypatch.setattr(System, "rows", lambda *_: {"x": {"id": "x", "damaged": 9}, **whole})
        return await ask_about_missed(system)

    assert with_system(winter, SUMMER, ask) == 1
