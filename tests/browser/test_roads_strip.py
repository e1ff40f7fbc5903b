"""The board says so while times come from a worse rung than the installation has, since when and why."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import axe
from tests.browser.people import house
from tests.browser.running import Town, free_port
from tests.dispatch.road_engine import Routed, needs_engine, prepare

pytestmark = needs_engine


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return prepare(tmp_path)


@pytest.fixture
def town(tmp_path: Path, base: Path) -> Iterator[Town]:
    """A town whose engine does not run yet."""
    port = free_port()
    settings = {
        "JEDEL_ROUTING": f"osrm:http://127.0.0.1:{port},straight:",
        "JEDEL_LIMIT_ENGINE_REST": "1",
        "JEDEL_LIMIT_ROADS_LOOK": "0.5",
    }
    found = Town(data=tmp_path / "data", port=free_port(), environment=settings)
    found.start()
    yield found
    found.stop()


def test_the_strip_stands_while_the_engine_is_out(town: Town, base: Path, browser: Browser) -> None:
    with house(browser, town.url) as people:
        boards = [
            people.board(login, language)
            for login, language in (("dispatcher", "ru"), ("dispatcher2", "kk"), ("operator", "en"))
        ]
        boards[0].receive("Ұрып-соғу", "1")
        for board in boards:
            board.is_live()
            strip = board.at("roads-strip")
            expect(strip).to_have_attribute("data-code", "air")
            expect(strip).to_contain_text(board.say("board.roads.air"))
            expect(strip).to_contain_text(board.say("rung.engine-gone"))
            board.look("roads-strip")
        assert not axe.faults(boards[0].page)
        engine = Routed(base, int(town.environment["JEDEL_ROUTING"].split(",")[0].rsplit(":", 1)[1]))
        try:
            for board in boards:
                expect(board.at("roads-strip")).to_have_count(0)
            engine.hang()
            expect(boards[0].at("roads-strip")).to_contain_text(boards[0].say("rung.engine-hung"))
        finally:
            engine.end()
