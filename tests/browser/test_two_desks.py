"""What is not the ordinary way: two dispatchers at once, a team that cannot, a server that dies."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import keep
from tests.browser.people import Board, House, house, login_of
from tests.browser.running import Town
from tests.ports import free_port

STORY = "Оқушы сабаққа келмеді; пишет прощальные сообщения."


class HurriedTown(Town):
    """Its clock runs sixty times as fast: three minutes to accept are three seconds."""

    def start(self) -> None:
        jedel = [sys.executable, "-c", "from web.cli.main import main; main()", "run", "--speed", "60"]
        where = ["--data", str(self.data), "--port", str(self.port)]
        self.process = subprocess.Popen([*jedel, *where], stdout=subprocess.DEVNULL)
        self._wait()


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town of its own, for teams that are free whatever other tests do."""
    found = Town(data=tmp_path_factory.mktemp("night") / "data", port=free_port())
    found.start()
    yield found
    found.stop()


@pytest.fixture
def people(night: Town, browser: Browser) -> Iterator[House]:
    with house(browser, night.url) as found:
        yield found


def test_two_dispatchers_press_1_for_the_same_team(people: House) -> None:
    """Exactly one wins; the other reads who won and when, and is offered the next."""
    boards = people.board("dispatcher", "ru"), people.board("dispatcher2", "kk")
    for board, school in zip(boards, ("7", "7"), strict=True):
        board.case(STORY, school, 2)
    first, second = [board.candidates() for board in boards]
    assert first == second
    for board in boards:
        board.page.keyboard.press("1")
    for board in boards:  # each comes to know in its own time
        ended = board.page.locator("[data-testid=notices] .refused, [data-testid=visit]")
        expect(ended.first).to_be_visible()
    won = [board for board in boards if board.at("visit").count() == 1]
    lost = [board for board in boards if board not in won]
    assert len(won) == len(lost) == 1
    winner = won[0].page.locator(".person strong").inner_text()
    expect(lost[0].refused()).to_contain_text(winner)
    expect(lost[0].refused()).to_contain_text(re.compile(r"\d\d:\d\d"))
    assert "team-busy" not in lost[0].refused().inner_text()
    keep(lost[0].page, "journey-lost-the-team")
    expect(lost[0].at("candidate").first).not_to_contain_text(first[0])
    lost[0].page.keyboard.press("1")
    lost[0].visit("sent")


def test_declined_is_called_out_and_the_next_is_offered(people: House) -> None:
    board = people.board("dispatcher", "kk")
    number = board.case(STORY, "9", 1)
    first = board.candidates()[0]
    hand = people.phone(login_of(first), "kk")
    board.page.keyboard.press("1")
    hand.at_step("offer")
    hand.press("decline")
    hand.page.get_by_role("button", name=hand.say("phone.decline.vehicle"), exact=True).click()
    hand.look("declined")
    hand.press("confirm")
    hand.sees("no-assignment")
    board.visit("declined")
    expect(board.at("visit-told")).to_contain_text(hand.say("phone.decline.vehicle"))
    board.page.keyboard.press("Escape")
    expect(board.at("unanswered")).to_contain_text(board.say("board.visit.declined"))
    keep(board.page, "journey-declined")
    board.press("offer-next")
    expect(board.at("case-panel")).to_contain_text(number)
    expect(board.at("candidate").first).to_be_visible()
    board.page.keyboard.press("1")
    board.visit("sent")
    expect(board.at("unanswered")).to_have_count(0)


