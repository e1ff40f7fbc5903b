"""The dispatcher's board in Chromium: first paint, time to a full board, and main-thread time per change.

The whole program serves 500 open requests; the browser is a fresh profile each time. The changes come from
the callers of `posters`, at a steady rate through HTTP, and reach the page by its own live connection. Times
are the page's own clock from the start of the navigation. There is no floor: absolute values.
"""

import json
from collections.abc import Callable
from contextlib import ExitStack
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.figures import Scale, figure
from tests.bench.stage import Posters, evening
from tests.browser import chromium

OPEN = 500
CHANGES = 200
CALLERS = 32
SECONDS = 5.0

WATCH = """window.benchFull = new Promise((full) => {
  const look = () => {
    const grid = document.querySelector('[role=grid]');
    const rows = grid === null ? 0 : Number(grid.getAttribute('aria-rowcount'));
    if (rows >= %d && grid.querySelector('[role=row]') !== null) full(performance.now());
    else requestAnimationFrame(look);
  };
  look();
})"""


class Boards:
    """Opens the board of the one dispatcher, each time in a profile of its own."""

    def __init__(self, browser: Browser, needs: dict[str, str], requests: int) -> None:
        self._browser = browser
        self._needs = needs
        self.requests = requests

    def opened(self, stack: ExitStack) -> Page:
        name, _, value = self._needs["cookie"].partition("=")
        context = self._browser.new_context(viewport={"width": 1440, "height": 900}, locale="ru-RU")
        stack.callback(context.close)
        host = str(urlsplit(self._needs["origin"]).hostname)
        context.add_cookies([{"name": name, "value": value, "domain": host, "path": "/"}])
        page = context.new_page()
        page.add_init_script(WATCH % self.requests)
        page.goto(f"{self._needs['origin']}/board")
        page.evaluate("window.benchFull")
        return page


def paint(page: Page) -> float:
    """Milliseconds to the first picture that shows anything."""
    found = page.evaluate("performance.getEntriesByName('first-contentful-paint').map(e => e.startTime)")
    return float(found[0])


def busy(page: Page) -> Callable[[], float]:
    """A reading of the main thread's task time, in seconds."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def read() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))

    return read


def loads(boards: Boards, rounds: int) -> None:
    painted, full = [], []
    for number in range(rounds + 1):
        with ExitStack() as stack:
            page = boards.opened(stack)
            if number:  # the first fills the server's caches
                painted.append(paint(page))
                full.append(float(page.evaluate("window.benchFull")))
    figure("first paint of the board", "ms", painted, requests=boards.requests)
    figure("time to a full board", "ms", full, requests=boards.requests)


def changes(boards: Boards, posters: Posters, rounds: int, seconds: float) -> None:
    """Task time per change while they come, what an idle board takes in the same time taken off."""
    spent, shares, rates, client = [], [], [], []
    with ExitStack() as stack:
        page = boards.opened(stack)
        read = busy(page)
        for number in range(rounds + 1):
            before = read()
            page.wait_for_timeout(seconds * 500)
            idle = (read() - before) * 2
            before = read()
            posters.begin(CALLERS, seconds, CHANGES)
            page.wait_for_timeout(seconds * 1_000)
            took = read() - before
            rate, share = posters.end()
            if number:
                spent.append((took - idle) * 1_000 / (rate * seconds))
                shares.append(took / seconds)
                rates.append(rate)
                client.append(share)
    name = f"main thread per change at {CHANGES} changes/s"
    figure(name, "ms", spent, client=round(max(client), 2), reached=round(sum(rates) / len(rates)))
    figure(f"main thread busy at {CHANGES} changes/s", "share", shares)


def run(scale: Scale) -> None:
    requests = 50 if scale.quick else OPEN
    path = chromium.find()
    if path is None:
        raise FileNotFoundError("no Chromium found: `make setup-dev` brings one, or set CHROMIUM to its path")
    with ExitStack() as stack:
        line = stack.enter_context(evening(CALLERS, requests, scale.slow))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        stack.callback(browser.close)
        boards = Boards(browser, json.loads(line), requests)
        loads(boards, scale.rounds)
        posters = stack.enter_context(Posters(line))
        changes(boards, posters, scale.rounds, 1.0 if scale.quick else SECONDS)
