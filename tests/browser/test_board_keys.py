"""The dispatcher's board by keyboard alone: nothing here touches a mouse."""

from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import keep
from tests.browser.people import number_of
from tests.browser.running import Town
from tests.browser.test_board import board

RAISED = {
    "kk": "2-сынып: жоғары тәуекел",
    "ru": "Класс 2: повышенный риск",
    "en": "Class 2: raised risk",
}


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, testid: str) -> None:
    """Walk with Tab until the focus is there."""
    for _ in range(25):
        if page.evaluate("document.activeElement.dataset.testid") == testid:
            return
        press(page, "Tab")
    raise AssertionError(f"Tab never reaches {testid}")


def received(page: Page) -> str:
    """Write a request down without a mouse; its number."""
    press(page, "F2")
    page.keyboard.type("Бала мектептен шығып кетті")
    press(page, "Tab", "Tab", "Tab")
    page.keyboard.type("5")
    expect(page.get_by_test_id("school-found").first).to_be_visible()
    press(page, "Enter")
    expect(page.get_by_test_id("chosen-school")).to_be_visible()
    tab_to(page, "intake-send")
    press(page, "Enter")
    number: str = page.get_by_test_id("slip").locator(".number").inner_text()
    press(page, "Escape")
    return number


@pytest.mark.slow
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_case_is_worked_by_keyboard_alone(page: Page, town: Town, language: str) -> None:
    board(page, town, language)
    number = received(page)
    press(page, "F3")
    page.keyboard.type(f"take {int(number.split('-')[-1])}")
    press(page, "Enter")
    panel = page.get_by_test_id("case-panel")
    expect(panel).to_contain_text(number)

    press(page, "F9")
    form = page.get_by_test_id("assess-form")
    expect(form).to_be_visible()
    tab_to(page, "class-0")
    press(page, "ArrowDown", "ArrowDown", "Tab")
    page.keyboard.type("өз сөзінен")
    press(page, "Tab", "Enter")
    expect(form).to_have_count(0)
    expect(panel.get_by_role("img").first).to_have_accessible_name(RAISED[language])

    press(page, "F10")
    expect(page.get_by_test_id("candidate").first).to_be_visible()
    press(page, "1")
    visit = page.get_by_test_id("visit")
    expect(visit).to_have_attribute("data-state", "sent")
    keep(page, f"board-keys-{language}")
    group = number_of(visit.locator("b").first.inner_text())
    for word, state in (("drive", "en-route"), ("onsite", "on-site"), ("in", "let-in")):
        press(page, "/")
        page.keyboard.type(f"{group} {word}")
        press(page, "Enter")
        expect(visit).to_have_attribute("data-state", state)


def test_the_cursor_stays_on_its_case(page: Page, town: Town) -> None:
    """Arrows move, Enter opens, Esc goes back; a new threat above does not move what is under the cursor."""
    board(page, town)
    person = town.enter(page.context, "dispatcher")
    cases = [person.case(risk_class=3) for _ in range(3)]
    expect(page.locator(f"#case-{cases[-1]}")).to_be_visible()
    press(page, "Home", "ArrowDown")
    grid = page.get_by_test_id("queue")
    chosen = grid.get_attribute("aria-activedescendant")
    before = page.locator(f"#{chosen}").get_attribute("aria-rowindex")
    threat = person.case(risk_class=1)
    expect(page.get_by_test_id("release")).to_be_visible()
    assert grid.get_attribute("aria-activedescendant") == chosen
    assert page.locator(f"#{chosen}").get_attribute("aria-rowindex") == before
    press(page, "Enter")
    expect(page.get_by_test_id("case-panel")).to_be_visible()
    press(page, "Escape")
    expect(page.get_by_test_id("case-panel")).to_have_count(0)
    expect(grid).to_be_focused()
    page.get_by_test_id("release").focus()
    press(page, "Enter")
    expect(page.locator(f"#case-{threat}")).to_be_visible()


def test_enter_beside_the_choice_of_a_group_neither_sends_nor_puts_it_away(page: Page, town: Town) -> None:
    board(page, town, "kk")
    received(page)
    press(page, "Enter", "F10")
    first = page.get_by_test_id("candidate").first
    expect(first).to_be_visible()
    press(page, "Enter")
    page.wait_for_function("new Promise((done) => requestAnimationFrame(() => done(true)))")
    expect(first).to_be_visible()
    press(page, "1")
    expect(page.get_by_test_id("visit")).to_have_count(1)


def test_single_letters_can_be_switched_off(page: Page, town: Town) -> None:
    board(page, town, "kk")
    press(page, "n")
    expect(page.get_by_test_id("intake")).to_be_visible()
    press(page, "Escape", "F1")
    for line in ("алу 1042", "take 1042"):
        expect(page.get_by_test_id("keys")).to_contain_text(line)
    expect(page.locator("#keys-title")).to_be_in_viewport()
    press(page, "Tab", "Space")
    press(page, "Escape", "n")
    expect(page.get_by_test_id("intake")).to_have_count(0)
    press(page, "F2")
    expect(page.get_by_test_id("intake")).to_be_visible()


