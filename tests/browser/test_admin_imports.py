"""A file for the register under an administrator's hands: sent, looked at, applied or discarded."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.people import House, house
from tests.browser.running import Town
from tests.browser.test_admin import Admin, admin_of
from tests.marks import mark
from web.words import LANGUAGES

HEAD = "Код;Номер;Наименование;Широта;Долгота;Улица\n"


@pytest.fixture
def people(town: Town, browser: Browser) -> Iterator[House]:
    with house(browser, town.url) as found:
        yield found


def rows(own: str) -> str:
    """Schools that nobody has, so that tests do not meet."""
    return "".join(f"{own}-{n};{own}{n};Школа {own} {n};5{n}.5;65.{n}5;Абая\n" for n in range(1, 6))


def send(admin: Admin, text: str, name: str = "мектептер.csv", codec: str = "utf-8") -> None:
    admin.press("page-imports")
    admin.at("file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": text.encode(codec)})
    admin.press("send")
    expect(admin.page.get_by_role("heading", level=1)).to_have_text(name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_is_compared_and_applied(people: House, language: str) -> None:
    own = mark()
    admin = admin_of(people, language)
    admin.press("page-imports")
    admin.clean()
    send(admin, HEAD + rows(own) + f"{own}-9;;Школа;76.9;43.2;Абая\n", codec="cp1251")
    expect(admin.page.get_by_text("Windows-1251")).to_be_visible()
    expect(admin.at("part-new")).to_have_text(admin.say("import.part.new", n=5))
    admin.press("part-refused")
    expect(admin.at("items")).to_contain_text(admin.say("refusal.point-swapped"))
    admin.clean()
    admin.look(f"import-report-{language}")
    admin.press("apply")
    expect(admin.at("done")).to_have_text(admin.say("imports.applied", n=5))
    expect(admin.at("outcome")).to_contain_text(admin.say("refusal.point-swapped"))
    moved = HEAD + rows(own).replace("51.5;", "51.6;").replace(f"{own} 2;", f"{own} екі;")
    send(admin, "\n".join(line for line in moved.splitlines() if f"{own}-5" not in line))
    expect(admin.at("part-moved")).to_have_text(admin.say("import.part.moved", n=1))
    expect(admin.at("part-renamed")).to_have_text(admin.say("import.part.renamed", n=1))
    admin.press("part-vanished")
    link = admin.at("items").get_by_role("link", name=f"{own} 5")
    expect(link).to_have_attribute("href", re.compile("^#schools/"))
    admin.press("part-renamed")
    expect(admin.at("items")).to_contain_text(f"{own} екі")
    admin.clean()
    admin.press("discard")
    expect(admin.at("done")).to_have_text(admin.say("imports.discarded"))
    admin.press("page-imports")
    expect(admin.at("import").first).to_contain_text(admin.say("imports.state.discarded"))
    admin.clean()
    admin.look(f"imports-{language}")


def test_a_file_outlives_a_closed_page_and_is_applied_by_keyboard(people: House) -> None:
    own = mark()
    admin = admin_of(people, "en")
    send(admin, HEAD + rows(own), name=f"{own}.csv")
    admin.page.goto("about:blank")
    again = admin_of(people, "en")
    again.press("page-imports")
    again.page.get_by_role("link", name=f"{own}.csv").focus()
    again.page.keyboard.press("Enter")
    again.at("apply").focus()
    again.page.keyboard.press("Enter")
    expect(again.at("done")).to_have_text(again.say("imports.applied", n=5))


def test_what_is_no_table_is_said(people: House) -> None:
    admin = admin_of(people, "ru")
    send(admin, "PK\x03\x04xlsx", name="книга.csv", codec="latin-1")
    expect(admin.at("items")).to_contain_text(admin.say("refusal.file-packed"))
    expect(admin.at("apply")).to_have_count(0)
    admin.press("discard")
    admin.press("page-imports")
    expect(admin.at("import").first).to_contain_text(re.compile("книга"))
