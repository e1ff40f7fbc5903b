"""`jedel import` on a real installation: schools, staff and groups by file, twice, bad rows between."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from web.cli.main import main

ALMATY = Path(__file__).parents[2].parent / "shared" / "geo" / "almaty_schools_osm_2026.geojson"


@pytest.fixture
def jedel(tmp_path):
    """Runs `jedel` on an installation of Almaty; answers (exit code, what was printed)."""
    password = tmp_path / "password"
    password.write_text("a long enough password\n", encoding="utf-8")
    data = str(tmp_path / "data")

    def run(*arguments: str) -> tuple[int, str]:
        found = CliRunner().invoke(main, [*arguments, "--data", data])
        return found.exit_code, found.output

    names = ["--name-kk", "Орталық", "--name-ru", "Центр", "--login", "admin", "--name", "Админ"]
    place = ["--region", "KZ-75", "--lat", "43.238", "--lon", "76.889"]
    assert run("init", *place, *names, "--password-file", str(password))[0] == 0
    return run


def test_groups_are_entered_by_file(jedel, tmp_path):
    staff, teams = tmp_path / "staff.csv", tmp_path / "teams.json"
    people = [f"p{i},Қиял {i},психолог,kk;ru" for i in range(24)]
    staff.write_text("\n".join(["id,name,profession,languages", *people]), encoding="utf-8")
    groups = [
        {"name": str(i + 1), "lat": 43.2 + i / 100, "lon": 76.9, "members": [f"p{2 * i}", f"p{2 * i + 1}"]}
        for i in range(12)
    ]
    teams.write_text(json.dumps(groups), encoding="utf-8")
    assert jedel("import", "staff", str(staff), "--lang", "en")[1].splitlines()[-3:] == [
        "Stored: 24",
        "Unchanged: 0",
        "Refused: 0",
    ]
    assert "Stored: 12" in jedel("import", "teams", str(teams), "--lang", "en")[1]
    again = jedel("import", "teams", str(teams), "--lang", "en")
    assert (again[0], "Unchanged: 12" in again[1]) == (0, True)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", "3-жол: Ендік пен бойлық ауысып кеткен сияқты. Алдымен ендікті жазыңыз."),
        ("ru", "Строка 3: Похоже, широта и долгота перепутаны. Сначала пишется широта."),
        ("en", "Row 3: Latitude and longitude seem to be swapped. Latitude comes first."),
    ],
)
def test_a_bad_row_is_told_in_three_languages(jedel, tmp_path, language, words):
    file = tmp_path / "schools.csv"
    file.write_text("number,name_ru,lat,lon\n1,Школа,43.2,76.9\n2,Школа,76.9,43.2\n", encoding="utf-8")
    code, told = jedel("import", "schools", str(file), "--lang", language)
    assert code == 0
    assert words in told.splitlines()


def test_a_file_without_one_good_row_is_an_error(jedel, tmp_path):
    file = tmp_path / "schools.csv"
    file.write_bytes(b"\xff\xfe")
    code, told = jedel("import", "schools", str(file), "--lang", "en")
    assert code == 1
    assert "File: The file is not UTF-8 text. Save it as UTF-8." in told


def test_another_region_has_no_centre_here(jedel, tmp_path):
    file = tmp_path / "schools.csv"
    file.write_text("number,lat,lon\n1,43.2,76.9\n", encoding="utf-8")
    code, told = jedel("import", "schools", str(file), "--region", "KZ-71")
    assert (code, "KZ-75" in told) == (1, True)


def test_the_real_schools_of_almaty_twice(jedel):
    if not ALMATY.exists():
        pytest.skip("the real schools of Almaty are not beside this checkout")
    assert "Stored: 305" in jedel("import", "schools", str(ALMATY), "--lang", "en")[1]
    assert "Unchanged: 305" in jedel("import", "schools", str(ALMATY), "--lang", "en")[1]
