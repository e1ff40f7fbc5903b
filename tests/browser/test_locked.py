"""The board that nobody sits at: counts and alarms stay, names and places go, what was written is kept."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.account import Role
from tests.browser import axe
from tests.browser.conftest import keep
from tests.browser.people import DARK_TOO, House, house
from tests.browser.test_entering import Place, authenticator
from tests.web import real
from tests.web.real import PASSWORD
from tests.web.served import served
from web.limits import Limits
from web.settings import Settings
from web.words import say

IDLE = timedelta(seconds=8)
PEOPLE = {"night-kk": Role.DISPATCHER, "night-ru": Role.DISPATCHER, "night-en": Role.DISPATCHER}
STORY = "Баланың көршісі қоңырау шалды"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    data = tmp_path_factory.mktemp("night") / "data"
    people = real.make(data, PEOPLE, {})
    limits = replace(Limits(), idle_lock=IDLE)
    with served(Settings(data=data, port=0, limits=limits)) as running:
        yield Place(running=running, people=people)


@pytest.fixture
def people(place: Place, browser: Browser) -> Iterator[House]:
    with house(browser, place.running.url) as found:
        found.apps = {name: person.app for name, person in place.people.items()}
        yield found


def alarm(place: Place, name: str) -> None:
    """A request with an immediate threat comes in from somewhere else."""
    client = place.running.enter(name)
    case = "00000000-0000-0000-0000-" + str(abs(hash(name)) % 10**12).zfill(12)
    fields = {"case": case, "channel": "phone", "point": [43.2, 76.9], "risk_class": 1, "reason": "қауіп"}
    answer = client.send("receive-request", **fields)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_board_locks_and_keeps_what_was_written(language: str, people: House, place: Place) -> None:
    name = f"night-{language}"
    board = people.board(name, language, PASSWORD)
    page = board.page
    board.press("new-request")
    page.locator("textarea").first.fill(STORY)
    second = page.context.new_page()
    second.goto(f"{people.url}/board")
    expect(second.get_by_test_id("board")).to_be_visible()
    expect(page.get_by_test_id("locked")).to_be_visible(timeout=20_000)
    expect(second.get_by_test_id("locked")).to_be_visible()
    expect(page.get_by_test_id("board")).to_be_hidden()
    expect(page.get_by_test_id("locked")).to_contain_text(board.say("access.lock.title"))
    before = page.get_by_test_id("locked-count").first.locator("b").inner_text()
    alarm(place, name)
    expect(page.get_by_test_id("locked-count").first.locator("b")).to_have_text(str(int(before) + 1))
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("locked")).to_be_visible()
    if language == DARK_TOO:
        assert axe.faults(page) == []
    keep(page, f"journey-locked-{language}")
    answer = page.evaluate("fetch('/api/cases').then((got) => got.json())")
    assert answer["code"] == "locked"
    page.locator("[name=unlock-password]").fill("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(board.say("refusal.unlock-wrong"))
    page.locator("[name=unlock-password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("locked")).to_be_hidden()
    expect(second.get_by_test_id("locked")).to_be_hidden()
    expect(page.locator("textarea").first).to_have_value(STORY)


def test_my_account_adds_a_passkey_and_it_unlocks(people: House, place: Place) -> None:
    """The page asks for the second factor again, opens its dialog, and goes on with what was pressed."""
    page = people.board("night-en", "en", PASSWORD).page
    authenticator(page)
    page.goto(f"{people.url}/account")
    expect(page.get_by_test_id("factor")).to_have_count(1)
    page.get_by_test_id("add-factor").click()
    expect(page.get_by_test_id("enrol-key")).to_be_visible()
    page.locator("[name=factor-name]").fill("night desk")
    page.get_by_test_id("enrol-passkey").click()
    expect(page.get_by_test_id("factor")).to_have_count(2)
    expect(page.get_by_test_id("factor").last).to_contain_text("night desk")
    assert axe.faults(page) == []
    keep(page, "journey-account")
    _forget_the_second_factor(place)
    page.get_by_test_id("remove-factor").first.click()
    dialog = page.get_by_test_id("step-up")
    expect(dialog).to_be_visible()
    keep(page, "journey-step-up")
    assert axe.faults(page) == []
    dialog.get_by_test_id("step-up-passkey").click()
    expect(page.get_by_test_id("factor")).to_have_count(1)
    page.goto(f"{people.url}/board")
    page.get_by_test_id("lock-now").click()
    page.get_by_test_id("unlock-passkey").click()
    expect(page.get_by_test_id("locked")).to_be_hidden()
    expect(page.get_by_test_id("board")).to_be_visible()


def test_logging_out_everywhere_reaches_the_other_browser(people: House) -> None:
    here, there = (people.board("night-ru", "ru", PASSWORD).page for _ in range(2))
    _open_account(here)
    expect(here.get_by_test_id("session")).not_to_have_count(0)
    here.get_by_test_id("everywhere").click()
    here.wait_for_url("**/login")
    there.wait_for_url("**/login")


def _open_account(page: Page) -> None:
    page.get_by_test_id("pages").click()
    page.get_by_test_id("to-account").click()
    expect(page.locator("h1")).to_have_text(say("access.page", "ru"))


def _forget_the_second_factor(place: Place) -> None:
    """As if it had been shown long ago."""
    sessions = place.running.system.sessions
    for token, one in list(sessions._held.items()):
        if one.account == place.people["night-en"].account:
            sessions._held[token] = replace(one, second=None)
