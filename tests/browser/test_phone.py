"""The team's phone in a real browser, 360 pixels wide: a whole assignment, and what goes wrong on the way."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe import faults
from tests.browser.handset import STORY, Give, Phone, phones
from tests.browser.running import Town
from web.words import say


@pytest.fixture
def phone(town: Town, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Give]:
    with phones(town, browser, request.node.name) as give:
        yield give


@pytest.mark.parametrize(("login", "language"), [("team1", "kk"), ("team2", "ru"), ("team3", "en")])
def test_a_whole_assignment(phone: Give, login: str, language: str) -> None:
    """Shown, accepted with one tap, driven, refused and let in, helped, done; the team is free again."""
    hand = phone(login, language)
    hand.sees("no-assignment")
    hand.picture("1-free")
    child = {"child_name": "Айдар Е.", "child_birth_date": "2013-05-02"}
    case, _ = hand.sent(video_first=True, caller_phone="+7 701 000 00 02", **child)
    hand.becomes(case, "delivered")
    expect(hand.page.get_by_test_id("first-help")).to_contain_text(say("story.word.means.video", language))
    expect(hand.page.get_by_text(STORY)).to_be_visible()
    hand.picture("2-offer")
    hand.press("accept")
    hand.at_step("driving")
    hand.becomes(case, "en-route")
    hand.picture("3-driving")
    hand.press("arrive")
    _goes_in(hand, case)
    _ends_helped(hand)
    hand.sees("no-assignment")
    hand.becomes(case, "done")
    told = hand.names(case)
    for name in (
        "assignment-delivered",
        "access-refused",
        "access-granted",
        "service-started",
        "follow-up-set",
    ):
        assert told.count(name) == 1, told
    assert hand.page.get_by_text("phone.").count() == 0, "a text has no words"


def _goes_in(hand: Phone, case: str) -> None:
    """Refused at the door at first, let in after all; a service starts."""
    hand.at_step("at-the-door")
    hand.press("refused-at-door")
    hand.picture("4-door")
    hand.press("confirm")
    hand.at_step("turned-away")
    hand.becomes(case, "refused-at-door")
    hand.press("let-in")
    hand.at_step("inside")
    hand.press("start-service")
    hand.picture("5-service")
    hand.press("service-psychological")
    hand.sees("services")


def _ends_helped(hand: Phone) -> None:
    """Says what is missing first, then takes it."""
    hand.press("end")
    hand.press("outcome-helped")
    hand.press("finish")
    hand.sees("lacks")
    hand.picture("6-lacks")
    hand.press("kinds-0")
    hand.press("forms-0")
    hand.page.get_by_test_id("terms").fill("1")
    hand.page.get_by_test_id("findings").fill("Поговорили")
    hand.press("add-follow-up")
    hand.page.get_by_test_id("follow-up-0").fill("Позвонить")
    hand.picture("7-outcome")
    hand.press("finish")


def test_shift_begins_changes_and_ends(phone: Give) -> None:
    hand = phone("team4")
    hand.sees("no-assignment")
    hand.press("menu")
    hand.picture("menu")
    hand.press("end-shift")
    hand.press("end-shift-sure")
    hand.sees("shift-form")
    hand.picture("off-duty")
    hand.page.get_by_test_id("vehicle").fill("QK 99")
    hand.press("start-shift")
    hand.sees("no-assignment")
    expect(hand.page.get_by_text("QK 99")).to_be_visible()
    hand.press("menu")
    hand.press("change-shift")
    hand.page.get_by_test_id("vehicle").fill("QK 98")
    hand.press("start-shift")
    expect(hand.page.get_by_text("QK 98")).to_be_visible()


def test_no_service_without_consent(phone: Give) -> None:
    """Under 16 and no threat: says why not; with the consent recorded, it may start (rule 4)."""
    hand = phone("team9")
    case, _ = hand.sent(2, child_birth_date="2015-01-01")
    hand.driven_in()
    expect(hand.page.get_by_test_id("consent")).to_have_attribute("data-ground", "none")
    expect(hand.page.get_by_test_id("start-service")).to_have_count(0)
    hand.press("record-consent")
    hand.page.get_by_test_id("guardian").fill("Мать")
    hand.page.get_by_test_id("evidence").fill("Подпись в журнале")
    hand.picture("consent")
    hand.press("consent-given")
    expect(hand.page.get_by_test_id("consent")).to_have_attribute("data-ground", "consent")
    hand.press("start-service")
    hand.press("service-consulting")
    hand.sees("services")
    assert hand.names(case)[-2:] == ["consent-given", "service-started"]


def test_a_place_that_is_no_school_is_asked_for(phone: Give) -> None:
    hand = phone("team10")
    hand.sent(point=[46.16, 70.41], place="двор дома 12")
    hand.press("navigate")
    hand.sees("personal-place")
    hand.picture("personal")
    assert hand.page.get_by_role("dialog").locator("a[href^='geo:46.16']").count() == 1
    hand.page.keyboard.press("Escape")
    hand.press("decline")
    hand.page.get_by_test_id("reason").fill("Далеко")
    hand.press("confirm")
    hand.sees("no-assignment")


def test_position_reaches_the_board(phone: Give) -> None:
    """Only after the person says so; then with each tap too."""
    hand = phone("team11")
    expect(hand.page.get_by_test_id("whereabouts")).to_have_attribute("data-state", "off")
    with hand.page.expect_request("**/api/positions") as told:
        hand.press("share-position")
    assert told.value.post_data_json["source"] == "phone"
    expect(hand.page.get_by_test_id("whereabouts")).to_have_attribute("data-state", "sent")
    hand.picture("position")
    hand.sent()
    with hand.page.expect_request(lambda one: "status-press" in (one.post_data or "")):
        hand.press("accept")


def test_by_keyboard_alone(phone: Give) -> None:
    """Whoever drives the phone with keys or a switch gets as far as with a finger."""
    hand = phone("team12")
    case, _ = hand.sent()
    keys = hand.page.keyboard
    for target, step in (("accept", "driving"), ("arrive", "at-the-door"), ("let-in", "inside")):
        hand.reach(target)
        keys.press("Enter")
        hand.at_step(step)
    hand.reach("end")
    keys.press("Enter")
    hand.reach("outcome-helped")
    for _ in range(2):
        keys.press("ArrowDown")
    expect(hand.page.get_by_test_id("outcome-not-needed")).to_be_checked()
    hand.reach("finish")
    keys.press("Enter")
    hand.sees("no-assignment")
    hand.becomes(case, "done")


def test_no_accessibility_fault(phone: Give) -> None:
    hand = phone("team12")
    found = faults(hand.page)
    hand.press("menu")
    found += faults(hand.page)
    hand.page.keyboard.press("Escape")
    hand.sent()
    found += faults(hand.page)
    hand.driven_in()
    hand.press("end")
    hand.press("outcome-helped")
    found += faults(hand.page)
    assert not found, "\n".join(found)
