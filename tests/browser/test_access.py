"""Access: what a machine can find, in every state that a night brings, and keys on any keyboard layout.

Light and dark, by axe-core. The states that the tests of each face look at already are not repeated here.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import axe
from tests.browser.people import Board, Hand, House, house, login_of
from tests.browser.running import Town
from tests.ports import free_port

STORY = "Бала мектептен шығып кетті"


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town of its own, for it is stopped in between."""
    found = Town(data=tmp_path_factory.mktemp("quiet") / "data", port=free_port())
    found.start()
    yield found
    found.stop()


@pytest.fixture
def people(quiet: Town, browser: Browser) -> Iterator[House]:
    with house(browser, quiet.url) as found:
        yield found


class Faults(list[str]):
    """What was found so far, each with the state in which it was."""

    def look(self, page: Page, state: str) -> None:
        self.extend(f"{state}: {fault}" for fault in axe.faults(page))

    def none(self) -> None:
        assert not self, "\n".join(self)


@pytest.mark.slow
def test_every_face_in_the_middle_of_a_visit(people: House, quiet: Town) -> None:
    found = Faults()
    board = people.board("dispatcher", "ru")
    hand = _sent(board, people, found)
    _at_the_door(hand, found)
    _inside(board, hand, found)
    _alone(board, hand, quiet, found)
    found.none()


def _sent(board: Board, people: House, found: Faults) -> Hand:
    """The alarm, the command line, a team that declines and one that is sent."""
    board.receive(STORY, "12", 1)
    found.look(board.page, "alarm and slip")
    board.press("alarm-take")
    board.page.keyboard.press("F3")
    board.page.keyboard.type("assign 1")
    found.look(board.page, "command line")
    board.page.keyboard.press("Escape")
    first = board.candidates()[0]
    board.at("recommendation").locator("summary").click()
    found.look(board.page, "recommendation with others")
    hand = people.phone(login_of(first), "ru")
    board.page.keyboard.press("1")
    hand.at_step("offer")
    hand.press("decline")
    found.look(hand.page, "phone: decline")
    hand.at("reason").fill("Көлік")
    hand.press("confirm")
    expect(board.at("unanswered")).to_be_visible()
    found.look(board.page, "declined")
    board.press("offer-next")
    next_one = board.candidates()[0]
    hand = people.phone(login_of(next_one), "ru")
    board.page.keyboard.press("1")
    hand.at_step("offer")
    return hand


def _at_the_door(hand: Hand, found: Faults) -> None:
    hand.press("accept")
    hand.at_step("driving")
    found.look(hand.page, "phone: driving")
    hand.press("arrive")
    hand.at_step("at-the-door")
    hand.press("refused-at-door")
    found.look(hand.page, "phone: refused at the door")
    hand.press("confirm")
    hand.at_step("turned-away")
    found.look(hand.page, "phone: turned away")
    hand.press("let-in")
    hand.at_step("inside")


def _inside(board: Board, hand: Hand, found: Faults) -> None:
    """Consent, a service, the household's danger; the board's forms for duties, visit and shift."""
    hand.press("record-consent")
    found.look(hand.page, "phone: consent")
    hand.page.keyboard.press("Escape")
    hand.press("start-service")
    found.look(hand.page, "phone: service")
    hand.press("service-psychological")
    hand.sees("services")
    board.record("household-danger", words="Үйде")
    expect(hand.at("household")).to_be_visible()
    found.look(hand.page, "phone: household")
    board.visit("let-in")
    board.at("visit").last.get_by_test_id("visit-end").click()
    duty = board.at("duty").filter(has_text=board.say("board.duty.open"))
    duty.get_by_role("button").first.click()
    board.press("act-more")
    board.page.locator("[data-testid=team]").first.get_by_test_id("shift").click()
    expect(board.at("shift-form")).to_be_visible()
    found.look(board.page, "forms of visit, duty and shift")


