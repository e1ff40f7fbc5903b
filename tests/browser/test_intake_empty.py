"""Enter on a form in which nothing is written makes no case of it; one key keeps a caller who hung up."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.conftest import keep
from tests.browser.running import Town
from tests.browser.test_board import board
from web.words import say


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_nothing_is_registered_unasked_and_never_blocked(page: Page, town: Town, language: str) -> None:
    board(page, town, language)
    sent: list[str] = []
    page.on("request", lambda each: sent.append(each.url) if "receive-request" in each.url else None)
    press(page, "F2")
    name, question = page.locator("[name=caller_name]"), page.get_by_test_id("nothing-written")
    name.focus()
    press(page, "Enter")
    expect(question).to_be_focused()
    expect(question).to_contain_text(say("board.intake.nothing", language, {}))
    keep(page, f"board-nothing-written-{language}")
    assert not (found := axe.faults(page)), "\n".join(found)
    press(page, "Enter", "Enter")
    page.get_by_test_id("intake-send").dblclick()
    assert not sent
    question.focus()
    press(page, "Escape")
    expect(question).to_be_hidden()
    expect(page.get_by_test_id("intake-story")).to_be_focused()
    page.get_by_test_id("intake-send").click()
    expect(question).to_be_focused()
    press(page, "1")
    expect(page.get_by_test_id("slip-facts")).to_be_visible()
    assert len(sent) == 1


def test_words_written_after_the_question_are_its_answer(page: Page, town: Town) -> None:
    board(page, town)
    press(page, "F2")
    page.get_by_test_id("intake-send").click()
    expect(page.get_by_test_id("nothing-written")).to_be_visible()
    page.get_by_test_id("intake-story").fill("1 класс, звонок прервался")
    expect(page.get_by_test_id("nothing-written")).to_be_hidden()
    page.get_by_test_id("intake-send").click()
    expect(page.get_by_test_id("slip-facts")).to_be_visible()
