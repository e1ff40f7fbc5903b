"""The main journey: three people at three screens, from a report of danger to the closed case and its story.

Everything is done with the pages, nothing behind their backs; all words come from the catalogues.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import Board, Hand, House, house, login_of, tail
from tests.browser.running import Town
from tests.ports import free_port

STORY = (
    "Қыз сыныптастарына қоштасу хатын жазды. Девочка заперлась в кабинете, за дверью классный руководитель."
)
OFF_DUTY = 12
"""This team's shift is ended, so that there is somebody who is out."""


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town of its own: which teams are free must not depend on other tests."""
    found = Town(data=tmp_path_factory.mktemp("evening") / "data", port=free_port())
    found.start()
    yield found
    found.stop()


@pytest.fixture
def people(evening: Town, browser: Browser) -> Iterator[House]:
    with house(browser, evening.url) as found:
        yield found


@pytest.mark.slow
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_from_a_report_to_the_closed_case(people: House, language: str) -> None:
    board = people.board("dispatcher", language)
    reader = people.supervisor(language)
    number = _received(board)
    _taken_and_assessed(board, number)
    _one_team_off_duty(board)
    team = _asked_who_can_go(board)
    hand = people.phone(login_of(team), language)
    hand.sees("no-assignment")
    board.page.keyboard.press("1")
    hand.at_step("offer")
    board.visit("delivered")
    hand.look("1-offer")
    board.look("4-delivered")
    _driven_and_let_in(board, hand)
    _served_without_consent(board, hand)
    _ended_as_helped(board, hand)
    _duties_done(board)
    _closed_when_nothing_is_open(board, number)
    _read_by_the_supervisor(reader, board, number, team)


def _received(board: Board) -> str:
    """The story first, not lost by Esc; the school by its number; the danger is marked, the board alarms."""
    expect(board.at("banner")).to_contain_text(board.say("shell.demonstration"))
    board.page.keyboard.press("F2")
    expect(board.at("intake-story")).to_be_focused()
    board.page.keyboard.type(STORY)
    board.page.keyboard.press("Escape")
    expect(board.at("intake")).to_have_count(0)
    number = board.receive(
        "", "12", 1, child_name="Ойдан Шығарылған", child_birth_date="04.03.2012", caller_name="Ұстаз"
    )
    assert re.fullmatch(r"KZ-00-\d{4}-\d{6}", number)
    expect(board.at("alarms")).to_contain_text(board.say("board.alarm"))
    board.look("1-alarm")
    return number


def _taken_and_assessed(board: Board, number: str) -> None:
    row = board.page.locator(f"[data-number='{number}']")
    expect(row).to_have_class(re.compile(r"\balarm\b"))
    board.press("alarm-take")
    expect(board.at("story")).to_have_text(STORY)
    expect(row).not_to_have_class(re.compile(r"\balarm\b"))
    expect(board.at("case-panel")).to_contain_text(board.say("board.stage.assessed"))
    board.page.keyboard.press("F9")
    form = board.at("assess-form")
    form.locator("input[value=yes]").first.check()
    form.get_by_test_id("class-1").check()
    form.locator("[name=reason]").fill("Өз сөзі; прямые слова")
    board.look("2-assess")
    board.press("assess-send")
    expect(form).to_have_count(0)


def _one_team_off_duty(board: Board) -> None:
    """Its shift is ended at the board, with the mouse."""
    team = board.page.locator(f"[data-testid=team][data-name$=' {OFF_DUTY}']")
    if team.get_attribute("data-status") != "off":
        team.get_by_test_id("shift").click()
        team.get_by_role("button", name=board.say("board.shift.end"), exact=True).click()
    expect(team).to_have_attribute("data-status", "off")


def _asked_who_can_go(board: Board) -> str:
    """Three teams with time, distance and reason, and why others cannot go. Returns the first."""
    names = board.candidates()
    assert len(set(names)) == 3
    for place, shown in enumerate(board.at("candidate").all()):
        kilometres = board.say("board.km", km="#").replace("#", "").strip()
        expect(shown.locator("b")).to_have_text(re.compile(r"\d"))
        expect(shown.locator("span").last).to_contain_text(kilometres)
        assert len(shown.locator("small").inner_text()) > 10, f"no reason for place {place + 1}"
    board.at("recommendation").locator("summary").click()
    out = board.at("rejected").filter(has_text=re.compile(rf"\b{OFF_DUTY}\b"))
    expect(out).to_contain_text(board.say("recommendation.off-duty"))
    board.look("3-recommendation")
    return names[0]


def _driven_and_let_in(board: Board, hand: Hand) -> None:
    hand.press("accept")
    hand.at_step("driving")
    board.visit("en-route")
    hand.look("2-driving")
    board.look("5-driving")
    hand.press("arrive")
    hand.at_step("at-the-door")
    board.visit("on-site")
    hand.press("let-in")
    hand.at_step("inside")
    board.visit("let-in")


def _served_without_consent(board: Board, hand: Hand) -> None:
    """The threat exception: help starts at once, and both duties stand open from that moment."""
    expect(hand.at("consent")).to_have_attribute("data-ground", "threat")
    expect(hand.at("consent")).to_contain_text(hand.say("phone.consent.threat"))
    expect(board.at("duty")).to_have_count(0)
    hand.press("start-service")
    hand.press("service-psychological")
    hand.sees("services")
    hand.look("3-served")
    expect(board.at("duty")).to_have_count(2)
    for duty in board.at("duty").all():
        expect(duty).to_contain_text(board.say("board.duty.open"))


def _ended_as_helped(board: Board, hand: Hand) -> None:
    hand.press("end")
    hand.press("outcome-helped")
    hand.press("kinds-0")
    hand.press("forms-0")
    hand.at("terms").fill("1")
    hand.at("findings").fill("Сөйлестік. Поговорили, дома безопасно.")
    hand.press("add-follow-up")
    hand.at("follow-up-0").fill("Қоңырау шалу")
    hand.look("4-outcome")
    hand.press("finish")
    hand.sees("no-assignment")
    board.visit("done")
    expect(board.at("visit-told")).to_contain_text("Сөйлестік")
    expect(board.at("follow-up")).to_have_count(1)
    board.look("6-ended")


def _duties_done(board: Board) -> None:
    for duty in board.at("duty").all():
        duty.get_by_role("button", name=board.say("board.duty.do.done"), exact=True).click()
        board.fill(person="Ата-анасы", result="Хабарланды")
        expect(duty).to_contain_text(board.say("board.duty.done"))


def _closed_when_nothing_is_open(board: Board, number: str) -> None:
    """Closing is refused in words while a follow-up is promised; then it is done and the case closes."""
    board.record("consider", result="Көмек көрсетілді")
    board.act("close")
    board.fill(refused=True, result="Аяқталды")
    expect(board.refused()).to_contain_text(board.say("refusal.follow-ups-open", n=1))
    board.look("7-refused")
    follow_up = board.at("follow-up")
    follow_up.get_by_role("button", name=board.say("board.follow-up.done"), exact=True).click()
    expect(follow_up).to_have_count(0)
    board.press("action-send")
    expect(board.at("case-panel")).to_contain_text(board.say("board.stage.closed"))
    expect(board.refused()).to_have_count(0)
    board.page.mouse.move(5, 5)
    expect(board.page.locator(f"[data-number='{number}']")).to_have_count(0)
    board.look("8-closed")


STEPS = 20
"""Events of this journey: from the receipt to the closing, each once, two assessments and two duties."""


def _read_by_the_supervisor(reader: Page, board: Board, number: str, team: str) -> None:
    """Found by its number; every step says what, who and when; and what was so at any of them."""
    reader.get_by_test_id("filter-number").fill(tail(number))
    reader.get_by_role("link", name=number).click()
    steps = reader.locator("[data-testid=story] > li.step")
    expect(steps).to_have_count(STEPS)
    for step in steps.all():
        assert re.fullmatch(r"\d\d:\d\d:\d\d", step.locator(".when").inner_text().strip())
        assert step.locator(".what").inner_text().strip()
        assert step.locator(".who").inner_text().strip()
    expect(reader.get_by_test_id("story")).to_contain_text(team)
    slider = reader.get_by_test_id("scrubber")
    slider.focus()
    reader.keyboard.press("Home")
    told: list[str] = []
    for place in range(steps.count()):
        sentence = steps.nth(place).locator(".what").inner_text()
        expect(slider).to_have_attribute("aria-valuetext", re.compile(re.escape(sentence)))
        expect(reader.get_by_test_id("as-of")).to_have_attribute(
            "data-was", "true" if place < steps.count() - 1 else "false"
        )
        told.append(sentence)
        if place == steps.count() // 2:
            _look(reader, board, "1-then")
        reader.keyboard.press("ArrowRight")
    expect(reader.get_by_test_id("card-state")).to_contain_text(board.say("supervisor.stage.closed"))
    _look(reader, board, "2-story")


def _look(reader: Page, board: Board, name: str) -> None:
    Board(reader, board.language).look(f"supervisor-{name}")
