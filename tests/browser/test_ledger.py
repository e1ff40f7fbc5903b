"""The duty ledger in a browser: a threat without consent, two duties, one on hold because the father is the
danger, the head's decision, both done, closed; at the board, on the duties page, in the supervisor's case.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser import axe
from tests.browser.entering import show_second_factor
from tests.browser.people import Board, House, house
from tests.browser.running import Town

STORY = "Әкесі ұрады, үйге барғысы келмейді; боится идти домой."
SHOWN = "[data-testid=count], [data-testid^=month-], [data-testid=feed-since]"
PARENTS, BODY = "inform-parents", "inform-competent-body"


@pytest.fixture
def people(town: Town, browser: Browser) -> Iterator[House]:
    with house(browser, town.url) as found:
        yield found


class Ledger(Board):
    """Anybody's page, looked at for the ledger."""

    def entry(self, kind: str) -> Locator:
        return self.page.locator(f"[data-testid=entry][data-kind={kind}]")

    def stands(self, kind: str, state: str) -> None:
        expect(self.entry(kind)).to_have_attribute("data-state", state)

    def rows(self, when: str, number: str) -> Locator:
        """The case's lines in a list of the duties page."""
        self.press(f"view-{when}")
        return self.at("duty-row").filter(has_text=number)


def over(page: Ledger) -> None:
    """Unfold what is over."""
    page.at("ledger").locator("summary").click()


def head_of(people: House, number: str, language: str) -> Ledger:
    board = people.board("head", language)
    board.page.locator(f"[data-number='{number}']").click()
    board.page.keyboard.press("Enter")
    return Ledger(board.page, language)


def duties_page(page: Page, language: str) -> Ledger:
    page.get_by_test_id("pages").click()
    page.locator("#pages a[href='/duties']").click()
    page.wait_for_url(re.compile("/duties"))
    return Ledger(page, language)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_threat_without_consent_from_its_two_duties_to_the_closed_case(
    people: House, language: str
) -> None:
    board = Ledger(people.board("dispatcher", language).page, language)
    number = board.case(STORY, "4", 1, child_birth_date="01.02.2015")
    _both_duties_open(board)
    supervisor = duties_page(people.supervisor(language), language)
    _one_is_on_hold(board, supervisor, number)
    _the_head_decides(head_of(people, number, language), supervisor, number)
    _both_are_done(board)
    _closed(board)
    _told_to_the_supervisor(supervisor, number)


def _both_duties_open(board: Ledger) -> None:
    """Help starts without consent: until tonight, ours, resting on the Rules whose point nobody has read."""
    board.record("start-service", kind="psychological")
    for duty in (PARENTS, BODY):
        board.stands(duty, "open")
        expect(board.entry(duty)).to_contain_text(board.say("shell.ours"))
        expect(board.entry(duty)).to_contain_text(board.say("law.point.unknown"))
    expect(board.at("strip-today")).to_have_text(re.compile(r"[1-9]"))
    expect(board.page.locator("[data-testid=duty-strip] a")).to_have_count(0)
    board.entry(PARENTS).scroll_into_view_if_needed()
    board.look("ledger-1-two-duties")


def _one_is_on_hold(board: Ledger, supervisor: Ledger, number: str) -> None:
    board.record("household-danger", words="Дома бьёт отец")
    board.stands(PARENTS, "held")
    expect(board.entry(PARENTS)).to_contain_text(board.say("duties.hold.ours-household-danger"))
    board.stands(BODY, "open")
    expect(board.at("strip-held")).to_have_text(re.compile(r"[1-9]"))
    board.entry(PARENTS).scroll_into_view_if_needed()
    board.look("ledger-2-on-hold")
    held = supervisor.rows("held", number)
    expect(held).to_have_count(1)
    expect(held).to_contain_text(supervisor.say("duties.hold.ours-household-danger"))
    supervisor.look("ledger-3-held-list")


def _the_head_decides(head: Ledger, supervisor: Ledger, number: str) -> None:
    head.stands(PARENTS, "held")
    waiting = head.at("duty").filter(has_text=head.say("board.duty.held"))
    waiting.get_by_role("button", name=head.say("board.duty.do.release"), exact=True).click()
    head.fill(towards="Әжесі", reason="Бөлек тұрады")
    head.stands(PARENTS, "open")
    expect(head.entry(PARENTS)).to_contain_text("Әжесі")
    head.entry(PARENTS).scroll_into_view_if_needed()
    head.look("ledger-4-head-decided")
    supervisor.page.reload()
    expect(supervisor.rows("held", number)).to_have_count(0)
    today = supervisor.rows("today", number)
    expect(today.filter(has_text=supervisor.say(f"duties.kind.{PARENTS}"))).to_have_count(1)


def _both_are_done(board: Ledger) -> None:
    for duty in board.at("duty").all():
        duty.get_by_role("button", name=board.say("board.duty.do.done"), exact=True).click()
        board.fill(person="Бабушка", channel="phone", result="Приедет за ней")
        expect(duty).to_contain_text(board.say("board.duty.done"))
    board.record("contact", channel="phone")
    board.record("consider", result="Көмек көрсетілді")
    expect(board.page.locator("[data-testid=ledger] > ul > [data-testid=entry]")).to_have_count(0)
    over(board)
    for kind in (PARENTS, BODY):
        board.stands(kind, "done")
        expect(board.entry(kind)).to_contain_text("Приедет за ней")
    board.stands("same-day", "done")


def _closed(board: Ledger) -> None:
    board.record("close", result="Аяқталды")
    expect(board.at("case-panel").locator("header")).to_contain_text(board.say("board.stage.closed"))
    board.look("ledger-5-closed")


