"""Two threats, two groups left: the board offers a plan by itself, a person sends both with one key."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser import axe
from tests.browser.conftest import keep
from tests.browser.people import Board, House, house
from tests.browser.running import Person, Town
from web.words import say

FREE = ("Қыран 10", "Қыран 8")
"""Both are nearer to the first school; the first to be served alone takes the one that the second needs."""
SCHOOLS = ("№ 19", "№ 34")


class Evening:
    """The town in which every other group is away, and what a dispatcher does there without a screen."""

    def __init__(self, person: Person) -> None:
        self.person = person
        listed = person.get("/api/schools")["schools"]
        self.schools = [next(each for each in listed if each["label"].startswith(f"{n} ")) for n in SCHOOLS]
        for team in person.get("/api/teams")["teams"]:
            if team["name"] not in FREE and team["status"] == "free":
                person.assign(person.case(risk_class=3), team["id"])

    def burst(self, *to: int) -> list[str]:
        """Two threats that nobody has taken, the first half a minute before the second."""
        now = datetime.fromisoformat(self.person.get("/api/me")["now"])
        came = [(now - timedelta(seconds=ago)).isoformat() for ago in (60, 30)]
        return [
            self.person.case(school=self.schools[place]["id"], received_at=at, taken=False)
            for place, at in zip(to or (0, 1), came, strict=True)
        ]

    def over(self) -> None:
        """Everybody is called back and nobody waits."""
        for row in self.rows():
            if row["class"] == 3 or row["considered"]:
                continue
            for visit in row["visits"]:
                if visit["state"] not in ("cancelled", "done"):
                    self.person.command("cancel-assignment", case=row["id"], visit=visit["id"], reason="x")
            self.person.command("consider-case", case=row["id"], result="x")

    def rows(self) -> list[dict[str, Any]]:
        return list(self.person.get("/api/cases?limit=200")["cases"])

    def sent(self) -> dict[str, str]:
        """Which group is under way to which school."""
        names = {team["id"]: team["name"] for team in self.person.get("/api/teams")["teams"]}
        places = {school["id"]: number for school, number in zip(self.schools, SCHOOLS, strict=True)}
        return {
            places[row["school"]]: names[visit["team"]]
            for row in self.rows()
            if row["class"] == 1 and not row["considered"]
            for visit in row["visits"]
            if visit["state"] == "sent"
        }


@pytest.fixture(scope="module")
def aside(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context()
    yield made
    made.close()


@pytest.fixture(scope="module")
def away(town: Town, aside: BrowserContext) -> Evening:
    return Evening(town.enter(aside, "supervisor"))


@pytest.fixture
def evening(away: Evening) -> Iterator[Evening]:
    yield away
    away.over()


@pytest.fixture
def people(town: Town, browser: Browser) -> Iterator[House]:
    with house(browser, town.url) as found:
        yield found


def fits(board: Board) -> None:
    wide = board.page.evaluate(
        "document.querySelector('[data-testid=joint-plan]').scrollWidth"
        " <= document.querySelector('[data-testid=joint-plan]').clientWidth"
    )
    assert wide, "the dialog is pushed sideways"


def test_a_plan_is_offered_read_in_each_language_and_accepted_by_keyboard_alone(
    people: House, evening: Evening
) -> None:
    board = people.board("dispatcher", "en")
    page = board.page
    page.keyboard.press("p")
    expect(board.at("joint-none")).to_contain_text(board.say("together.few", waiting=0, free=2))
    page.keyboard.press("Escape")
    expect(board.at("joint-strip")).to_have_count(0)
    first, _ = evening.burst()
    expect(board.at("alarms")).to_be_visible()
    for language in ("en", "ru", "kk"):
        board.press(f"language-{language}")
        expect(page.locator("html")).to_have_attribute("lang", language)
        board.language = language
        _read(board)
    assert evening.sent() == {}, "looking at a plan sends nobody"
    page.keyboard.press("F3")
    page.keyboard.type(board.say("board.verb.joint"))
    page.keyboard.press("Enter")
    expect(board.at("joint-accept")).to_be_focused()
    page.keyboard.press("Enter")
    expect(board.at("joint-plan")).to_be_hidden()
    expect(board.at("notices")).to_contain_text(board.say("together.sent", n=2))
    assert evening.sent() == dict(zip(SCHOOLS, FREE, strict=True))
    expect(board.at("joint-strip")).to_have_count(0)
    expect(board.at("alarms")).to_have_count(0)
    keep(page, "journey-joint-sent")
    _the_story_tells_it(people, first, "kk")


def _read(board: Board) -> None:
    """The strip, and the dialog wide and narrow."""
    page, strip = board.page, board.at("joint-strip")
    for team in FREE:
        expect(strip).to_contain_text(team)
    page.keyboard.press("p")
    expect(board.at("joint-case")).to_have_count(2)
    expect(board.at("joint-plan")).to_contain_text(board.say("recommendation.rung.roads-builtin"))
    expect(board.at("joint-plan")).to_contain_text(board.say("board.position.base"))
    expect(board.at("joint-accept")).to_be_focused()
    assert not axe.faults(page)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 740})
        board.look(f"joint-plan-{width}")
        fits(board)
    page.keyboard.press("Escape")
    expect(board.at("joint-plan")).to_be_hidden()
    board.look("joint-strip-360")
    page.set_viewport_size({"width": 1280, "height": 900})
    board.look("joint-strip-1280")


def _the_story_tells_it(people: House, case: str, language: str) -> None:
    """By what plan the group was sent stands in the case for ever, beside what would have been one by one."""
    page = people.supervisor(language)
    page.goto(f"{people.url}/supervisor#case={case}")
    story = page.get_by_test_id("story")
    expect(story).to_contain_text(say("story.field.joint_plan", language))
    told = say("story.joint_plan", language, {"n": 2, "after": "§", "before": "§"})
    expect(story).to_contain_text(re.compile(re.escape(told).replace("§", "[0-9]+")))


def test_where_together_is_no_better_one_by_one_is_proposed(people: House, evening: Evening) -> None:
    board = people.board("dispatcher", "ru")
    first, _ = evening.burst(0, 0)
    expect(board.at("alarms")).to_be_visible()
    board.page.keyboard.press("p")
    expect(board.at("joint-one")).to_be_focused()
    expect(board.at("joint-gain")).to_contain_text(board.say("together.none"))
    expect(board.at("joint-accept")).to_have_count(0)
    assert not axe.faults(board.page)
    board.look("joint-equal")
    board.page.keyboard.press("Enter")
    expect(board.at("candidate").first).to_be_visible()
    board.page.keyboard.press("1")
    expect(board.at("recommendation")).to_be_hidden()
    assert not next(each for each in evening.rows() if each["id"] == first)["alarm"]


def test_two_dispatchers_confirm_at_once_and_the_second_reads_who_was_first(
    people: House, evening: Evening
) -> None:
    first, second = people.board("dispatcher", "ru"), people.board("dispatcher2", "kk")
    evening.burst()
    for board in (first, second):
        expect(board.at("joint-strip")).to_be_visible()
        board.page.keyboard.press("p")
        expect(board.at("joint-accept")).to_be_focused()
    first.page.keyboard.press("Enter")
    expect(first.at("joint-plan")).to_be_hidden()
    second.page.keyboard.press("Enter")
    second.page.keyboard.press("Enter")
    trouble = second.at("joint-trouble")
    expect(trouble).to_contain_text(first.page.locator(".person strong").inner_text())
    expect(trouble).to_contain_text(re.compile(r"\d\d:\d\d"))
    expect(trouble).to_contain_text(FREE[0])
    expect(second.at("joint-none")).to_be_visible()
    expect(second.at("joint-accept")).to_have_count(0)
    second.look("joint-lost")
    assert evening.sent() == dict(zip(SCHOOLS, FREE, strict=True))


def test_a_plan_that_is_refused_is_shown_anew_and_not_sent_by_the_same_press(
    people: House, evening: Evening
) -> None:
    board = people.board("dispatcher", "ru")
    cases = evening.burst()
    expect(board.at("joint-strip")).to_be_visible()
    board.page.keyboard.press("p")
    expect(board.at("joint-accept")).to_be_focused()
    teams = {team["name"]: team["id"] for team in evening.person.get("/api/teams")["teams"]}
    released = _free_another(evening)
    third = evening.person.case(risk_class=3)
    evening.person.assign(third, teams[FREE[0]])
    expect(board.at("joint-plan")).to_contain_text(board.say("together.changed"))
    keep(board.page, "journey-joint-changed")
    board.page.keyboard.press("Enter")
    expect(board.at("joint-trouble")).to_contain_text(FREE[0])
    expect(board.at("joint-trouble")).to_be_focused()
    board.page.keyboard.press("Enter")
    expect(board.at("joint-plan")).to_contain_text(released)
    keep(board.page, "journey-joint-anew")
    assert evening.sent() == {}
    board.page.keyboard.press("Tab")
    expect(board.at("joint-accept")).to_be_focused()
    board.page.keyboard.press("Enter")
    expect(board.at("joint-plan")).to_be_hidden()
    assert set(evening.sent().values()) == {released, FREE[1]}
    assert len(cases) == 2
    _swap_back(evening, third, cases)


def _free_another(evening: Evening) -> str:
    """One of those that were away comes back."""
    row = next(row for row in evening.rows() if row["class"] == 3 and row["visits"])
    visit = row["visits"][-1]
    evening.person.command("cancel-assignment", case=row["id"], visit=visit["id"], reason="x")
    teams = {team["id"]: team["name"] for team in evening.person.get("/api/teams")["teams"]}
    return str(teams[visit["team"]])


def _swap_back(evening: Evening, third: str, cases: list[str]) -> None:
    """Whoever came back is away again, the two are free: other tests find what they were promised."""
    evening.over()
    row = next(each for each in evening.rows() if each["id"] == third)
    visit = row["visits"][-1]["id"]
    evening.person.command("cancel-assignment", case=third, visit=visit, reason="x")
    for team in evening.person.get("/api/teams")["teams"]:
        if team["name"] not in FREE and team["status"] == "free":
            evening.person.assign(evening.person.case(risk_class=3), team["id"])
