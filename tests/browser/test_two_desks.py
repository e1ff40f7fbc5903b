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
from tests.browser.running import Town, free_port

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
    refused = boards[1].page.locator("[data-testid=notices] .refused, [data-testid=visit]")
    expect(refused.first).to_be_visible()
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
    finally:
        town.stop()


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


def test_a_household_that_is_the_danger(people: House) -> None:
    """No contact of the household is shown, no consent is asked of it; the duty to inform it is on hold."""
    board = people.board("dispatcher", "ru")
    board.case(STORY, "4", 1)
    phone = "+7 700 111 22 33"
    channel = {"guardian_name": "Анасы", "guardian_phone": phone, "channel": "phone"}
    board.record("request-consent", **channel)
    expect(board.at("card")).to_contain_text("111 22 33")
    team = board.candidates()[0]
    hand = people.phone(login_of(team), "kk")
    board.page.keyboard.press("1")
    hand.at_step("offer")
    board.record("household-danger", words="Дома бьют")
    expect(board.at("care")).to_contain_text(board.say("board.household"))
    expect(board.at("card")).not_to_contain_text("111 22 33")
    hand.inside()
    expect(hand.at("household")).to_have_text(hand.say("phone.household"))
    expect(hand.at("consent")).to_contain_text(hand.say("phone.consent.threat.household"))
    expect(hand.at("record-consent")).to_have_count(0)
    hand.press("start-service")
    hand.press("service-psychological")
    held = board.at("duty").filter(has_text=board.say("board.duty.held"))
    expect(held).to_have_count(1)
    expect(held.get_by_role("button")).to_have_count(0)
    board.press("act-more")
    expect(board.at("act-request-consent")).to_have_count(0)
    board.look("household")
    hand.look("household")


def test_no_service_against_a_refusal(people: House) -> None:
    board = people.board("dispatcher", "en")
    board.case(STORY, "6", 2, child_birth_date="01.02.2015")
    board.record("consent-refused", guardian_name="Әкесі", words="Жоқ")
    expect(board.at("care")).to_contain_text(board.say("board.consent.refused"))
    board.act("start-service")
    board.fill(refused=True, kind="psychological")
    expect(board.refused()).to_contain_text(board.say("refusal.consent-needed"))
    keep(board.page, "journey-consent-refused")


def test_redirected_transferred_closed_and_reopened(people: House) -> None:
    board = people.board("dispatcher", "ru")
    away = board.case(STORY, "8", 3)
    board.record("redirect", to="police", reason="Не наш вопрос")
    expect(board.at("case-panel").locator("header")).to_contain_text(board.say("board.stage.redirected"))
    board.at("duty").get_by_role("button", name=board.say("board.duty.do.done"), exact=True).click()
    board.fill(person="Заявитель", result="Извещён")
    board.record("close", result="Передано")
    expect(board.at("case-panel").locator("header")).to_contain_text(board.say("board.stage.closed"))
    board.record("reopen", reason="Снова звонят")
    expect(board.page.locator(f"[data-number='{away}']")).to_be_visible()
    moved = board.case(STORY, "10", 3)
    other = people.board("dispatcher2", "kk")
    other.page.locator(f"[data-number='{moved}']").click()
    other.page.keyboard.press("Enter")
    expect(other.at("story")).to_be_visible()
    board.record("transfer", region="KZ-71", reason="Ребёнок переехал")
    expect(board.at("case-panel")).to_have_count(0)
    expect(other.at("case-panel")).to_contain_text(other.say("board.case.gone"))
    expect(other.at("story")).to_have_count(0)
    expect(board.page.locator(f"[data-number='{moved}']:not(.gone)")).to_have_count(0)
    keep(board.page, "journey-transferred")


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
