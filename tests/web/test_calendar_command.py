"""`jedel calendar`: check says every fault, load stores a newer edition, show and due know it afterwards."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.dispatch.test_calendar_file import EXAMPLE, TEXT
from web.bootstrap import build, close
from web.cli.main import main
from web.settings import Settings
from web.words import LANGUAGES, say

Run = Callable[..., Result]


@pytest.fixture
def jedel(tmp_path: Path) -> Run:
    """Runs `jedel calendar`, `due` or `init` beside one installation of Almaty."""
    password = tmp_path / "password"
    password.write_text("a long enough password\n", encoding="utf-8")

    def run(*arguments: str, typed: str = "") -> Result:
        everything = [*arguments, "--data", str(tmp_path / "data")]
        return CliRunner().invoke(main, everything, input=typed)

    names = ["--name-kk", "Орталық", "--name-ru", "Центр", "--login", "admin", "--name", "Админ"]
    place = ["--region", "KZ-75", "--lat", "43.238", "--lon", "76.889"]
    assert run("init", *place, *names, "--password-file", str(password)).exit_code == 0
    return run


def changed(tmp_path: Path, *pairs: tuple[str, str]) -> str:
    text = TEXT
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    path = tmp_path / "calendar.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


SOURCE = '"an order that you have read, with its number and date"'
WORKED = ("2027-03-15,mon,holiday,constitution-day,,", "2027-03-15,mon,ordinary,,,")
FREED = (
    "2027-12-16,thu,holiday,independence-day,,",
    f"2027-12-16,thu,holiday,independence-day,,,{SOURCE}\n2027-12-17,fri,holiday,independence-day,,",
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_check_tells_every_fault_in_words_and_stores_nothing(
    jedel: Run, tmp_path: Path, language: str
) -> None:
    file = changed(
        tmp_path,
        (f"2027-03-22,mon,holiday,nauryz,,,{SOURCE}\n", ""),
        (f"2027-07-06,tue,holiday,capital-day,,,{SOURCE}", f"2026-07-06,mon,holiday,capital-day,,,{SOURCE}"),
        ("2027-01-02,sat,holiday", f"2027-01-01,fri,holiday,new-year,,,{SOURCE}\n2027-01-02,sat,holiday"),
    )
    for command in ("check", "load"):
        done = jedel("calendar", command, file, "--lang", language)
        assert done.exit_code == 1
        for code in ("calendar-gap-day", "calendar-wrong-year", "calendar-duplicate"):
            assert f"({code})" in done.stderr
        assert "refusal." not in done.stderr
        assert "Traceback" not in done.output
    assert "kz-2026-12" not in jedel("calendar", "show", "--lang", language).stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_sound_is_told_with_what_it_changes(tmp_path: Path, language: str) -> None:
    file = changed(tmp_path, WORKED)
    done = CliRunner().invoke(main, ["calendar", "check", file, "--lang", language])
    assert done.exit_code == 0
    assert "15.03.2027" in done.stdout
    assert "cli." not in done.stdout
    assert "law." not in done.stdout
    same = CliRunner().invoke(main, ["calendar", "check", str(EXAMPLE), "--lang", "en"])
    assert "No day changes" in same.stdout


def test_a_loaded_edition_is_known_to_show_and_due(jedel: Run, tmp_path: Path) -> None:
    file = changed(tmp_path, FREED)
    waits = jedel("calendar", "load", file, "--lang", "en", typed="n\n")
    assert "Nothing was loaded" in waits.stdout
    done = jedel("calendar", "load", file, "--lang", "en", typed="y\n")
    assert done.exit_code == 0, done.output
    assert "“kz-2026-12” is loaded" in done.stdout
    assert "exactly this one" in jedel("calendar", "load", file, "--yes", "--lang", "en").stdout
    shown = jedel("calendar", "show", "--year", "2027", "--lang", "en").stdout
    assert "* kz-2026-12" in shown
    assert "17.12.2027" in shown
    assert "an order that you have read" in shown
    due = jedel("due", "--received", "2027-12-15", "--lang", "en").stdout.splitlines()
    assert due[-1] == "2027-12-21"
    before = jedel("due", "--received", "2027-12-15", "--known-at", "2026-11-30").stdout.splitlines()
    assert before[-1] == "2027-12-20"


def test_while_the_server_runs_it_says_so_in_words(jedel: Run, tmp_path: Path) -> None:
    system = build(Settings(data=tmp_path / "data"))
    try:
        done = jedel("calendar", "load", str(EXAMPLE), "--yes", "--lang", "en")
    finally:
        close(system)
    assert done.exit_code == 1
    assert "Stop the server" in done.stderr
    assert jedel("calendar", "check", str(EXAMPLE), "--lang", "en").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--week", "7"), "week-unknown"),
        (("--year", "26"), "calendar-years-missing"),
        (("--known-at", "yesterday"), "date-unreadable"),
    ],
)
def test_show_refuses_what_is_none(arguments: tuple[str, ...], code: str) -> None:
    done = CliRunner().invoke(main, ["calendar", "show", *arguments])
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"({code})" in done.stderr


def test_show_speaks_of_one_week_or_both() -> None:
    both = CliRunner().invoke(main, ["calendar", "show", "--year", "2026", "--lang", "en"]).stdout
    six = (
        CliRunner().invoke(main, ["calendar", "show", "--year", "2026", "--week", "6", "--lang", "en"]).stdout
    )
    assert "11.05.2026" in both
    assert "11.05.2026" not in six
    assert "24.03.2026" in six
    old = ["calendar", "show", "--year", "2026", "--known-at", "2026-03-01", "--lang", "en"]
    assert "31.08.2026" in CliRunner().invoke(main, old).stdout


def test_a_year_without_rows_has_no_list_of_sources() -> None:
    none = CliRunner().invoke(main, ["calendar", "show", "--year", "2030", "--lang", "en"]).stdout
    assert "2030" in none
    assert say("cli.due.sources", "en") not in none
    some = CliRunner().invoke(main, ["calendar", "show", "--year", "2026", "--lang", "en"]).stdout
    assert say("cli.due.sources", "en") in some


LIGHT = """
import sys
from web.cli.main import main
main(["calendar", "check", sys.argv[1]], standalone_mode=False)
heavy = "starlette uvicorn websockets eventsourcing sqlite3 orjson cattrs redis geopy"
print("heavy:", sorted(set(heavy.split()) & set(sys.modules)))
"""


def test_checking_loads_no_server() -> None:
    asked = [sys.executable, "-c", LIGHT, str(EXAMPLE)]
    done = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "heavy: []"
