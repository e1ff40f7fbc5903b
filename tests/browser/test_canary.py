"""What a browser gives away of a child: no address, no title and nothing that it keeps names anybody."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import House, house
from tests.browser.running import Town
from tests.web.canary import Child, Search

CHILD = Child()
KEPT = """async () => {
  const said = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie];
  for (const { name } of await indexedDB.databases()) {
    const base = await new Promise((done) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
    });
    for (const store of base.objectStoreNames) {
      const rows = base.transaction(store).objectStore(store).getAll();
      said.push(await new Promise((done) => (rows.onsuccess = () => done(JSON.stringify(rows.result)))));
    }
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      said.push(request.url, await (await cache.match(request)).text());
    }
  }
  return said;
}"""
"""Everything that the browser keeps for this origin."""


@pytest.fixture
def people(town: Town, browser: Browser) -> Iterator[House]:
    with house(browser, town.url) as found:
        yield found


def addresses(page: Page) -> list[str]:
    """Every address that the page asks for from now on."""
    found: list[str] = []
    page.on("request", lambda request: found.append(f"{request.method} {request.url}"))
    page.on("websocket", lambda socket: found.append(socket.url))
    page.on("framenavigated", lambda frame: found.append(frame.url))
    return found


def hits(*texts: str) -> list[str]:
    return Search(CHILD.words()).hits({f"text {n}": text.encode() for n, text in enumerate(texts)})


@pytest.mark.browser
def test_no_address_and_nothing_kept_names_the_child(people: House) -> None:
    board = people.board("dispatcher", "ru")
    seen = addresses(board.page)
    said = {"child_name": CHILD.name, "child_phone": CHILD.phone, "caller_name": CHILD.guardian}
    number = board.case(CHILD.story, "1", **said)
    expect(board.at("case-panel")).to_contain_text(CHILD.name)
    board.record("note", text=f"{CHILD.name} {CHILD.story}")
    reader = people.supervisor("ru")
    seen_too = addresses(reader)
    reader.reload()
    reader.get_by_text(number).first.click()
    expect(reader.locator("main")).to_contain_text(CHILD.name, timeout=15_000)
    for page, asked in ((board.page, seen), (reader, seen_too)):
        assert len(asked) > 3
        kept = page.evaluate(KEPT)
        assert not (found := hits(*asked, page.url, page.title(), *kept)), "\n".join(found)


@pytest.mark.browser
def test_what_a_page_keeps_would_be_found(people: House) -> None:
    """The planted fault: a name in the browser's storage and in an address."""
    board = people.board("dispatcher", "ru")
    seen = addresses(board.page)
    board.page.evaluate("(name) => localStorage.setItem('draft', name)", CHILD.name)
    board.page.evaluate("(name) => fetch('/api/schools?q=' + encodeURIComponent(name))", CHILD.name)
    kept = board.page.evaluate(KEPT)
    assert hits(*kept), json.dumps(kept)
    assert hits(*seen)
