"""What stands between a person and a page: the question for a second factor."""

import json

from playwright.sync_api import Page, expect

from tests.entering import App

REMEMBERED = """
    if (location.protocol.startsWith('http'))
        localStorage.getItem('jedel.language') ?? localStorage.setItem('jedel.language', '%s');
"""
"""A browser in which this language was chosen before."""


def show_second_factor(page: Page) -> None:
    """Answer the question for a second factor with the code that the demonstration shows."""
    code = page.get_by_test_id("demo-code").locator("b")
    expect(code).to_be_visible(timeout=40_000)
    page.locator("[name=code]").fill(code.inner_text())
    page.get_by_test_id("step-up-confirm").click()
    expect(page.get_by_test_id("step-up")).to_have_count(0)


def at_login_page(page: Page, url: str, login: str, language: str, password: str, app: App) -> None:
    """Log in with the login page: password, then what the app shows."""
    page.goto(f"{url}/login")
    page.get_by_test_id(f"language-{language}").click()
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(password)
    page.locator("form button[type=submit]").click()
    page.locator("[name=code]").fill(app.code())
    page.locator("form button[type=submit]").click()


def as_login_page_would(page: Page, url: str, login: str, language: str, password: str) -> None:
    """What the login page sends, without loading it each time: `test_entering` reads that page."""
    page.context.add_init_script(REMEMBERED % language)
    _sent(page, "post", url, "/api/login", login=login, password=password)
    _sent(page, "put", url, "/api/me/language", language=language)
    page.goto(url)


def _sent(page: Page, method: str, url: str, path: str, **said: str) -> None:
    headers = {"origin": url, "content-type": "application/json"}
    answer = page.context.request.fetch(f"{url}{path}", method=method, headers=headers, data=json.dumps(said))
    assert answer.ok, f"{path}: {answer.status} {answer.text()}"
