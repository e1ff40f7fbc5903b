"""The board over a map file of the house's own: real Almaty, read by parts, in our colours."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from dispatch.roads.base_map import ABOUT, RICH
from dispatch.roads.rich import take
from tests.browser.conftest import keep
from tests.browser.people import House, house
from tests.browser.running import Town

FILE = Path(__file__).parents[2].parent / "shared" / "geo" / "almaty_osm_2012-03.pmtiles"
WHOSE = "© OpenStreetMap contributors, CC BY-SA 2.0"
DRAWN = """() => {
  const tiles = [...document.querySelectorAll('.leaflet-tile-pane canvas')];
  return tiles.filter((each) => {
    const { data } = each.getContext('2d').getImageData(0, 0, each.width, each.height);
    const seen = new Set();
    for (let i = 0; i < data.length; i += 16) seen.add(data.subarray(i, i + 3).join());
    return seen.size > 20;
  }).length;
}"""

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="../shared is not here: no map file to show")


@pytest.fixture(scope="module")
def almaty(town: Town) -> Iterator[Town]:
    """The town, over a bundle with a map file instead of its own."""
    roads = town.data / "roads"
    before = (roads / "current").read_text().strip()
    made = roads / "almaty"
    shutil.copytree(roads / before, made)
    assert take(FILE, made / "base") == made / "base" / RICH
    (made / "manifest.json").write_text(json.dumps({"attribution": WHOSE}))
    about = json.loads((made / "base" / ABOUT).read_text())
    about["centre"] = about["bounds"] = [[43.21, 76.85], [43.27, 76.96]]
    (made / "base" / ABOUT).write_text(json.dumps(about))
    (roads / "current").write_text("almaty")
    yield town
    (roads / "current").write_text(before)


@pytest.fixture
def people(almaty: Town, browser: Browser) -> Iterator[House]:
    with house(browser, almaty.url) as found:
        yield found


@pytest.mark.parametrize(("language", "scheme"), [("ru", "light"), ("kk", "dark")])
def test_streets_come_by_parts_of_one_file(people: House, language: str, scheme: str) -> None:
    board = people.board("dispatcher", language)
    board.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    parts: list[str | None] = []
    board.page.on("response", lambda answer: parts.append(str(answer.status)) if RICH in answer.url else None)
    board.page.reload()
    board.page.wait_for_function(f"() => ({DRAWN})() > 3")
    keep(board.page, f"rich-far-{language}-{scheme}")
    for _ in range(2):
        board.page.evaluate("document.querySelector('.leaflet-control-zoom-in').click()")
    board.page.wait_for_timeout(1_500)
    board.page.wait_for_function(f"() => ({DRAWN})() > 3")
    keep(board.page, f"rich-near-{language}-{scheme}")
    assert parts
    assert set(parts) <= {"206"}
    expect(board.page.locator(".leaflet-control-attribution")).to_contain_text(WHOSE)
