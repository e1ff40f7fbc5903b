"""What the intake form understands and says back: times, terms, days, and what it needs."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from domain.law.local_time import ALMATY
from tests.browser import axe
from tests.browser.conftest import keep
from tests.browser.running import Town
from tests.browser.test_board import board, receive
from web.words import say

LANGUAGES = ["kk", "ru", "en"]


def wall(page: Page) -> datetime:
    """What the clock of the board shows."""
    shown = page.get_by_test_id("clock").locator("..").inner_text()
    return datetime.strptime(shown, "%H:%M:%S %d.%m.%Y")


def write(page: Page, time: str) -> None:
    """A request that came at this time, as far as it can be written down."""
    page.get_by_test_id("new-request").click()
    page.get_by_test_id("intake-story").fill("Звонок со школы")
    page.locator("[name=received]").fill(time)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_time_that_has_not_come_is_said_to_be_in_the_future_and_not_sent(
    page: Page, town: Town, language: str
) -> None:
    board(page, town, language)
    town.enter(page.context, "dispatcher", language).case(risk_class=3)
    now = wall(page)
    soon = now + timedelta(minutes=5)
    if soon.date() != now.date():
        pytest.skip("five minutes before midnight nothing of today is left to type")
    sent: list[str] = []
    page.on("request", lambda each: sent.append(each.url) if "commands" in each.url else None)
    write(page, f"{soon:%H:%M}")
    words = say("board.field.ahead", language, {"time": f"{soon:%H:%M}"})
    expect(page.get_by_test_id("understood-received")).to_have_text(words)
    page.get_by_test_id("intake-send").click()
    expect(page.locator("[name=received]")).to_be_focused()
    assert page.locator("[name=received]").evaluate("field => field.validationMessage") == words
    expect(page.get_by_test_id("slip")).to_have_count(0)
    assert not sent
    found = axe.faults(page)
    assert not found, "\n".join(found)
    keep(page, f"board-time-ahead-{language}")
    page.locator("[name=received]").fill(f"{now:%H:%M}")
    expect(page.get_by_test_id("understood-received")).to_be_hidden()
    page.get_by_test_id("intake-send").click()
    expect(page.get_by_test_id("slip-facts")).to_be_visible()


def test_a_time_of_last_evening_is_shown_with_its_day(page: Page, town: Town) -> None:
    board(page, town)
    now = wall(page)
    if now.hour >= 11:
        pytest.skip("last evening is more than twelve hours back")
    write(page, "23:50")
    yesterday = f"{now - timedelta(days=1):%d.%m} 23:50"
    expect(page.get_by_test_id("understood-received")).to_have_text(f"вчера, {yesterday}")
    page.get_by_test_id("intake-send").click()
    facts = page.get_by_test_id("slip-facts")
    expect(facts.locator("dd").nth(0)).to_contain_text(f"{now - timedelta(days=1):%d.%m.%Y} 23:50")
    expect(facts.locator("dd").nth(1)).to_contain_text(f"{now:%d.%m.%Y}")
    keep(page, "board-slip-of-last-evening")


def test_a_row_shows_the_day_of_a_request_that_came_on_another(page: Page, town: Town) -> None:
    board(page, town)
    case, came = str(uuid4()), datetime.now(ALMATY) - timedelta(hours=30)
    person = town.enter(page.context, "dispatcher")
    person.command("receive-request", case=case, channel="phone", received_at=came.isoformat())
    if page.get_by_test_id("release").is_visible():
        page.get_by_test_id("release").click()
    expect(page.locator(f"#case-{case} .place small")).to_contain_text(f"{came:%d.%m %H:%M}")


def test_the_slip_of_a_threat_shows_the_term_of_a_threat(page: Page, town: Town) -> None:
    board(page, town, "kk")
    number = receive(page, risk_class=1)
    facts = page.get_by_test_id("slip-facts")
    person = town.enter(page.context, "dispatcher")
    due = person.get(f"/api/cases?number={number}")["cases"][0]["due"]
    assert due["kind"] == "threat"
    term = facts.locator("dd").last
    at = datetime.fromisoformat(due["at"]).astimezone(ALMATY)
    expect(term).to_contain_text(f"{at:%d.%m.%Y %H:%M}")
    expect(term).to_contain_text(say(f"law.citation.{due['citation']}", "kk", {}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_needed_or_is_no_day_is_said_in_the_language_of_the_page(
    page: Page, town: Town, language: str
) -> None:
    board(page, town, language)
    page.get_by_test_id("new-request").click()
    form = page.get_by_test_id("intake")
    day = form.locator("[name=child_birth_date]")
    for typed, words in (
        ("31.02.2012", say("shell.day.none", language, {"day": "31.02.2012"})),
        ("2012", say("shell.day.unreadable", language, {})),
    ):
        day.fill(typed)
        day.blur()
        assert day.evaluate("field => field.validationMessage") == words
    day.fill("03.02.2012")
    form.get_by_test_id("class-2").check()
    reason = form.get_by_label(say("board.field.reason.needed", language, {}))
    page.get_by_test_id("intake-send").click()
    expect(reason).to_be_focused()
    needed = say("shell.field.needed", language, {})
    assert reason.evaluate("field => field.validationMessage") == needed
    reason.fill("со слов")
    assert reason.evaluate("field => field.validationMessage") == ""
    page.get_by_test_id("intake-send").click()
    expect(page.get_by_test_id("slip-facts")).to_be_visible()
