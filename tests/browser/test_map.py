"""The board's map: what is drawn and moved on it, by keyboard and in words, and whom it asks for it."""

from collections.abc import Iterator
from contextlib import suppress
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser import axe
from tests.browser.conftest import keep
from tests.browser.people import House, house
from tests.browser.running import Town
from tests.browser.test_board import board

DRAWN = """() => {
  const canvas = document.querySelector('.leaflet-tile-pane canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Set();
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] === 255) seen.add(data.subarray(i, i + 3).join());
  }
  return seen.size;
}"""
ZOOM_IN = "document.querySelector('.leaflet-control-zoom-in').click()"


@pytest.fixture
def people(town: Town, browser: Browser) -> Iterator[House]:
    with house(browser, town.url) as found:
        yield found


def drawn(page: Page) -> None:
    """Wait until streets stand on the base map: it has many colours then, blank it has none."""
    page.wait_for_function(f"() => document.querySelector('.leaflet-tile-pane canvas') && ({DRAWN})() > 20")


@pytest.mark.parametrize(("language", "scheme"), [("ru", "light"), ("kk", "dark"), ("en", "light")])
def test_streets_are_drawn_near_and_far(page: Page, town: Town, language: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    board(page, town, language)
    for zoom, closer in (("far", 3), ("near", 2), ("close", 0)):
        drawn(page)
        keep(page, f"map-{zoom}-{language}-{scheme}")
        for _ in range(closer):
            page.evaluate(ZOOM_IN)
    notice = {"ru": "Выдуманный город", "kk": "ойдан шығарылған қала", "en": "An invented town"}[language]
    expect(page.locator(".leaflet-control-attribution")).to_contain_text(notice)


def test_a_group_that_drives_on_is_moved_not_made_anew(page: Page, town: Town) -> None:
    board(page, town)
    expect(page.locator(".map-team")).to_have_count(12)
    mark = page.locator("[data-mark][aria-label^='Қыран 4:']")
    crew = page.context.browser.new_context()  # type: ignore[union-attr]
    person = town.enter(crew, "team4")
    page.evaluate("""() => {
      window.made = 0;
      const count = (all) => all.forEach((one) => { window.made += one.addedNodes.length; });
      const pane = document.querySelector('.leaflet-marker-pane');
      new MutationObserver(count).observe(pane, { childList: true });
    }""")
    for step in range(4):
        before = mark.bounding_box()
        person.post(
            "/api/positions", {"lat": 43.24 + step / 400, "lon": 76.9, "at": _now(page), "source": "phone"}
        )
        page.wait_for_function(
            "([name, x, y]) => {"
            " const at = document.querySelector(`[aria-label^='${name}']`).getBoundingClientRect();"
            " return Math.hypot(at.x - x, at.y - y) > 2; }",
            arg=["Қыран 4:", before["x"], before["y"]],  # type: ignore[index]
        )
    assert page.evaluate("window.made") == 0
    crew.close()


def _now(page: Page) -> str:
    return str(page.evaluate("new Date().toISOString()"))


def test_schools_are_drawn_and_are_no_elements(page: Page, town: Town) -> None:
    """Thousands of them cost the page nothing but the drawing of those that are in sight."""
    person = town.enter(page.context, "dispatcher")
    schools = len(person.get("/api/schools")["schools"])
    board(page, town)
    expect(page.locator(".map-team")).to_have_count(12)
    drawn(page)
    marks = page.locator(".leaflet-marker-pane > *").count()
    assert marks == page.locator("[data-mark]").count() < schools
    page.evaluate("document.querySelector('.leaflet-marker-pane').append(document.createElement('i'))")
    assert page.locator(".leaflet-marker-pane > *").count() > page.locator("[data-mark]").count()


def test_by_keys_from_mark_to_mark(page: Page, town: Town) -> None:
    number = _case(page, town)
    page.get_by_test_id("map").focus()
    zoom = "() => document.querySelector('.leaflet-marker-icon').style.transform"
    before = page.evaluate(zoom)
    page.keyboard.press("Equal")
    page.wait_for_function(f"(before) => ({zoom})() !== before", arg=before)
    before = page.evaluate(zoom)
    for _ in range(3):
        page.keyboard.press("Minus")
    page.wait_for_function(f"(before) => ({zoom})() !== before", arg=before)
    page.keyboard.press("Tab")
    expect(page.locator(".map-case:focus")).to_have_count(1)
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".map-team:focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("map")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".map-team:focus")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("case-panel")).to_contain_text(number)


def _case(page: Page, town: Town) -> str:
    """The board with one request more; its number, once it is on the map."""
    person = town.enter(page.context, "dispatcher")
    case = str(uuid4())
    school = person.get("/api/schools")["schools"][7]["id"]
    answer = person.command("receive-request", case=case, channel="phone", school=school)
    board(page, town)
    expect(page.locator(".map-case").first).to_be_visible()
    assert answer["position"] > 0
    rows = person.get("/api/cases")["cases"]
    return str(next(row["number"] for row in rows if row["id"] == case))


def test_a_list_says_what_the_map_shows(page: Page, town: Town) -> None:
    number = _case(page, town)
    page.get_by_test_id("map-list-switch").focus()
    page.keyboard.press("Enter")
    rows = page.get_by_test_id("map-list-team")
    expect(rows).to_have_count(12)
    expect(rows.first).to_contain_text("рядом: ")
    expect(page.get_by_test_id("map-list")).not_to_contain_text(" км")
    page.get_by_test_id("map-list-case").filter(has_text=number).get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("case-panel")).to_contain_text(number)
    page.keyboard.press("Escape")
    expect(rows.first).to_contain_text(" км")
    told = page.locator("[data-testid=map-list-team] b").all_inner_texts()
    far = [float(text.split()[0].replace(",", ".")) for text in told]
    assert far == sorted(far)
    assert axe.faults(page) == []
    keep(page, "map-list")


def test_no_page_asks_anybody_else(people: House) -> None:
    """Every request of the pages with a map and of those without; the planted one is seen."""
    board_ = people.board()
    drawn(board_.page)
    people.phone("team2")
    people.supervisor()
    admin = people.enter("administrator", "ru")
    admin.goto(f"{people.url}/admin#schools/new")
    admin.get_by_test_id("pick").click()
    expect(admin.get_by_test_id("pick-map").locator("canvas").first).to_be_visible()
    assert any("/map/" in url for url in people.asked), "the map asked for nothing"
    assert people.strangers() == []
    planted = people.page()
    with suppress(Error):
        planted.goto("http://tiles.example/12/1/2.png")
    assert people.strangers() == ["tiles.example"]
    people.asked = {url for url in people.asked if "tiles.example" not in url}
