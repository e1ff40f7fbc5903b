"""The bell: told live on board and supervisor's page, walked and answered by keyboard, in three languages."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe import faults
from tests.browser.conftest import keep
from tests.browser.people import house
from tests.browser.running import Town


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_case_handed_over_rings_the_bell_and_is_opened_by_keyboard(
    town: Town, browser: Browser, language: str
) -> None:
    with house(browser, town.url) as people:
        taker = people.board("dispatcher2", language)
        desk = town.enter(people.page().context, "dispatcher")
        case = desk.case(2)
        accounts = desk.get("/api/staff")["accounts"]
        to = next(one["id"] for one in accounts if one["name"] == "Игорь Былинин")
        desk.command("hand-over-case", case=case, to=to)
        expect(taker.at("inbox-count")).to_have_text("1")
        taker.page.keyboard.press("i")
        notice = taker.at("inbox-list").locator("li").first
        expect(notice).to_have_class(re.compile(r"\bunread\b"))
        expect(notice).to_contain_text(taker.say("inbox.kind.case-handed-over"))
        assert faults(taker.page) == []
        taker.look("inbox")
        for _ in range(8):  # to the first notice's first button: nothing else stands before it
            if notice.locator("button").first.evaluate("b => b === document.activeElement"):
                break
            taker.page.keyboard.press("Tab")
        taker.page.keyboard.press("Enter")
        expect(taker.at("case-panel")).to_be_visible()
        expect(taker.at("inbox-list")).not_to_be_visible()
        expect(taker.at("inbox-count")).to_have_count(0)
        taker.page.keyboard.press("Escape")
        taker.page.keyboard.press("i")
        expect(taker.at("inbox-list").locator("li.unread")).to_have_count(0)
        taker.page.keyboard.press("Escape")
        expect(taker.at("inbox-list")).not_to_be_visible()


def test_the_head_is_told_of_a_danger_at_home_and_says_that_it_was_seen(town: Town, browser: Browser) -> None:
    with house(browser, town.url) as people:
        page = people.supervisor("en", login="head")
        desk = town.enter(people.page().context, "dispatcher")
        case = desk.case(2)
        desk.command("record-household-danger", case=case, words="слова, которых не видно в уведомлении")
        expect(page.get_by_test_id("inbox-count")).to_have_text("1")
        page.get_by_test_id("inbox").click()
        expect(page.get_by_test_id("inbox-list")).to_contain_text("The household is the danger")
        expect(page.get_by_test_id("inbox-list")).not_to_contain_text("слова")
        assert faults(page) == []
        keep(page, "inbox-supervisor")
        page.get_by_test_id("inbox-read-all").click()
        expect(page.get_by_test_id("inbox-count")).to_have_count(0)
        page.get_by_test_id("inbox-list").get_by_role("button").filter(has_text="Open").first.click()
        expect(page.locator("h1").first).to_contain_text("KZ-00-")