def _alone(board: Board, hand: Hand, town: Town, found: Faults) -> None:
    """The server is away: the board is not live, the phone keeps what is pressed."""
    with town.away():
        hand.press("end")
        hand.press("outcome-not-needed")
        hand.press("finish")
        expect(hand.at("waiting")).to_be_visible()
        found.look(hand.page, "phone: waiting")
        words = board.say("shell.dead.since", time="").strip()
        expect(board.at("live-mark")).to_contain_text(words, timeout=20_000)
        found.look(board.page, "not live")


BARE = """grid => {
    const row = grid.querySelector('[role=row]');
    row.replaceChildren(row.textContent);
    row.removeAttribute('role');
    grid.append(row);
}"""
"""As it was once: the words stand in the grid, and in no row of it."""


def test_a_queue_without_rows(people: House) -> None:
    """What a grid says stands in a row of it, also that there is nothing to show."""
    found = Faults()
    board = people.board("operator", "ru")
    board.press("filter-mine")
    expect(board.at("queue").get_by_role("row")).to_have_text(board.say("board.queue.none"))
    found.look(board.page, "empty queue")
    found.none()
    board.at("queue").evaluate(BARE)  # the planted fault
    found.look(board.page, "words without a row")
    assert "aria-required-children" in "\n".join(found)


def test_off_duty_and_nothing_found(people: House) -> None:
    """The phone before its shift, the supervisor's empty list, a wrong password."""
    found = Faults()
    hand = people.phone("team4", "en")
    hand.press("menu")
    hand.press("end-shift")
    hand.press("end-shift-sure")
    hand.sees("shift-form")
    found.look(hand.page, "phone: off duty")
    reader = people.supervisor("kk")
    reader.get_by_test_id("filter-number").fill("999999")
    expect(reader.get_by_test_id("case-row")).to_have_count(0)
    found.look(reader, "supervisor: nothing")
    page = people.page()
    page.goto(f"{people.url}/login")
    page.locator("[name=login]").fill("dispatcher")
    page.locator("[name=password]").fill("no")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    found.look(page, "login: refused")
    found.none()


@pytest.mark.parametrize(
    "layout", [{"n": "т", "slash": ".", "one": "1"}, {"n": "т", "slash": "№", "one": '"'}]
)
def test_keys_by_their_place_on_any_layout(people: House, layout: dict[str, str]) -> None:
    """On a Russian or a Kazakh layout the same keys do the same, whatever letter they write."""
    board = people.board("dispatcher", "kk")
    keyboard = board.page.context.new_cdp_session(board.page)

    def press(code: str, key: str) -> None:
        for kind in ("keyDown", "keyUp"):
            text = {"text": key} if kind == "keyDown" else {}
            keyboard.send("Input.dispatchKeyEvent", {"type": kind, "code": code, "key": key, **text})

    press("KeyN", layout["n"])
    expect(board.at("intake-story")).to_be_focused()
    expect(board.at("intake-story")).to_have_value("")
    board.page.keyboard.press("Escape")
    board.case(STORY, "3", 2)
    press("Slash", layout["slash"])
    expect(board.at("command-line")).to_be_visible()
    expect(board.at("command-line").locator("input")).to_have_value("")
    board.page.keyboard.press("Escape")
    board.candidates()
    press("Digit1", layout["one"])
    board.visit("sent")


def test_a_request_to_elsewhere_would_be_seen(browser: Browser, quiet: Town) -> None:
    """The watch over every page's requests catches one that leaves for another host: fetched, or a socket."""
    elsewhere = f"localhost:{free_port()}"
    with house(browser, quiet.url) as people:
        page = people.page()
        page.set_content("<p>")
        with page.expect_request("**/pixel"):
            page.evaluate("host => { new Image().src = `http://${host}/pixel` }", elsewhere)
        assert people.strangers() == [elsewhere]
        people.asked = {quiet.url}
        with page.expect_websocket():
            page.evaluate("host => { new WebSocket(`ws://${host}/live`) }", elsewhere)
        assert people.strangers() == [elsewhere]
        people.asked = {quiet.url}
