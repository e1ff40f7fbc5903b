"""Papers and files with names, under people's hands: asked, approved twice, taken, looked into."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Download, Page, expect
from pypdf import PdfReader

from tests.browser import axe
from tests.browser.conftest import keep
from tests.browser.entering import show_second_factor
from tests.browser.people import Face, House, house
from tests.browser.running import Town
from web.words import LANGUAGES, say

NAME = "Үмітқыз Ғажайыпова"
STORY = "=HYPERLINK: ңөұүһі қорқып жүр"


@pytest.fixture
def people(town: Town, browser: Browser) -> Iterator[House]:
    with house(browser, town.url) as found:
        yield found


def a_case(people: House, language: str = "ru") -> tuple[Page, str]:
    """A dispatcher's board, and the number of a case that they took."""
    board = people.board("dispatcher", language)
    return board.page, board.case(STORY, "7", child_name=NAME)


def papers(page: Page, people: House, hash_: str = "") -> None:
    page.goto(f"{people.url}/papers{hash_}")
    expect(
        page.get_by_test_id("paper-cases").or_(page.get_by_test_id("ask-export-part")).first
    ).to_be_visible()


def text_of(saved: Download, folder: Path) -> tuple[str, int]:
    """What another program reads in the file, and on how many pages."""
    saved.save_as(folder / saved.suggested_filename)
    pages = PdfReader(BytesIO((folder / saved.suggested_filename).read_bytes())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split()), len(pages)


def well_said(page: Page) -> None:
    """Nothing untranslated, no id where a name should stand."""
    text = page.locator("main").inner_text()
    assert not re.search(r"\b(paper|story|shell|figures|duties|reading)\.[a-z]", text), text
    assert not re.search(r"\{\w+\}|undefined|\[object|[0-9a-f]{8}-[0-9a-f]{4}-", text), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_asked_approved_by_two_taken_twice_and_then_no_more(
    people: House, language: str, tmp_path: Path
) -> None:
    asking, number = a_case(people, language)
    face = Face(asking, language)
    papers(asking, people, f"#number={number}")
    face.at("export-purpose").select_option("court")
    face.at("export-recipient").select_option("court")
    expect(face.at("export-send")).to_be_disabled()
    face.at("export-words").fill("12-3/45, 20.11.2026")
    face.look("papers-asking")
    well_said(asking)
    assert axe.faults(asking) == []
    face.press("export-send")
    expect(face.at("export-asked")).to_be_visible()
    mine = face.at("exports-mine").locator("[data-state=waiting]")
    expect(mine).to_have_count(1)
    export = mine.get_attribute("data-number") or ""
    for who in ("supervisor", "head"):
        approve(people, who, export, language)
    asking.reload()
    mine = asking.locator(f"[data-testid=export][data-number='{export}']")
    for count in (1, 2):
        with asking.expect_download() as saved:
            mine.get_by_test_id("export-take").click()
            if count == 1:
                show_second_factor(asking)
        text, pages = text_of(saved.value, tmp_path)
        assert saved.value.suggested_filename == f"jedel-export-{export}.pdf"
        assert text.count(export) >= 2 * pages, "the watermark and the foot of every page"
        for words in (NAME, STORY, number):
            assert words in text
    expect(mine).to_have_attribute("data-state", "taken")
    expect(mine.get_by_test_id("export-take")).to_have_count(0)
    assert asking.evaluate(TAKE, export) == [409, "export-taken"]
    face.look("papers-taken")


TAKE = """async number => {
  const all = (await (await fetch('/api/exports')).json()).exports;
  const found = all.find(one => one.number === number);
  const answer = await fetch('/api/exports/file', {
    method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify({export: found.id}),
  });
  return [answer.status, (await answer.json()).code];
}"""


def approve(people: House, who: str, export: str, language: str) -> None:
    page = people.supervisor(language, login=who)
    page.get_by_test_id("inbox").click()
    page.get_by_test_id("to-exports").first.click()
    row = page.locator(f"[data-testid=exports-decide] [data-number='{export}']")
    row.get_by_test_id("show-words").click()
    expect(row.get_by_test_id("export-said")).to_have_text("12-3/45, 20.11.2026")
    if who == "supervisor":
        Face(page, language).look("papers-deciding")
        well_said(page)
        assert axe.faults(page) == []
    row.get_by_test_id("export-approve").click()
    row.get_by_test_id("export-approve-yes").click()
    show_second_factor(page)
    expect(page.locator(f"[data-testid=exports-decide] [data-number='{export}']")).to_have_count(0)


