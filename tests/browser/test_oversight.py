"""Law, breaches, monitoring and the calendar's page: in three languages, light and dark, by axe."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import axe
from tests.browser.admin import admin_of
from tests.browser.people import Face, House, house
from tests.browser.running import Town
from tests.dispatch.test_calendar_file import TEXT
from web.words import LANGUAGES


@pytest.fixture
def people(town: Town, browser: Browser) -> Iterator[House]:
    with house(browser, town.url) as found:
        yield found


def opened(people: House, login: str, language: str, path: str) -> Face:
    page = people.enter(login, language)
    page.goto(f"{people.url}{path}")
    return Face(page, language)


def clean(face: Face, name: str) -> None:
    """Nothing for axe to find, nothing wider than the page on a phone; a picture in light and dark."""
    assert not (found := axe.faults(face.page)), "\n".join(found)
    face.look(name)
    face.page.set_viewport_size({"width": 360, "height": 800})
    wide = face.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360, f"{name} is {wide} px wide on a phone"
    face.look(f"{name}-phone")
    face.page.set_viewport_size({"width": 1440, "height": 900})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_law_has_ten_rules_a_calendar_and_a_counted_term(people: House, language: str) -> None:
    face = opened(people, "operator", language, "/law")
    for number in range(1, 11):
        expect(face.at(f"rule-{number}")).to_contain_text(face.say(f"law.rule.{number}.title"))
    expect(face.at("rule-1")).to_contain_text(face.say("law.point.unknown"))
    expect(face.at("rule-1")).to_contain_text("27.03.2026 23:59:59")
    told = face.page.locator("main").inner_text()
    assert not re.search(r"\blaw\.[a-z]", told), "a key stands where words should"
    clean(face, f"law-rules-{language}")
    face.press("part-calendar")
    expect(face.at("months")).to_be_visible()
    face.at("year").select_option("2026")
    face.at("compared").select_option("kz-2025-12")
    expect(face.at("differences")).to_contain_text("31.08.2026")
    expect(face.at("days")).to_contain_text("11.05.2026")
    face.at("week").select_option("6")
    expect(face.at("days")).not_to_contain_text("11.05.2026")
    clean(face, f"law-calendar-{language}")
    face.press("part-count")
    face.at("count-day").fill("20.03.2026")
    face.at("count-week").select_option("5")
    face.press("count-go")
    expect(face.at("counted")).to_contain_text("27.03.2026")
    clean(face, f"law-count-{language}")


def test_a_due_time_on_the_board_leads_to_why(people: House) -> None:
    board = people.board("dispatcher", "ru")
    board.case("Ученик не приходит неделю", "1", 3)
    link = board.at("why").get_attribute("href")
    assert link is not None
    board.page.goto(f"{people.url}{link}")
    face = Face(board.page, "ru")
    expect(face.at("counted")).to_contain_text("kz-2026-03")
    face.page.goto(f"{people.url}/law#rule/r-threat")
    expect(face.page.locator("#rule-2")).to_be_focused()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_breach_is_written_down_and_the_head_says_who_was_told(people: House, language: str) -> None:
    face = opened(people, "supervisor", language, "/breaches")
    face.press("new")
    expect(face.at("what")).to_be_focused()
    face.at("what").fill("Тізім басқа мекенжайға жіберілді")
    clean(face, f"breach-form-{language}")
    face.press("save")
    expect(face.at("done")).to_have_text(face.say("breach.recorded"))
    expect(face.at("breach").first).to_contain_text(face.say("breach.state.open"))
    head = opened(people, "head", language, "/breaches")
    head.at("breach").first.get_by_test_id("open").click()
    expect(head.at("one")).to_contain_text("Тізім басқа мекенжайға жіберілді")
    clean(head, f"breach-one-{language}")
    head.press("notify")
    head.at("person").fill("Кезекші")
    head.at("evidence").fill("шығ. 12/7")
    head.press("notice-save")
    expect(head.at("breach").filter(has_text=head.say("breach.state.notified"))).not_to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_monitoring_is_recorded_and_the_next_term_is_said(people: House, language: str) -> None:
    face = opened(people, "specialist", language, "/monitoring")
    expect(face.at("school").first).to_be_visible()
    face.at("school").nth(len(language)).get_by_test_id("open").click()
    expect(face.at("form")).to_be_visible()
    face.at("conclusions").fill("Екі әдіс, екеуі де лицензияланған")
    clean(face, f"monitoring-{language}")
    face.press("save")
    expect(face.at("done")).to_contain_text("30.06.2027")
    face.at("show").select_option("late")
    expect(face.page.get_by_text(face.say("monitoring.none-found"))).to_be_visible()


def test_a_calendar_is_looked_at_and_loaded(people: House, tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    bad.write_text(TEXT.replace("2027-01-01,fri", "2027-01-01,thu"), encoding="utf-8")
    good.write_text(
        TEXT.replace("2027-03-15,mon,holiday,constitution-day,,", "2027-03-15,mon,ordinary,,,"),
        encoding="utf-8",
    )
    admin = admin_of(people)
    admin.press("page-calendar")
    admin.at("file").set_input_files(str(bad))
    admin.press("look")
    expect(admin.at("preview")).to_contain_text(admin.say("calendar.faults"))
    admin.look("calendar-faults")
    admin.at("file").set_input_files(str(good))
    admin.press("look")
    expect(admin.at("changes")).to_contain_text("15.03.2027")
    admin.clean()
    admin.look("calendar-preview")
    admin.press("load")
    expect(admin.at("done")).to_have_text(admin.say("calendar.loaded", edition="kz-2026-12"))
