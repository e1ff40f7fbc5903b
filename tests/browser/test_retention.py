"""Past their time: put forward by one, confirmed by another, deleted by the head; keyboard, axe, 360 px."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import axe
from tests.browser.people import Face, House, house
from tests.browser.running import Town
from tests.ports import free_port
from tests.web.old_town import old_town
from web.words import LANGUAGES

NARROW = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The town with a past; made in a thread, for the browser has an event loop in this one."""
    data = tmp_path_factory.mktemp("old-town") / "data"
    with ThreadPoolExecutor(1) as pool:
        pool.submit(old_town, data, 3).result()
    found = Town(data=data, port=free_port())
    found.start()
    yield found
    found.stop()


@pytest.fixture
def people(town: Town, browser: Browser) -> Iterator[House]:
    with house(browser, town.url) as found:
        yield found


def at_keeping(people: House, login: str, language: str) -> Face:
    page = people.enter(login, language)
    page.goto(f"{people.url}/keeping#view=retention")
    face = Face(page, language)
    expect(face.at("retention-kinds")).to_be_visible()
    return face


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_head_s_page_is_no_wider_than_a_phone(people: House, language: str) -> None:
    """The unseen words over the column of buttons stand outside of what is seen."""
    face = at_keeping(people, "head", language)
    face.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    expect(face.at("retention-kinds").locator(".unseen")).to_have_count(1)
    assert face.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_sees_the_schedule_and_only_the_head_can_delete(people: House, language: str) -> None:
    face = at_keeping(people, "supervisor", language)
    expect(face.at("kind-notices")).to_contain_text(face.say("retention.kind.notices"))
    expect(face.at("apply-notices")).to_have_count(0)
    expect(face.at("case-past")).to_have_count(3)
    face.look("retention")
    assert not (found := axe.faults(face.page)), "\n".join(found)
    face.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    face.look("retention-narrow")
    assert face.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_one_puts_forward_another_confirms(people: House) -> None:
    first = at_keeping(people, "supervisor", "ru")
    boxes = first.at("retention-cases").get_by_role("checkbox")
    boxes.nth(0).focus()
    first.page.keyboard.press("Space")
    boxes.nth(3).focus()
    first.page.keyboard.press("Space")
    first.press("propose-cases")
    first.press("propose-cases-yes")
    expect(first.at("cases-outcome")).to_contain_text(first.say("retention.cases.done", n=2))
    expect(first.at("retention-cases").get_by_role("checkbox")).to_have_count(2)
    first.look("retention-proposed")

    head = at_keeping(people, "head", "kk")
    head.at("retention-cases").get_by_role("checkbox").nth(0).check()
    expect(head.at("propose-cases")).to_contain_text("1")
    head.press("confirm-cases")
    head.look("retention-confirming")
    assert not (found := axe.faults(head.page)), "\n".join(found)
    head.press("confirm-cases-yes")
    expect(head.at("cases-outcome")).to_contain_text(head.say("retention.cases.done", n=2))
    expect(head.at("case-past")).to_have_count(1)


def test_the_head_deletes_what_is_past_its_time(people: House) -> None:
    face = at_keeping(people, "head", "en")
    face.at("apply-notices").focus()
    face.page.keyboard.press("Enter")
    expect(face.at("apply-notices-yes")).to_be_focused()
    face.look("retention-asking")
    face.page.keyboard.press("Enter")
    expect(face.at("retention-done")).to_contain_text("Notices: deleted, rows: 3.")
    expect(face.at("apply-notices")).to_have_count(0)
    expect(face.at("retention-history").get_by_role("listitem")).to_have_count(1)
    face.look("retention-done")
    assert not (found := axe.faults(face.page)), "\n".join(found)
