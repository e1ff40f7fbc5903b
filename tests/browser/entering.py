"""What stands between a person and a page: the question for a second factor."""

from playwright.sync_api import Page, expect


def show_second_factor(page: Page) -> None:
    """Answer the question for a second factor with the code that the demonstration shows."""
    code = page.get_by_test_id("demo-code").locator("b")
    expect(code).to_be_visible(timeout=40_000)
    page.locator("[name=code]").fill(code.inner_text())
    page.get_by_test_id("step-up-confirm").click()
    expect(page.get_by_test_id("step-up")).to_have_count(0)
