"""A map that is taken away while it is drawing: the page has nothing to say about it.

Leaflet's own canvas forgets a frame it asked for as soon as it draws at once (a move does), and so cannot
call it off when the map goes: the frame then found no canvas (`clearRect` of nothing). Ours is called off.
"""

from playwright.sync_api import Page, expect

from tests.browser.running import Town
from tests.browser.test_board import board

FRAMES = """{
  const held = [];
  const ask = window.requestAnimationFrame.bind(window), off = window.cancelAnimationFrame.bind(window);
  let holding = false;
  window.requestAnimationFrame = (f) => (holding ? held.push(f) + 1e9 : ask(f));
  window.cancelAnimationFrame = (id) => (id > 1e9 ? delete held[id - 1e9 - 1] : off(id));
  window.frames_ = {
    hold: () => (holding = true),
    go: () => {
      holding = false;
      held.splice(0).forEach((f) => f?.(performance.now()));
    },
  };
}"""


def test_nothing_is_drawn_on_a_map_that_is_gone(page: Page, town: Town) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.add_init_script(FRAMES)
    board(page, town)
    expect(page.locator(".leaflet-container")).to_be_visible()
    page.evaluate("frames_.hold()")
    for theme in ("dark", "light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_timeout(300)
    page.evaluate("frames_.go()")
    page.wait_for_timeout(200)
    assert faults == []


def test_a_board_that_stands_open_follows_a_map_that_is_switched(page: Page, town: Town) -> None:
    page.clock.install()
    board(page, town)
    expect(page.locator(".map-canvas").first).to_be_attached()
    page.route(
        "**/api/map", lambda route: route.fulfill(json={**route.fetch().json(), "version": "taken-anew"})
    )
    with page.expect_request("**/map/taken-anew/**"):
        page.clock.fast_forward("05:01")
    expect(page.locator(".leaflet-container")).to_have_count(1)
