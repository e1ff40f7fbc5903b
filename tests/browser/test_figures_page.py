"""The national analyst's page: counts by month, small groups hidden, in three languages and by axe."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import axe
from tests.browser.people import Face, House, house
from tests.browser.running import Town
from web.words import LANGUAGES


@pytest.fixture
def people(town: Town, browser: Browser) -> Iterator[House]:
    with house(browser, town.url) as found:
        yield found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_analyst_lands_on_figures_and_nowhere_else(people: House, language: str) -> None:
    desk = people.board("dispatcher", "ru")
    for _ in range(6):
        desk.page.evaluate(RECEIVED)
    page = people.enter("analyst", language)
    expect(page).to_have_url(f"{people.url}/figures")
    face = Face(page, language)
    expect(face.at("figures-classes")).to_be_visible()
    expect(face.at("figures-classes")).to_contain_text(face.say("figures.hidden"))
    face.look("figures")
    assert not (found := axe.faults(page)), "\n".join(found)
    page.goto(f"{people.url}/admin")
    expect(page).to_have_url(f"{people.url}/figures")


RECEIVED = """() => fetch('/api/commands/receive-request', {
  method: 'POST', headers: {'content-type': 'application/json'},
  body: JSON.stringify({command_id: crypto.randomUUID(), case: crypto.randomUUID(), channel: 'phone'}),
})"""
