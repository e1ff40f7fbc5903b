"""What goes wrong around a team's phone: no server, no session, cancelled, refused, two phones at once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.handset import Give, phones
from tests.browser.running import Town


@pytest.fixture
def phone(town: Town, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Give]:
    with phones(town, browser, request.node.name) as give:
        yield give


def test_presses_wait_while_the_server_is_away(phone: Give) -> None:
    """The server really stops. Nothing is lost, the order stays, and each keeps the time of the tap."""
    hand = phone("team5")
    case, _ = hand.sent()
    hand.press("accept")
    hand.becomes(case, "en-route")
    with hand.town.away():
        hand.press("arrive")
        hand.at_step("at-the-door")
        hand.press("let-in")
        hand.at_step("inside")
        expect(hand.page.get_by_test_id("waiting").get_by_role("listitem")).to_have_count(2)
        hand.picture("waiting")
        hand.page.wait_for_timeout(2_000)
    hand.page.reload()
    hand.becomes(case, "let-in")
    hand.at_step("inside")
    expect(hand.page.get_by_test_id("waiting")).to_have_count(0)
    story = hand.dispatcher.get(f"/api/cases/{case}/story")["story"]
    late = {step["name"].split(".")[0]: step for step in story}
    assert late["team-arrived"]["happened_at"] < late["team-arrived"]["recorded_at"]
    assert late["team-arrived"]["device"].startswith("phone-")
    told = [step["name"].split(".")[0] for step in story]
    assert told[-2:] == ["team-arrived", "access-granted"]


def test_cancelled_while_driving_is_loud(phone: Give) -> None:
    hand = phone("team6")
    case, visit = hand.sent()
    hand.press("accept")
    hand.at_step("driving")
    hand.becomes(case, "en-route")
    hand.dispatcher.command("cancel-assignment", case=case, visit=visit, reason="Уже не нужно")
    hand.sees("lost")
    expect(hand.page.get_by_role("alert").filter(has_text="Уже не нужно")).to_be_visible()
    hand.picture("cancelled")
    hand.press("lost-seen")
    hand.sees("no-assignment")


def test_cancelled_behind_its_back(phone: Give) -> None:
    """The page was closed when the assignment was cancelled: it says so when it is opened again."""
    hand = phone("team6")
    case, visit = hand.sent()
    hand.press("accept")
    hand.becomes(case, "en-route")
    hand.at_step("driving")
    hand.page.wait_for_timeout(500)
    hand.page.goto("about:blank")
    hand.dispatcher.command("cancel-assignment", case=case, visit=visit, reason="Ошибка")
    hand.page.goto(f"{hand.town.url}/phone")
    hand.sees("lost")
    hand.press("lost-seen")
    hand.page.reload()
    hand.sees("no-assignment")


def test_a_refused_press_is_shown_in_words(phone: Give) -> None:
    """Cancelled while the phone could not hear of it: the tap is refused, and says so until it is read."""
    hand = phone("team7")
    case, visit = hand.sent()
    hand.press("accept")
    hand.becomes(case, "en-route")
    hand.page.context.set_offline(True)
    hand.press("arrive")
    hand.sees("waiting")
    hand.dispatcher.command("cancel-assignment", case=case, visit=visit, reason="Ошибка")
    hand.page.context.set_offline(False)
    hand.sees("refused")
    hand.picture("refused")
    assert hand.page.get_by_test_id("refused").inner_text().strip()
    hand.page.get_by_test_id("refused").get_by_role("button").click()
    expect(hand.page.get_by_test_id("refused")).to_have_count(0)


def test_a_lost_session_loses_no_press(phone: Give) -> None:
    """Logged out behind its back: the tap waits, the phone asks to log in, and then it goes out."""
    hand = phone("team3")
    case, _ = hand.sent()
    hand.becomes(case, "delivered")
    hand.holder.post("/api/logout", {})
    hand.press("accept")
    expect(hand.page.get_by_test_id("waiting").get_by_role("link")).to_be_visible()
    hand.picture("session")
    hand.holder.post("/api/login", {"login": "team3", "password": "team3-neverwas"})
    hand.page.goto(f"{hand.town.url}/phone")
    hand.becomes(case, "en-route")
    hand.at_step("driving")


def test_a_second_phone_of_the_team(phone: Give) -> None:
    """Any member's phone may tap; the second tap changes nothing."""
    one, two = phone("team8"), phone("team8")
    case, _ = one.sent()
    two.at_step("offer")
    one.press("accept")
    two.at_step("driving")
    one.becomes(case, "en-route")
    two.page.context.set_offline(True)
    one.press("arrive")
    one.becomes(case, "on-site")
    two.press("arrive")
    two.sees("waiting")
    two.page.context.set_offline(False)
    expect(two.page.get_by_test_id("waiting")).to_have_count(0)
    expect(two.page.get_by_test_id("refused")).to_have_count(0)
    one.at_step("at-the-door")
    two.at_step("at-the-door")
    assert one.names(case).count("team-arrived") == 1
