"""A lost second factor without an administrator: the supervisor asks, the head is told and confirms."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import axe
from tests.browser.admin import admin_of
from tests.browser.conftest import keep
from tests.browser.entering import show_second_factor
from tests.browser.people import House, house
from tests.browser.running import Town
from web.words import LANGUAGES, say


@pytest.fixture
def people(town: Town, browser: Browser) -> Iterator[House]:
    with house(browser, town.url) as found:
        yield found


@pytest.mark.parametrize("language", LANGUAGES)
def test_asked_by_one_and_confirmed_by_another(people: House, language: str) -> None:
    asking = people.supervisor(language)
    asking.get_by_test_id("view-resets").click()
    asking.get_by_test_id("find-colleague").fill("Марина Облакова")
    person = asking.get_by_test_id("colleague").filter(has_text="Марина Облакова")
    person.get_by_test_id("ask-reset").click()
    person.get_by_test_id("ask-reset-yes").click()
    show_second_factor(asking)
    expect(person.get_by_test_id("reset-waits")).to_be_visible()
    assert axe.faults(asking) == []
    keep(asking, f"resets-asked-{language}")
    head = people.supervisor(language, login="head")
    head.get_by_test_id("inbox").click()
    head.get_by_test_id("to-resets").first.click()
    lost = head.get_by_test_id("colleague").filter(has_text="Марина Облакова")
    lost.get_by_test_id("confirm-reset").click()
    lost.get_by_test_id("confirm-reset-yes").click()
    show_second_factor(head)
    expect(head.get_by_test_id("handed-code")).not_to_be_empty()
    expect(head.get_by_test_id("colleague")).to_have_count(0)
    admin = admin_of(people, language)
    admin.open("accounts")
    admin.find("Марина Облакова")
    told = admin.at("history")
    expect(told).to_contain_text(say("admin.field.reset.by", language))
    expect(told).not_to_contain_text("reset.")
    expect(told).not_to_contain_text("+00:00")
