"""The recommendation says what nobody fulfils; another group than the first is sent only with a reason."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.conftest import keep
from tests.browser.people import number_of, tail
from tests.browser.running import Person, Town
from tests.browser.test_board import board
from web.words import say


@pytest.fixture
def me(page: Page, town: Town) -> Person:
    board(page, town)
    return Person(town=town, request=page.context.request)


def opened(page: Page, me: Person, **fields: Any) -> tuple[str, list[str]]:
    """A new case with its recommendation open; the groups in their order."""
    case = me.case(**fields)
    page.locator(f"#case-{case}").click()
    page.keyboard.press("F10")
    expect(page.get_by_test_id("candidate").nth(1)).to_be_visible()
    shown = me.get(f"/api/cases/{case}/recommendation")
    return case, [each["team"] for each in shown["ranked"]]


def sent(me: Person, case: str) -> dict[str, Any]:
    story = me.get(f"/api/cases/{case}/story")["story"]
    (fields,) = (event["fields"] for event in story if event["name"] == "team-assigned.v1")
    return dict(fields)


def test_two_keys_send_another_group_and_say_why(page: Page, me: Person) -> None:
    case, order = opened(page, me, risk_class=2, child_language="kk")
    asked = page.get_by_test_id("asked")
    expect(asked).to_contain_text(say("story.word.language.kk", "ru", {}))
    expect(asked).to_contain_text(say("story.word.profession.psychologist", "ru", {}))
    page.keyboard.press("2")
    why = page.get_by_test_id("override")
    expect(why).to_be_focused()
    expect(why).to_contain_text(say("board.override.no-names", "ru", {}))
    assert not (found := axe.faults(page)), "\n".join(found)
    keep(page, "board-override")
    page.keyboard.press("Escape")
    expect(why).to_have_count(0)
    expect(page.get_by_test_id("recommendation")).to_be_focused()
    page.keyboard.press("2")
    page.keyboard.press("4")
    expect(page.get_by_test_id("recommendation")).to_have_count(0)
    stored = sent(me, case)
    assert (stored["team"], stored["override_code"]) == (order[1], "other-specialist")
    assert [each["team"] for each in stored["recommendation"]["ranked"]] == order
    expect(page.get_by_test_id("history")).to_contain_text(
        say("story.word.override_code.other-specialist", "ru", {})
    )


def test_who_is_named_on_the_command_line_is_asked_for_too_and_may_be_told_in_words(
    page: Page, me: Person
) -> None:
    case, order = opened(page, me, risk_class=1)
    page.keyboard.press("Escape")
    number = tail(me.get(f"/api/cases/{case}")["row"]["number"])
    names = {each["id"]: each["name"] for each in me.get("/api/teams")["teams"]}
    page.keyboard.press("F3")
    page.keyboard.type(f"assign {number} {number_of(names[order[-1]])}")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("override")).to_contain_text(names[order[0]])
    page.locator("[name=override]").fill("группа уже рядом")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("recommendation")).to_have_count(0)
    stored = sent(me, case)
    assert (stored["team"], stored["override_code"]) == (order[-1], None)
    assert stored["override_reason"] == "группа уже рядом"


def test_what_nobody_free_fulfils_is_named_with_who_would_and_one_is_sent_all_the_same(
    page: Page, me: Person
) -> None:
    speakers = [each for each in me.get("/api/teams")["teams"] if "en" in each["languages"]]
    for team in speakers:
        if team["status"] == "free":
            me.assign(me.case(risk_class=3), team["id"])
    case = me.case(risk_class=2, child_language="en")
    page.locator(f"#case-{case}").click()
    page.keyboard.press("F10")
    told = page.get_by_test_id("shortfalls")
    expect(told).to_contain_text(say("recommendation.demand.language.en", "ru", {}))
    keep(page, "board-shortfall")
    out = page.get_by_test_id("rejected").filter(has=page.locator("button")).first
    out.get_by_role("button").click()
    page.keyboard.press("6")
    expect(page.get_by_test_id("recommendation")).to_have_count(0)
    assert sent(me, case)["recommendation"]["shortfalls"][0]["demands"] == ["language:en"]
