"""The pictures of the README, taken from the product's own pages: `make pictures`.

A demonstration in a temporary directory, its clock thirty times as fast; an evening is played into it
through the public API until the board has something to tell, then the pages are looked at one by one.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import chromium, png
from tests.browser.people import login_of
from tests.browser.running import Person, Town
from tests.ports import free_port

FOLDER: Final = chromium.ROOT / "docs" / "pictures"
SPEED: Final = "30"
JEDEL: Final = (sys.executable, "-c", "from web.cli.main import main; main()")
EVENING: Final = ("--requests", "14", "--every", "110", "--seed", "4")
DESK: Final = {"width": 1440, "height": 900}
PHONE: Final = {"width": 360, "height": 740}
STORY: Final = (
    "Девятиклассница закрылась в кабинете биологии и не открывает; подруге написала, что «больше так не "
    "может». У двери классный руководитель, она отвечает, но не выходит."
)


class FastTown(Town):
    """The town with its clock running faster."""

    def start(self) -> None:
        where = ("--data", str(self.data), "--port", str(self.port), "--speed", SPEED)
        self.process = subprocess.Popen([*JEDEL, "run", *where], stdout=subprocess.DEVNULL)
        self._wait()


class Camera:
    """Opens pages of one running demonstration and keeps their pictures."""

    def __init__(self, town: Town, browser: Browser) -> None:
        self._town = town
        self._browser = browser

    def person(
        self, login: str, language: str, *, size: dict[str, int] = DESK, **how: Any
    ) -> tuple[Person, BrowserContext]:
        """Somebody logged in, in a browser of their own."""
        context = self._browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            timezone_id="Asia/Almaty",
            reduced_motion="reduce",
            **how,
        )
        return self._town.enter(context, login, language), context

    def open(self, context: BrowserContext, address: str, shown: str) -> Page:
        """The page, once what it is about can be seen."""
        page = context.new_page()
        page.goto(f"{self._town.url}{address}")
        page.locator(shown).first.wait_for()
        for mute in ("start-shift", "sound-off"):  # a page makes no sound before somebody has touched it
            if (button := page.locator(f"button[data-testid={mute}]")).count():
                button.click()
                page.mouse.move(700, 890)
        return page

    def keep(self, page: Page, name: str) -> None:
        """The picture, with few colours: docs/pictures/<name>.png."""
        page.wait_for_timeout(700)
        path = FOLDER / f"{name}.png"
        path.write_bytes(png.few_colours(page.screenshot()))
        print(f"{path.relative_to(chromium.ROOT)}  {path.stat().st_size // 1000} kB")


def wait_until(true: Callable[[], bool], seconds: float) -> None:
    """Look twice a second; a picture that cannot be taken is an error."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise SystemExit("the evening did not come as far as the pictures need")
        time.sleep(0.5)


def visits(person: Person) -> list[str]:
    """States of all visits on the board."""
    return [visit["state"] for row in person.get("/api/cases")["cases"] for visit in row["visits"]]


def boards(camera: Camera, supervisor: Person) -> None:
    """The board in the middle of the evening, in light and in dark."""
    _, light = camera.person("dispatcher2", "ru", color_scheme="light")
    _, dark = camera.person("dispatcher", "kk", color_scheme="dark")
    first = camera.open(light, "/board", "[data-testid=case-row]")
    second = camera.open(dark, "/board", "[data-testid=case-row]")
    wait_until(lambda: visits(supervisor).count("en-route") >= 3 and "done" in visits(supervisor), 90)
    camera.keep(first, "board")
    camera.keep(second, "board-dark")
    light.close()
    dark.close()


def case(camera: Camera) -> tuple[Person, str]:
    """An urgent request with the groups that could go; the dispatcher who has it, and its id."""
    operator, _ = camera.person("operator", "ru")
    dispatcher, context = camera.person("dispatcher", "ru", color_scheme="light")
    found = dispatcher.case(risk_class=1, story=STORY, **_told(operator))
    board = camera.open(context, "/board", "[data-testid=case-row]")
    board.locator(f"#case-{found}").click()
    board.locator("[data-testid=case-panel]").wait_for()
    board.keyboard.press("F10")
    board.locator("[data-testid=candidate]").first.wait_for()
    camera.keep(board, "case")
    return dispatcher, found


def phone(camera: Camera, dispatcher: Person, found: str) -> None:
    """The phone of the group that is sent there."""
    best = dispatcher.get(f"/api/cases/{found}/recommendation")["ranked"][0]["team"]
    dispatcher.assign(found, best)
    name = next(row["name"] for row in dispatcher.get("/api/teams")["teams"] if row["id"] == best)
    how = {"device_scale_factor": 2, "has_touch": True, "is_mobile": True, "color_scheme": "light"}
    _, hand = camera.person(login_of(name), "ru", size=PHONE, **how)
    camera.keep(camera.open(hand, "/phone", "[data-testid=accept]"), "phone")


