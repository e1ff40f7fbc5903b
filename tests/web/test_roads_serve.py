"""`jedel roads serve` makes the engine's files of an extract once, then becomes the engine."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from dispatch.clock import SystemClock
from dispatch.routing import probe
from dispatch.routing.asking import HttpEngine
from dispatch.routing.osrm import Osrm
from tests.dispatch.road_engine import corner, draw_grid, listens, needs_engine
from tests.ports import free_port
from web.cli.main import main


def serve(data: Path, *more: str) -> tuple[int, str]:
    found = CliRunner().invoke(main, ["roads", "serve", "--data", str(data), "--lang", "en", *more])
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found.exit_code, found.output


@needs_engine
@pytest.mark.slow
def test_it_prepares_once_and_answers_by_road(tmp_path: Path) -> None:
    extract = draw_grid(tmp_path / "grid.osm.pbf")
    said = []
    for _ in range(2):
        port = free_port()
        command = ["roads", "serve", "--data", tmp_path / "data", "--extract", extract, "--port", port]
        program = [sys.executable, "-c", "from web.cli.main import main; main()", *map(str, command)]
        process = subprocess.Popen(
            program,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "JEDEL_LANG": "en"},
        )
        try:
            while not listens(port):
                assert process.poll() is None
                time.sleep(0.02)
            rung = Osrm(HttpEngine(f"http://127.0.0.1:{port}"))
            leg = rung.legs([corner(1, 1)], [corner(1, 6)], SystemClock().now())[0][0]
            assert leg.metres == pytest.approx(1_000, abs=15)
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
        finally:
            process.kill()
        assert process.stdout is not None
        said.append(process.stdout.read().decode())
    assert "osrm-extract" in said[0]
    assert "osrm-extract" not in said[1]  # nothing was made a second time
    assert "76.8" not in "".join(said)  # nor any place told
    assert not list((tmp_path / "data" / "roads").glob("engine-????????"))
    known = probe.read(tmp_path / "data" / "roads")
    assert known is not None
    assert known.metres == pytest.approx(23 * 200, rel=0.02)  # a whole street of the grid


def test_the_straight_street_of_the_first_class_is_the_probe(tmp_path: Path) -> None:
    found = probe.candidates(draw_grid(tmp_path / "grid.osm.pbf"))
    assert len(found) == probe.TRIED
    assert found[0].metres == max(each.metres for each in found)


@pytest.mark.parametrize("text", ["", "[]", '{"ends": [[1, 2]], "metres": 5}', '{"ends": [[1,2],[3,4]]}'])
def test_a_probe_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / probe.FILE).write_text(text)
    assert probe.read(tmp_path) is None
    assert probe.read(tmp_path / "none") is None


@needs_engine
@pytest.mark.slow
@pytest.mark.parametrize("keep", [0.5, 0.0])
def test_an_extract_cut_in_the_middle_ends_in_words_and_leaves_nothing(tmp_path: Path, keep: float) -> None:
    whole = draw_grid(tmp_path / "grid.osm.pbf").read_bytes()
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(whole[: int(len(whole) * keep)])
    code, said = serve(tmp_path / "data", "--extract", str(cut))
    assert (code, "no map can be made of" in said) == (1, True)
    assert list((tmp_path / "data" / "roads").iterdir()) == []


def test_without_programs_it_says_how_to_get_them(tmp_path: Path) -> None:
    extract = draw_grid(tmp_path / "grid.osm.pbf")
    code, said = serve(tmp_path / "data", "--extract", str(extract), "--engine", str(tmp_path / "none"))
    assert (code, "make roads-engine" in said) == (1, True)


def test_without_an_extract_it_says_what_is_missing(tmp_path: Path) -> None:
    code, said = serve(tmp_path / "data")
    assert (code, "--extract" in said) == (1, True)


def test_the_extract_of_the_bundle_is_taken(tmp_path: Path) -> None:
    bundle = tmp_path / "data" / "roads" / "v1"
    bundle.mkdir(parents=True)
    (bundle.parent / "current").write_text("v1\n")
    draw_grid(bundle / "source.osm.pbf")
    _, said = serve(tmp_path / "data", "--engine", str(tmp_path / "none"))
    assert "make roads-engine" in said  # it was found; the programs are not
