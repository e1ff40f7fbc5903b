"""What the law asks of the pages when it is not the ordinary way: danger at home, a refusal, other hands."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import keep
from tests.browser.people import House, house, login_of
from tests.browser.running import Town

STORY = "Оқушы сабаққа келмеді; пишет прощальные сообщения."


@pytest.fixture
def people(town: Town, browser: Browser) -> Iterator[House]:
    with house(browser, town.url) as found:
        yield found


def test_a_household_that_is_the_danger(people: House) -> None:
    """No contact of the household is shown, no consent is asked of it; the duty to inform it is on hold."""
    board = people.board("dispatcher", "ru")
    number = board.case(STORY, "4", 1)
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
    _the_head_decides(people, number)
    board.look("household")
    hand.look("household")


def _the_head_decides(people: House, number: str) -> None:
    """Only the head of the centre says whom of the household to inform, and why."""
    head = people.board("head", "ru")
    head.page.locator(f"[data-number='{number}']").click()
    head.page.keyboard.press("Enter")
    held = head.at("duty").filter(has_text=head.say("board.duty.held"))
    held.get_by_role("button", name=head.say("board.duty.do.release"), exact=True).click()
    head.fill(towards="Әжесі", reason="Живёт отдельно")
    expect(head.at("duty").filter(has_text=head.say("board.duty.held"))).to_have_count(0)
    expect(head.at("duty").filter(has_text=head.say("board.duty.open"))).to_have_count(2)


def test_no_service_against_a_refusal(people: House) -> None:
    board = people.board("dispatcher", "en")
    board.case(STORY, "6", 2, child_birth_date="01.02.2015")
    board.record("consent-refused", guardian_name="Әкесі", words="Жоқ")
    expect(board.at("care")).to_contain_text(board.say("board.consent.refused"))
    board.act("start-service")
    board.fill(refused=True, kind="psychological")
    expect(board.refused()).to_contain_text(board.say("refusal.consent-needed"))
    keep(board.page, "journey-consent-refused")


def test_redirected_closed_and_reopened_not_transferred_to_nobody(people: House) -> None:
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
    board.act("transfer")
    board.fill(refused=True, region="KZ-71", reason="Ребёнок переехал")
    expect(board.refused()).to_contain_text(board.say("refusal.centre-not-connected"))
    expect(board.page.locator(f"[data-number='{moved}']")).to_be_visible()
    keep(board.page, "journey-transferred")
