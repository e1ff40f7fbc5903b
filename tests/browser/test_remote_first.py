"""Nobody can be there in time: the board proposes a call or video first, one key records it."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.conftest import keep
from tests.browser.running import Person, Town
from tests.browser.test_board import board
from web.words import say


def late(me: Person) -> str:
    """A threat that came five hours ago: its target of being on site has long passed."""
    came = datetime.fromisoformat(me.get("/api/me")["now"]) - timedelta(hours=5)
    return me.case(risk_class=1, received_at=came.isoformat())


def events(me: Person, case: str, name: str) -> list[dict[str, object]]:
    story = me.get(f"/api/cases/{case}/story")["story"]
    return [event["fields"] for event in story if event["name"] == name]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_video_first_by_keyboard_alone_and_the_group_is_sent(language: str, page: Page, town: Town) -> None:
    board(page, town, language)
    me = Person(town=town, request=page.context.request)
    case = late(me)
    row = page.locator(f"#case-{case}")
    expect(row).to_be_visible()
    number = me.get(f"/api/cases/{case}")["row"]["number"]
    page.keyboard.press("F3")
    page.keyboard.type(f"open {number.rpartition('-')[2]}")
    page.keyboard.press("Enter")
    proposed = page.get_by_test_id("remote-first")
    expect(proposed).to_contain_text(say("board.remote.title", language, {}))
    expect(page.get_by_test_id("remote-hands")).to_be_checked()
    assert not (found := axe.faults(page)), "\n".join(found)
    keep(page, f"board-remote-first-{language}")
    page.keyboard.press("V")
    arranged = page.get_by_test_id("remote-arranged")
    expect(arranged).to_contain_text(say("story.word.means.video", language, {}))
    expect(arranged).to_contain_text(say("story.word.first_hands.true", language, {}))
    (recorded,) = events(me, case, "remote-help-arranged.v1")
    assert recorded["target_minutes"]
    assert recorded["soonest_minutes"] is not None
    page.keyboard.press("F10")
    expect(page.get_by_test_id("recommendation").get_by_test_id("remote-first")).to_be_visible()
    keep(page, f"board-remote-arranged-{language}")
    page.keyboard.press("1")
    expect(page.get_by_test_id("recommendation")).to_have_count(0)
    (sent,) = events(me, case, "team-assigned.v1")
    assert sent["recommendation"]["remote"]["target_minutes"] == recorded["target_minutes"]  # type: ignore[index]
    expect(page.get_by_test_id("history")).to_contain_text(say("story.word.means.video", language, {}))


def test_the_tick_decides_on_the_first_hands_and_another_choice_counts(page: Page, town: Town) -> None:
    board(page, town)
    me = Person(town=town, request=page.context.request)
    case = late(me)
    page.locator(f"#case-{case}").click()
    page.get_by_test_id("remote-hands").uncheck()
    page.get_by_test_id("remote-call").click()
    expect(page.get_by_test_id("remote-arranged")).to_contain_text(
        say("story.word.first_hands.false", "ru", {})
    )
    page.get_by_test_id("remote-hands").check()
    page.get_by_test_id("remote-call").click()
    expect(page.get_by_test_id("remote-arranged")).to_contain_text(
        say("story.word.first_hands.true", "ru", {})
    )
    assert [one["first_hands"] for one in events(me, case, "remote-help-arranged.v1")] == [False, True]


def test_where_a_group_is_there_in_time_nothing_is_proposed_and_the_keys_do_nothing(
    page: Page, town: Town
) -> None:
    board(page, town)
    me = Person(town=town, request=page.context.request)
    case = me.case(risk_class=1)
    page.locator(f"#case-{case}").click()
    page.keyboard.press("F10")
    expect(page.get_by_test_id("candidate").first).to_be_visible()
    page.keyboard.press("C")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("remote-first")).to_have_count(0)
    assert events(me, case, "remote-help-arranged.v1") == []
