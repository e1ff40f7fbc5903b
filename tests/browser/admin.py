"""The administration under somebody's hands."""

from playwright.sync_api import Locator, expect

from tests.browser import axe
from tests.browser.people import Face, House


class Admin(Face):
    """The administration."""

    def open(self, page: str) -> None:
        self.press(f"page-{page}")
        expect(self.at("count")).not_to_have_text(self.say("shell.loading"))

    def find(self, words: str) -> None:
        """Search, and open the only one that is found."""
        self.at("search").fill(words)
        expect(self.at("row")).to_have_count(1)
        self.at("row").get_by_role("link").first.click()
        expect(self.at("entry-form")).to_be_visible()

    def fresh(self, page: str, **fields: str) -> None:
        """The form of a new thing, filled in."""
        self.open(page)
        self.press("new")
        self.fill(**fields)

    def fill(self, **fields: str) -> None:
        for name, text in fields.items():
            place = self.field(name)
            if place.evaluate("place => place.tagName") == "SELECT":
                place.select_option(text)
            else:
                place.fill(text)

    def field(self, name: str) -> Locator:
        return self.page.locator(f"[data-testid=entry-form] [name='{name}']")

    def tick(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).check()

    def save(self, done: str = "admin.saved", **params: str) -> None:
        self.press("save")
        expect(self.at("done")).to_have_text(self.say(done, **params))

    def clean(self) -> None:
        """Nothing for axe to find, in light and in dark."""
        assert not (found := axe.faults(self.page)), "\n".join(found)


def admin_of(people: House, language: str = "ru", login: str = "administrator") -> Admin:
    page = people.enter(login, language)
    if "/admin" not in page.url:
        page.goto(f"{people.url}/admin")
    found = Admin(page, language)
    expect(found.at("page-schools")).to_be_visible()
    return found
