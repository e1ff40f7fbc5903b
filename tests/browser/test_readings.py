"""Emergency access with its review, and "who saw this file", in a real browser, refused tries included."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import axe
from tests.browser.conftest import keep
from tests.browser.entering import show_second_factor
from tests.browser.running import Town

NAME = "Айдар Тестов"
REASON = "Мать звонит мне: он на крыше, дежурный не отвечает"


@dataclass
class Told:
    case: str
    number: str


@pytest.fixture(scope="module")
def told(town: Town, browser: Browser) -> Told:
    made = browser.new_context()
    dispatcher = town.enter(made, "dispatcher")
    case = dispatcher.case(2, story="Тс-с", child_name=NAME)
    number = dispatcher.get(f"/api/cases/{case}")["row"]["number"]
    made.close()
    return Told(case=case, number=number)


def well_said(page: Page) -> None:
    """Nothing untranslated, no id where a name should stand."""
    text = page.locator("main").inner_text()
    assert not re.search(r"\b(story|supervisor|shell|reading|emergency)\.[a-z]", text), text
    assert not re.search(r"\{\w+\}|undefined|\[object|[0-9a-f]{8}-[0-9a-f]{4}-", text), text


def take(page: Page, town: Town, told: Told) -> None:
    """From the refused case to the form, by its words, the second factor, and into the case."""
    page.goto(f"{town.url}/supervisor#case={told.case}")
    page.get_by_test_id("ask-emergency").click()
    button = page.get_by_test_id("emergency-open")
    page.get_by_test_id("emergency-form").locator("[value=child-in-danger]").check()
    page.get_by_test_id("emergency-reason").fill(REASON[:19])
    expect(button).to_be_disabled()
    page.get_by_test_id("emergency-reason").fill(REASON)
    keep(page, "emergency-form")
    button.click()
    show_second_factor(page)
    expect(page.get_by_test_id("in-emergency")).to_be_visible()


def test_emergency_access_and_its_review(browser: Browser, town: Town, told: Told) -> None:
    """A specialist without relation to the case takes it; the supervisor is told, reads why, and decides."""
    contexts = [browser.new_context(timezone_id="Asia/Almaty", locale="ru-RU") for _ in range(2)]
    pages = [made.new_page() for made in contexts]
    for made, who in zip(contexts, ("specialist", "supervisor"), strict=True):
        made.set_default_timeout(10_000)
        town.enter(made, who)
    one, boss = pages
    take(one, town, told)
    expect(one.get_by_test_id("card-said")).to_contain_text(NAME)
    one.get_by_test_id("emergency-note").fill("Мать едет к школе")
    one.get_by_test_id("emergency-add-note").click()
    expect(one.get_by_test_id("story")).to_contain_text("Мать едет к школе")
    keep(one, "emergency-case")
    assert axe.faults(one) == []
    boss.goto(f"{town.url}/supervisor")
    expect(boss.get_by_test_id("inbox-count")).to_be_visible()
    boss.get_by_test_id("view-reviews").click()
    access = boss.locator(f"[data-testid=access][data-case='{told.case}']")
    access.get_by_test_id("show-reason").click()
    expect(access.get_by_test_id("access-reason")).to_have_text(REASON)
    expect(access.get_by_test_id("not-justified")).to_be_disabled()
    keep(boss, "emergency-review")
    well_said(boss)
    assert axe.faults(boss) == []
    access.get_by_test_id("justified").click()
    expect(access.get_by_test_id("show-reason")).to_have_count(0)
    expect(access).to_contain_text("Обоснован")
    boss.goto(f"{town.url}/board")
    expect(boss.get_by_test_id("emergency-mark")).to_be_visible()
    for made in contexts:
        made.close()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_who_saw_this_file(
    context: BrowserContext, page: Page, browser: Browser, town: Town, told: Told, language: str
) -> None:
    """From the case to its readings: a refused try, an emergency, the reading of the list itself."""
    stranger = browser.new_context()
    town.enter(stranger, "lead1")
    refused = stranger.request.get(f"{town.url}/api/cases/{told.case}")
    assert refused.status == 404
    stranger.close()
    town.enter(context, "supervisor", language)
    page.goto(f"{town.url}/supervisor#case={told.case}")
    page.get_by_test_id("who-saw").click()
    rows = page.get_by_test_id("reading")
    expect(rows.first).to_be_visible()
    assert rows.filter(has=page.locator("td")).count() >= 3
    expect(page.locator("tr.refused").first).to_be_visible()
    well_said(page)
    page.screenshot(path=keep(page, f"who-saw-{language}"), full_page=True)
    assert axe.faults(page) == []
    page.emulate_media(media="print")
    keep(page, f"who-saw-paper-{language}")
    page.emulate_media(media="screen")


def test_the_auditor_filters_all_readings_and_sees_no_card(
    context: BrowserContext, page: Page, town: Town, told: Told
) -> None:
    town.enter(context, "auditor")
    page.goto(f"{town.url}/supervisor")
    expect(page.get_by_test_id("reading").first).to_be_visible()
    page.get_by_test_id("reading-number").fill(told.number)
    page.get_by_test_id("reading-result").select_option("refused")
    expect(page.locator("tr:not(.refused)[data-testid=reading]")).to_have_count(0)
    expect(page.get_by_test_id("reading").first).to_contain_text(told.number)
    assert NAME not in page.locator("main").inner_text()
    assert page.get_by_role("link", name=told.number).count() == 0
    well_said(page)
    keep(page, "auditor-readings")
    assert axe.faults(page) == []


def test_fits_a_narrow_screen(browser: Browser, town: Town, told: Told) -> None:
    """At 320 pixels, which is 400 % zoom, nothing is cut off but the table, which scrolls by itself."""
    made = browser.new_context(viewport={"width": 320, "height": 700}, timezone_id="Asia/Almaty")
    page = made.new_page()
    town.enter(made, "head", "kk")
    for view, there in (
        (f"readings&case={told.case}", "reading-count"),
        ("readings", "reading-count"),
        ("emergency", "emergency-form"),
        ("reviews", "reviews-waiting"),
    ):
        page.goto("about:blank")
        page.goto(f"{town.url}/supervisor#view={view}")
        expect(page.get_by_test_id(there)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, view
    keep(page, "reviews-narrow")
    made.close()
