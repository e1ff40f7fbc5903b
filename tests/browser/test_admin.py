"""The administration under an administrator's hands: accounts, three languages, by keyboard, and by axe."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.admin import Admin, admin_of
from tests.browser.entering import show_second_factor
from tests.browser.people import House, house
from tests.browser.running import Town
from web.words import LANGUAGES, say

FAST_MS = 5_000


@pytest.fixture
def people(town: Town, browser: Browser) -> Iterator[House]:
    with house(browser, town.url) as found:
        yield found


def opened(admin: Admin, login: str, name: str) -> None:
    """A new account with one role, up to its page."""
    admin.fresh("accounts", name=name, login=login)
    admin.page.get_by_label(admin.say("shell.role.dispatcher")).check()
    admin.save("admin.account.opened", name=name)
    expect(admin.page.get_by_role("heading", level=1)).to_have_text(name)


def test_somebody_is_let_in_and_shut_out(people: House) -> None:
    admin = admin_of(people)
    opened(admin, "newcomer", "Әлия Ойдан")
    admin.press("make-password")
    password = admin.page.locator("[name=password]").input_value()
    admin.press("set-password")
    show_second_factor(admin.page)
    expect(admin.at("done")).to_contain_text(password)
    board = people.board("newcomer", "ru", password)
    admin.page.reload()
    expect(admin.at("sessions")).to_have_text(admin.say("admin.account.sessions", n=1))
    admin.press("close")
    admin.press("close-yes")
    expect(admin.at("done")).to_have_text(admin.say("admin.account.closed"))
    board.page.wait_for_url(re.compile("/login"), timeout=FAST_MS)


def test_a_password_shown_once_is_not_on_another_s_page(people: House) -> None:
    admin = admin_of(people)
    opened(admin, "handed", "Әлия Ойдан")
    admin.press("make-password")
    admin.press("set-password")
    show_second_factor(admin.page)
    expect(admin.at("done")).not_to_be_empty()
    admin.open("accounts")
    expect(admin.at("done")).to_be_empty()
    admin.find("Былинин")
    expect(admin.at("done")).to_be_empty()


@pytest.mark.parametrize("language", LANGUAGES)
def test_accounts_in_every_language(people: House, language: str) -> None:
    admin = admin_of(people, language)
    opened(admin, f"new-{language}", "Әлия Ойдан")
    admin.look("admin-account")
    admin.clean()
    admin.press("close")
    admin.press("close-yes")
    expect(admin.at("done")).to_have_text(admin.say("admin.account.closed"))
    first = admin.at("step").first
    expect(first).to_contain_text(admin.say("story.account-closed.v1"))
    expect(first).to_contain_text("Олег Выдумкин")
    admin.open("accounts")
    admin.look("admin-accounts")
    admin.clean()


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(people: House) -> None:
    admin = admin_of(people)
    admin.open("accounts")
    admin.press("new")
    admin.fill(name="Кто-то", login="dispatcher")
    admin.press("save")
    expect(admin.at("wrong-login")).to_have_text(admin.say("refusal.login-taken"))
    expect(admin.page.locator("[name=login]")).to_have_attribute("aria-invalid", "true")
    admin.fill(login="somebody")
    admin.press("save")
    expect(admin.page.locator("#roles-wrong")).to_have_text(admin.say("refusal.account-incomplete"))
    expect(admin.page.locator("[name=name]")).to_have_value("Кто-то")
    admin.clean()


def test_the_second_of_two_administrators_sees_what_the_first_did(people: House) -> None:
    first, second = admin_of(people), admin_of(people, "en")
    opened(first, "twice", "Дважды")
    second.page.goto(first.page.url)
    second.page.reload()
    expect(second.page.locator("[name=name]")).to_have_value("Дважды")
    first.page.get_by_label(first.say("shell.role.operator"), exact=True).check()
    first.save("admin.saved")
    second.fill(name="Twice")
    second.press("save")
    expect(second.at("trouble")).to_have_text(second.say("refusal.changed-meanwhile"))
    told = second.at("meanwhile")
    expect(told).to_contain_text(second.say("story.roles-changed.v1"))
    expect(told).to_contain_text("Олег Выдумкин")
    expect(second.page.locator("[name=name]")).to_have_value("Twice")
    expect(second.page.get_by_label(second.say("shell.role.operator"), exact=True)).to_be_checked()
    second.look("admin-meanwhile")
    second.clean()
    second.save("admin.saved")
    second.page.reload()
    expect(second.at("step")).to_have_count(3)


def test_by_keyboard_alone(people: House) -> None:
    admin = admin_of(people)
    keyboard = admin.page.keyboard
    expect(admin.at("search")).to_be_visible()
    keyboard.press("/")
    expect(admin.at("search")).to_be_focused()
    keyboard.type("Облакова")
    expect(admin.at("row")).to_have_count(1)
    _tab_to(admin.page, "link", "Марина Облакова")
    keyboard.press("Enter")
    expect(admin.page.get_by_role("heading", level=1)).to_be_focused()
    keyboard.press("Tab")
    expect(admin.page.locator("[name=name]")).to_be_focused()
    keyboard.type("Марина А. Облакова")
    keyboard.press("Enter")
    expect(admin.at("done")).to_have_text(admin.say("admin.saved"))


def test_the_keyboard_waits_for_the_form(people: House) -> None:
    """Until the answer is there nothing is focused below which a Tab would find nothing."""
    admin = admin_of(people)
    admin.open("accounts")
    held: list[Route] = []
    admin.page.route("**/api/registers/entry?**", lambda route: held.append(route))
    admin.at("row").get_by_role("link").first.click()
    heading = admin.page.get_by_role("heading", level=1)
    expect(admin.page.get_by_text(admin.say("shell.loading"))).to_be_visible()
    expect(heading).not_to_be_focused()
    while not held:  # the words may be there before the request has come to us
        admin.page.wait_for_timeout(20)
    for route in held:
        route.continue_()
    expect(heading).to_be_focused()
    admin.page.keyboard.press("Tab")
    expect(admin.page.locator("[name=name]")).to_be_focused()


def _tab_to(page: Page, role: str, name: str) -> None:
    wanted = page.get_by_role(role, name=name)  # type: ignore[arg-type]
    for _ in range(20):
        if wanted.evaluate("found => found === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {name}")


def test_what_was_typed_is_there_again_on_the_way_back(people: House) -> None:
    admin = admin_of(people)
    admin.open("accounts")
    admin.find("Былинин")
    admin.fill(name="Игорь Б.")
    admin.page.get_by_role("link", name=say("admin.accounts", "ru")).first.click()
    expect(admin.at("search")).to_be_visible()
    admin.at("row").get_by_role("link").first.click()
    expect(admin.page.locator("[name=name]")).to_have_value("Игорь Б.")
    admin.press("undo")
    expect(admin.page.locator("[name=name]")).to_have_value("Игорь Былинин")
