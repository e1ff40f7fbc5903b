"""`jedel import roads`, `jedel roads list` and `use`; a running server takes up another map by itself."""

import json
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dispatch.roads.bundle import GRAPH, SOURCE, check
from dispatch.roads.shelf import Shelf
from tests.dispatch.road_maps import RESIDENTIAL, at, draw, square
from tests.dispatch.test_extract import ALMATY
from tests.web.served import served
from web.bootstrap import build, close, set_up
from web.cli.main import main
from web.limits import Limits
from web.settings import Settings
from web.words import LANGUAGES

PLACES = {"a": (0, 0), "b": (1000, 0), "c": (1000, 1000), "d": (0, 1000)}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An installation that was set up."""
    set_up(tmp_path / "data", {"demonstration": False})
    close(build(Settings(data=tmp_path / "data")))
    return tmp_path / "data"


def jedel(data: Path, *words: str, lang: str = "en") -> Any:
    found = CliRunner().invoke(main, [*words, "--data", str(data), "--lang", lang])
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


def other(path: Path) -> Path:
    return draw(path, PLACES, [(RESIDENTIAL, "abca")])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_import_says_what_is_in_use_and_how_to_go_back(data: Path, tmp_path: Path, lang: str) -> None:
    path = square(tmp_path / "square.osm.pbf")
    first = jedel(data, "import", "roads", str(path), lang=lang)
    version = Shelf(data).current() or ""
    assert first.exit_code == 0
    assert version in first.stdout
    assert "SHA-256" in first.stdout
    again = jedel(data, "import", "roads", str(path), lang=lang)
    assert len(again.stdout.splitlines()) == len(first.stdout.splitlines()) + 1  # that it was there already
    second = jedel(data, "import", "roads", str(other(tmp_path / "other.osm.pbf")), lang=lang)
    assert f"jedel roads use {version}" in second.stdout
    assert jedel(data, "roads", "use", version, lang=lang).exit_code == 0
    assert Shelf(data).current() == version
    listed = jedel(data, "roads", "list", lang=lang)
    assert len(listed.stdout.splitlines()) == 2
    for said in (first, again, second, listed):
        assert "cli." not in said.output
        assert "{" not in said.output


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_cannot_be_imported_is_refused_in_words(data: Path, tmp_path: Path, lang: str) -> None:
    whole = square(tmp_path / "square.osm.pbf").read_bytes()
    (tmp_path / "cut.osm.pbf").write_bytes(whole[:-40])
    files = [
        tmp_path / "cut.osm.pbf",
        square(tmp_path / "swapped.osm.pbf", swapped=True),
        draw(tmp_path / "empty.osm.pbf", PLACES, []),
        draw(tmp_path / "holes.osm.pbf", PLACES, [(RESIDENTIAL, "abcdab")], missing=["d"]),
    ]
    for file in files:
        said = jedel(data, "import", "roads", str(file), lang=lang)
        assert (said.exit_code, file.name in said.output) == (1, True)
        assert "cli." not in said.output
        assert "Traceback" not in said.output
    assert Shelf(data).versions() == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_damaged_map_and_one_that_is_none_are_said(data: Path, tmp_path: Path, lang: str) -> None:
    jedel(data, "import", "roads", str(square(tmp_path / "square.osm.pbf")))
    version = Shelf(data).current() or ""
    graph = data / "roads" / version / GRAPH
    graph.write_bytes(graph.read_bytes()[:-1])
    assert GRAPH in jedel(data, "roads", "list", lang=lang).stdout
    said = jedel(data, "roads", "use", version, lang=lang)
    assert (said.exit_code, GRAPH in said.output) == (1, True)
    said = jedel(data, "roads", "use", "2020-01-01-none", lang=lang)
    assert (said.exit_code, version in said.output) == (1, True)
    assert "cli." not in said.output


def test_a_map_may_wait_for_its_installation_and_says_so(tmp_path: Path) -> None:
    path = square(tmp_path / "square.osm.pbf")
    typo = tmp_path / "no such folder" / "data"
    assert jedel(typo, "import", "roads", str(path)).exit_code == 1
    assert not typo.parent.exists()
    assert "No road map" in jedel(typo, "roads", "list").stdout
    said = jedel(tmp_path / "new", "import", "roads", str(path))
    assert (said.exit_code, "not set up yet" in said.stdout) == (0, True)
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    set_up(tmp_path / "new", {"demonstration": False})
    assert "not set up yet" not in jedel(tmp_path / "new", "import", "roads", str(path)).stdout


SCHOOLS = "id,kato,lat,lon\na,751110000,43.21,76.91\nb,751110000,43.2,76.9\nc,,43.202,76.905\n"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_directory_becomes_that_of_the_schools_brought_in(tmp_path: Path, lang: str) -> None:
    data, file = tmp_path / "empty", tmp_path / "schools.csv"
    file.write_text(SCHOOLS, encoding="utf-8")
    jedel(data, "import", "roads", str(square(tmp_path / "square.osm.pbf")), lang=lang)
    said = jedel(data, "import", "schools", str(file), lang=lang)
    assert (said.exit_code, "KZ-75" in said.stdout, "cli." in said.stdout) == (0, True, False)
    asked = ["--to", "43.201,76.9", "--teams", "3", "--seed", "1", "--json"]
    found = json.loads(jedel(data, "nearest", *asked).stdout)
    assert (found["rung"], found["data_version"]) == ("roads-builtin", Shelf(data).current())
    system = build(Settings(data=data))
    (centre,) = system.rows("centres").values()
    close(system)
    assert (centre["region"], centre["lat"], centre["lon"]) == ("KZ-75", 43.202, 76.905)
    again = jedel(data, "import", "schools", str(file), lang=lang)
    assert (again.exit_code, "KZ-75" in again.stdout) == (0, False), "an installation now, as any other"


@pytest.mark.parametrize("kato", ["", "99", "751110000\nd,711110000,51.1,71.4"])
def test_without_one_region_an_empty_directory_stays_empty(tmp_path: Path, kato: str) -> None:
    data, file = tmp_path / "empty", tmp_path / "schools.csv"
    file.write_text(
        f"id,lat,lon,kato\na,43.2,76.9,{kato}\n".replace("d,711110000,51.1,71.4", "d,51.1,71.4,711110000")
    )
    data.mkdir()
    assert jedel(data, "import", "schools", str(file)).exit_code == 1
    assert list(data.iterdir()) == []
    assert jedel(data, "import", "schools", str(file), "--region", "KZ-19").exit_code == 0


def test_a_file_without_a_place_makes_no_installation(tmp_path: Path) -> None:
    """Nor does a register of people, a directory with anything in it, or one that is not there."""
    data, file = tmp_path / "empty", tmp_path / "schools.csv"
    file.write_text("id,kato\na,751110000\n")
    assert jedel(data, "import", "schools", str(file)).exit_code == 1
    assert not data.exists()
    data.mkdir()
    for kind in ("schools", "teams"):
        assert jedel(data, "import", kind, str(file)).exit_code == 1
        assert list(data.iterdir()) == []
    (data / "holiday.jpg").touch()
    file.write_text(SCHOOLS)
    assert jedel(data, "import", "schools", str(file)).exit_code == 1
    assert [path.name for path in data.iterdir()] == ["holiday.jpg"]


def test_a_backup_says_that_it_is_without_the_map_and_a_plain_copy_of_it_is_whole(
    data: Path, tmp_path: Path
) -> None:
    assert "road map" not in jedel(data, "backup", str(tmp_path / "first")).stdout
    jedel(data, "import", "roads", str(square(tmp_path / "square.osm.pbf")))
    version = Shelf(data).current() or ""
    said = jedel(data, "backup", str(tmp_path / "copy"), "--keys-to", str(tmp_path / "keys"))
    assert (said.exit_code, f"{version} is not in the copy" in said.stdout) == (0, True)
    shutil.copytree(tmp_path / "keys", tmp_path / "copy", dirs_exist_ok=True)
    shutil.copytree(data / "roads", tmp_path / "copied" / "roads")
    assert check(Shelf(tmp_path / "copied").bundle(version)).version == version
    # or from the extract that lies in the bundle: the same version comes out
    extract = data / "roads" / version / SOURCE
    jedel(tmp_path / "copy", "import", "roads", str(extract))
    assert Shelf(tmp_path / "copy").current() == version


def test_far_fewer_streets_than_before_are_warned_of(data: Path, tmp_path: Path) -> None:
    jedel(data, "import", "roads", str(square(tmp_path / "square.osm.pbf")))
    small = {name: (east / 4, north / 4) for name, (east, north) in PLACES.items()}
    path = draw(tmp_path / "small.osm.pbf", small, [(RESIDENTIAL, "abcda")])
    assert "Is the extract whole" in jedel(data, "import", "roads", str(path)).output


def test_a_running_server_takes_up_a_map_and_the_next_and_says_which_rung_answers(
    data: Path, tmp_path: Path
) -> None:
    with served(Settings(data=data, port=0, limits=Limits(roads_look=0.5))) as server:
        ladder, client = server.system.router, server.nobody()

        def rung(name: str, version: str | None) -> None:
            for _ in range(200):
                health = client.http.get("/health").json()["roads"]
                found = ladder.times([at(0, 0)], [at(900, 0)], server.system.clock.now())
                if health["rung"] == found.rung == name and version in (None, found.data_version):
                    assert (health["best"], health["code"]) == (name, None)
                    return
                time.sleep(0.1)
            raise AssertionError(json.dumps([health, found.rung, found.data_version]))

        rung("air", None)
        for path in (square(tmp_path / "square.osm.pbf"), other(tmp_path / "other.osm.pbf")):
            jedel(data, "import", "roads", str(path))
            rung("roads-builtin", Shelf(data).current())
        jedel(data, "roads", "use", Shelf(data).previous() or "")
        rung("roads-builtin", Shelf(data).current())


@pytest.mark.skipif(not ALMATY.exists(), reason="the extract of Almaty is not beside this checkout")
@pytest.mark.slow
def test_real_schools_are_ranked_over_real_streets_from_an_empty_directory(tmp_path: Path) -> None:
    data = tmp_path / "empty"
    data.mkdir()
    assert jedel(data, "import", "roads", str(ALMATY)).exit_code == 0
    schools = ALMATY.with_name("almaty_schools_osm_2026.geojson")
    assert jedel(data, "import", "schools", str(schools)).exit_code == 0
    asked = ["--to", "43.238,76.889", "--teams", "12", "--seed", "1", "--json"]
    found = json.loads(jedel(data, "nearest", *asked).stdout)
    assert (found["rung"], found["fallen"]) == ("roads-builtin", [])
    # a school of 2026 may lie off the roads of 2012
    assert len(found["teams"]) >= 10
    assert all(team["metres"] > 0 and team["reasons"] for team in found["teams"])
