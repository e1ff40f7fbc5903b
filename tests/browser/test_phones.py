"""A group's phone with a key of its own: enrolled before the supervisor, in by PIN, revoked, forgotten."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import axe
from tests.browser.conftest import keep
from tests.browser.people import PHONE
from tests.browser.running import Person, Town
from web.words import LANGUAGES, say

PIN = "194207"
NEXT_STEP_MS = 65_000
LEFT = """async () => {
    const counts = {};
    for (const { name } of await indexedDB.databases()) {
        const db = await new Promise((done) => {
            const request = indexedDB.open(name);
            request.onsuccess = () => done(request.result);
        });
        for (const store of db.objectStoreNames) {
            counts[`${name}/${store}`] = await new Promise((done) => {
                const request = db.transaction(store).objectStore(store).count();
                request.onsuccess = () => done(request.result);
            });
        }
        db.close();
    }
    return counts;
}"""


@pytest.fixture
def hand(browser: Browser) -> BrowserContext:
    made = browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        has_touch=True,
        is_mobile=True,
        timezone_id="Asia/Almaty",
        locale="ru-RU",
    )
    made.set_default_timeout(10_000)
    return made


def spoken(page: Page, language: str) -> None:
    page.get_by_test_id(f"language-{language}").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def invited(page: Page, name: str) -> str:
    """The supervisor shows the code; what the QR picture says."""
    page.locator("select[name=account]").select_option(index=1)
    page.locator("input[name=name]").fill(name)
    page.get_by_test_id("show-code").click()
    dialog = page.get_by_test_id("step-up")
    with page.expect_response(
        lambda answer: answer.url.endswith("/api/phones/invite") and answer.ok, timeout=NEXT_STEP_MS
    ) as answered:
        if not page.get_by_test_id("qr").is_visible():
            # Each step's code counts once: after the test before this one the next step may have to come.
            shown = dialog.locator("[data-testid=demo-code] b").inner_text(timeout=NEXT_STEP_MS)
            dialog.locator("[name=code]").fill(shown)
            page.get_by_test_id("step-up-confirm").click()
    expect(page.get_by_test_id("qr")).to_be_visible()
    return str(answered.value.json()["address"])


def brought(phone: Page, address: str) -> str:
    """The phone reads the code and chooses a PIN; the digits that it shows."""
    phone.goto(address)
    expect(phone).to_have_url(re.compile("/enrol$"))
    for field in ("pin", "again"):
        phone.locator(f"[name={field}]").fill(PIN)
    phone.locator("button[type=submit]").click()
    return phone.get_by_test_id("digits").inner_text()


def entered(phone: Page) -> None:
    phone.get_by_test_id("pin-form").locator("[name=pin]").fill(PIN)
    phone.keyboard.press("Enter")
    phone.wait_for_url(re.compile("/phone$"))
    expect(phone.get_by_test_id("menu")).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_from_code_to_pin(language: str, town: Town, context: BrowserContext, hand: BrowserContext) -> None:
    town.enter(context, "supervisor", language)
    boss, phone = context.new_page(), hand.new_page()
    boss.goto(f"{town.url}/phones")
    expect(boss.get_by_test_id("show-code")).to_be_visible()
    assert axe.faults(boss) == []
    address = invited(boss, f"Samsung {language}")
    keep(boss, f"phones-code-{language}")
    assert axe.faults(boss) == []

    phone.goto(f"{town.url}/enrol")
    spoken(phone, language)
    digits = brought(phone, address)
    keep(phone, f"phones-digits-{language}")
    assert axe.faults(phone) == []
    expect(boss.get_by_test_id("digits")).to_have_text(digits)
    keep(boss, f"phones-compare-{language}")
    expect(boss.get_by_test_id("digits")).to_be_focused()
    boss.keyboard.press("Tab")
    boss.keyboard.press("Enter")
    expect(boss.get_by_test_id("phones-done")).to_contain_text(f"Samsung {language}")

    expect(phone.get_by_test_id("enrolled")).to_have_text(say("phones.enrol.done", language))
    phone.locator("a.button").click()
    expect(phone.get_by_test_id("pin-form")).to_be_visible()
    keep(phone, f"phones-pin-{language}")
    assert axe.faults(phone) == []
    entered(phone)
    keep(boss, f"phones-list-{language}")


@pytest.mark.slow
def test_signed_covered_and_revoked(town: Town, context: BrowserContext, hand: BrowserContext) -> None:
    language = "ru"
    town.enter(context, "supervisor", language)
    boss, phone = context.new_page(), hand.new_page()
    boss.goto(f"{town.url}/phones")
    brought(phone, invited(boss, "Samsung"))
    boss.get_by_test_id("same").click()
    expect(phone.get_by_test_id("enrolled")).to_be_visible(timeout=20_000)
    phone.locator("a.button").click()
    entered(phone)
    Person(town=town, request=hand.request).put("/api/me/language", {"language": language})
    phone.reload()
    _signed_press(phone)
    with town.away():
        pass
    _pin_again(phone, language)
    _revoked(boss, phone, language)


def _signed_press(phone: Page) -> None:
    """Whatever the group presses goes out signed, and the server takes it."""
    with phone.expect_response(lambda answer: "/api/commands/" in answer.url) as answered:
        phone.evaluate(
            """async () => {
                const all = await indexedDB.databases();
                const { name } = all.find((each) => /^jedel-outbox/.test(each.name));
                const db = await new Promise((done) => {
                    const request = indexedDB.open(name);
                    request.onsuccess = () => done(request.result);
                });
                const me = await (await fetch('/api/me')).json();
                const id = crypto.randomUUID();
                const press = { id, name: 'end-shift', happenedAt: me.now, refused: null };
                const shift = '00000000-0000-4000-8000-000000000000';
                const entries = db.transaction('entries', 'readwrite').objectStore('entries');
                entries.add({ ...press, fields: { shift } });
                db.close();
                dispatchEvent(new Event('online'));
            }"""
        )
    assert "x-jedel-signature" in answered.value.request.headers
    assert answered.value.json()["code"] == "shift-not-running", (
        "the signature was right; there is no such shift"
    )


def _pin_again(phone: Page, language: str) -> None:
    """After a restart nobody knows who holds the phone: what it shows is covered until the PIN is there."""
    dialog = phone.get_by_test_id("pin-dialog")
    expect(dialog).to_be_visible(timeout=30_000)
    phone.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    keep(phone, f"phones-covered-{language}")
    dialog.locator("[name=pin]").fill(PIN)
    phone.keyboard.press("Enter")
    expect(dialog).to_have_count(0)


def _revoked(boss: Page, phone: Page, language: str) -> None:
    boss.reload()
    boss.get_by_test_id("revoke").first.click()
    boss.get_by_test_id("revoke-yes").click()
    expect(boss.get_by_test_id("phones-done")).to_contain_text("Samsung")
    phone.wait_for_url(re.compile("/login"), timeout=30_000)
    expect(phone.get_by_test_id("revoked")).to_have_text(say("refusal.phone-revoked", language))
    keep(phone, f"phones-revoked-{language}")
    assert set(phone.evaluate(LEFT).values()) <= {0}
    phone.reload()
    expect(phone.get_by_test_id("pin-form")).to_have_count(0)
