"""The same journey on a real installation: schools and roads of Almaty, people of the test's own.

Nothing of it is kept: the installation lies in a temporary directory, the people are invented.
"""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import axe
from tests.browser.conftest import keep
from tests.browser.people import Board, Hand, House, house, tail
from tests.entering import App, browser_at, code_in, first_login
from web.words import say

GEO = Path(__file__).parents[2].parent / "shared" / "geo"
SCHOOLS = GEO / "almaty_schools_osm_2026.geojson"
ROADS = GEO / "almaty_osm_2012-03.osm.pbf"
SCHOOL = "osm2026-004"
SCHOOL_AT = (43.20936, 76.88746)
PASSWORD = "twelve letters and more"
JEDEL = (sys.executable, "-c", "from web.cli.main import main; main()")
GROUPS = 12
ACCOUNTS = (("disp", "dispatcher"), ("lead", "supervisor"), ("crew", "team"))

pytestmark = pytest.mark.skipif(
    not (SCHOOLS.exists() and ROADS.exists()),
    reason="../shared is not here: no real schools and roads to import",
)


@dataclass
class Installation:
    """A real installation that is being served."""

    url: str
    imported: str
    apps: dict[str, App]


def jedel(*arguments: str) -> str:
    """Run one command to its end; what it said."""
    done = subprocess.run([*JEDEL, *arguments], capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _files(folder: Path) -> tuple[Path, Path]:
    """Two invented specialists a group; the first group's base is beside the school, the others farther."""
    staff, teams = folder / "staff.csv", folder / "teams.csv"
    people = [
        f"p{place},Маман {place},{'psychologist' if place % 2 else 'social-pedagogue'},kk;ru"
        for place in range(1, 2 * GROUPS + 1)
    ]
    staff.write_text("\n".join(["id,name,profession,languages", *people]), encoding="utf-8")
    lat, lon = SCHOOL_AT
    groups = [
        f"Топ {n},{lat + 0.004 * n:.5f},{lon + 0.005 * n:.5f},A{n:03},p{2 * n - 1};p{2 * n}"
        for n in range(1, GROUPS + 1)
    ]
    teams.write_text("\n".join(["name,lat,lon,vehicle,members", *groups]), encoding="utf-8")
    return staff, teams


def _set_up(folder: Path) -> tuple[Path, str, dict[str, str]]:
    """The installation's directory, what the import of the schools said, each login's one-time code."""
    data, password = folder / "data", folder / "password"
    password.write_text(PASSWORD + "\n", encoding="utf-8")
    where = ("--data", str(data))
    secret = (*where, "--password-file", str(password))
    place = ("--region", "KZ-75", "--lat", "43.238", "--lon", "76.889", "--name-kk", "Орталық")
    jedel("init", *place, "--name-ru", "Центр", "--login", "admin", "--name", "Әкімші", *secret)
    told = jedel("import", "schools", str(SCHOOLS), "--yes", "--lang", "en", *where)
    jedel("import", "roads", str(ROADS), *where)
    for kind, file in zip(("staff", "teams"), _files(folder), strict=True):
        jedel("import", kind, str(file), "--yes", *where)
    codes: dict[str, str] = {}
    for login, role in ACCOUNTS:
        group = ("--team", "Топ 1") if role == "team" else ()
        name = ("--name", f"{login} Ойдан")
        said = jedel("account", "add", "--login", login, *name, "--role", role, *group, *secret)
        codes[login] = code_in(said)
    return data, told, codes


@pytest.fixture(scope="module")
def almaty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("almaty")
    data, told, codes = _set_up(folder)
    serve = [*JEDEL, "serve", "--data", str(data), "--port", "0"]
    process = subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        found = re.search(r"http://localhost:\d+", line)
        assert found, line
        url = found[0]
        apps = {name: first_login(browser_at(url), name, code, PASSWORD) for name, code in codes.items()}
        yield Installation(url=url, imported=told, apps=apps)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
        shutil.rmtree(folder)


@pytest.fixture
def people(almaty: Installation, browser: Browser) -> Iterator[House]:
    with house(browser, almaty.url) as found:
        found.apps = almaty.apps
        yield found


def test_nothing_of_a_demonstration(almaty: Installation, people: House) -> None:
    """All schools are in; no demonstration login, no banner, and a demonstration's password opens nothing."""
    assert say("import.done.stored", "en", {"n": 305}) in almaty.imported
    page = people.page()
    page.goto(f"{almaty.url}/login")
    expect(page.locator("form button[type=submit]")).to_be_visible()
    expect(page.locator("[data-testid^=demo-]")).to_have_count(0)
    expect(page.get_by_test_id("banner")).to_have_count(0)
    page.locator("[name=login]").fill("dispatcher")
    page.locator("[name=password]").fill("dispatcher-neverwas")
    page.locator("form button[type=submit]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert axe.faults(page) == []


def test_the_way_of_a_group_is_drawn_along_almatys_streets(people: House) -> None:
    """From the farthest base to the school: a line of many corners, no straight one."""
    board = people.board("disp", "kk", password=PASSWORD)
    _start_shift(board, f"Топ {GROUPS}")
    board.case("Мектепке шақырды", SCHOOL, 1)
    assert board.candidates() == [f"Топ {GROUPS}"]
    board.page.keyboard.press("1")
    board.visit("sent")
    expect(board.at("map-lines")).to_have_text(board.say("driving.map.road"))
    line = board.page.locator("path.map-route:not(.map-route-edge)")
    assert (line.get_attribute("d") or "").count("L") > 5
    board.look("almaty-route")


@pytest.mark.slow
def test_a_request_at_a_real_school(people: House) -> None:
    """Received, assessed, recommended, assigned, visited and closed, through the pages."""
    board = people.board("disp", "kk", password=PASSWORD)
    hand = people.phone("crew", "ru", password=PASSWORD)
    _on_duty(board, hand)
    number = board.receive("Қоштасу хатын жазған", SCHOOL, 1, child_birth_date="01.02.2013")
    assert re.fullmatch(r"KZ-75-\d{4}-\d{6}", number)
    board.press("alarm-take")
    expect(board.at("case-panel")).to_contain_text(number)
    names = board.candidates()
    assert names == ["Топ 1", "Топ 2", "Топ 3"]
    board.look("almaty-recommendation")
    board.page.keyboard.press("1")
    hand.at_step("offer")
    hand.look("almaty-offer")
    hand.inside()
    board.visit("let-in")
    board.look("almaty-inside")
    hand.press("end")
    hand.press("outcome-not-needed")
    hand.press("finish")
    hand.sees("no-assignment")
    board.visit("done")
    board.record("consider", result="Көмек қажет болмады")
    board.record("close", result="Аяқталды")
    expect(board.at("case-panel")).to_contain_text(board.say("board.stage.closed"))
    _read(people.supervisor("kk", "lead", PASSWORD), number)
    for page in (board.page, hand.page):
        expect(page.get_by_test_id("banner")).to_have_count(0)


def _on_duty(board: Board, hand: Hand) -> None:
    """The first group starts its shift on its phone, two more are started at the board."""
    expect(board.at("team")).to_have_count(GROUPS)
    hand.press("start-shift")
    hand.sees("no-assignment")
    for name in ("Топ 2", "Топ 3"):
        _start_shift(board, name)


def _start_shift(board: Board, name: str) -> None:
    team = board.page.locator(f"[data-testid=team][data-name='{name}']")
    team.get_by_test_id("shift").click()
    form = board.at("shift-form")
    keep(board.page, "journey-almaty-shift")
    form.locator("button[type=submit]").click()
    expect(team).to_have_attribute("data-status", "free")


def _read(reader: Page, number: str) -> None:
    expect(reader.get_by_test_id("banner")).to_have_count(0)
    reader.get_by_test_id("filter-number").fill(tail(number))
    reader.get_by_role("link", name=number).click()
    story = reader.get_by_test_id("story")
    expect(story).to_contain_text("Топ 1")
    expect(reader.get_by_test_id("card-state")).to_contain_text(say("supervisor.stage.closed", "kk"))
    keep(reader, "journey-almaty-story")