def test_refused_with_a_reason_and_withdrawn(people: House) -> None:
    asking, number = a_case(people)
    for ending in ("refused", "withdrawn"):
        papers(asking, people, f"#number={number}")
        asking.reload()
        asking.get_by_test_id("export-purpose").select_option("family")
        asking.get_by_test_id("export-recipient").select_option("family")
        asking.get_by_test_id("export-words").fill("Мать просит о деле")
        asking.get_by_test_id("export-send").click()
        expect(asking.get_by_test_id("export-asked")).to_be_visible()
        mine = asking.get_by_test_id("exports-mine").get_by_test_id("export").first
        expect(mine).to_have_attribute("data-state", "waiting")
        export = mine.get_attribute("data-number")
        if ending == "withdrawn":
            mine.get_by_test_id("export-withdraw").click()
            mine.get_by_test_id("export-withdraw-yes").click()
        else:
            head = people.supervisor("ru", login="head")
            papers(head, people)
            row = head.locator(f"[data-number='{export}']")
            row.get_by_test_id("refuse-reason").select_option("too-much")
            row.get_by_test_id("export-refuse").click()
            expect(head.locator(f"[data-testid=exports-decide] [data-number='{export}']")).to_have_count(0)
        over = asking.locator(f"[data-number='{export}']")
        expect(over).to_have_attribute("data-state", "refused", timeout=20_000)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_paper_of_a_request_and_of_a_period(people: House, language: str, tmp_path: Path) -> None:
    _, number = a_case(people)
    page = people.supervisor(language)
    papers(page, people)
    page.get_by_test_id("case-number").fill(number)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("paper-story")).to_be_visible()
    well_said(page)
    Face(page, language).look("papers")
    assert axe.faults(page) == []
    for paper, forms in (
        ("paper-slip", 2),
        ("paper-story", 2),
        ("paper-who-saw-family", 4),
        ("paper-cases", 4),
    ):
        assert page.get_by_test_id(paper).locator("a").count() == forms
    with page.expect_download() as saved:
        page.get_by_test_id("paper-story").locator("a[download]").click()
    text, _ = text_of(saved.value, tmp_path)
    assert number in text
    assert NAME not in text
    assert say("shell.hidden", language) in text
    with page.expect_popup() as opened:
        page.get_by_test_id("paper-who-saw-family").locator("a[target]").click()
    paper = opened.value
    expect(paper.get_by_test_id("paper-foot")).to_be_visible()
    paper.bring_to_front()
    assert axe.faults(paper) == []
    keep(paper, f"paper-who-saw-{language}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_story_on_paper_tells_what_the_screen_tells(people: House, language: str) -> None:
    """Two programs put the same events into words: what one says the other says."""
    _, number = a_case(people, language)
    page = people.supervisor(language)
    case = page.evaluate(
        "async n => (await (await fetch(`/api/cases?number=${n}`)).json()).cases[0].id", number
    )
    page.goto(f"{people.url}/supervisor#case={case}")
    steps = page.get_by_test_id("story").locator("li.step")
    expect(steps.first).to_be_visible()
    with page.expect_popup() as opened:
        page.get_by_test_id("story-print").click()
    paper = opened.value
    expect(paper.locator(".step").first).to_be_visible()
    for place, step in enumerate(steps.all()):
        here = paper.locator(".step").nth(place)
        assert here.locator(".what").inner_text() == step.locator(".what").inner_text()
        assert squeezed(here.locator(".who")) == squeezed(step.locator(".who"))
        assert here.locator("dt").all_inner_texts() == step.locator("dt").all_inner_texts()
        told = [" ".join(each.split()) for each in here.locator("dd").all_inner_texts()]
        assert told == [" ".join(each.split()) for each in step.locator("dd").all_inner_texts()]
    assert paper.locator(".step").count() == steps.count()
    paper.emulate_media(media="print", color_scheme="dark")
    keep(paper, f"paper-story-{language}")
    assert "Jedel" in paper.title()
    assert len(PdfReader(BytesIO(paper.pdf(prefer_css_page_size=True))).pages) >= 1


def squeezed(place: object) -> str:
    return " ".join(place.inner_text().split())  # type: ignore[attr-defined]


def test_whose_role_has_no_papers_is_led_to_their_own_page(people: House) -> None:
    for login, home in (("operator", "/board"), ("specialist", "/supervisor")):
        page = people.enter(login, "ru")
        page.goto(f"{people.url}/papers")
        expect(page).to_have_url(f"{people.url}{home}")
        face = Face(page, "ru")
        expect(face.at("instead")).to_contain_text(face.say("shell.instead", page=face.say("paper.page")))
        face.look(f"instead{home.replace('/', '-')}")
        face.at("instead").get_by_role("button").click()
        expect(face.at("instead")).to_have_count(0)
        page.reload()
        expect(page.get_by_test_id("pages")).to_be_visible()
        expect(face.at("instead")).to_have_count(0)


def test_the_page_on_a_narrow_screen(people: House) -> None:
    _, number = a_case(people)
    page = people.supervisor("kk")
    page.set_viewport_size({"width": 360, "height": 740})
    papers(page, people, f"#number={number}")
    expect(page.get_by_test_id("paper-story")).to_be_visible()
    Face(page, "kk").look("papers-narrow")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
