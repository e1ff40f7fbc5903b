"""The board says while something is not as it should be, since when and why, and no more once it is mended.

One process serves whose Redis does not answer, whose road engine does not run, and beside which nobody acts.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import axe
from tests.browser.people import Board, house
from tests.dispatch.road_engine import Routed, needs_engine, prepare
from tests.faulty_line import FaultyLine, Mode
from tests.fleet import Fleet, environment
from tests.ports import free_port
from tests.postgres import Server
from tests.redis import Server as Redis
from tests.web.small import town_in
from web.release import release

LANGUAGES = {"dispatcher": "ru", "dispatcher2": "kk", "operator": "en"}


@dataclass
class Place:
    folder: Path
    fleet: Fleet
    redis: FaultyLine
    engine: int
    """The port on which it should answer."""

    @contextmanager
    def mended(self, strip: str) -> Iterator[Routed | None]:
        """Meanwhile it is as it should be."""
        if strip == "hints":
            self.redis.set(Mode.PASS)
            self.redis.cut()
            yield None
            self.redis.set(Mode.BLACK_HOLE)
        elif strip == "worker":
            (worker,) = self.fleet.start("worker.1")
            yield None
            worker.kill()
        else:
            engine = Routed(prepare(self.folder), self.engine)
            try:
                yield engine
            finally:
                engine.end()


@pytest.fixture(scope="module")
def place(postgres: Server, redis: Redis, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder, engine = tmp_path_factory.mktemp("strips"), free_port()
    with ThreadPoolExecutor(1) as thread:  # Playwright's loop runs in this one
        settings = thread.submit(town_in, folder / "data", postgres.new_database()).result()
    release(settings)
    with FaultyLine(redis.socket) as line:
        line.set(Mode.BLACK_HOLE)
        told = {
            "JEDEL_ROUTING": f"osrm:http://127.0.0.1:{engine},straight:",
            "JEDEL_LIMIT_ENGINE_REST": "1",
            "JEDEL_LIMIT_ROADS_LOOK": "0.5",
        }
        fleet = Fleet({**environment(settings.data, settings.store, line.url), **told})
        fleet.start("web.1")
        yield Place(folder, fleet, line, engine)
        fleet.close()


@pytest.fixture(scope="module")
def boards(place: Place, browser: Browser) -> Iterator[list[Board]]:
    with house(browser, place.fleet.shared) as people:
        found = [people.board(login, language) for login, language in LANGUAGES.items()]
        found[0].receive("Ұрып-соғу", "1")
        yield found


@pytest.mark.parametrize(
    ("strip", "code", "words"),
    [
        ("hints", "unreachable", ("board.hints.lowered", "board.hints.unreachable")),
        pytest.param("roads", "air", ("board.roads.air", "rung.engine-gone"), marks=needs_engine),
        ("worker", None, ("board.worker.nobody",)),
    ],
    ids=["hints", "roads", "worker"],
)
def test_a_strip_stands_until_it_is_mended(
    place: Place, boards: list[Board], strip: str, code: str | None, words: tuple[str, ...]
) -> None:
    for board in boards:
        board.is_live()
        shown = board.at(f"{strip}-strip")
        if code is not None:
            expect(shown).to_have_attribute("data-code", code)
        for key in words:
            expect(shown).to_contain_text(board.say(key))
        board.look(f"{strip}-strip")
    assert not axe.faults(boards[0].page)
    with place.mended(strip) as engine:
        for board in boards:
            expect(board.at(f"{strip}-strip")).to_have_count(0)
        if engine is not None:
            engine.hang()
            expect(boards[0].at("roads-strip")).to_contain_text(boards[0].say("rung.engine-hung"))
