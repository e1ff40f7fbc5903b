"""The board's map in Chromium: 8,000 schools, 200 groups that each move once a second.

Measured is the main thread: its task time per second with the map shown, without the map, and how long the
queue waits at worst for a turn of the page's own (the longest task). Absolute values, no graphics card.
"""

import json
from contextlib import ExitStack

from playwright.sync_api import Page, sync_playwright

from tests.bench.figures import Scale, figure
from tests.bench.map_server import WAITING
from tests.bench.screens import Boards, busy
from tests.bench.stage import full_map
from tests.browser import chromium

GROUPS, SCHOOLS = 200, 8_000
SECONDS = 10.0

LONGEST = """(seconds) => new Promise((done) => {
  const until = performance.now() + seconds * 1000;
  const { port1, port2 } = new MessageChannel();
  let longest = 0, asked = 0;
  const ask = () => { asked = performance.now(); port2.postMessage(0); };
  port1.onmessage = () => {
    longest = Math.max(longest, performance.now() - asked);
    if (performance.now() < until) setTimeout(ask, 5);
    else done(longest);
  };
  ask();
})"""
"""How long a message to itself waits at the longest: what a key press would wait."""


def shown(page: Page, groups: int) -> None:
    page.wait_for_function("(n) => document.querySelectorAll('.map-team').length === n", arg=groups)
    page.wait_for_timeout(2_000)


def spent(page: Page, seconds: float) -> float:
    """Seconds of task time per second."""
    read = busy(page)
    before = read()
    page.wait_for_timeout(seconds * 1_000)
    return (read() - before) / seconds


def run(scale: Scale) -> None:
    groups, schools = (20, 400) if scale.quick else (GROUPS, SCHOOLS)
    seconds = 1.0 if scale.quick else SECONDS
    path = chromium.find()
    if path is None:
        raise FileNotFoundError("no Chromium found: `make setup-dev` brings one, or set CHROMIUM to its path")
    with ExitStack() as stack:
        line = stack.enter_context(full_map(groups, schools))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        stack.callback(browser.close)
        page = Boards(browser, json.loads(line), WAITING).opened(stack)
        shown(page, groups)
        size = {"groups": groups, "schools": schools}
        with_map = [spent(page, seconds) for _ in range(scale.rounds)]
        waits = [float(page.evaluate(LONGEST, seconds)) for _ in range(scale.rounds)]
        page.keyboard.press("F4")
        without = [spent(page, seconds) for _ in range(scale.rounds)]
    figure("main thread busy while the map moves", "share", with_map, **size)
    figure("main thread busy, the map hidden", "share", without, **size)
    figure("longest wait of a key press while the map moves", "ms", waits, **size)
