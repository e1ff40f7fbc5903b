"""The board says so while processes do not reach each other through Redis, and no more once they do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import axe
from tests.browser.people import house
from tests.browser.running import Town, free_port
from tests.faulty_line import FaultyLine, Mode
from tests.redis import Server


@pytest.fixture
def line(redis: Server) -> Iterator[FaultyLine]:
    with FaultyLine(redis.socket) as found:
        found.set(Mode.BLACK_HOLE)
        yield found


@pytest.fixture
def town(tmp_path: Path, line: FaultyLine) -> Iterator[Town]:
    found = Town(data=tmp_path / "data", port=free_port(), environment={"JEDEL_HINTS": line.url})
    found.start()
    yield found
    found.stop()


def test_the_strip_stands_while_redis_does_not_answer(town: Town, line: FaultyLine, browser: Browser) -> None:
    with house(browser, town.url) as people:
        boards = [
            people.board(login, language)
            for login, language in (("dispatcher", "ru"), ("dispatcher2", "kk"), ("operator", "en"))
        ]
        for board in boards:
            board.is_live()
            strip = board.at("hints-strip")
            expect(strip).to_have_attribute("data-code", "unreachable")
            expect(strip).to_contain_text(board.say("board.hints.lowered"))
            expect(strip).to_contain_text(board.say("board.hints.unreachable"))
            board.look("hints-strip")
        assert not axe.faults(boards[0].page)
        line.set(Mode.PASS)
        line.cut()
        for board in boards:
            expect(board.at("hints-strip")).to_have_count(0)