def _told(operator: Person) -> dict[str, str]:
    """Who is spoken of; invented, like everything here."""
    school = operator.get("/api/schools")["schools"][11]["id"]
    return {
        "school": school,
        "child_name": "Айым Қиялова",
        "child_birth_date": "2012-03-14",
        "child_language": "ru",
        "caller_name": "Марина Облакова",
        "caller_phone": "+7 000 555 01 02",
        "caller_relation": "классный руководитель",
    }


def story(camera: Camera, supervisor: Person, context: BrowserContext) -> None:
    """One finished case as the supervisor reads it: the one with most to tell."""
    ended = [row for row in supervisor.get("/api/cases")["cases"] if row["stage"] == "closed"]
    longest = max(ended, key=lambda row: int(row["version"]))
    page = camera.open(context, f"/supervisor#case={longest['id']}", "[data-testid=story] li")
    page.locator("[data-testid=story] > li").nth(3).evaluate(
        "it => { it.scrollIntoView(); scrollBy(0, -90) }"
    )
    camera.keep(page, "supervisor")


def who_read(camera: Camera, context: BrowserContext, found: str) -> None:
    """Who read the urgent request, as its supervisor sees it."""
    shown = "[data-testid=reading-row], tbody tr"
    camera.keep(camera.open(context, f"/supervisor#view=readings&case={found}", shown), "who-read")


def ledger(camera: Camera, dispatcher: Person, context: BrowserContext, found: str) -> None:
    """The urgent request's obligations, one of them on hold, and the supervisor's list of what is due."""
    dispatcher.command("start-service", case=found, kind="psychological")
    dispatcher.command("record-household-danger", case=found, words="Боится отчима")
    _, desk = camera.person("dispatcher", "ru", color_scheme="light")
    board = camera.open(desk, "/board", "[data-testid=case-row]")
    board.locator(f"#case-{found}").click()
    board.locator("[data-testid=entry][data-state=held]").wait_for()
    board.locator("[data-testid=ledger]").evaluate("it => it.scrollIntoView()")
    camera.keep(board, "ledger")
    camera.keep(camera.open(context, "/duties#view=today", "[data-testid=duty-row]"), "duties")


def administration(camera: Camera) -> None:
    """The page of settings, by which the centre works."""
    _, context = camera.person("administrator", "ru", color_scheme="light")
    camera.keep(camera.open(context, "/admin#settings", "main input"), "administration")


def law(camera: Camera) -> None:
    """One term counted day by day, as a due time on the board leads to it."""
    _, context = camera.person("dispatcher", "ru", color_scheme="light")
    counted = "/law#count/2026-03-20T11:00:00+00:00/kz-2026-03"
    camera.keep(camera.open(context, counted, "[data-testid=counted] li"), "law")


def form(camera: Camera, dispatcher: Person, found: str) -> None:
    """The form behind a school's sheet, as a child's phone shows it."""
    school = dispatcher.get(f"/api/cases/{found}")["row"]["school"]
    sheet = dispatcher.request.get(f"{dispatcher.town.url}/sheets/{school}").text()
    address = next(part for part in sheet.replace("<", " ").split() if "/q/" in part)
    how = {"device_scale_factor": 2, "has_touch": True, "is_mobile": True, "color_scheme": "light"}
    _, hand = camera.person("operator", "ru", size=PHONE, **how)
    hand.clear_cookies()
    page = camera.open(hand, f"/q/{address.rpartition('/')[2]}?l=ru", "textarea")
    camera.keep(page, "form")


def play(camera: Camera, town: Town) -> None:
    """The evening, and the pictures in the order in which it allows them."""
    supervisor, context = camera.person("supervisor", "ru", color_scheme="light")
    evening = subprocess.Popen([*JEDEL, "demo", "--url", town.url, *EVENING])
    try:
        boards(camera, supervisor)
        wait_until(lambda: any(row["stage"] == "closed" for row in supervisor.get("/api/cases")["cases"]), 90)
        dispatcher, found = case(camera)
    finally:
        evening.terminate()
        evening.wait(20)
    phone(camera, dispatcher, found)
    story(camera, supervisor, context)
    who_read(camera, context, found)
    form(camera, dispatcher, found)
    ledger(camera, dispatcher, context, found)
    administration(camera)
    law(camera)


def main() -> None:
    """Take all pictures anew."""
    path = chromium.find()
    if path is None:
        raise SystemExit("no Chromium found: `make setup-dev` brings one, or set CHROMIUM to its path")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        town = FastTown(data=Path(folder) / "town", port=free_port())
        town.start()
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        try:
            play(Camera(town, browser), town)
        finally:
            browser.close()
            town.stop()


if __name__ == "__main__":
    main()