def _told_to_the_supervisor(supervisor: Ledger, number: str) -> None:
    for when in ("late", "today", "held", "later"):
        expect(supervisor.rows(when, number)).to_have_count(0)
    done = supervisor.rows("all", number).filter(has_text=supervisor.say(f"duties.kind.{PARENTS}"))
    expect(done).to_contain_text(supervisor.say("duties.state.done"))
    supervisor.press("view-months")
    expect(supervisor.page.locator(f"tr[data-kind={PARENTS}]").first).to_contain_text("100")
    supervisor.look("ledger-6-months")
    supervisor.rows("all", number).first.get_by_role("link").click()
    supervisor.page.wait_for_url(re.compile("/supervisor#case="))
    over(supervisor)
    expect(supervisor.entry(PARENTS)).to_contain_text("Бабушка")
    supervisor.entry(PARENTS).scroll_into_view_if_needed()
    supervisor.look("ledger-7-case")


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_the_page_is_read_and_used_at_any_width(people: House, width: int) -> None:
    board = people.board("dispatcher", "ru")
    board.case(STORY, "8", 1)
    page = duties_page(people.supervisor("kk"), "kk")
    page.page.set_viewport_size({"width": width, "height": 900})
    for view in ("late", "today", "later", "months", "feed"):
        page.press(f"view-{view}")
        expect(page.page.locator(SHOWN).first).to_be_visible()
        assert not (found := axe.faults(page.page)), "\n".join(found)
        assert page.page.evaluate("document.documentElement.scrollWidth") <= width, view
    page.look(f"ledger-width-{width}")


def test_filters_stand_in_the_address_and_an_auditor_sees_no_school_and_no_case(people: House) -> None:
    board = people.board("dispatcher", "ru")
    number = board.case(STORY, "6", 2)
    supervisor = duties_page(people.supervisor("ru"), "ru")
    supervisor.press("view-later")
    supervisor.at("filter-kind").select_option("consider")
    expect(supervisor.page).to_have_url(re.compile("kind=consider"))
    expect(supervisor.at("duty-row").filter(has_text=number)).to_have_count(1)
    supervisor.at("filter-class").select_option("1")
    expect(supervisor.at("duty-row").filter(has_text=number)).to_have_count(0)
    supervisor.page.go_back()
    expect(supervisor.at("duty-row").filter(has_text=number)).to_have_count(1)
    page = people.enter("auditor", "ru")
    auditor = duties_page(page, "ru")
    auditor.press("view-later")
    auditor.at("filter-kind").select_option("consider")
    row = auditor.at("duty-row").filter(has_text=number)
    expect(row).to_have_count(1)
    expect(row.get_by_role("link")).to_have_count(0)
    expect(auditor.at("view-all")).to_have_count(0)
    expect(auditor.at("filter-school")).to_have_count(0)
    auditor.look("ledger-auditor")


def test_a_calendar_address_is_made_shown_once_and_closed(people: House) -> None:
    page = duties_page(people.supervisor("en"), "en")
    page.press("view-feed")
    expect(page.at("feed-since")).to_have_text(page.say("duties.feed.none"))
    page.press("feed-make")
    show_second_factor(page.page)
    address = page.at("feed-address")
    expect(address).to_have_value(re.compile(r"/calendar/[\w-]{43}\.ics$"))
    page.look("ledger-8-feed")
    assert page.page.request.get(address.input_value()).status == 200
    known = address.input_value()
    page.page.reload()
    expect(page.at("feed-since")).to_be_visible()
    expect(page.at("feed-address")).to_have_count(0)
    page.press("feed-revoke")
    expect(page.at("feed-since")).to_have_text(page.say("duties.feed.none"))
    assert page.page.request.get(known).status == 404


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_press_that_begins_before_the_counts_come_is_not_lost(people: House, language: str) -> None:
    supervisor = duties_page(people.supervisor(language), language)
    page, waiting = supervisor.page, list[Route]()
    page.route("**/api/duties?*", lambda route: waiting.append(route))
    page.reload()
    later, held = supervisor.at("view-later"), supervisor.at("view-held").locator("b")
    later.hover(position={"x": 6, "y": 12})
    page.mouse.down()
    expect(held).to_be_empty()
    waiting[0].continue_()
    page.unroute("**/api/duties?*")
    expect(held).to_have_text(re.compile("[0-9]"))
    page.mouse.up()
    expect(page).to_have_url(re.compile("view=later"))
    places = [later.bounding_box(), supervisor.at("view-feed").bounding_box()]
    supervisor.press("view-today")
    expect(supervisor.at("view-today")).to_have_attribute("aria-current", "page")
    assert places == [later.bounding_box(), supervisor.at("view-feed").bounding_box()]


def test_a_kind_chosen_right_after_a_list_narrows_that_list(people: House) -> None:
    """The browser tells of a pressed link a turn later than it changes the address."""
    supervisor = duties_page(people.supervisor("en"), "en")
    expect(supervisor.at("duty-row").or_(supervisor.at("count")).first).to_be_visible()
    supervisor.page.evaluate(
        """() => {
          document.querySelector('[data-testid=view-later]').click();
          const kind = document.querySelector('[data-testid=filter-kind]');
          kind.value = 'consider';
          kind.dispatchEvent(new Event('change', { bubbles: true }));
        }"""
    )
    expect(supervisor.page).to_have_url(re.compile("view=later&kind=consider"))
    expect(supervisor.at("view-later")).to_have_attribute("aria-current", "page")