@pytest.mark.slow
def test_not_accepted_in_time_is_called_out(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    town = HurriedTown(data=tmp_path_factory.mktemp("hurried") / "data", port=free_port())
    town.start()
    try:
        with house(browser, town.url) as people:
            board = people.board("dispatcher", "en")
            left = board.case(STORY, "6", 1)
            board.case(STORY, "5", 1)
            first = board.candidates()[0]
            board.page.keyboard.press("1")
            expect(board.at("unanswered")).to_contain_text(first, timeout=15_000)
            expect(board.at("unanswered")).to_contain_text(board.say("board.visit.unanswered"))
            board.look("unanswered")
            board.press("offer-next")
            expect(board.at("candidate").first).not_to_contain_text(first)
            board.page.keyboard.press("1")
            expect(board.at("visit").first).to_have_attribute("data-state", "cancelled")
            board.visit("sent")
            _the_alarm_comes_back(board, left)
    finally:
        town.stop()


def _the_alarm_comes_back(board: Board, number: str) -> None:
    """Taken, and nothing followed in the set time: a quarter of an hour, here fifteen seconds."""
    row = board.page.locator(f"[data-number='{number}']")
    expect(row).to_have_class(re.compile(r"\balarm\b"), timeout=30_000)
    expect(board.at("alarms")).to_be_visible()
    board.look("alarm-again")


def test_handed_over_at_the_end_of_a_shift(people: House) -> None:
    """The case is the other's at once, on both boards."""
    mine, other = people.board("dispatcher", "ru"), people.board("dispatcher2", "kk")
    number = mine.case(STORY, "3", 3)
    name = other.page.locator(".person strong").inner_text()
    mine.act("hand-over")
    form = mine.at("action-form")
    form.locator("[name=to]").select_option(label=name)
    form.get_by_test_id("action-send").click()
    expect(mine.at("case-panel").locator("header")).to_contain_text(name)
    expect(other.page.locator(f"[data-number='{number}']")).to_contain_text(name)


def test_a_shift_does_not_end_on_a_visit(people: House) -> None:
    board = people.board("dispatcher", "kk")
    board.case(STORY, "11", 2)
    team = board.candidates()[0]
    board.page.keyboard.press("1")
    board.visit("sent")
    row = board.page.locator(f"[data-testid=team][data-name='{team}']")
    row.get_by_test_id("shift").click()
    row.get_by_role("button", name=board.say("board.shift.end"), exact=True).click()
    expect(board.refused()).to_contain_text(board.say("refusal.shift-has-open-visit"))
    expect(row).not_to_have_attribute("data-status", "off")


def test_the_board_on_paper(people: House) -> None:
    board = people.board("dispatcher", "ru")
    number = board.case(STORY, "13", 3)
    board.page.keyboard.press("Escape")
    board.page.emulate_media(media="print")
    expect(board.page.locator(f"[data-number='{number}']")).to_be_visible()
    expect(board.at("new-request")).to_be_hidden()
    expect(board.at("clock")).to_be_visible()
    keep(board.page, "journey-board-on-paper")


@pytest.mark.slow
def test_killed_in_the_middle_of_a_visit(people: House, night: Town) -> None:
    """Nothing is lost: the board says since when it is not live, the phone keeps what is pressed."""
    board = people.board("dispatcher", "ru")
    number = board.case(STORY, "14", 1)
    team = board.candidates()[0]
    hand = people.phone(login_of(team), "kk")
    board.page.keyboard.press("1")
    hand.at_step("offer")
    hand.press("accept")
    board.visit("en-route")
    assert night.process is not None
    night.process.send_signal(signal.SIGKILL)
    night.process.wait(10)
    try:
        hand.press("arrive")
        hand.press("let-in")
        hand.at_step("inside")
        expect(hand.at("waiting").get_by_role("listitem")).to_have_count(2)
        hand.look("killed")
        words = board.say("shell.dead.since", time="").strip()
        expect(board.at("live-mark")).to_contain_text(words, timeout=20_000)
        keep(board.page, "journey-killed")
    finally:
        night.start()
    board.is_live()
    board.visit("let-in", timeout=20_000)
    expect(hand.at("waiting")).to_have_count(0)
    expect(board.at("case-panel")).to_contain_text(number)
    _once_each(board, team)


def _once_each(board: Board, team: str) -> None:
    """The two presses stand in the history once each."""
    history = board.at("history")
    history.get_by_role("button").click()
    for name in ("team-arrived", "access-granted"):
        sentence = board.say(f"story.{name}.v1", team=team)
        expect(history.get_by_role("listitem").filter(has_text=sentence)).to_have_count(1)
