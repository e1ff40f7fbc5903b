"""A phone in a team's hands: a small touch screen with a position; and the dispatcher who sends it things."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import keep
from tests.browser.running import Person, Town

STORY = "Ученик 7 класса заперся в кабинете и пишет, что не хочет жить. Рядом завуч."
TARGETS = (
    "dialog[open] button, dialog[open] a.button, main button, main a.button,"
    "[data-testid=actions] button, header button"
)
SMALLEST = 48
"""Side of the smallest target, in pixels: gloves."""


@dataclass
class Phone:
    """A phone in a team's hands, and a dispatcher to send it things."""

    town: Town
    page: Page
    team: str
    holder: Person
    dispatcher: Person
    name: str

    def press(self, target: str) -> None:
        self.page.get_by_test_id(target).click()

    def sees(self, target: str) -> None:
        expect(self.page.get_by_test_id(target).first).to_be_visible()

    def at_step(self, step: str) -> None:
        expect(self.page.get_by_test_id("actions")).to_have_attribute("data-step", step)

    def shows(self) -> None:
        """What the screen shows now fits its width, can be hit with a glove, and is kept as a picture."""
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, f"{self.name}: {width} px wide"
        small = self.page.evaluate(
            """([hit, least]) => [...document.querySelectorAll(hit)]
              .filter(each => each.offsetParent !== null)
              .filter(each => each.getBoundingClientRect().height < least)
              .map(each => each.textContent.trim())""",
            [TARGETS, SMALLEST],
        )
        assert not small, f"{self.name}: too small: {small}"

    def picture(self, what: str) -> None:
        self.shows()
        keep(self.page, f"phone-{self.name.removeprefix('test_')}-{what}")

    def sent(self, risk_class: int = 1, *, video_first: bool = False, **fields: object) -> tuple[str, str]:
        """A case that this team was sent to, and the visit; the phone shows it."""
        case = self.dispatcher.case(risk_class, story=STORY, **fields)
        if video_first:
            self.dispatcher.command("arrange-remote-help", case=case, means="video", first_hands=True)
        visit = self.dispatcher.assign(case, self.team)
        self.at_step("offer")
        return case, visit

    def visit(self, case: str) -> str:
        """State of the newest visit of a case, as the server has it."""
        state: str = self.dispatcher.get(f"/api/cases/{case}")["row"]["visits"][-1]["state"]
        return state

    def reach(self, target: str) -> None:
        """Press Tab until the keyboard is there."""
        for _ in range(60):
            if self.page.evaluate("id => document.activeElement?.dataset.testid === id", target):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{self.name}: the keyboard does not reach {target}")

    def driven_in(self) -> None:
        """The ordinary way from the offer to the inside of the school."""
        for target, step in (("accept", "driving"), ("arrive", "at-the-door"), ("let-in", "inside")):
            self.press(target)
            self.at_step(step)

    def names(self, case: str) -> list[str]:
        story = self.dispatcher.get(f"/api/cases/{case}/story")["story"]
        return [step["name"].split(".")[0] for step in story]

    def becomes(self, case: str, state: str) -> None:
        for _ in range(100):
            if self.visit(case) == state:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"the visit is {self.visit(case)}, not {state}")


Give = Callable[..., Phone]


@contextmanager
def phones(town: Town, browser: Browser, name: str) -> Iterator[Give]:
    """Gives phones of the team with a login, in a language; all are put away at the end."""
    contexts: list[BrowserContext] = []

    def context(**more: object) -> BrowserContext:
        made = browser.new_context(timezone_id="Asia/Almaty", locale="ru-RU", **more)  # type: ignore[arg-type]
        made.set_default_timeout(10_000)
        contexts.append(made)
        return made

    def give(login: str, language: str = "ru") -> Phone:
        dispatcher = town.enter(context(), "dispatcher")
        hand = context(
            viewport={"width": 360, "height": 740},
            has_touch=True,
            is_mobile=True,
            permissions=["geolocation"],
            geolocation={"latitude": 46.157, "longitude": 70.402},
        )
        holder = town.enter(hand, login, language)
        page = hand.new_page()
        page.goto(f"{town.url}/phone")
        team = holder.get("/api/me")["team"]
        found = Phone(town, page, team, holder, dispatcher, f"{name}-{language}")
        found.sees("menu")
        return found

    try:
        yield give
    finally:
        for made in contexts:
            made.close()
