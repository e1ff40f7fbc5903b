"""The running program asks about requests that another edition of the calendar reckoned (rule 9)."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from dispatch import desk
from dispatch.importers.order import Order
from dispatch.ports import Accepted
from domain.calendar import Calendars, LoadCalendar, edition_of, whole
from domain.case.commands import ReceiveRequest
from domain.case.terms import Channel
from domain.centre import RegisterCentre
from domain.identity import CaseId, CentreId
from domain.law.calendars import DECEMBER_2025, MARCH_2026
from domain.law.calendars.edition import holiday
from projections.card import card
from web.bootstrap import build, close, set_up
from web.calendars import all_editions, moving
from web.editions import recalculate
from web.setting_up import register_centre, submit
from web.settings import Settings
from web.system import System

REGION = "KZ-75"
FRIDAY = datetime(2026, 8, 28, 5, 0, tzinfo=UTC)


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    set_up(tmp_path / "data", {"demonstration": True})
    system = build(Settings(data=tmp_path / "data", clock_start=FRIDAY))
    yield system
    close(system)


async def received_by(system: System, monkeypatch: pytest.MonkeyPatch) -> str:
    """A request that came while only the calendar of December was known."""
    centre = CentreId(uuid4())
    there = RegisterCentre(
        centre=centre, region=REGION, name_kk="Б", name_ru="Д", name_en="", point=(43.24, 76.9)
    )
    await register_centre(system, there)
    request = ReceiveRequest(case=CaseId(uuid4()), channel=Channel.PHONE)
    with monkeypatch.context() as patched:
        patched.setattr(desk, "edition_known_when", lambda at: DECEMBER_2025)
        await submit(
            system,
            Order(row=1, name="receive-request", command_id=uuid4(), command=request),
            REGION,
            centre,
        )
    return str(request.case)


def test_a_request_of_before_moves_once_and_its_past_stays(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def evening() -> str:
        case = await received_by(system, monkeypatch)
        assert await recalculate(system, set()) == 1
        return case

    case = asyncio.run(evening())
    row = system.row("queue", case)
    assert row is not None
    assert (row["due"]["at"][:10], row["due"]["edition"]) == ("2026-09-01", "kz-2026-03")
    events = system.store.log.stream(UUID(case))
    assert [each.name for each in events] == ["case-received.v1", "due-time-recalculated.v1"]
    before = card(events[:1])
    assert before is not None
    assert before["row"]["due"]["at"][:10] == "2026-09-02"
    assert asyncio.run(recalculate(system, set())) == 0


def test_a_damaged_row_holds_up_nobody(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    async def evening() -> int:
        await received_by(system, monkeypatch)
        whole = system.rows("queue")
        monkeypatch.setattr(System, "rows", lambda *_: {"x": {"id": "x", "damaged": 9}, **whole})
        return await recalculate(system, set())

    assert asyncio.run(evening()) == 1


def test_who_was_asked_is_not_asked_again(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    async def twice() -> list[int]:
        await received_by(system, monkeypatch)
        known: set[str] = set()
        monkeypatch.setattr("domain.case.deadlines.recalculate", lambda state, context: ())
        return [await recalculate(system, known), await recalculate(system, known)]

    assert asyncio.run(twice()) == [1, 0]


def newer() -> LoadCalendar:
    """Wednesday 2 September 2026 is free too, from the day of the request on."""
    of_2026 = tuple(row for row in MARCH_2026.rows if row.on.year == 2026)
    free = holiday("2026-09-01", "knowledge-day", "made up for this test")
    return LoadCalendar(
        key="kz-2026-08",
        known_from=FRIDAY.date(),
        source="made up for this test",
        years=(2026,),
        rows=(*of_2026, free),
    )


def test_a_loaded_edition_moves_what_is_open_and_decides_what_comes(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def evening() -> tuple[str, str]:
        first = await received_by(system, monkeypatch)
        await recalculate(system, set())
        centre = UUID(system.centre_row(REGION)["id"])
        load = Order(row=1, name="load-calendar", command_id=uuid4(), command=newer())
        edition = edition_of(whole(Calendars(), newer()))
        assert edition is not None
        assert moving(system, edition) == {(date(2026, 9, 1), date(2026, 9, 2)): 1}
        assert isinstance(await submit(system, load, REGION, centre), Accepted)
        assert await recalculate(system, set()) == 1
        request = ReceiveRequest(case=CaseId(uuid4()), channel=Channel.PHONE)
        order = Order(row=1, name="receive-request", command_id=uuid4(), command=request)
        await submit(system, order, REGION, centre)
        return first, str(request.case)

    for case in asyncio.run(evening()):
        row = system.row("queue", case)
        assert row is not None
        assert (row["due"]["at"][:10], row["due"]["edition"]) == ("2026-09-02", "kz-2026-08")
    assert [edition.key for edition in all_editions(system)] == ["kz-2025-12", "kz-2026-03", "kz-2026-08"]
    assert moving(system, all_editions(system)[-1]) == {}
