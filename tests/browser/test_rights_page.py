"""The table of rights as those read it who answer for it: three languages, by keyboard and by axe."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.people import House, house
from tests.browser.running import Town
from tests.browser.test_admin import Admin
from web.words import LANGUAGES


@pytest.fixture
def people(town: Town, browser: Browser) -> Iterator[House]:
    with house(browser, town.url) as found:
        yield found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_auditor_reads_what_each_role_may_do(people: House, language: str) -> None:
    page = people.enter("auditor", language)
    expect(page).to_have_url(f"{people.url}/admin")
    admin = Admin(page, language)
    admin.press("page-rights")
    cell = admin.at("read-case/dispatcher")
    expect(cell).to_contain_text(admin.say("rights.reach.open"))
    expect(cell).to_contain_text("C1 C2 C3")
    expect(admin.at("levels")).to_contain_text(admin.say("rights.level.c2"))
    expect(admin.at("read-case/administrator")).to_have_text(admin.say("rights.none"))
    page.get_by_role("region", name=admin.say("rights.title")).focus()
    page.keyboard.press("End")
    admin.look("admin-rights")
    admin.clean()
