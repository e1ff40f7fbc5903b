"""The supervisor's page in a real browser: the list, a case as a story, the case as it was, on paper."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import axe
from tests.browser.conftest import keep
from tests.browser.running import Person, Town

STORY = "Мальчик не пришёл домой и пишет друзьям прощальные сообщения."
REASON = "Прямые слова"


@dataclass
class Told:
    """A case with a whole visit behind it, as ids."""

    case: str
    number: str
    steps: int


@pytest.fixture(scope="module")
def told(town: Town, browser: Browser) -> Iterator[Told]:
    """One case from receipt to the end of the visit; the arrival was told 20 minutes late."""
    contexts = [browser.new_context() for _ in range(2)]
    dispatcher, team = (
        town.enter(made, who) for made, who in zip(contexts, ("dispatcher", "team7"), strict=True)
    )
    case = dispatcher.case(3, story=STORY, child_name="Айдар Е.", caller_phone="+7 701 000 00 09")
    dispatcher.command("assess-case", case=case, risk_class=1, reason=REASON)
    visit = dispatcher.assign(case, team.get("/api/me")["team"])
    _drive(team, case, visit)
    found = dispatcher.get(f"/api/cases/{case}")
    steps = dispatcher.get(f"/api/cases/{case}/story")["story"]
    yield Told(case=case, number=found["row"]["number"], steps=len(steps))
    for made in contexts:
        made.close()


def _drive(team: Person, case: str, visit: str) -> None:
    earlier = (datetime.now(UTC) - timedelta(minutes=20)).isoformat()
    team.command("confirm-delivery", case=case, visit=visit)
    team.command("accept-assignment", case=case, visit=visit, drive=True)
    team.command("record-arrival", case=case, visit=visit, happened_at=earlier)
    team.command("record-access", case=case, visit=visit, let_in=True)
    helped = {"outcome": "helped", "kinds": ["беседа"], "forms": ["очно"], "terms": "месяц"}
    team.command("end-visit", case=case, visit=visit, findings="Дома, жив", **helped)


def opened(context: BrowserContext, page: Page, town: Town, language: str = "ru", path: str = "") -> Person:
    person = town.enter(context, "supervisor", language)
    page.goto(f"{town.url}/supervisor{path}")
    return person


def scrubber(page: Page) -> str:
    """What a screen reader hears of the slider."""
    return page.get_by_test_id("scrubber").get_attribute("aria-valuetext") or ""


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_list_to_story(context: BrowserContext, page: Page, town: Town, told: Told, language: str) -> None:
    """Found by its number, read as a story in the reader's language, with nothing left untranslated."""
    opened(context, page, town, language)
    expect(page.get_by_test_id("case-row").first).to_be_visible()
    keep(page, f"supervisor-list-{language}")
    page.get_by_test_id("filter-number").fill(told.number[-6:])
    expect(page.get_by_test_id("case-row")).to_have_count(1)
    page.get_by_role("link", name=told.number).click()
    expect(page.get_by_test_id("story").get_by_role("listitem").first).to_be_visible()
    text = page.locator("main").inner_text()
    assert STORY in text
    assert not re.search(r"\b(story|supervisor|shell|law|board)\.[a-z]", text)
    assert not re.search(r"\{\w+\}|undefined|\[object", text)
    assert re.search(r"\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d", text)
    assert not re.search(r"\b[AP]M\b|\d{4}-\d\d-\d\dT", text)
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", text), "an id stands where a name should"
    page.screenshot(path=keep(page, f"supervisor-case-{language}"), full_page=True)


def test_state_at_any_step_by_keyboard(context: BrowserContext, page: Page, town: Town, told: Told) -> None:
    """Home is the receipt, before anybody had assessed it; the frame says that this is the past."""
    opened(context, page, town, path=f"#case={told.case}")
    slider = page.get_by_test_id("scrubber")
    expect(slider).to_have_attribute("max", str(told.steps))
    frame = page.get_by_test_id("as-of")
    expect(frame).to_have_attribute("data-was", "false")
    slider.focus()
    page.keyboard.press("Home")
    expect(frame).to_have_attribute("data-was", "true")
    assert "1" in scrubber(page)
    expect(page.get_by_test_id("card-state")).to_contain_text("поступил")
    expect(frame).not_to_contain_text(REASON)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert "Оценено" in scrubber(page)
    keep(page, "supervisor-as-of")
    assert f"#case={told.case}&step=3" in page.url
    page.keyboard.press("End")
    expect(frame).to_have_attribute("data-was", "false")
    expect(page.get_by_test_id("card-state")).to_contain_text("завершила")


def test_both_times_where_they_differ(context: BrowserContext, page: Page, town: Town, told: Told) -> None:
    opened(context, page, town, path=f"#case={told.case}")
    story = page.get_by_test_id("story")
    expect(story).to_contain_text("на месте")
    assert story.get_by_text("записано").count() == 1
    assert page.get_by_test_id("figures").get_by_role("row").count() > 5


def test_grounds_say_whose_word_they_are(context: BrowserContext, page: Page, town: Town, told: Told) -> None:
    """The Rules are named with the point not verified; what is ours is said to be ours."""
    opened(context, page, town, path=f"#case={told.case}")
    expect(page.get_by_test_id("story")).to_contain_text("пункт не проверен")
    expect(page.get_by_test_id("story")).to_contain_text("[правило центра]")
    expect(page.get_by_test_id("grounds")).to_contain_text("№ 264")


