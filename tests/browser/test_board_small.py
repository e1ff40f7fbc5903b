"""The board on a small screen: one row at the top says what matters at any moment, the rest unfolds."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.conftest import keep
from tests.browser.running import Town
from tests.browser.test_board import board

ONE_ROW = 56
"""Pixels: a row of buttons with its margins."""
ALWAYS = ("pages", "live-mark", "inbox", "unfold")
UNFOLD = """() => document.querySelectorAll('header .tools, header .rest')
  .forEach((each) => { each.style.display = 'flex'; each.style.flexBasis = '100%'; })"""
FOLDED = ("new-request", "command", "help", "tools-more", "lock-now")


def height(page: Page) -> float:
    return float(page.evaluate("document.querySelector('header').getBoundingClientRect().height"))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_one_row_says_what_matters_and_the_rest_unfolds(page: Page, town: Town, language: str) -> None:
    board(page, town, language)
    for scheme, width in (("light", 360), ("dark", 390), ("light", 768), ("dark", 768)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 800})
        expect(page.get_by_test_id("start-shift")).to_be_visible()
        _folded(page, f"{language}-{width}-{scheme}")
    page.set_viewport_size({"width": 360, "height": 800})
    page.get_by_test_id("start-shift").click()
    expect(page.locator("button.sound")).to_be_visible()
    _folded(page, f"{language}-360-sound")
    page.get_by_test_id("unfold").click()
    for name in FOLDED:
        expect(page.get_by_test_id(name)).to_be_visible()
    assert not (found := axe.faults(page)), "\n".join(found)
    keep(page, f"board-small-{language}-unfolded")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("new-request")).to_be_hidden()
    expect(page.get_by_test_id("unfold")).to_be_focused()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.get_by_test_id("unfold")).to_be_hidden()
    expect(page.get_by_test_id("new-request")).to_be_visible()
    keep(page, f"board-small-{language}-1440")


def _folded(page: Page, name: str) -> None:
    for each in ALWAYS:
        expect(page.get_by_test_id(each)).to_be_visible()
    for each in FOLDED:
        expect(page.get_by_test_id(each)).to_be_hidden()
    expect(page.get_by_test_id("duty-strip")).to_be_in_viewport()
    keep(page, f"board-small-{name}")
    assert height(page) <= ONE_ROW, name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert not (found := axe.faults(page)), "\n".join(found)


def test_a_bar_that_does_not_fold_is_seen(page: Page, town: Town) -> None:
    board(page, town)
    page.set_viewport_size({"width": 390, "height": 800})
    assert height(page) <= ONE_ROW
    page.evaluate(UNFOLD)
    assert height(page) > ONE_ROW
