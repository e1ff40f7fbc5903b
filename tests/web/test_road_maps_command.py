"""`jedel import roads`, `jedel roads list` and `use`; a running server takes up another map by itself."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dispatch.roads.bundle import GRAPH
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


def test_where_nothing_was_set_up_nothing_is_made(tmp_path: Path) -> None:
    path = square(tmp_path / "square.osm.pbf")
    assert jedel(tmp_path / "typo", "import", "roads", str(path)).exit_code == 1
    assert not (tmp_path / "typo").exists()
    assert "No road map" in jedel(tmp_path / "typo", "roads", "list").stdout


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
def test_real_schools_are_ranked_over_real_streets(data: Path, tmp_path: Path) -> None:
    place = ["--region", "KZ-75", "--lat", "43.238", "--lon", "76.889", "--login", "admin", "--name", "A"]
    password = tmp_path / "password"
    password.write_text("a long enough password\n", encoding="utf-8")
    real = tmp_path / "real"
    names = ["--name-kk", "Орталық", "--name-ru", "Центр", "--password-file", str(password)]
    assert jedel(real, "init", *place, *names).exit_code == 0
    assert jedel(real, "import", "roads", str(ALMATY)).exit_code == 0
    schools = ALMATY.with_name("almaty_schools_osm_2026.geojson")
    assert jedel(real, "import", "schools", str(schools), "--yes").exit_code == 0
    asked = ["--to", "43.238,76.889", "--teams", "12", "--seed", "1", "--json"]
    found = json.loads(jedel(real, "nearest", *asked).stdout)
    assert (found["rung"], found["fallen"]) == ("roads-builtin", [])
    assert (
        len(found["teams"]) + len(found["rejected"]) == 12
    )  # a school of 2026 may lie off the roads of 2012
    assert len(found["teams"]) >= 10
    assert all(team["metres"] > 0 and team["reasons"] for team in found["teams"])
