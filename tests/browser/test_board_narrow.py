"""The board, 1024 to 1280 pixels wide: nothing of the queue is cut off, nothing makes the page longer."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import House, house
from tests.browser.running import Town
from tests.entering import browser_at
from tests.entering import sent as entered
from tests.web.client import Client

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


def desk_of(town: Town, name: str) -> Client:
    found = browser_at(town.url)
    assert entered(found, "/api/login", login=name, password=f"{name}-neverwas").status_code == 200
    found.me = found.get("/api/me")
    return found


@pytest.fixture
def on_its_way(town: Town) -> Iterator[None]:
    """A group was sent and its phone has it: the longest words that a row says of a group."""
    desk, phone = desk_of(town, "dispatcher"), desk_of(town, "team7")
    case, visit = desk.received(), str(uuid4())
    given = {"case": case, "visit": visit}
    assert desk.send("assign-team", **given, team=phone.me["team"], reason="r").status_code == 200
    assert phone.send("confirm-delivery", **given).status_code == 200
    yield
    desk.send("cancel-assignment", **given, reason="over")


def too_long(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollHeight > innerHeight"))


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.usefixtures("on_its_way")
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
        assert not too_long(page), width
        board.look(f"narrow-{width}")
        page.keyboard.press("Escape")
    page.get_by_test_id("queue").locator("b").first.evaluate("each => { each.style.width = '10px'; }")
    assert page.evaluate(CUT) != [], "the planted fault is not seen"
    teams = page.get_by_test_id("teams")
    teams.evaluate("each => each.insertAdjacentHTML('beforeend', '<li><span class=unseen>-</span></li>')")
    assert not too_long(page), "unseen words below the last group"
    teams.locator("..").evaluate("each => { each.style.position = 'static'; }")
    assert too_long(page), "the planted fault is not seen"
