"""People at their pages: dispatchers at boards, a team with its phone, a supervisor, each pressing what one
would. Every request that any of the pages makes is written down: none may leave the machine.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import keep
from tests.browser.entering import as_login_page_would, at_login_page
from tests.entering import App
from web.words import say

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}
DARK_TOO = "kk"


@dataclass
class House:
    """The people of one test, each with a browser of their own, and every address that they asked."""

    browser: Browser
    url: str
    asked: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    apps: dict[str, App] = field(default_factory=dict)  # each login's, in a real installation

    def page(self, *, phone: bool = False) -> Page:
        """A clean browser with one page."""
        how = {"viewport": DESK} if not phone else {"viewport": PHONE, "has_touch": True, "is_mobile": True}
        made = self.browser.new_context(timezone_id="Asia/Almaty", locale="ru-RU", **how)  # type: ignore[arg-type]
        made.set_default_timeout(10_000)
        made.on("request", lambda request: self.asked.add(request.url))
        self.contexts.append(made)
        page = made.new_page()
        page.on("websocket", lambda socket: self.asked.add(socket.url))
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error} {error.stack or ''}"))
        return page

    def enter(self, login: str, language: str, *, password: str | None = None, phone: bool = False) -> Page:
        """Log in, in this language, and open the page where this person works."""
        page = self.page(phone=phone)
        secret = password or f"{login}-neverwas"
        if login in self.apps:
            at_login_page(page, self.url, login, language, secret, self.apps[login])
        else:
            as_login_page_would(page, self.url, login, language, secret)
        page.wait_for_url(re.compile("/(board|phone|supervisor|admin|figures)"), timeout=30_000)
        return page

    def board(self, login: str = "dispatcher", language: str = "ru", password: str | None = None) -> "Board":
        page = self.enter(login, language, password=password)
        if "/board" not in page.url:
            page.goto(f"{self.url}/board")
        found = Board(page, language)
        found.is_live()
        _speak(page, language)
        return found

    def phone(self, login: str, language: str = "ru", password: str | None = None) -> "Hand":
        page = self.enter(login, language, password=password, phone=True)
        expect(page.get_by_test_id("menu")).to_be_visible()
        if page.locator("html").get_attribute("lang") != language:
            page.get_by_test_id("menu").click()
            _speak(page, language)
            page.keyboard.press("Escape")
        return Hand(page, language)

    def supervisor(
        self, language: str = "ru", login: str = "supervisor", password: str | None = None
    ) -> Page:
        page = self.enter(login, language, password=password)
        _speak(page, language)
        return page

    def strangers(self) -> list[str]:
        """Hosts that were asked and are not this server."""
        hosts = {urlsplit(url).netloc for url in self.asked if not url.startswith(("data:", "blob:"))}
        return sorted(hosts - {urlsplit(self.url).netloc})


def _speak(page: Page, language: str) -> None:
    page.get_by_test_id(f"language-{language}").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


@contextmanager
def house(browser: Browser, url: str) -> Iterator[House]:
    """People come and go; at the end no page has failed and no request has left the machine."""
    found = House(browser, url)
    try:
        try:
            yield found
        finally:
            for place, made in enumerate(found.contexts):
                keep(made.pages[0], f"journey-end-{place}")
        assert found.asked, "nothing was asked at all"
        assert found.strangers() == []
        assert not found.errors, "\n".join(found.errors)
    finally:
        for each in found.contexts:
            each.close()


@dataclass
class Face:
    """A page in a language."""

    page: Page
    language: str

    def say(self, key: str, **params: str | int) -> str:
        """The words of the catalogue, as the page must show them."""
        words = say(key, self.language, params)
        assert words != key, f"{key} has no words in {self.language}"
        return words

    def at(self, target: str) -> Locator:
        return self.page.get_by_test_id(target)

    def press(self, target: str) -> None:
        self.at(target).first.click()

    def look(self, name: str) -> None:
        """Keep a picture of what is seen; in one of the languages in dark too."""
        for scheme in ("light", "dark") if self.language == DARK_TOO else ("light",):
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            keep(self.page, f"journey-{name}-{self.language}-{scheme}")
        self.page.emulate_media(color_scheme="light")


class Board(Face):
    """The dispatcher's board under a dispatcher's hands."""

    def is_live(self) -> None:
        expect(self.at("live-mark")).to_have_attribute("data-state", "live", timeout=20_000)

    def receive(self, story: str, school: str, risk_class: int | None = None, **fields: str) -> str:
        """Type a request; the cursor already stands in the story. Returns its number."""
        self.page.keyboard.press("F2")
        expect(self.at("intake-story")).to_be_focused()
        self.page.keyboard.type(story)
        self.at("school").fill(school)
        self.at("school-found").first.click()
        for name, text in fields.items():
            self.at("intake").locator(f"[name={name}]").fill(text)
        if risk_class is not None:
            self.at("intake").get_by_test_id(f"class-{risk_class}").check()
            self.at("intake").locator("[name=reason]").fill("…")
        self.press("intake-send")
        return self.at("slip").locator(".number").inner_text()

    def case(self, story: str, school: str, risk_class: int = 2, **fields: str) -> str:
        """A request that is received, opened and taken."""
        number = self.receive(story, school, risk_class, **fields)
        self.press("slip-open")
        expect(self.at("case-panel")).to_contain_text(number)
        self.press("act-take")
        expect(self.at("act-take")).to_have_count(0)
        return number

    def act(self, action: str) -> None:
        """Open the form of an action, wherever its button stands."""
        button = self.at(f"act-{action}")
        if not button.is_visible():
            self.press("act-more")
        button.click()

    def record(self, action: str, **fields: str) -> None:
        """Do an action with its form."""
        self.act(action)
        self.fill(**fields)

    def fill(self, *, refused: bool = False, **fields: str) -> None:
        """Fill the open form in and send it; it goes away when the server took it."""
        form = self.at("action-form")
        for name, text in fields.items():
            place = form.locator(f"[name={name}]")
            if place.evaluate("place => place.tagName") == "SELECT":
                place.select_option(text)
            else:
                place.fill(text)
        form.get_by_test_id("action-send").click()
        expect(form).to_have_count(1 if refused else 0)

    def candidates(self) -> list[str]:
        """Ask who can go; their names, the best first."""
        self.page.keyboard.press("F10")
        expect(self.at("candidate").first).to_be_visible()
        return [_name(text) for text in self.at("candidate").get_by_role("button").all_inner_texts()]

    def visit(self, state: str, timeout: float = 10_000) -> None:
        """The newest visit of the open case is in this state."""
        expect(self.at("visit").last).to_have_attribute("data-state", state, timeout=timeout)

    def refused(self) -> Locator:
        """What the newest refusal says."""
        return self.page.locator("[data-testid=notices] .refused").last


class Hand(Face):
    """A team's phone in its hand."""

    def at_step(self, step: str) -> None:
        expect(self.at("actions")).to_have_attribute("data-step", step)

    def sees(self, target: str) -> None:
        expect(self.at(target).first).to_be_visible()

    def fits(self) -> None:
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], f"{width} px wide"

    def look(self, name: str) -> None:
        self.fits()
        super().look(f"phone-{name}")

    def inside(self) -> None:
        """From the offer to the inside of the school."""
        for target, step in (("accept", "driving"), ("arrive", "at-the-door"), ("let-in", "inside")):
            self.press(target)
            self.at_step(step)


def _name(text: str) -> str:
    """A candidate's button: its key, then the team."""
    return re.sub(r"^\s*\d\s+", "", text).strip()


def tail(number: str) -> str:
    """A case's number as people say it: KZ-00-2026-000012 is 12."""
    return str(int(number.split("-")[-1]))


def number_of(team: str) -> str:
    """The number in a team's name."""
    return re.sub(r"\D", "", team)


def login_of(team: str) -> str:
    """The demonstration's login of a team's phone."""
    return f"team{number_of(team)}"
