"""`jedel import`: what would change is shown; a yes stores it; twice changes nothing."""

import json
import sqlite3
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from web.cli.main import main

ALMATY = Path(__file__).parents[2].parent / "shared" / "geo" / "almaty_schools_osm_2026.geojson"
HEAD = "number,name_ru,lat,lon\n"


@pytest.fixture
def jedel(tmp_path):
    """Runs `jedel` on an installation of Almaty; answers (exit code, what was printed)."""
    password = tmp_path / "password"
    password.write_text("a long enough password\n", encoding="utf-8")
    data = str(tmp_path / "data")

    def run(*arguments: str, typed: str = "") -> tuple[int, str]:
        found = CliRunner().invoke(main, [*arguments, "--data", data], input=typed)
        return found.exit_code, found.output

    names = ["--name-kk", "Орталық", "--name-ru", "Центр", "--login", "admin", "--name", "Админ"]
    place = ["--region", "KZ-75", "--lat", "43.238", "--lon", "76.889"]
    assert run("init", *place, *names, "--password-file", str(password))[0] == 0
    return run


def written(tmp_path: Path, text: str, name: str = "schools.csv") -> str:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_groups_are_entered_by_file(jedel, tmp_path):
    people = "\n".join(
        ["id,name,profession,languages", *(f"p{i},Қиял {i},психолог,kk;ru" for i in range(24))]
    )
    groups = [
        {"name": str(i + 1), "lat": 43.2 + i / 100, "lon": 76.9, "members": [f"p{2 * i}", f"p{2 * i + 1}"]}
        for i in range(12)
    ]
    staff = written(tmp_path, people, "staff.csv")
    teams = written(tmp_path, json.dumps(groups), "teams.json")
    code, told = jedel("import", "specialists", staff, "--yes", "--lang", "en")
    assert told.splitlines()[-3:] == ["Stored: 24", "Unchanged: 0", "Refused: 0"], (code, told)
    assert "Stored: 12" in jedel("import", "teams", teams, "--apply", "--lang", "en")[1]
    again = jedel("import", "teams", teams, "--yes", "--lang", "en")
    assert (again[0], "Unchanged: 12" in again[1]) == (0, True)
    assert "Unchanged: 24" in jedel("import", "staff", staff, "--lang", "en")[1], "the older word still works"


@pytest.mark.parametrize(
    ("language", "yes", "words"),
    [
        ("kk", "иә", "3-жол: Ендік пен бойлық ауысып кеткен сияқты. Алдымен ендікті жазыңыз."),
        ("ru", "да", "Строка 3: Похоже, широта и долгота перепутаны. Сначала пишется широта."),
        ("en", "yes", "Row 3: Latitude and longitude seem to be swapped. Latitude comes first."),
    ],
)
def test_what_would_change_is_told_and_asked_for_in_three_languages(jedel, tmp_path, language, yes, words):
    file = written(tmp_path, HEAD + "1,Школа,43.2,76.9\n2,Школа,76.9,43.2\n")
    code, told = jedel("import", "schools", file, "--lang", language, typed=f"{yes}\n")
    assert code == 0
    assert f"  {words}" in told.splitlines()
    assert "1" in told.splitlines()[-3], told
    code, told = jedel("import", "schools", file, "--lang", language)
    assert told.splitlines()[-2].endswith(": 1"), told


def test_no_answer_stores_nothing_and_the_file_waits(jedel, tmp_path):
    file = written(tmp_path, HEAD + "1,Школа,43.2,76.9\n")
    for typed in ("", "no\n", "\n"):
        code, told = jedel("import", "schools", file, "--lang", "en", typed=typed)
        assert (code, "New: 1" in told, "The file waits" in told) == (0, True, True)
    staged = sqlite3.connect(tmp_path / "data" / "imports.db")
    assert staged.execute("SELECT state, count(*) FROM staged GROUP BY state").fetchall() == [("waiting", 1)]
    staged.close()
    assert (tmp_path / "data" / "imports.db").stat().st_mode & 0o777 == 0o600
    assert "Stored: 1" in jedel("import", "schools", file, "--yes", "--lang", "en")[1]


def test_moved_renamed_and_vanished_are_told(jedel, tmp_path):
    head = "id," + HEAD
    first = written(
        tmp_path, head + "a,1,Школа № 1,43.2,76.9\nb,2,Школа № 2,43.3,76.9\nc,3,Школа № 3,43.4,76.9\n"
    )
    jedel("import", "schools", first, "--yes")
    second = written(tmp_path, head + "a,1,Школа № 1,43.21,76.9\nb,2,Гимназия № 2,43.3,76.9\n", "next.csv")
    told = jedel("import", "schools", second, "--lang", "en", typed="no\n")[1].splitlines()
    assert told[:8] == [
        "Read as UTF-8, separated by commas",
        "Moved over 100 m: 1",
        "  Row 2: Школа № 1; 1112 m; place: 43.2, 76.9 → 43.21, 76.9",
        "Renamed: 1",
        "  Row 3: Гимназия № 2; name in Russian: Школа № 2 → Гимназия № 2",
        "Not in the file (nothing is deleted by itself): 1",
        "  Школа № 3",
        "Unchanged: 0",
    ]


def test_a_file_without_one_good_row_is_an_error(jedel, tmp_path):
    file = tmp_path / "schools.csv"
    file.write_bytes(b"\x1f\x8b\x08")
    code, told = jedel("import", "schools", str(file), "--lang", "en")
    assert code == 1
    assert (
        "  File: This is an archive or an Excel workbook. Save the table as CSV UTF-8 and send that." in told
    )


def test_another_region_has_no_centre_here(jedel, tmp_path):
    file = written(tmp_path, "number,lat,lon\n1,43.2,76.9\n")
    code, told = jedel("import", "schools", file, "--region", "KZ-71")
    assert (code, "KZ-75" in told) == (1, True)


def test_the_real_schools_of_almaty_twice(jedel):
    if not ALMATY.exists():
        pytest.skip("the real schools of Almaty are not beside this checkout")
    assert "Stored: 305" in jedel("import", "schools", str(ALMATY), "--yes", "--lang", "en")[1]
    assert "Unchanged: 305" in jedel("import", "schools", str(ALMATY), "--lang", "en")[1]


@pytest.mark.slow
def test_eight_thousand_rows_are_stored_within_seconds(jedel, tmp_path):
    rows = "".join(f"{n},Школа № {n},{43 + n / 10_000:.4f},76.9\n" for n in range(8_000))
    file = written(tmp_path, HEAD + rows)
    started = time.perf_counter()
    told = jedel("import", "schools", file, "--yes", "--lang", "en")[1]
    taken = time.perf_counter() - started
    assert "Stored: 8000" in told
    assert taken < 30, taken
