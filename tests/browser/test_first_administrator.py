"""From an empty installation to the first group that is sent: administrator and dispatcher, all by pages."""

import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.admin import Admin
from tests.browser.conftest import keep
from tests.browser.people import Board, House, house
from tests.browser.test_almaty import JEDEL, jedel
from tests.entering import App, code_in

PASSWORD = "several words in a row"
STORY = "Қоштасу хатын жазған"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """An installation with nothing but a centre and its administrator: where it is, the one-time code."""
    folder: Path = tmp_path_factory.mktemp("empty")
    data, password = folder / "data", folder / "password"
    password.write_text(PASSWORD + "\n", encoding="utf-8")
    where = ("--data", str(data))
    place = ("--region", "KZ-75", "--lat", "43.238", "--lon", "76.889", "--name-kk", "Орталық")
    person = ("--name-ru", "Центр", "--login", "admin", "--name", "Әкімші", "--password-file", str(password))
    code = code_in(jedel("init", *place, *person, *where))
    serve = [*JEDEL, "serve", *where, "--port", "0"]
    process = subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        found = re.search(r"http://localhost:\d+", line)
        assert found, line
        yield found[0], code
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


@pytest.fixture
def people(empty: tuple[str, str], browser: Browser) -> Iterator[House]:
    with house(browser, empty[0]) as found:
        yield found


def first_in(people: House, login: str, code: str, password: str, language: str) -> Page:
    """The one-time code at the login page, an app enrolled, and in."""
    page = people.page()
    page.goto(f"{people.url}/login")
    page.get_by_test_id(f"language-{language}").click()
    page.get_by_test_id("first").click()
    page.locator("[name=login]").fill(login)
    page.locator("[name=one-time]").fill(code)
    page.locator("[name=password]").fill(password)
    page.keyboard.press("Enter")
    app = App(secret=page.get_by_test_id("enrol-key").inner_text().replace(" ", ""))
    people.apps[login] = app
    page.locator("[name=code]").fill(app.code())
    page.get_by_test_id("enrol-app").click()
    page.wait_for_url(re.compile("/(board|admin)"))
    return page


@pytest.mark.slow
def test_from_nothing_to_the_first_dispatch(people: House, empty: tuple[str, str]) -> None:
    admin = Admin(first_in(people, "admin", empty[1], PASSWORD, "kk"), "kk")
    admin.page.goto(f"{people.url}/admin")
    admin.fresh("schools", label="№ 1", number="1", lat="43.24", lon="76.9")
    admin.save()
    for name in ("Гүлсім Ойдан", "Айгүл Ойдан"):
        admin.fresh("specialists", name=name, profession="psychologist")
        admin.save()
    admin.fresh("teams", name="Топ 1", lat="43.25", lon="76.91")
    for box in admin.page.locator("[data-testid=entry-form] input[type=checkbox]").all():
        box.check()
    admin.save()
    code = _dispatcher(admin)
    board = Board(first_in(people, "disp", code, "синий чайник под снегом", "ru"), "ru")
    board.is_live()
    _sent(board)


def _dispatcher(admin: Admin) -> str:
    """A dispatcher without a password: the administrator hands a one-time code over, nothing else."""
    admin.fresh("accounts", name="Әлия Ойдан", login="disp")
    admin.tick(admin.say("shell.role.dispatcher"))
    admin.save("admin.account.opened", name="Әлия Ойдан")
    admin.press("one-time")
    code = admin.at("handed-code").inner_text()
    keep(admin.page, "journey-handed-code")
    admin.clean()
    return code


def _sent(board: Board) -> None:
    team = board.page.locator("[data-testid=team][data-name='Топ 1']")
    team.get_by_test_id("shift").click()
    board.at("shift-form").locator("button[type=submit]").click()
    expect(team).to_have_attribute("data-status", "free")
    number = board.receive(STORY, "1", 1)
    assert re.fullmatch(r"KZ-75-\d{4}-000001", number)
    board.press("alarm-take")
    assert board.candidates() == ["Топ 1"]
    board.page.keyboard.press("1")
    board.visit("sent")
    keep(board.page, "journey-first-dispatch")
