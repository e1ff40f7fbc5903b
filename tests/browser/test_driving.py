"""A group on the road: its line on the map, when it will be there, and that this slips past the target.

The town's own streets, by the graph that came with it: no engine beside it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from dispatch.drives_table import DrivesTable
from dispatch.ways import SCALE
from tests.browser import axe
from tests.browser.conftest import keep
from tests.browser.running import Person, Town
from tests.browser.test_board import board
from tests.ports import free_port
from web.words import say


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The demonstration as it is set up by itself, but that arrivals are reckoned anew every second."""
    folder = tmp_path_factory.mktemp("town")
    found = Town(data=folder / "data", port=free_port(), environment={"JEDEL_LIMIT_ETA_EVERY": "1"})
    try:
        found.start()
        yield found
    finally:
        found.stop()


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


def test_on_the_road_the_line_the_time_and_that_it_slips_past_the_target(
    page: Page, town: Town, crew: Crew
) -> None:
    """Along the streets; then half the way is behind it; then it is seen far away."""
    crew.far()
    crew.drives()
    chosen(page, town, crew, "ru")
    expect(page.get_by_test_id("map-lines")).to_have_text(say("driving.map.road", "ru", {}))
    page.wait_for_function("() => document.querySelector('path.map-route-firm')")
    whole = points_on_map(page)
    assert whole > 3, "a line of streets, not a straight one"
    row = page.locator(f"#case-{crew.case}").get_by_test_id("eta")
    team = page.locator(f"[data-testid=team][data-name='{crew.name}']").get_by_test_id("eta")
    visit = page.get_by_test_id("visit").last.get_by_test_id("eta")
    expect(row).to_have_attribute("data-slips", "0")
    expect(team).to_contain_text("→")
    expect(visit).to_contain_text(say("recommendation.rung.roads-builtin", "ru", {}))
    keep(page, "driving-board-ru-light")
    assert axe.faults(page) == []
    _goes_half_the_way(page, crew, whole)
    crew.at(crew.school["lat"] + 0.45, crew.school["lon"] - 0.45)
    page.wait_for_function(
        "(id) => Number(document.querySelector(`#case-${id} [data-testid=eta]`)?.dataset.slips) > 0",
        arg=crew.case,
    )
    page.emulate_media(color_scheme="dark")
    page.get_by_test_id("language-kk").click()
    expect(page.locator("html")).to_have_attribute("lang", "kk")
    late = int(row.get_attribute("data-slips") or 0)
    expect(row).to_contain_text("◇")
    expect(row).to_contain_text(say("driving.late.short", "kk", {"n": late}))
    expect(visit).to_contain_text(say("driving.late", "kk", {"n": late}))
    expect(visit).to_contain_text(say("driving.was", "kk", {"time": ""}).split()[0])
    keep(page, "driving-late-kk-dark")
    assert axe.faults(page) == []


def _goes_half_the_way(page: Page, crew: Crew, whole: int) -> None:
    """What lies behind the group is drawn no longer."""
    way = crew.desk.get(f"/api/cases/{crew.case}/ways")["ways"][0]["line"]
    lats, lons = list(accumulate(way[::2])), list(accumulate(way[1::2]))
    middle = len(lats) // 2
    crew.at(lats[middle] / SCALE, lons[middle] / SCALE)
    page.wait_for_function(
        "(n) => [...document.querySelectorAll('path.map-route')]"
        ".every((path) => path.getAttribute('d').split('L').length < n)",
        arg=whole,
    )


def test_the_groups_own_phone_says_when_it_is_expected(town: Town, crew: Crew) -> None:
    crew.far()
    crew.drives()
    crew.person.put("/api/me/language", {"language": "kk"})
    phone = crew.context.new_page()
    phone.set_viewport_size({"width": 360, "height": 740})
    phone.goto(f"{town.url}/phone")
    eta = phone.get_by_test_id("eta")
    expect(eta).to_be_visible()
    before = eta.inner_text()
    crew.at(crew.school["lat"] + 0.3, crew.school["lon"] - 0.3)
    expect(eta).not_to_have_text(before)
    expect(eta).to_contain_text(say("driving.was", "kk", {"time": ""}).split()[0])
    eta.scroll_into_view_if_needed()
    keep(phone, "driving-phone-kk-light")
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


def test_the_supervisor_sees_how_far_off_times_were(page: Page, town: Town) -> None:
    office = town.enter(page.context, "supervisor", "kk")
    _drove(town, office.get("/api/centre")["id"])
    page.goto(f"{town.url}/supervisor")
    page.get_by_test_id("view-drives").click()
    expect(page.get_by_test_id("drive-error")).to_contain_text("150 %")
    expect(page.get_by_test_id("drives-not-learnt")).to_be_visible()
    for width, scheme in ((360, "light"), (1440, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        keep(page, f"driving-figures-kk-{scheme}-{width}")
        assert axe.faults(page) == []


def _drove(town: Town, centre: str) -> None:
    """A drive of a quarter of an hour that took half as long again: nobody waits for it here."""
    left = datetime.now(UTC) - timedelta(hours=1)
    document = {
        "centre": centre,
        "rung": "roads-builtin",
        "at": left.isoformat(),
        "said": 900,
        "factor": 1.0,
        "departed_at": left.isoformat(),
        "arrived_at": (left + timedelta(seconds=1_350)).isoformat(),
        "over": True,
    }
    with closing(sqlite3.connect(town.data / "views.db", timeout=10)) as views, views:
        (build,) = views.execute("SELECT id FROM build WHERE view='drives' AND live").fetchone()
        (line,) = DrivesTable().lines_of(document)
        marks = ",".join("?" * (len(line) + 2))
        views.execute(f"INSERT INTO drive VALUES ({marks})", (build, "one", *line))
