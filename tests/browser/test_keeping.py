"""A request to delete, a proposal, a hold and who is gone, at two people's desks; keyboard, axe, 360 px."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import axe
from tests.browser.people import Face, House, house
from tests.browser.running import Town
from tests.entering import browser_at, sent
from tests.marks import mark
from tests.web.client import Client
from web.words import LANGUAGES

NARROW = {"width": 360, "height": 740}
NAME = "Жібек Pagesova"


@pytest.fixture
def people(town: Town, browser: Browser) -> Iterator[House]:
    with house(browser, town.url) as found:
        yield found


@pytest.fixture(scope="module")
def desks(town: Town) -> dict[str, Client]:
    """The same people without a browser, for what happened before."""
    found = {}
    for name in ("dispatcher", "supervisor", "head"):
        found[name] = browser_at(town.url)
        assert sent(found[name], "/api/login", login=name, password=f"{name}-neverwas").status_code == 200
    return found


def ended(desks: dict[str, Client], **more: object) -> str:
    said = {"child_name": NAME, "child_birth_date": "2014-02-01", "risk_class": 3, "reason": "r", **more}
    case = desks["dispatcher"].received(**said)
    for name in ("consider-case", "close-case"):
        assert desks["head"].send(name, case=case, result="done").status_code == 200
    return case


def at_case(people: House, who: str, language: str, case: str) -> Face:
    page = people.enter(who, language)
    page.goto(f"{people.url}/supervisor#case={case}")
    face = Face(page, language)
    expect(face.at("keeping-part")).to_be_visible()
    expect(face.at("why")).to_be_visible()
    return face


def at_keeping(people: House, who: str, language: str, view: str) -> Face:
    page = people.enter(who, language)
    page.goto(f"{people.url}/keeping#view={view}")
    face = Face(page, language)
    expect(face.at(f"view-{view}")).to_have_attribute("aria-current", "page")
    return face


def accessible(face: Face) -> None:
    assert not (found := axe.faults(face.page)), "\n".join(found)


def narrow(face: Face, name: str) -> None:
    face.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    face.look(name)
    assert face.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_request_to_delete_is_written_down_and_refused_on_its_ground(
    people: House, desks: dict[str, Client]
) -> None:
    case = ended(desks)
    face = at_case(people, "supervisor", "ru", case)
    face.at("keeping-ask").focus()
    face.page.keyboard.press("Enter")
    face.at("part-child").focus()
    face.page.keyboard.press("Space")
    expect(face.at("keeping-send")).to_be_disabled()
    face.at("keeping-choice").select_option("parent")
    face.at("keeping-part").scroll_into_view_if_needed()
    face.look("keeping-asking")
    accessible(face)
    face.press("keeping-send")
    expect(face.at("keeping-done")).to_contain_text(face.say("keeping.ask.done"))
    face.page.goto(f"{people.url}/keeping#view=deletions")
    one = face.page.locator(f"[data-testid=deletion][data-case='{case}']")
    expect(one.get_by_test_id("why")).to_contain_text(re.compile(r"хранится до \d\d\.\d\d\.\d{4}"))
    expect(one.get_by_test_id("ground")).to_have_value("within-retention")
    face.look("keeping-deletions")
    accessible(face)
    one.get_by_test_id("refuse").focus()
    face.page.keyboard.press("Enter")
    expect(one.get_by_test_id("refuse-yes")).to_be_focused()
    face.page.keyboard.press("Enter")
    expect(one).to_have_attribute("data-state", "refused")
    narrow(face, "keeping-deletions-narrow")


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_puts_forward_another_confirms_and_everything_shows_it(
    people: House, desks: dict[str, Client], language: str
) -> None:
    case = ended(desks)
    first = at_case(people, "supervisor", language, case)
    expect(first.page.locator("main")).to_contain_text(NAME)
    _put_forward(first)
    second = at_keeping(people, "head", language, "proposed")
    _confirmed(second, case)
    second.page.goto(f"{people.url}/keeping#view=forgotten")
    gone = second.page.locator(f"[data-testid=forgotten][data-case='{case}']")
    expect(gone).to_have_count(1)
    expect(gone.get_by_test_id("backups")).to_be_visible()
    second.look("keeping-forgotten")
    accessible(second)
    first.page.reload()
    expect(first.at("keeping-part").get_by_role("listitem").first).to_be_visible()
    expect(first.page.locator("main")).not_to_contain_text(NAME)
    expect(first.page.locator("main")).to_contain_text(first.say("story.forgotten"))
    expect(first.at("keeping-propose")).to_have_count(0)
    first.look("keeping-case-forgotten")
    accessible(first)


def _put_forward(face: Face) -> None:
    """Not on a ground that does not hold. What was done is still said when the case was read anew."""
    steps = int(face.at("scrubber").get_attribute("max") or 0)
    face.press("keeping-propose")
    for part in ("child", "caller", "guardian"):
        face.at(f"part-{part}").check()
    face.at("keeping-choice").select_option("retention")
    expect(face.at("keeping-send")).to_be_disabled()
    face.at("keeping-choice").select_option("received-in-error")
    face.press("keeping-send")
    expect(face.at("scrubber")).to_have_attribute("max", str(steps + 1))
    expect(face.at("as-of")).to_have_attribute("aria-busy", "false")
    expect(face.at("keeping-done")).to_contain_text(face.say("keeping.propose.done"))


def _confirmed(face: Face, case: str) -> None:
    """By the keyboard alone, and only after it was asked once more."""
    one = face.page.locator(f"[data-testid=proposed][data-case='{case}']")
    one.get_by_test_id("confirm").focus()
    face.page.keyboard.press("Enter")
    face.look("keeping-confirming")
    accessible(face)
    face.page.keyboard.press("Enter")
    expect(one).to_have_count(0)


def test_a_hold_is_asked_for_confirmed_and_lifted(people: House, desks: dict[str, Client]) -> None:
    case = ended(desks, child_name=f"{NAME} {mark()}")
    first = at_case(people, "supervisor", "en", case)
    first.press("keeping-hold")
    first.at("keeping-choice").select_option("court")
    first.at("keeping-reason").fill("letter 12")
    first.press("keeping-send")
    expect(first.at("why")).to_contain_text("legal hold")
    second = at_keeping(people, "head", "en", "holds")
    one = second.page.locator(f"[data-testid=hold][data-case='{case}']")
    one.get_by_test_id("confirm-hold").click()
    one.get_by_test_id("confirm-hold-yes").click()
    expect(one).to_have_attribute("data-state", "placed")
    one.get_by_test_id("lift").click()
    one.get_by_test_id("lift-reason").fill("the court has ruled")
    second.look("keeping-holds")
    accessible(second)
    one.get_by_test_id("lift-send").click()
    expect(one).to_have_attribute("data-state", "lift-asked")
    expect(one.get_by_test_id("confirm-hold")).to_have_count(0)
    first.page.goto(f"{people.url}/keeping#view=holds")
    theirs = first.page.locator(f"[data-testid=hold][data-case='{case}']")
    theirs.get_by_test_id("confirm-hold").click()
    theirs.get_by_test_id("confirm-hold-yes").click()
    expect(theirs).to_have_attribute("data-state", "lifted")
    narrow(first, "keeping-holds-narrow")


def test_whoever_does_not_decide_writes_a_request_down_and_nothing_else(
    people: House, desks: dict[str, Client]
) -> None:
    case = ended(desks)
    page = people.enter("operator", "kk")
    page.goto(f"{people.url}/supervisor#case={case}")
    face = Face(page, "kk")
    expect(face.at("keeping-ask")).to_be_visible()
    expect(face.at("keeping-propose")).to_have_count(0)
    expect(face.at("keeping-hold")).to_have_count(0)
    page.goto(f"{people.url}/keeping")
    expect(page.get_by_test_id("view-deletions")).to_have_count(0)


def test_on_a_phone_buttons_lead_to_the_parts_of_a_case(people: House, desks: dict[str, Client]) -> None:
    case = ended(desks)
    face = at_case(people, "supervisor", "kk", case)
    expect(face.at("jumps")).to_be_hidden()
    narrow(face, "case-jumps")
    for heading in ("story-title", "keeping-title", "as-title"):
        face.at(f"jump-{heading}").press("Enter")
        expect(face.page.locator(f"#{heading}")).to_be_focused()
        expect(face.page.locator(f"#{heading}")).to_be_in_viewport()
        assert face.page.url.endswith(f"#case={case}")
    accessible(face)