def test_filters_stand_in_the_address(context: BrowserContext, page: Page, town: Town, told: Told) -> None:
    """A link can be given on; going back keeps what was looked for. No name ever stands there."""
    opened(context, page, town)
    page.get_by_test_id("filter-class").select_option("1")
    page.get_by_test_id("filter-status").select_option("open")
    expect(page.get_by_test_id("case-row").filter(has_text=told.number)).to_be_visible()
    page.get_by_test_id("filter-since").fill("1.1.2027")
    page.get_by_test_id("filter-since").press("Tab")
    expect(page.get_by_test_id("case-row")).to_have_count(0)
    assert page.get_by_test_id("filter-since").input_value() == "01.01.2027"
    page.reload()
    expect(page.get_by_test_id("count")).to_contain_text("0")
    assert "since=2027-01-01" in page.url
    page.get_by_test_id("filter-status").select_option("missed")
    expect(page.get_by_test_id("count")).to_contain_text("0")


def test_by_keyboard_alone(context: BrowserContext, page: Page, town: Town, told: Told) -> None:
    """Search, open, go through the steps, jump to one in the story, go back: no pointer."""
    opened(context, page, town)
    expect(page.get_by_test_id("case-row").first).to_be_visible()
    reach(page, "[data-testid=filter-number]")
    page.keyboard.type(told.number[-6:])
    expect(page.get_by_test_id("case-row")).to_have_count(1)
    reach(page, "td a")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("scrubber")).to_be_visible()
    reach(page, "[data-testid=scrubber]")
    page.keyboard.press("Home")
    expect(page.get_by_test_id("as-of")).to_have_attribute("data-was", "true")
    reach(page, "[data-testid=story] li:nth-child(4) button")
    page.keyboard.press("Enter")
    expect(page.locator("[aria-current=step]")).to_have_count(1)
    reach(page, "a.back")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("case-row").first).to_be_visible()


def reach(page: Page, target: str) -> None:
    """Press Tab until the keyboard is there, and see that it can be seen."""
    for _ in range(80):
        if page.evaluate("target => document.activeElement?.matches(target) ?? false", target):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {target}")


def test_what_nobody_has_assessed(context: BrowserContext, page: Page, town: Town, browser: Browser) -> None:
    other = browser.new_context()
    dispatcher = town.enter(other, "dispatcher")
    number = dispatcher.command("receive-request", case=str(uuid4()), channel="messenger", story="?")[
        "number"
    ]
    other.close()
    opened(context, page, town)
    page.get_by_test_id("filter-class").select_option("-1")
    expect(page.get_by_test_id("case-row").filter(has_text=number)).to_be_visible()


def test_newer_events_are_announced(
    context: BrowserContext, page: Page, town: Town, browser: Browser
) -> None:
    """The page does not move under the reader; it says that there is more."""
    other = browser.new_context()
    dispatcher = town.enter(other, "dispatcher")
    case = dispatcher.case(2, story="Тревожный звонок")
    opened(context, page, town, path=f"#case={case}")
    expect(page.get_by_test_id("story")).to_be_visible()
    dispatcher.command("add-note", case=case, text="Перезвонили")
    page.get_by_role("status").get_by_role("button").click()
    expect(page.get_by_test_id("story")).to_contain_text("Перезвонили")
    other.close()


def test_the_list_follows_while_it_is_live(
    context: BrowserContext, page: Page, town: Town, told: Told, browser: Browser
) -> None:
    """Another's request comes in and is taken: both are seen without a touch, and the keyboard stays."""
    other = browser.new_context()
    dispatcher = town.enter(other, "dispatcher")
    opened(context, page, town)
    link = page.get_by_test_id("case-row").get_by_role("link", name=told.number)
    held = link.inner_text()
    link.focus()
    case = dispatcher.case(3, story="Просят перезвонить")
    number = dispatcher.get(f"/api/cases/{case}")["row"]["number"]
    row = page.get_by_test_id("case-row").filter(has_text=number)
    expect(row).to_be_visible()
    before = row.inner_text()
    dispatcher.assign(case, dispatcher.get("/api/teams")["teams"][3]["id"])
    expect(row).not_to_have_text(before, use_inner_text=True)
    assert page.evaluate("document.activeElement.textContent") == held
    other.close()


def test_on_paper(context: BrowserContext, page: Page, town: Town, told: Told) -> None:
    opened(context, page, town, path=f"#case={told.case}")
    expect(page.get_by_test_id("story")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_test_id("scrubber")).to_be_hidden()
    expect(page.get_by_test_id("menu")).to_have_count(0)
    expect(page.get_by_test_id("story")).to_be_visible()
    page.screenshot(path=keep(page, "supervisor-print"), full_page=True)


def test_no_accessibility_fault(context: BrowserContext, page: Page, town: Town, told: Told) -> None:
    opened(context, page, town)
    expect(page.get_by_test_id("case-row").first).to_be_visible()
    found = axe.faults(page)
    page.goto(f"{town.url}/supervisor#case={told.case}&step=4")
    expect(page.get_by_test_id("as-of")).to_have_attribute("data-was", "true")
    found += axe.faults(page)
    assert not found, "\n".join(found)


def test_fits_a_narrow_screen(browser: Browser, town: Town, told: Told) -> None:
    """At 320 pixels, which is 400 % zoom, nothing is cut off but the list's own table."""
    made = browser.new_context(viewport={"width": 320, "height": 700}, timezone_id="Asia/Almaty")
    page = made.new_page()
    opened(made, page, town, path=f"#case={told.case}&step=5")
    expect(page.get_by_test_id("story")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.screenshot(path=keep(page, "supervisor-narrow"), full_page=True)
    made.close()
