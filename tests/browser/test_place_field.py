"""A street that the caller names: the map moves there, the pin is set by keyboard or by a click."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.conftest import keep
from tests.browser.running import Person, Town
from tests.browser.test_board import board
from web.words import say

TYPED = {"kk": "Самал 154", "ru": "ул. Ветряная 154", "en": "Breeze street 154"}


def case_at(me: Person, words: str) -> dict[str, object]:
    """The newest request, whose place was told in these words."""
    newest = me.get("/api/cases?limit=1")["cases"][0]
    card = me.get(f"/api/cases/{newest['id']}")
    assert card["said"]["place"] == words
    return card


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_street_by_keyboard_alone(language: str, page: Page, town: Town) -> None:
    board(page, town, language)
    me = Person(town=town, request=page.context.request)
    page.locator(f"#case-{me.case(risk_class=3)}").click()  # a chosen case holds the map, a street takes it
    page.keyboard.press("F2")
    field = page.get_by_test_id("school")
    field.focus()
    page.keyboard.type(TYPED[language])
    first = page.get_by_test_id("street-found").first
    expect(first).to_contain_text(say("board.place.street", language, {}))
    told = f"{first.locator('i').inner_text()}, 154"  # its full name: there may be a second and a third of it
    assert not (faults := axe.faults(page)), "\n".join(faults)
    keep(page, f"board-street-found-{language}")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("place-aiming")).to_be_visible()
    expect(page.get_by_test_id("map")).to_be_focused()
    keep(page, f"board-street-aiming-{language}")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    words = page.locator(".place input").last
    expect(words).to_have_value(told)
    expect(words).to_be_focused()
    head = say("board.place.point", language, {"lat": "", "lon": ""}).split(":")[0]
    expect(page.locator(".place .chosen")).to_contain_text(head)
    keep(page, f"board-street-pinned-{language}")
    page.get_by_test_id("intake-send").click()
    expect(page.get_by_test_id("slip-facts")).to_be_visible()
    row = case_at(me, told)["row"]
    assert row["school"] is None  # type: ignore[index]
    assert row["district"] == "Жұлдызды · Звёздный"  # type: ignore[index]


def test_enter_waits_for_what_is_found_and_never_sends(page: Page, town: Town) -> None:
    """Fast fingers: neither the school of half a number nor a request without a place."""
    board(page, town)
    me = Person(town=town, request=page.context.request)
    before = me.get("/api/cases?limit=1")["cases"]
    page.keyboard.press("F2")
    page.get_by_test_id("school").focus()
    page.keyboard.type("1")
    expect(page.get_by_test_id("school-found").first).to_be_visible()
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("chosen-school")).to_contain_text("№ 12")
    page.locator(".place .chosen button").click()
    page.keyboard.type("за прудом у мельницы")
    page.keyboard.press("Enter")
    expect(page.locator(".place .none")).to_be_visible()
    page.keyboard.press("Enter")
    assert me.get("/api/cases?limit=1")["cases"] == before
    page.get_by_test_id("intake-send").click()
    expect(page.get_by_test_id("slip-facts")).to_be_visible()
    case_at(me, "за прудом у мельницы")


def test_a_click_sets_the_pin_and_another_choice_takes_it_back(page: Page, town: Town) -> None:
    board(page, town)
    page.get_by_test_id("map-list-switch").click()  # the list makes room while a pin is wanted
    page.keyboard.press("F2")
    page.get_by_test_id("school").fill("Ветряная")
    page.get_by_test_id("street-found").first.click()
    expect(page.get_by_test_id("place-aiming")).to_be_visible()
    box = page.get_by_test_id("map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".place .chosen")).to_be_visible()
    expect(page.get_by_test_id("map-list")).to_be_visible()
    expect(page.get_by_test_id("place-aiming")).to_have_count(0)
    page.locator(".place .chosen button").click()
    expect(page.locator(".place .chosen")).to_have_count(0)
    expect(page.get_by_test_id("school")).to_be_focused()