def test_letters_typed_into_the_intake_form_never_act_on_a_case(page: Page, town: Town) -> None:
    """Choosing a school with Enter lost the focus, and the name typed next took a ringing case."""
    board(page, town)
    case, person = str(uuid4()), town.enter(page.context, "dispatcher")
    person.command("receive-request", case=case, channel="phone", risk_class=1, reason="для проверки")
    if page.get_by_test_id("release").is_visible():
        page.get_by_test_id("release").click()
    page.locator(f"#case-{case}").click()
    press(page, "F2")
    page.get_by_test_id("school").focus()
    page.keyboard.type("5")
    expect(page.get_by_test_id("school-found").first).to_be_visible()
    press(page, "Enter")
    expect(page.locator("[name=child_name]")).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    press(page, "t", "m", "n", "/", "a")
    expect(page.get_by_test_id("intake")).to_be_visible()
    expect(page.get_by_test_id("command-line")).to_have_count(0)
    expect(page.get_by_test_id("map")).to_have_count(1)
    page.get_by_test_id("chosen-school").get_by_role("button").focus()
    press(page, "Enter")
    expect(page.get_by_test_id("school")).to_be_focused()
    assert person.get(f"/api/cases/{case}")["row"]["owner"] is None, "a letter took the case"


def test_the_wrong_layout_is_understood(page: Page, town: Town) -> None:
    board(page, town)
    press(page, "F3")
    page.keyboard.type("туц")
    press(page, "Enter")
    expect(page.get_by_test_id("intake")).to_be_visible()


def test_sound_is_off_until_the_shift_starts(page: Page, town: Town) -> None:
    board(page, town)
    expect(page.get_by_test_id("sound-off")).to_have_text("ЗВУК ВЫКЛЮЧЕН")
    page.get_by_test_id("start-shift").focus()
    press(page, "Enter")
    expect(page.get_by_test_id("sound-off")).to_have_count(0)


def test_a_story_survives_a_slip_of_the_hand(page: Page, town: Town) -> None:
    board(page, town)
    press(page, "F2")
    page.keyboard.type("Она звонит из туалета")
    press(page, "Escape", "F2")
    expect(page.get_by_test_id("intake-story")).to_have_value("Она звонит из туалета")


def test_a_place_is_shown_on_the_map_by_keys(page: Page, town: Town) -> None:
    board(page, town)
    press(page, "F2")
    page.get_by_role("button", name="На карте").focus()
    press(page, "Enter")
    expect(page.locator(".map-picking")).to_be_focused()
    keep(page, "board-picking")
    press(page, "Enter")
    expect(page.get_by_test_id("intake")).to_contain_text("Точка поставлена вручную: ")
    expect(page.get_by_label("Место словами")).to_be_focused()
    expect(page.get_by_test_id("queue")).to_be_visible()


def test_an_operator_writes_down_and_does_not_send(page: Page, town: Town) -> None:
    town.enter(page.context, "dispatcher").case(risk_class=2)
    town.enter(page.context, "operator", "ru")
    page.goto(f"{town.url}/board")
    page.get_by_test_id("case-row").first.click()
    expect(page.get_by_test_id("act-assess")).to_be_visible()
    expect(page.get_by_test_id("act-recommend")).to_have_count(0)
    expect(page.get_by_test_id("shift").first).to_be_disabled()


def test_f6_walks_round_the_parts_of_the_board(page: Page, town: Town) -> None:
    board(page, town)
    expect(page.get_by_test_id("queue")).to_be_focused()
    press(page, "F6")
    expect(page.get_by_test_id("map")).to_be_focused()
    press(page, "F6", "F6")
    expect(page.get_by_test_id("queue")).to_be_focused()


def test_f6_reaches_the_map_before_its_program_is_there(page: Page, town: Town) -> None:
    held: list[Route] = []
    page.route("**/assets/mapView*.js", lambda route: held.append(route))
    board(page, town)
    expect(page.get_by_test_id("queue")).to_be_focused()
    press(page, "F6")
    expect(page.get_by_test_id("map")).to_be_focused()
    assert held, "nothing was held back: the test would hold by itself"
    for each in held:
        each.continue_()
    expect(page.locator(".leaflet-container")).to_be_visible()
    expect(page.get_by_test_id("map")).to_be_focused()


def test_the_language_chosen_at_the_door_stays(page: Page, town: Town) -> None:
    town.enter(page.context, "dispatcher2", "ru")
    page.context.clear_cookies()
    page.goto(f"{town.url}/login")
    page.get_by_test_id("language-en").focus()
    press(page, "Enter")
    page.locator("[name=login]").fill("dispatcher2")
    page.locator("[name=password]").fill("dispatcher2-neverwas")
    press(page, "Enter")
    expect(page.get_by_test_id("new-request")).to_contain_text("New request")
