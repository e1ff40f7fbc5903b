"""The board on screens of 1024 to 1280 pixels: nothing of the queue is cut off."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.people import House, house
from tests.browser.running import Town

CUT = """() => [...document.querySelectorAll('[data-testid=queue] :is(b, small)')]
  .filter((each) => each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 2)
  .map((each) => each.textContent)"""
FILL = """async () => {
  const { schools } = await (await fetch('/api/schools')).json();
  const channels = ['phone', 'messenger', 'public-form', 'mass-media'];
  for (const [place, channel] of channels.entries()) {
    await fetch('/api/commands/receive-request', {
      method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        command_id: crypto.randomUUID(), case: crypto.randomUUID(), channel, school: schools[place].id,
      }),
    });
  }
}"""


@pytest.fixture
def people(town: Town, browser: Browser) -> Iterator[House]:
    with house(browser, town.url) as found:
        yield found


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_nothing_of_the_queue_is_cut_off(people: House, language: str) -> None:
    board = people.board("dispatcher", language)
    page = board.page
    page.evaluate(FILL)
    expect(page.get_by_test_id("case-row").nth(3)).to_be_visible()
    for width in (1024, 1180, 1280):
        page.set_viewport_size({"width": width, "height": 760})
        page.wait_for_function(f"({CUT})().length === 0")
        page.get_by_test_id("case-row").first.click()
        expect(board.at("case-panel")).to_be_visible()
        page.wait_for_function(f"({CUT})().length === 0")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        board.look(f"narrow-{width}")
        page.keyboard.press("Escape")
    page.get_by_test_id("queue").locator("b").first.evaluate("each => { each.style.width = '10px'; }")
    assert page.evaluate(CUT) != [], "the planted fault is not seen"
