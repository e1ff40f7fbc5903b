"""A group on the road: its line on the map, when it will be there, and that this slips past the target.

The town's own streets, by a real road engine: what is drawn follows them.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import axe
from tests.browser.conftest import keep
from tests.browser.people import House, house
from tests.browser.running import Person, Town, free_port
from tests.browser.test_board import board
from tests.dispatch.road_engine import Routed, draw_town, needs_engine, prepared
from web.setting_up import town_of
from web.words import say

pytestmark = needs_engine
LANGUAGES = [("ru", "light"), ("kk", "dark"), ("en", "light")]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The demonstration town beside an engine that knows its streets."""
    folder = tmp_path_factory.mktemp("town")
    engine = Routed(prepared(draw_town(folder / "town.osm.pbf", town_of({"seed": 1})), "town-1"))
    settings = {"JEDEL_ROUTING": f"osrm:{engine.url},straight:", "JEDEL_LIMIT_ETA_EVERY": "1"}
    found = Town(data=_data(folder), port=free_port(), environment=settings)
    try:
        found.start()
        yield found
    finally:
        found.stop()
        engine.end()


def _data(folder: Path) -> Path:
    return folder / "data"


@pytest.fixture
def people(town: Town, browser: Browser) -> Iterator[House]:
    with house(browser, town.url) as found:
        yield found


class Crew:
    """A group's phone, for what it tells; its streets lead to the school from the far side of the town."""

    def __init__(self, town: Town, browser: Browser, desk: Person, **case: Any) -> None:
        self.desk, self.context = desk, browser.new_context()
        self.school = desk.get("/api/schools")["schools"][3]
        self.case = desk.case(1, **case)
        found = desk.get(f"/api/cases/{self.case}/recommendation")
        self.team, self.visit = found["ranked"][0]["team"], found["id"]
        self.name = next(row["name"] for row in desk.get("/api/teams")["teams"] if row["id"] == self.team)
        self.person = town.enter(self.context, "team" + "".join(filter(str.isdigit, self.name)))
        fields = {"case": self.case, "visit": self.visit, "team": self.team}
        desk.command("assign-team", **fields, recommendation_id=found["id"])

    def at(self, lat: float, lon: float) -> None:
        now = self.person.get("/api/me")["now"]
        self.person.post("/api/positions", {"lat": lat, "lon": lon, "at": now})

    def far(self, degrees: float = 0.02) -> None:
        """As far from the school as the town has streets."""
        self.at(self.school["lat"] + degrees, self.school["lon"] - degrees)

    def drives(self) -> None:
        fields = {"case": self.case, "visit": self.visit}
        self.person.command("accept-assignment", **fields, drive=True)

    def over(self) -> None:
        fields = {"case": self.case, "visit": self.visit}
        self.desk.command("cancel-assignment", **fields, reason="конец проверки")
        self.context.close()


@pytest.fixture
def crew(page: Page, town: Town, browser: Browser) -> Iterator[Crew]:
    desk = town.enter(page.context, "dispatcher")
    made = Crew(town, browser, desk)
    yield made
    made.over()


def points_on_map(page: Page) -> int:
    """How many corners the longest line on the map has."""
    script = """() => Math.max(0, ...[...document.querySelectorAll('path.map-route:not(.map-route-edge)')]
      .map((path) => path.getAttribute('d').split('L').length))"""
    return int(page.evaluate(script))


def chosen(page: Page, town: Town, crew: Crew, language: str) -> None:
    board(page, town, language)
    page.locator(f"#case-{crew.case}").click()


def walked_to(page: Page, crew: Crew) -> None:
    """Chosen by the arrow keys, which open nothing."""
    row = page.locator(f"#case-{crew.case}")
    expect(row).to_be_visible()
    for _ in range(page.locator("[id^=case-]").count() + 1):
        if row.get_attribute("aria-selected") == "true":
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError("the arrow keys do not reach the row")


