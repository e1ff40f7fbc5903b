"""A whole case by keyboard alone, from the first word to the closing: the mouse lies in the drawer."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.people import Board, House, house, number_of
from tests.browser.running import Town
from tests.ports import free_port

FARTHEST = 90
"""Presses of Tab within which everything on the board must be reached."""


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town of its own, where every team is free."""
    found = Town(data=tmp_path_factory.mktemp("morning") / "data", port=free_port())
    found.start()
    yield found
    found.stop()


@pytest.fixture
def people(morning: Town, browser: Browser) -> Iterator[House]:
    with house(browser, morning.url) as found:
        yield found


def reach(board: Board, target: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(FARTHEST):
        if board.page.evaluate("target => document.activeElement.dataset.testid === target", target):
            return
        board.page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by {FARTHEST} presses of Tab")


def keys(board: Board, *pressed: str) -> None:
    for key in pressed:
        board.page.keyboard.press(key)


def line(board: Board, words: str) -> None:
    """A line of the command line, by keys."""
    keys(board, "F3")
    expect(board.at("command-line")).to_be_visible()
    board.page.keyboard.type(words)
    keys(board, "Enter")
    expect(board.at("command-line")).to_have_count(0)


@pytest.mark.slow
def test_a_case_from_its_first_word_to_its_closing(people: House) -> None:
    board = people.board("dispatcher", "ru")
    _written_down(board)
    _visited(board)
    _closed(board)


def _written_down(board: Board) -> None:
    keys(board, "F2")
    board.page.keyboard.type("Мальчик не отвечает, сидит под партой.")
    reach(board, "school")
    board.page.keyboard.type("3")
    expect(board.at("school-found").first).to_be_visible()
    keys(board, "Enter")
    expect(board.at("chosen-school")).to_be_visible()
    reach(board, "intake-send")
    keys(board, "Enter")
    number = board.at("slip").locator(".number").inner_text()
    reach(board, "slip-open")
    keys(board, "Enter")
    expect(board.at("case-panel")).to_contain_text(number)
    keys(board, "F8")
    expect(board.at("act-take")).to_have_count(0)
    keys(board, "F9")
    reach(board, "class-0")
    keys(board, "ArrowDown", "ArrowDown", "Tab")
    board.page.keyboard.type("со слов учителя")
    reach(board, "assess-send")
    keys(board, "Enter")
    expect(board.at("assess-form")).to_have_count(0)


def _visited(board: Board) -> None:
    keys(board, "F10")
    expect(board.at("candidate").first).to_be_visible()
    keys(board, "1")
    board.visit("sent")
    team = number_of(board.at("visit").locator("b").first.inner_text())
    for word, state in (("drive", "en-route"), ("onsite", "on-site"), ("in", "let-in")):
        line(board, f"{team} {word}")
        board.visit(state)
    reach(board, "visit-end")
    keys(board, "Enter")
    expect(board.at("end-visit").locator("[name=outcome]")).to_be_focused()
    for words in ("беседа", "очно", "один раз", "успокоился"):
        keys(board, "Tab")
        board.page.keyboard.type(words)
    reach(board, "end-send")
    keys(board, "Enter")
    board.visit("done")


def _closed(board: Board) -> None:
    reach(board, "act-consider")
    for action in ("consider", "close"):
        if action == "close":
            line(board, "close")
        else:
            keys(board, "Enter")
        expect(board.at("action-form").locator("[name=result]")).to_be_focused()
        board.page.keyboard.type("помощь оказана")
        reach(board, "action-send")
        keys(board, "Enter")
        expect(board.at("action-form")).to_have_count(0)
        expect(board.page.locator("#case-title")).to_be_focused()
    expect(board.at("case-panel").locator("header")).to_contain_text(board.say("board.stage.closed"))
    keys(board, "Escape")
    expect(board.at("queue")).to_be_focused()
