"""`jedel nearest`: the board's own ranking over invented groups, beside a running server, writing nothing."""

import hashlib
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner

from dispatch.sql.sqlite import SqliteFile
from tests.dispatch.road_engine import Routed, needs_engine, prepare
from tests.web.client import Running
from web.bootstrap import build, close, set_up
from web.cli.main import main
from web.settings import Settings

CENTRE = "46.18,70.42"


def nearest(data: Path, *more: str, lang: str = "en", **environment: str) -> Any:
    command = ["nearest", "--data", str(data), "--lang", lang, *more]
    return CliRunner().invoke(main, command, env=environment)


def answer(data: Path, *more: str, **environment: str) -> dict[str, Any]:
    found = nearest(data, "--to", CENTRE, "--json", *more, **environment)
    assert found.exit_code == 0, found.output
    told: dict[str, Any] = json.loads(found.stdout)
    return told


def test_it_answers_beside_a_running_server(server: Running, data: Path) -> None:
    assert len(answer(data, "--teams", "12")["teams"]) > 0


def test_it_ranks_as_the_board_does_with_reasons(undisturbed: Path) -> None:
    told = answer(undisturbed, "--teams", "12", "--seed", "1")
    assert (told["rung"], told["data_version"], told["fallen"]) == ("roads-builtin", "town-1", [])
    assert len(told["teams"]) == 12
    assert told["rejected"] == []
    times = [team["seconds"] for team in told["teams"]]
    assert times == sorted(times)
    for team in told["teams"]:
        assert team["seconds_low"] < team["seconds"] < team["seconds_high"]
        assert team["metres"] > 0
        assert team["reasons"][0]["words"]
    assert told["teams"][0]["reasons"][0]["code"] == "nearest"


def test_one_seed_is_one_set_of_places(server: Running, data: Path) -> None:
    places = [sorted(team["base"] for team in answer(data, "--seed", seed)["teams"]) for seed in "112"]
    assert places[0] == places[1] != places[2]


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_people_read_it_in_their_language(undisturbed: Path, lang: str) -> None:
    found = nearest(undisturbed, "--to", CENTRE, "--teams", "3", lang=lang)
    assert found.exit_code == 0
    assert len(found.stdout.splitlines()) == 4
    assert "{" not in found.stdout
    assert "recommendation." not in found.stdout


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("70.42,46.18", "Latitude"),
        ("here", "43.238,76.889"),
        ("46.18", "43.238,76.889"),
        ("nan,70.42", "number"),
    ],
)
def test_a_place_that_is_none_is_refused_in_words(data: Path, to: str, words: str) -> None:
    found = nearest(data, "--to", to)
    assert found.exit_code == 1
    assert words in found.output
    assert "Traceback" not in found.output


def test_too_few_schools_are_said(tmp_path: Path) -> None:
    assert nearest(tmp_path, "--to", CENTRE).exit_code == 1  # nothing was set up there
    set_up(tmp_path / "data", {"demonstration": False})
    close(build(Settings(data=tmp_path / "data")))
    found = nearest(tmp_path / "data", "--to", CENTRE, "--teams", "2")
    assert (found.exit_code, "the register has 0 schools" in found.output) == (1, True)


def test_nothing_is_written(tmp_path: Path, data: Path, server: Running) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    server.system.store.hot.snapshot("schools")
    from sqlite3 import connect

    with connect(data / "log.db") as here, connect(copy / "log.db") as there:
        here.backup(there)
    there.execute("PRAGMA journal_mode=WAL")
    there.close()

    def lies() -> dict[str, str]:
        return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in copy.iterdir()}

    before = lies()
    answer(copy)
    assert lies() == before


@needs_engine
@pytest.mark.slow
def test_a_real_engine_is_asked_and_its_fall_is_told(server: Running, data: Path, tmp_path: Path) -> None:
    engine = Routed(prepare(tmp_path, lat=46.16, lon=70.39))
    try:
        told = answer(data, "--teams", "5", JEDEL_ROUTING=f"osrm:{engine.url}")
        assert told["rung"] in ("roads", "air")  # the grid covers a part of the town
        assert told["rung"] == "roads" or told["fallen"] == [{"rung": "roads", "code": "off-roads"}]
        engine.kill()
        told = answer(data, "--teams", "5", JEDEL_ROUTING=f"osrm:{engine.url}")
        assert (told["rung"], told["fallen"]) == ("air", [{"rung": "roads", "code": "engine-gone"}])
    finally:
        engine.end()


def test_groups_of_another_region_are_not_asked(undisturbed: Path) -> None:
    with closing(SqliteFile(undisturbed / "log.db").open_to_read()) as log:
        bodies = log.execute("SELECT body FROM hot_row WHERE fold='schools'").fetchall()
    places = [orjson.loads(body) for (body,) in bodies]
    elsewhere = {(row["lat"], row["lon"]) for row in places if row["region"] != "KZ-00"}
    here = len(places) - len(elsewhere)
    assert elsewhere
    told = answer(undisturbed, "--teams", str(here))
    assert all(tuple(team["base"]) not in elsewhere for team in told["teams"])
    assert nearest(undisturbed, "--to", CENTRE, "--teams", str(here + 1)).exit_code == 1
