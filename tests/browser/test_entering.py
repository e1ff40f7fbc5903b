"""The doors of a real installation through its pages: the first login, both steps, a passkey alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from domain.account import Role
from tests.browser import axe
from tests.browser.conftest import keep
from tests.browser.people import House, house
from tests.entering import App
from tests.web import real
from tests.web.client import Running
from tests.web.real import PASSWORD, Somebody
from tests.web.served import served
from web.settings import Settings
from web.words import say

LANGUAGES = ("kk", "ru", "en")
PEOPLE = {"holder": Role.DISPATCHER}
BARE = {f"new-{language}": Role.DISPATCHER for language in LANGUAGES} | {"keyed": Role.DISPATCHER}


@dataclass
class Place:
    running: Running
    people: dict[str, Somebody]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    data = tmp_path_factory.mktemp("doors") / "data"
    people = real.make(data, PEOPLE, BARE)
    with served(Settings(data=data, port=0)) as running:
        yield Place(running=running, people=people)


@pytest.fixture
def visitors(place: Place, browser: Browser) -> Iterator[House]:
    with house(browser, place.running.url) as found:
        yield found


def authenticator(page: Page) -> tuple[CDPSession, str]:
    """Chromium's own virtual authenticator: it verifies its person and keeps passkeys."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, str(added["authenticatorId"])


def door(visitors: House, language: str = "en") -> Page:
    page = visitors.page()
    page.goto(f"{visitors.url}/login")
    page.get_by_test_id(f"language-{language}").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    return page


def out(page: Page, visitors: House) -> None:
    """At the door again, as somebody whom it does not know."""
    page.context.clear_cookies()
    page.goto(f"{visitors.url}/login")


def with_code(page: Page, name: str, code: str) -> None:
    """As far as the page that enrols."""
    page.locator("[name=login]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("first-login")).to_be_visible()
    page.locator("[name=one-time]").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("enrol-key")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_login_enrols_an_app(language: str, visitors: House, place: Place) -> None:
    """By keyboard; then in again with both steps."""
    name = f"new-{language}"
    page = door(visitors, language)
    with_code(page, name, place.people[name].code)
    keep(page, f"journey-enrol-{language}")
    assert axe.faults(page) == []
    app = App(secret=page.get_by_test_id("enrol-key").inner_text().replace(" ", ""))
    page.locator("[name=code]").fill(app.code())
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/board"))
    again = door(visitors, language)
    again.locator("[name=login]").fill(name)
    again.locator("[name=password]").fill(PASSWORD)
    keep(again, f"journey-door-{language}")
    again.keyboard.press("Enter")
    expect(again.get_by_test_id("second")).to_contain_text(say("access.login.second.why", language))
    assert axe.faults(again) == []
    keep(again, f"journey-second-{language}")
    again.locator("[name=code]").fill("000000")
    again.keyboard.press("Enter")
    expect(again.get_by_role("alert")).to_have_text(say("refusal.login-wrong", language))
    again.locator("[name=code]").fill(app.code())
    again.keyboard.press("Enter")
    again.wait_for_url(re.compile("/board"))


def test_a_passkey_alone_is_both_factors(visitors: House, place: Place) -> None:
    """Enrolled at the first login, then in without login, password or code; a copy of it is refused."""
    page = door(visitors)
    chip, which = authenticator(page)
    with_code(page, "keyed", place.people["keyed"].code)
    page.get_by_test_id("enrol-passkey").click()
    page.wait_for_url(re.compile("/board"))
    kept = chip.send("WebAuthn.getCredentials", {"authenticatorId": which})["credentials"]
    assert len(kept) == 1
    out(page, visitors)
    signed: list[str] = []
    page.on("request", lambda one: signed.append(one.post_data or "") if "login/passkey" in one.url else None)
    page.get_by_test_id("passkey").click()
    page.wait_for_url(re.compile("/board"))
    headers = {"origin": visitors.url, "content-type": "application/json"}
    replayed = page.request.post(f"{visitors.url}/api/login/passkey", data=signed[-1], headers=headers)
    assert (replayed.status, replayed.json()["code"]) == (403, "step-over")
    session = place.running.system.sessions.of(place.people["keyed"].account)[-1]
    assert (session.way, session.second is not None) == ("passkey", True)
    out(page, visitors)
    page.locator("[name=login]").fill("keyed")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_test_id("second-passkey").click()
    page.wait_for_url(re.compile("/board"))
    # A copy made at enrolment has the counter of that day.
    chip.send(
        "WebAuthn.removeCredential", {"authenticatorId": which, "credentialId": kept[0]["credentialId"]}
    )
    chip.send("WebAuthn.addCredential", {"authenticatorId": which, "credential": kept[0]})
    out(page, visitors)
    page.get_by_test_id("passkey").click()
    expect(page.get_by_role("alert")).to_have_text(say("refusal.passkey-copied", "en"))


def test_whoever_is_not_verified_signs_nothing(visitors: House, place: Place) -> None:
    page = door(visitors)
    chip, which = authenticator(page)
    chip.send("WebAuthn.setUserVerified", {"authenticatorId": which, "isUserVerified": False})
    page.get_by_test_id("passkey").click()
    expect(page.get_by_role("alert")).to_have_text(say("access.passkey.given-up", "en"))