@pytest.mark.parametrize(("language", "scheme"), LANGUAGES)
def test_the_line_follows_the_streets_and_the_board_says_when_it_will_be_there(
    page: Page, town: Town, crew: Crew, language: str, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    crew.far()
    crew.drives()
    chosen(page, town, crew, language)
    expect(page.get_by_test_id("map-lines")).to_have_text(say("driving.map.road", language, {}))
    page.wait_for_function("() => document.querySelector('path.map-route-firm')")
    assert points_on_map(page) > 3, "a line of streets, not a straight one"
    team = page.locator(f"[data-testid=team][data-name='{crew.name}']")
    expect(team.get_by_test_id("eta")).to_contain_text("→")
    expect(page.locator(f"#case-{crew.case}").get_by_test_id("eta")).to_contain_text("→")
    keep(page, f"driving-board-{language}-{scheme}")
    page.keyboard.press("Enter")
    visit = page.get_by_test_id("visit").last
    expect(visit.get_by_test_id("eta")).to_contain_text(say("recommendation.rung.roads", language, {}))
    keep(page, f"driving-case-{language}-{scheme}")
    assert axe.faults(page) == []


def test_it_goes_along_the_line_and_what_lies_behind_is_gone(page: Page, town: Town, crew: Crew) -> None:
    crew.far()
    crew.drives()
    chosen(page, town, crew, "ru")
    page.wait_for_function("() => document.querySelector('path.map-route-firm')")
    way = crew.desk.get(f"/api/cases/{crew.case}/ways")["ways"][0]["line"]
    lats, lons = _steps(way[::2]), _steps(way[1::2])
    page.wait_for_timeout(500)
    whole, middle = points_on_map(page), len(lats) // 2
    crew.at(lats[middle] / 100_000, lons[middle] / 100_000)
    page.wait_for_function(
        "(n) => [...document.querySelectorAll('path.map-route')]"
        ".every((path) => path.getAttribute('d').split('L').length < n)",
        arg=whole,
    )


def _steps(differences: list[int]) -> list[int]:
    found, here = [], 0
    for each in differences:
        here += each
        found.append(here)
    return found


@pytest.mark.parametrize(("language", "scheme"), LANGUAGES)
def test_when_it_slips_past_the_target_the_row_says_so_in_words_and_by_a_sign(
    page: Page, town: Town, crew: Crew, language: str, scheme: str
) -> None:
    """A group that is said to be there in time is seen far away."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    crew.at(crew.school["lat"] + 0.005, crew.school["lon"])
    crew.drives()
    chosen(page, town, crew, language)
    row = page.locator(f"#case-{crew.case}").get_by_test_id("eta")
    expect(row).to_have_attribute("data-slips", "0")
    crew.at(crew.school["lat"] + 0.45, crew.school["lon"] - 0.45)
    page.wait_for_function(
        "(id) => Number(document.querySelector(`#case-${id} [data-testid=eta]`)?.dataset.slips) > 0",
        arg=crew.case,
    )
    late = int(row.get_attribute("data-slips") or 0)
    expect(row).to_contain_text("◇")
    expect(row).to_contain_text(say("driving.late.short", language, {"n": late}))
    keep(page, f"driving-late-board-{language}-{scheme}")
    page.keyboard.press("Enter")
    told = page.get_by_test_id("visit").last.get_by_test_id("eta")
    expect(told).to_contain_text(say("driving.late", language, {"n": late}))
    expect(told).to_contain_text(say("driving.was", language, {"time": ""}).split()[0])
    keep(page, f"driving-late-case-{language}-{scheme}")
    assert axe.faults(page) == []


@pytest.mark.parametrize(("language", "scheme"), LANGUAGES)
def test_the_groups_own_phone_says_when_it_is_expected(
    page: Page, town: Town, browser: Browser, crew: Crew, language: str, scheme: str
) -> None:
    crew.far()
    crew.drives()
    crew.person.put("/api/me/language", {"language": language})
    phone = crew.context.new_page()
    phone.set_viewport_size({"width": 360, "height": 740})
    phone.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    phone.goto(f"{town.url}/phone")
    eta = phone.get_by_test_id("eta")
    expect(eta).to_be_visible()
    before = eta.inner_text()
    crew.at(crew.school["lat"] + 0.3, crew.school["lon"] - 0.3)
    expect(eta).not_to_have_text(before)
    was = say("driving.was", language, {"time": ""}).split()[0]
    expect(eta).to_contain_text(was)
    eta.scroll_into_view_if_needed()
    keep(phone, f"driving-phone-{language}-{scheme}")
    assert axe.faults(phone) == []


def test_to_a_home_it_leads_only_once_the_case_is_open(page: Page, town: Town, browser: Browser) -> None:
    desk = town.enter(page.context, "dispatcher")
    school = desk.get("/api/schools")["schools"][3]
    crew = Crew(town, browser, desk, point=[school["lat"] + 0.004, school["lon"] + 0.004], place="Zzyzx 7")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/ways" in request.url else None)
    crew.far()
    crew.drives()
    board(page, town, "ru")
    walked_to(page, crew)
    expect(page.get_by_test_id("map-lines")).to_have_text(say("driving.map.near", "ru", {}))
    assert asked
    assert not any("exact" in url for url in asked)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("case-panel")).to_be_visible()
    expect(page.get_by_test_id("map-lines")).to_have_text(say("driving.map.road", "ru", {}))
    assert any("exact=true" in url for url in asked)
    crew.over()


def test_the_supervisor_sees_how_far_off_times_were(people: House, town: Town, browser: Browser) -> None:
    for language in ("ru", "kk", "en"):
        page = people.supervisor(language)
        page.get_by_test_id("view-drives").click()
        expect(page.get_by_test_id("drives-not-learnt")).to_be_visible()
        expect(page.locator("h1").last).to_have_text(say("driving.title", language, {}))
        for width in (360, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                keep(page, f"driving-figures-{language}-{scheme}-{width}")
                assert axe.faults(page) == []
