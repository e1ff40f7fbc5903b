"""A shift at the board: a group that does not come is heard, slips are printed, a shift is handed over."""

from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.conftest import keep
from tests.browser.people import number_of, tail
from tests.browser.running import Person, Town
from tests.browser.test_board import board, receive
from web.words import say

COUNTED = """
  window.pulses = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...at) { window.pulses += 1; return start.apply(this, at); };
"""


def other(page: Page, town: Town) -> Person:
    """A colleague at another board."""
    return town.enter(page.context.browser.new_context(), "dispatcher2")  # type: ignore[union-attr]


def free(person: Person) -> dict[str, str]:
    return next(team for team in person.get("/api/teams")["teams"] if team["status"] == "free")


def named(person: Person, team: str) -> str:
    return next(each["name"] for each in person.get("/api/teams")["teams"] if each["id"] == team)


def silent(page: Page) -> bool:
    """Whether nothing sounds for longer than an alarm pauses."""
    before = page.evaluate("pulses")
    page.wait_for_timeout(5_000)
    return bool(page.evaluate("pulses") == before)


def test_a_threat_whose_group_declines_sounds_until_somebody_looks_for_another(
    page: Page, town: Town
) -> None:
    page.add_init_script(COUNTED)
    board(page, town)
    page.get_by_test_id("start-shift").click()
    expect(page.get_by_test_id("sound-off")).to_have_count(0)
    colleague = other(page, town)
    case = colleague.case(risk_class=1)
    team = free(colleague)
    visit = colleague.assign(case, team["id"])
    assert silent(page)
    colleague.command("decline-assignment", case=case, visit=visit, reason="vehicle")
    call = page.get_by_test_id("unanswered").locator("li")
    expect(call).to_have_attribute("data-rings", "true")
    keep(page, "board-declined-rings")
    assert not silent(page)
    page.get_by_test_id("offer-next").click()
    expect(call).to_have_attribute("data-rings", "false")
    assert silent(page)
    colleague.assign(case, free(colleague)["id"])
    expect(page.get_by_test_id("unanswered")).to_have_count(0)


def test_a_slip_is_printed_alone_and_has_the_times_of_the_event(page: Page, town: Town) -> None:
    board(page, town, "kk")
    number = receive(page, risk_class=3)
    facts = page.get_by_test_id("slip-facts")
    expect(facts).to_contain_text(say("shell.role.dispatcher", "kk", {}).lower())
    expect(facts).to_contain_text(page.locator(".person strong").inner_text())
    expect(facts.locator("dd").first).to_have_text(page.evaluate(RECEIVED, number))
    with page.expect_popup() as opened:
        page.get_by_test_id("slip-print").click()
    slip = opened.value
    expect(slip.locator(".number")).to_have_text(number)
    for shown in facts.locator("dd").all_inner_texts():
        expect(slip.locator("main")).to_contain_text(shown)
    slip.emulate_media(media="print", color_scheme="dark")
    expect(slip.locator("[data-print]")).to_be_hidden()
    assert slip.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    keep(slip, "board-slip-on-paper")
    assert slip.pdf(prefer_css_page_size=True).count(b"/MediaBox") == 1, "a slip is one sheet"
    with page.expect_download() as saved:
        page.get_by_test_id("slip-pdf").click()
    assert saved.value.suggested_filename == f"jedel-slip-{number}.pdf"


RECEIVED = """async number => {
  const cases = (await (await fetch(`/api/cases?number=${number}`)).json()).cases;
  const wall = new Date(Date.parse(cases[0].received_at) + 5 * 3600e3).toISOString();
  return `${wall.slice(8, 10)}.${wall.slice(5, 7)}.${wall.slice(0, 4)} ${wall.slice(11, 16)}`;
}"""


def test_all_of_mine_go_to_a_colleague(page: Page, town: Town) -> None:
    me = town.enter(page.context, "dispatcher", "ru")
    colleague = other(page, town)
    for row in me.get("/api/cases")["cases"]:
        if row["owner"] == me.get("/api/me")["account"] and row["stage"] != "closed":
            me.command("hand-over-case", case=row["id"], to=colleague.get("/api/me")["account"])
    numbers = [me.get(f"/api/cases/{me.case(risk_class=each)}")["row"]["number"] for each in (3, 1)]
    board(page, town)
    page.get_by_test_id("hand-over-mine").click()
    rows = page.get_by_test_id("handed")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(numbers[1])
    found = axe.faults(page)
    assert not found, "\n".join(found)
    page.get_by_test_id("hand-over-all").locator("[name=to]").select_option(
        label=colleague.get("/api/me")["name"]
    )
    page.get_by_test_id("hand-over-send").click()
    expect(page.locator("[data-testid=handed][data-fate=done]")).to_have_count(2)
    expect(page.get_by_test_id("hand-over-sum")).to_contain_text(
        say("board.hand-over.sum", "ru", {"done": 2, "all": 2})
    )
    keep(page, "board-handed-over")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("hand-over-mine")).to_have_count(0)
    queue = colleague.get("/api/cases")["cases"]
    owners = {row["owner"] for row in queue if row["number"] in numbers}
    assert owners == {colleague.get("/api/me")["account"]}


def test_a_session_that_is_over_says_so_and_keeps_what_is_being_written(page: Page, town: Town) -> None:
    board(page, town, "kk")
    me = Person(town=town, request=page.context.request)
    page.get_by_test_id("new-request").click()
    page.keyboard.type("Қоңырау шалып тұр")
    me.post("/api/logout", {})
    expect(page.get_by_test_id("live-why")).to_contain_text(say("live.closed.4401", "kk", {}), timeout=30_000)
    expect(page.get_by_test_id("login-again")).to_have_attribute("href", "/login")
    keep(page, "board-session-over")
    expect(page.get_by_test_id("intake-story")).to_have_value("Қоңырау шалып тұр")
    town.enter(page.context, "dispatcher", "kk")
    page.get_by_test_id("intake-send").click()
    expect(page.get_by_test_id("slip-facts")).to_be_visible()


def test_a_group_named_on_the_command_line_leaves_the_others_in_the_event(page: Page, town: Town) -> None:
    board(page, town)
    me = Person(town=town, request=page.context.request)
    case = me.case(risk_class=2)
    expect(page.locator(f"#case-{case}")).to_be_visible()
    number = me.get(f"/api/cases/{case}")["row"]["number"]
    page.keyboard.press("F3")
    first = me.get(f"/api/cases/{case}/recommendation")["ranked"][0]["team"]
    page.keyboard.type(f"assign {tail(number)} {number_of(named(me, first))}")
    page.keyboard.press("Enter")
    expect(page.locator("[data-testid=notices] .done")).to_be_visible()
    events = me.get(f"/api/cases/{case}/story")["story"]
    assigned = next(event for event in events if event["name"].startswith("team-assigned."))
    assert assigned["fields"]["recommendation"]["ranked"]


def test_a_button_named_otherwise_than_it_reads_is_found(page: Page) -> None:
    page.set_content(
        "<html lang=en><title>x</title><main><h1>x</h1><button aria-label=Shift>Start</button></main>"
    )
    assert any(axe.NAMES in fault for fault in axe.faults(page))
