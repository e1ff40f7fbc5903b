"""Two processes behind one address: the one that serves a dispatcher dies while she writes a request down."""

import json
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

import psycopg
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.people import Board, house
from tests.fleet import Fleet, Process, environment
from tests.patience import eventually
from tests.plain_http import browser as http
from tests.postgres import Server
from tests.web.small import filled
from web.release import release

STORY = "Оқушы сабаққа келмеді"


@dataclass
class Place:
    fleet: Fleet
    store: str
    account: UUID

    def requests(self) -> int:
        with psycopg.connect(self.store) as connection:
            query = b"SELECT count(*) FROM stored_events WHERE topic='case-received.v1'"
            found = connection.execute(query).fetchone()
        assert found is not None
        return int(found[0])

    def serving(self) -> Process:
        """The process that the one open board is connected to."""
        found: list[Process] = []

        def one() -> bool:
            running = [each for each in self.fleet.of("web.1", "web.2") if each.runs]
            found[:] = [each for each in running if _screens(each) == 1]
            return len(found) == 1

        eventually(one)
        return found[0]


def _listen(board: Board) -> None:
    """Keep what the page says of its connection from now on."""
    board.at("live-mark").evaluate(
        """mark => {
            window.said = [];
            const hear = () => window.said.push([mark.dataset.state, mark.textContent.trim()]);
            new MutationObserver(hear).observe(mark, { attributes: true, childList: true, subtree: true });
        }"""
    )


def _came_back(board: Board) -> None:
    """And meanwhile the page said of when its rows are."""
    board.page.wait_for_function("() => window.said.some(([state]) => state === 'reconnecting')")
    board.is_live()
    words = board.say("shell.reconnecting.since", time="|").partition("|")[0]
    said = board.page.evaluate("window.said")
    assert any(words in text for _, text in said), said


def _screens(process: Process) -> int:
    with http(f"http://localhost:{process.port}") as client:
        return int(client.get("/health").json()["screens"])


@pytest.fixture(scope="module")
def place(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    data = tmp_path_factory.mktemp("two") / "data"
    with ThreadPoolExecutor(1) as thread:  # Playwright's loop runs in this one
        settings = thread.submit(filled, data, postgres.new_database()).result()
    release(settings)
    with psycopg.connect(settings.store) as connection:
        rows = connection.execute(b"SELECT body FROM hot_row WHERE fold='accounts'").fetchall()
    account = next(row["id"] for (body,) in rows if (row := json.loads(body))["login"] == "disp")
    fleet = Fleet(environment(settings.data, settings.store))
    fleet.start("web.1", "web.2")
    yield Place(fleet, settings.store, UUID(account))
    fleet.close()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "stopped"])
def test_what_is_being_written_outlives_its_process(
    place: Place, browser: Browser, how: signal.Signals
) -> None:
    before = place.requests()
    token = place.fleet.client(place.account, "shared").http.cookies["jedel"]
    with house(browser, place.fleet.shared) as people:
        page = people.page()
        page.context.add_cookies([{"name": "jedel", "value": token, "url": place.fleet.shared}])
        page.goto(f"{place.fleet.shared}/board")
        board = Board(page, page.locator("html").get_attribute("lang") or "")
        board.is_live()
        page.keyboard.press("F2")
        page.keyboard.type(STORY)
        board.at("school").fill("1")
        board.at("school-found").first.click()
        _listen(board)
        dying = place.serving()
        dying.signal(how)
        if how is signal.SIGKILL:  # nobody said goodbye: the press meets a dead line, and goes out again
            board.press("intake-send")
        assert dying.ended() == (0 if how is signal.SIGTERM else -how)
        _came_back(board)
        assert place.serving().name != dying.name
        if how is signal.SIGTERM:
            expect(board.at("intake-story")).to_have_value(STORY)
            board.press("intake-send")
        expect(board.at("slip")).to_be_visible()
        expect(board.page.locator("[data-number]")).to_have_count(before + 1)
    assert place.requests() == before + 1
    place.fleet.start(dying.name)
