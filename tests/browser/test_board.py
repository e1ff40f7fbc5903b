"""The dispatcher's board in a real browser: a request from receipt to closing, by mouse, in each language."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.conftest import keep
from tests.browser.people import number_of
from tests.browser.running import Town

WORDS = {
    "kk": {"live": "Тікелей эфир", "threat": "ӨМІРГЕ ҚАТЕР"},
    "ru": {"live": "На связи", "threat": "УГРОЗА ЖИЗНИ"},
    "en": {"live": "Live", "threat": "THREAT TO LIFE"},
}
STORY = "Мальчик написал одноклассникам, что не хочет жить."


def board(page: Page, town: Town, language: str = "ru") -> None:
    """The board of a dispatcher who has just come in."""
    town.enter(page.context, "dispatcher", language)
    page.goto(f"{town.url}/board")
    expect(page.get_by_test_id("live-mark")).to_have_attribute("data-state", "live")


def receive(page: Page, risk_class: int | None, school: str = "12") -> str:
    """Write a request down with the form; its number."""
    page.get_by_test_id("new-request").click()
    expect(page.get_by_test_id("intake-story")).to_be_focused()
    page.keyboard.type(STORY)
    page.get_by_test_id("school").fill(school)
    page.get_by_test_id("school-found").first.click()
    page.locator("[name=child_name]").fill("Ойдан Шығарылған")
    page.locator("[name=child_birth_date]").fill("04032012")
    page.locator("[name=caller_phone]").fill("+7 700 000 00 00")
    if risk_class is not None:
        page.get_by_test_id("intake").get_by_test_id(f"class-{risk_class}").check()
        page.locator("[name=reason]").fill("со слов звонящего")
    page.get_by_test_id("intake-send").click()
    return page.get_by_test_id("slip").locator(".number").inner_text()


def record(page: Page, action: str, **fields: str) -> None:
    """Open an action of the case panel, fill it in, send it, and see it recorded."""
    button = page.get_by_test_id(f"act-{action}")
    if not button.is_visible():
        page.get_by_test_id("act-more").click()
    button.click()
    send(page, **fields)


def send(page: Page, **fields: str) -> None:
    form = page.get_by_test_id("action-form")
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    form.get_by_test_id("action-send").click()
    expect(form).to_have_count(0)


def visited(page: Page, language: str) -> None:
    """Send the team that is offered first, and tell its way to the door and back."""
    page.get_by_test_id("act-recommend").click()
    expect(page.get_by_test_id("candidate")).to_have_count(3)
    keep(page, f"board-recommendation-{language}")
    page.get_by_test_id("pick-1").click()
    visit = page.get_by_test_id("visit")
    expect(visit).to_have_attribute("data-state", "sent")
    for step, state in (
        ("accept", "accepted"),
        ("drive", "en-route"),
        ("arrive", "on-site"),
        ("let-in", "let-in"),
    ):
        visit.get_by_test_id(f"step-{step}").click()
        expect(visit).to_have_attribute("data-state", state)
    keep(page, f"board-on-site-{language}")

    visit.get_by_test_id("visit-end").click()
    form = page.get_by_test_id("end-visit")
    for name in ("kinds", "forms", "terms", "findings"):
        form.locator(f"[name={name}]").fill("сөйлесу; беседа")
    form.get_by_test_id("end-send").click()
    expect(visit).to_have_attribute("data-state", "done")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_threat_goes_from_receipt_to_closing(page: Page, town: Town, language: str) -> None:
    board(page, town, language)
    expect(page.get_by_test_id("live-mark")).to_contain_text(WORDS[language]["live"])
    expect(page.get_by_test_id("banner")).to_be_visible()

    number = receive(page, risk_class=1)
    assert re.fullmatch(r"KZ-00-\d{4}-\d{6}", number)
    row = page.locator(f"[data-number='{number}']")
    expect(row).to_be_visible()
    expect(page.get_by_test_id("alarms")).to_contain_text(WORDS[language]["threat"])
    keep(page, f"board-alarm-{language}")

    page.get_by_test_id("slip-open").click()
    expect(page.get_by_test_id("story")).to_have_text(STORY)
    page.get_by_test_id("act-take").click()
    expect(page.locator(f"#{row.get_attribute('id')}.alarm")).to_have_count(0)
    record(page, "call", service="103")
    visited(page, language)

    expect(page.get_by_test_id("duty")).to_have_count(2)
    for duty in page.get_by_test_id("duty").all():
        duty.get_by_role("button").first.click()
        send(page, person="Ата-анасы", result="хабарланды")
    record(page, "consider", result="көмек көрсетілді")
    record(page, "close", result="аяқталды")
    expect(row).to_have_count(0)
    page.get_by_test_id("filter-closed").click()
    expect(row).to_be_visible()
    keep(page, f"board-closed-{language}")


def test_a_refusal_is_said_in_words(page: Page, town: Town) -> None:
    """Two dispatchers send the same team: one wins, the other reads so."""
    board(page, town)
    other = town.enter(page.context.browser.new_context(), "dispatcher2")  # type: ignore[union-attr]
    first, second = other.case(risk_class=2), other.case(risk_class=2)
    team = next(team for team in other.get("/api/teams")["teams"] if team["status"] == "free")
    number = number_of(team["name"])
    tail = {
        case: other.get(f"/api/cases/{case}")["row"]["number"].split("-")[-1].lstrip("0")
        for case in (first, second)
    }
    expect(page.locator(f"#case-{second}")).to_be_visible()
    page.keyboard.press("F3")
    page.keyboard.type(f"assign {tail[second]} {number}")
    other.assign(first, team["id"])
    page.keyboard.press("Enter")
    refused = page.locator("[data-testid=notices] .refused")
    expect(refused).to_be_visible()
    expect(refused).not_to_contain_text("team-busy")
    visit = other.get(f"/api/cases/{first}")["row"]["visits"][0]["id"]
    other.command("cancel-assignment", case=first, visit=visit, reason="проверка")


def test_duplicates_are_shown_and_never_block(page: Page, town: Town) -> None:
    board(page, town)
    first = receive(page, risk_class=3, school="7")
    page.get_by_role("button", name="Ещё один запрос").click()
    page.keyboard.type("Звонят ещё раз о том же")
    page.get_by_test_id("school").fill("7")
    page.get_by_test_id("school-found").first.click()
    expect(page.get_by_test_id("duplicates")).to_contain_text(str(int(first.split("-")[-1])))
    page.get_by_test_id("intake-send").click()
    page.get_by_test_id("attach").first.click()
    expect(page.get_by_test_id("duplicates")).to_contain_text("присоединено")


def test_the_board_says_when_it_is_not_live(page: Page, town: Town) -> None:
    board(page, town)
    mark = page.get_by_test_id("live-mark")
    town.stop()
    try:
        expect(mark).to_have_attribute("data-state", "reconnecting")
        expect(mark).to_contain_text(re.compile(r"\d\d:\d\d:\d\d"))
        expect(page.locator(".page.dim")).to_have_count(1, timeout=15_000)
        expect(mark).to_contain_text("Нет связи с")
        keep(page, "board-not-live")
    finally:
        town.start()
    expect(mark).to_have_attribute("data-state", "live", timeout=20_000)


def test_rows_carry_no_personal_data(page: Page, town: Town) -> None:
    board(page, town)
    receive(page, risk_class=2, school="3")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("intake")).to_have_count(0)
    shown = page.get_by_test_id("queue").inner_text()
    for said in ("Ойдан", "700 000", STORY):
        assert said not in shown


@pytest.mark.slow
def test_every_state_of_the_board_is_accessible(page: Page, town: Town) -> None:
    board(page, town)
    receive(page, risk_class=0)
    found = axe.faults(page)
    page.get_by_test_id("slip-open").click()
    expect(page.get_by_test_id("history")).to_be_visible()
    found += axe.faults(page)
    for action in ("assess", "recommend", "contact"):
        page.get_by_test_id(f"act-{action}").click()
        found += axe.faults(page)
    page.get_by_test_id("new-request").click()
    found += axe.faults(page)
    page.get_by_test_id("help").click()
    found += axe.faults(page)
    assert not found, "\n".join(found)


def test_the_login_page(page: Page, town: Town) -> None:
    page.goto(f"{town.url}/login")
    page.get_by_test_id("language-kk").click()
    expect(page.locator("html")).to_have_attribute("lang", "kk")
    expect(page.locator("h1")).to_have_text("Жүйеге кіру")
    found = axe.faults(page)
    assert not found, "\n".join(found)
    page.locator("[name=login]").fill("dispatcher")
    page.locator("[name=password]").fill("no")
    page.get_by_role("button", name="Кіру", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_test_id("demo-dispatcher").first.click()
    page.wait_for_url(f"{town.url}/board")
