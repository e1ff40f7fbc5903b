"""Accessibility faults that a machine can find, by axe-core, in light and in dark."""

from typing import Any

from playwright.sync_api import Page

from tests.browser.chromium import ROOT

SOURCE = ROOT / "web" / "screen" / "node_modules" / "axe-core" / "axe.min.js"
NAMES = "label-content-name-mismatch"
"""Off by itself, for axe calls it experimental; whoever speaks to a page says what stands on its buttons."""
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


def faults(page: Page) -> list[str]:
    """Every violation on the page as it stands, in both colour schemes: rule, why, where."""
    found: list[str] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        if not page.evaluate("'axe' in window"):
            page.evaluate(SOURCE.read_text(encoding="utf-8"))
        result: dict[str, Any] = page.evaluate(
            """([tags, name]) => axe.run(
                document, {runOnly: tags, rules: {[name]: {enabled: true}}, resultTypes: ['violations']}
            )""",
            [RULES, NAMES],
        )
        for violation in result["violations"]:
            places = "; ".join(
                f"{node['target']} {node['failureSummary']}" for node in violation["nodes"][:3]
            )
            found.append(f"{scheme}: {violation['id']}: {violation['help']}: {places}")
    page.emulate_media(color_scheme="light")
    return found
