"""The menu of pages: what a person's rights lead to, by keyboard and on a narrow screen, and by axe."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import axe
from tests.browser.people import Face, House, house
from tests.browser.running import Town
from web.words import LANGUAGES

NARROW = {"width": 360, "height": 740}


@pytest.fixture
def people(town: Town, browser: Browser) -> Iterator[House]:
    with house(browser, town.url) as found:
        yield found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_head_goes_from_page_to_page_with_the_keyboard(people: House, language: str) -> None:
    page = people.supervisor(language, login="head")
    face, visited = Face(page, language), ["supervisor"]
    links = page.locator("#pages a")
    offered = [str(link.get_attribute("data-testid")).removeprefix("to-") for link in links.all()]
    assert {"board", "supervisor", "phones", "figures", "admin", "account"} <= set(offered)
    for target in ("figures", "phones", "admin", "account"):
        expect(links.first).to_be_hidden()
        face.at("pages").focus()
        page.keyboard.press("ArrowDown")
        expect(links.first).to_be_focused()
        expect(page.locator("#pages [aria-current=page]")).to_have_attribute(
            "data-testid", f"to-{visited[-1]}"
        )
        if target == "figures":
            face.look("pages")
            assert not (found := axe.faults(page)), "\n".join(found)
        for _ in range(offered.index(target)):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{target}")
        expect(face.at("pages")).to_be_visible()
        visited.append(target)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    face.press("pages")
    face.look("pages-narrow")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    expect(face.at("pages")).to_be_focused()
    expect(links.first).to_be_hidden()


def test_the_menu_offers_nothing_that_the_rights_do_not_lead_to(people: House) -> None:
    """Each entry opens its own page: nobody is led away from what the menu offered."""
    for login in ("operator", "analyst", "auditor", "administrator"):
        page = people.enter(login, "en")
        page.get_by_test_id("pages").click()
        hrefs = [str(link.get_attribute("href")) for link in page.locator("#pages a").all()]
        assert "/account" in hrefs
        assert ("/admin" in hrefs) == (login in ("auditor", "administrator"))
        assert ("/board" in hrefs) == (login == "operator")
        for href in hrefs:
            page.goto(f"{people.url}{href}")
            expect(page).to_have_url(f"{people.url}{href}")
