"""A phone at a school's sheet: an anonymous request, its receipt, the operator's question, the answer."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.axe import faults
from tests.browser.conftest import keep
from tests.browser.people import PHONE, Board, House, house
from tests.browser.running import Town
from web.words import say

STORY = "Меня бьют после уроков. Я боюсь идти домой."


@pytest.fixture
def people(town: Town, browser: Browser) -> Iterator[House]:
    with house(browser, town.url) as found:
        yield found


def address_of_a_sheet(town: Town, people: House) -> str:
    """What stands on the sheet of the first school, as the operator prints it."""
    page = people.enter("operator", "ru")
    page.goto(f"{town.url}/sheets")
    page.locator(".schools a").first.click()
    expect(page.locator(".sheet svg")).to_be_visible()
    keep(page, "public-sheet")
    assert faults(page) == []
    return page.locator(".address").inner_text()


def fits(page: Page) -> None:
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"], f"{width} px wide"


def written(people: House, address: str) -> tuple[Page, str, str]:
    """From the code to the receipt; the phone, the receipt, the slip's number."""
    phone = people.page(phone=True)
    phone.goto(address)
    fits(phone)
    assert faults(phone) == []
    for number in ("111", "150", "102", "112"):
        expect(phone.locator(f"footer a[href='tel:{number}']")).to_be_visible()
    keep(phone, "public-form")
    phone.get_by_text(say("form.danger.yes", "ru"), exact=True).click()
    expect(phone.locator("fieldset .call")).to_be_visible()
    keep(phone, "public-form-danger")
    phone.locator("textarea").fill(STORY)
    phone.get_by_text(say("form.who.child", "ru")).click()
    phone.get_by_role("button", name=say("form.send", "ru")).click()
    receipt = phone.locator("[data-receipt]").inner_text()
    number = phone.locator("[data-slip]").inner_text()
    assert re.fullmatch(r"(\d{4} ){3}\d{4}", receipt)
    fits(phone)
    assert faults(phone) == []
    keep(phone, "public-receipt")
    assert phone.evaluate("history.length") <= 2, "the page with the words is not left in the history"
    return phone, receipt, number


def test_from_the_sheet_to_the_answer(town: Town, people: House) -> None:
    phone, receipt, number = written(people, address_of_a_sheet(town, people))
    board = people.board("dispatcher", "ru")
    alarm = board.at("alarms").locator("li").first
    expect(alarm).to_contain_text(board.say("board.alarm.says"))
    keep(board.page, "public-alarm")
    alarm.get_by_test_id("alarm-take").click()
    expect(board.at("case-panel")).to_contain_text(number)
    expect(board.at("case-panel")).to_contain_text(STORY)
    expect(board.at("alarms")).to_have_count(0)
    board_tells(board)

    phone.goto(f"{town.url}/r?l=ru")
    assert faults(phone) == []
    phone.locator("[name=receipt]").fill(receipt)
    phone.get_by_role("button").click()
    expect(phone.locator(".question")).to_have_text("Где вы сейчас?")
    expect(phone.locator("main")).not_to_contain_text("бьют")
    keep(phone, "public-question")
    phone.locator("textarea").fill("В библиотеке школы.")
    phone.get_by_role("button", name=say("form.send", "ru")).click()
    expect(phone.get_by_role("status")).to_have_text(say("form.add.done", "ru"))
    expect(board.at("inbox-count")).to_have_text("1")
    board.page.keyboard.press("i")
    expect(board.at("inbox-list")).to_contain_text(board.say("inbox.kind.writer-answered"))
    keep(board.page, "public-answered")
    story_tells(people, number)


def board_tells(board: Board) -> None:
    """The card says danger first, after taking too; the question that is sent stands in the history."""
    danger = f"{say('story.field.says_danger', 'ru')}: {say('story.word.says_danger.true', 'ru')}"
    expect(board.at("says-danger")).to_have_text(danger)
    expect(board.at("card")).to_contain_text(say("story.word.caller_relation.child", "ru"))
    board.act("ask-writer")
    expect(board.at("action-send")).to_have_text(say("board.act.send-question", "ru"))
    board.page.keyboard.press("Escape")
    board.record("ask-writer", question="Где вы сейчас?")
    history = board.at("history")
    expect(history.locator("q", has_text="Где вы сейчас?")).to_be_visible()
    expect(history).to_contain_text(danger)
    expect(history).to_contain_text(say("shell.role.public-form", "ru"))
    keep(board.page, "public-card")


def story_tells(people: House, number: str) -> None:
    """The supervisor reads who it came from, that danger was said, and what was asked."""
    page = people.supervisor("ru")
    page.get_by_text(number).first.click()
    told = page.get_by_test_id("story")
    receipt = told.locator(".step").first
    expect(receipt.locator(".who")).to_contain_text(say("shell.role.public-form", "ru"))
    expect(receipt.locator("dt").first).to_have_text(say("story.field.says_danger", "ru"))
    expect(told).to_contain_text("Где вы сейчас?")
    expect(page.get_by_test_id("card-state")).to_contain_text(say("story.word.says_danger.true", "ru"))
    keep(page, "public-story")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_form_in_each_language_without_a_script(
    town: Town, browser: Browser, people: House, language: str
) -> None:
    address = address_of_a_sheet(town, people)
    context: BrowserContext = browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{address}?l={language}")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("h1")).to_have_text(say("form.title", language))
    keep(page, f"public-form-{language}")
    page.locator("textarea").fill(STORY)
    page.get_by_role("button").click()
    expect(page.locator("h1")).to_have_text(say("form.done", language))
    assert context.cookies() == []
    context.close()


def test_leaving_quickly_takes_the_page_and_the_words_away(town: Town, people: House) -> None:
    address = address_of_a_sheet(town, people)
    phone = people.page(phone=True)
    phone.route("https://www.wikipedia.org/**", lambda route: route.fulfill(body="elsewhere"))
    people.asked.clear()
    phone.goto(address)
    phone.locator("textarea").fill(STORY)
    phone.locator(".exit").click()
    phone.wait_for_url("https://www.wikipedia.org/")
    assert phone.evaluate("history.length") <= 2
    phone.go_back()
    assert "/q/" not in phone.url
    people.asked = {url for url in people.asked if "wikipedia" not in url}


def test_what_waits_in_the_lane_is_worked_through_by_keyboard(town: Town, people: House) -> None:
    address = address_of_a_sheet(town, people)
    board = people.board("dispatcher", "kk")
    for text in ("первое", "второе"):
        answer = people.page().request.post(
            address, form={"text": text, "danger": "yes"}, headers={"origin": town.url}
        )
        assert answer.ok
    expect(board.at("lane")).to_contain_text("2")
    board.press("lane-look")
    rows = board.at("lane-list").locator("li")
    expect(rows).to_have_count(2)
    assert faults(board.page) == []
    board.look("lane")
    rows.first.locator("input").focus()
    board.page.keyboard.press("Space")
    board.press("lane-accept")
    expect(rows).to_have_count(1)
    rows.first.locator("input").check()
    board.press("lane-misuse")
    expect(rows).to_have_count(0)
    board.page.keyboard.press("Escape")
    expect(board.at("lane")).to_have_count(0)
    expect(board.at("alarms").locator("li").first).to_contain_text(board.say("board.alarm.says"))
