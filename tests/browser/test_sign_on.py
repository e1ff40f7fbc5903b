"""The way in with the organisation's account, by a real provider's page and back; what goes wrong."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import axe
from tests.browser.admin import admin_of
from tests.browser.conftest import keep
from tests.browser.entering import show_second_factor
from tests.browser.people import house
from tests.browser.running import Town
from tests.ports import free_port
from tests.web.identity import SECRET, RealProvider, real_provider
from web.words import LANGUAGES, say


@pytest.fixture(scope="module")
def provider_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory, provider_port: int) -> Iterator[Town]:
    """A town that knows the provider."""
    folder = tmp_path_factory.mktemp("sso")
    secret = folder / "oidc.txt"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    known = {
        "JEDEL_OIDC_ISSUER": f"http://127.0.0.1:{provider_port}",
        "JEDEL_OIDC_CLIENT": "jedel",
        "JEDEL_OIDC_SECRET_FILE": str(secret),
        "JEDEL_OIDC_AMR": "otp",
    }
    found = Town(data=folder / "data", port=free_port(), environment=known)
    found.start()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def provider(signed: Town, provider_port: int) -> Iterator[RealProvider]:
    with real_provider(signed.url, provider_port) as found:
        yield found


def link(town: Town, browser: Browser, login: str, subject: str) -> None:
    """The administrator says who somebody is there."""
    context = browser.new_context()
    boss = town.enter(context, "administrator")
    boss.post("/api/me/step-up", {"code": boss.get("/api/me/step-up")["code"]})
    other = browser.new_context()
    account = town.enter(other, login).get("/api/me")["account"]
    boss.post("/api/accounts/identity", {"account": account, "subject": subject})
    context.close()
    other.close()


def away(page: Page, town: Town, language: str) -> None:
    """To the provider's page, by keyboard alone."""
    page.goto(f"{town.url}/login")
    page.get_by_test_id(f"language-{language}").click()
    button = page.get_by_test_id("sso")
    expect(button).to_have_text(say("sso.enter", language))
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Ministry login").wait_for()


def at_the_provider(page: Page, who: str) -> None:
    page.get_by_label("who").fill(who)
    page.keyboard.press("Enter")


def test_in_with_the_organisations_account(
    signed: Town, provider: RealProvider, browser: Browser, page: Page
) -> None:
    link(signed, browser, "dispatcher", "subject-dispatcher")
    away(page, signed, "ru")
    at_the_provider(page, "subject-dispatcher+2")
    page.wait_for_url(re.compile(f"^{signed.url}/board"))
    expect(page.get_by_test_id("live-mark")).to_have_attribute("data-state", "live", timeout=20_000)
    page.reload()
    expect(page.get_by_test_id("live-mark")).to_have_attribute("data-state", "live", timeout=20_000)
    assert "code=" not in page.url


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stranger_is_told_so_in_words(
    language: str, signed: Town, provider: RealProvider, page: Page
) -> None:
    away(page, signed, language)
    at_the_provider(page, f"stranger-{language}+2")
    trouble = page.get_by_test_id("sso-trouble")
    expect(trouble).to_have_text(say("refusal.sso-not-linked", language))
    assert "#" not in page.url
    assert axe.faults(page) == []
    keep(page, f"sso-refused-{language}")


@pytest.mark.parametrize(("language", "login"), [("kk", "head"), ("ru", "supervisor"), ("en", "analyst")])
def test_one_links_oneself_and_enters_by_it(
    language: str, login: str, signed: Town, provider: RealProvider, context: BrowserContext
) -> None:
    """On one's own page, by keyboard; then out, in by the organisation, and unlinked again."""
    signed.enter(context, login, language)
    page = context.new_page()
    page.goto(f"{signed.url}/account")
    expect(page.get_by_test_id("linked")).to_have_text(say("sso.linked.not", language))
    assert axe.faults(page) == []
    keep(page, f"sso-account-{language}")
    page.get_by_test_id("link").focus()
    page.keyboard.press("Enter")
    show_second_factor(page)
    at_the_provider(page, f"own-{language}+2")
    page.wait_for_url(f"{signed.url}/account")
    unlink = page.get_by_test_id("unlink")
    expect(unlink).to_have_text(say("sso.unlink", language))
    expect(page.get_by_test_id("unproved")).to_have_count(0)
    assert axe.faults(page) == []
    keep(page, f"sso-account-linked-{language}")
    page.get_by_role("button", name=say("shell.logout", language), exact=True).click()
    page.wait_for_url(re.compile("/login"))
    page.get_by_test_id("sso").click()
    page.wait_for_url(re.compile("/(figures|supervisor)"))
    page.goto(f"{signed.url}/account")
    unlink.focus()
    page.keyboard.press("Enter")  # both factors were just shown there
    expect(page.get_by_test_id("linked")).to_have_text(say("sso.linked.not", language))


def test_what_is_somebody_elses_is_refused_on_ones_own_page(
    signed: Town, provider: RealProvider, browser: Browser, context: BrowserContext
) -> None:
    link(signed, browser, "dispatcher", "subject-dispatcher")
    signed.enter(context, "operator", "en")
    page = context.new_page()
    page.goto(f"{signed.url}/account")
    page.get_by_test_id("link").click()
    show_second_factor(page)
    at_the_provider(page, "subject-dispatcher+2")
    expect(page.get_by_test_id("sso-trouble")).to_have_text(say("refusal.sso-linked-elsewhere", "en"))
    assert page.url == f"{signed.url}/account"


def test_the_administrator_links_and_unlinks(signed: Town, provider: RealProvider, browser: Browser) -> None:
    with house(browser, signed.url) as people:
        admin = admin_of(people, "ru")
        admin.open("accounts")
        admin.find("auditor")
        admin.page.locator("[name=subject]").fill("subject-auditor")
        admin.page.keyboard.press("Enter")
        show_second_factor(admin.page)
        expect(admin.at("done")).to_have_text(admin.say("sso.admin.linked"))
        expect(admin.at("step").first).to_contain_text(admin.say("story.identity-linked.v1"))
        expect(admin.at("unproved")).to_have_text(admin.say("sso.unproved"))
        admin.look("sso-admin-linked")
        admin.clean()
        admin.press("unlink")
        admin.press("unlink-yes")
        expect(admin.at("done")).to_have_text(admin.say("sso.unlinked"))
        expect(admin.at("step").first).to_contain_text(admin.say("story.identity-unlinked.v1"))
        admin.look("sso-admin")
        admin.clean()


def test_a_provider_that_is_down_is_said_and_the_password_works(
    signed: Town, provider: RealProvider, context: BrowserContext
) -> None:
    provider.process.terminate()
    provider.process.wait(10)
    signed.stop()
    signed.start()
    page = context.new_page()
    page.goto(f"{signed.url}/login")
    page.get_by_test_id("language-ru").click()
    page.get_by_test_id("sso").click()
    expect(page.get_by_test_id("sso-trouble")).to_contain_text(say("refusal.sso-unreachable", "ru"))
    keep(page, "sso-unreachable-ru")
    page.locator("[name=login]").fill("dispatcher")
    page.locator("[name=password]").fill("dispatcher-neverwas")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/board"))


def test_where_none_is_set_there_is_no_button(town: Town, page: Page) -> None:
    page.goto(f"{town.url}/login")
    expect(page.locator("form button[type=submit]")).to_be_visible()
    expect(page.get_by_test_id("sso")).to_have_count(0)
