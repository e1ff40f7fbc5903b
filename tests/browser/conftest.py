"""A real browser for the page tests: one Chromium a run, a clean profile a test, pictures of each page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser import chromium
from tests.browser.running import Town
from tests.ports import free_port

expect.set_options(timeout=15_000)
"""A loaded machine is slow; a page that is wrong stays wrong."""

RESULTS = chromium.ROOT / "test-results"
AXE = chromium.ROOT / "web" / "screen" / "node_modules" / "axe-core" / "axe.min.js"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Page tests are marked, and come last.

    From its first page on Playwright keeps an event loop running in this thread, where no other test could
    then run one of its own.
    """
    for item in items:
        if _of_pages(item):
            item.add_marker(pytest.mark.browser)
    items.sort(key=_of_pages)


def _of_pages(item: pytest.Item) -> bool:
    return "browser" in item.path.parts


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this run. A machine without any fails the run: no page test is skipped in silence."""
    path = chromium.find()
    if path is None:
        pytest.fail("no Chromium found: `make setup-dev` brings one, or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The demonstration town on a port of its own, new for each file: no group is busy elsewhere."""
    found = Town(data=tmp_path_factory.mktemp("town") / "data", port=free_port())
    found.start()
    yield found
    found.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A clean profile: no cookies, desktop size, Almaty's time zone."""
    made = browser.new_context(
        viewport={"width": 1440, "height": 900}, timezone_id="Asia/Almaty", locale="ru-RU"
    )
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page; what it shows at the end of the test is kept as a picture."""
    made = context.new_page()
    yield made
    keep(made, request.node.name)


def keep(page: Page, name: str) -> Path:
    """Save a picture of the page under test-results/."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{re.sub(r'[^a-zA-Z0-9-]+', '-', name).strip('-')}.png"
    if not page.is_closed():
        page.screenshot(path=path)
    return path
