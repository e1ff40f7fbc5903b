"""An import of roads is whole or did not happen: cut, killed, without room, twice at once, the same again."""

import json
import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from dispatch.roads.bundle import GRAPH, MANIFEST, SOURCE, BadBundle, check
from dispatch.roads.importer import OLDER, STEPS, Imported, import_roads
from dispatch.roads.shelf import Shelf
from dispatch.unfit import Unfit
from tests.dispatch.road_maps import AT, RESIDENTIAL, draw, square
from tests.dispatch.test_extract import ALMATY
from tests.house.tree import ROOT

PLACES = {"a": (0, 0), "b": (1000, 0), "c": (1000, 1000), "d": (0, 1000)}


def imported(data: Path, path: Path, **more: object) -> Imported:
    return import_roads(path, data, AT, lambda _: None, **more)  # type: ignore[arg-type]


def another(path: Path, line: str = "abca") -> Path:
    return draw(path, PLACES, [(RESIDENTIAL, line)])


def code_of(data: Path, path: Path) -> str:
    with pytest.raises(Unfit) as refused:
        imported(data, path)
    return refused.value.code


def lies(data: Path) -> dict[str, bytes]:
    """Every file of the shelf, save the lock."""
    roads = data / "roads"
    return {
        str(path.relative_to(roads)): path.read_bytes()
        for path in roads.rglob("*")
        if path.is_file() and path.name != "import.lock"
    }


def test_a_bundle_holds_everything_with_its_checksums_and_says_what_it_is(tmp_path: Path) -> None:
    steps: list[str] = []
    path = square(tmp_path / "square.osm.pbf")
    done = import_roads(path, tmp_path, AT, steps.append)
    shelf = Shelf(tmp_path)
    folder = shelf.bundle(done.manifest.version)
    assert tuple(steps) == STEPS
    assert (shelf.current(), shelf.previous()) == (done.manifest.version, None)
    assert check(folder) == done.manifest
    files = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert files == {*done.manifest.files, MANIFEST}
    assert {GRAPH, SOURCE, "base/base.json", "base/tiles.db"} <= files
    assert (folder / SOURCE).read_bytes() == path.read_bytes()
    assert (done.made, done.fewer, done.manifest.kilometres) == (True, None, 4)
    assert done.manifest.made_at == "2026-11-27T12:00:00+00:00"


def test_the_same_extract_again_changes_nothing(tmp_path: Path) -> None:
    path = square(tmp_path / "square.osm.pbf")
    imported(tmp_path, path)
    before = lies(tmp_path)
    assert not imported(tmp_path, path).made
    assert lies(tmp_path) == before


def test_the_one_before_is_kept_older_ones_go_and_one_can_go_back(tmp_path: Path) -> None:
    shelf, names = Shelf(tmp_path), []
    for line in ("abca", "abcda", "abda"):
        names.append(imported(tmp_path, another(tmp_path / "map.osm.pbf", line)).manifest.version)
    assert shelf.versions() == sorted(names[1:])
    assert (shelf.current(), shelf.previous()) == (names[2], names[1])
    shelf.use(names[1])
    assert (shelf.current(), shelf.previous()) == (names[1], names[2])
    shelf.use(names[1])
    assert shelf.previous() == names[2]


@pytest.mark.parametrize("name", ["nothing", "..", ".", "", "../..", "/"])
def test_only_a_bundle_that_is_there_can_be_used(tmp_path: Path, name: str) -> None:
    imported(tmp_path, square(tmp_path / "square.osm.pbf"))
    before = lies(tmp_path)
    with pytest.raises(Unfit) as refused:
        Shelf(tmp_path).use(name)
    assert refused.value.code == "bundle-unknown"
    assert lies(tmp_path) == before


@pytest.mark.parametrize("file", [GRAPH, SOURCE, "base/tiles.db", MANIFEST])
def test_a_damaged_bundle_is_not_gone_over_to_and_is_made_anew_by_its_extract(
    tmp_path: Path, file: str
) -> None:
    path = square(tmp_path / "square.osm.pbf")
    good = imported(tmp_path, path).manifest.version
    other = imported(tmp_path, another(tmp_path / "other.osm.pbf")).manifest.version
    damaged = tmp_path / "roads" / good / file
    damaged.write_bytes(damaged.read_bytes()[:-3])
    with pytest.raises(BadBundle) as refused:
        Shelf(tmp_path).use(good)
    assert (refused.value.code, refused.value.params["file"]) == ("bundle-damaged", file)
    assert Shelf(tmp_path).current() == other
    assert imported(tmp_path, path).made
    assert check(Shelf(tmp_path).bundle(good)).version == good
    assert Shelf(tmp_path).current() == good
    assert not list((tmp_path / "roads").glob(".new-*"))


def test_a_file_that_is_missing_is_damage_too(tmp_path: Path) -> None:
    version = imported(tmp_path, square(tmp_path / "square.osm.pbf")).manifest.version
    (tmp_path / "roads" / version / "base" / "tiles.db").unlink()
    with pytest.raises(BadBundle):
        check(tmp_path / "roads" / version)


def test_whatever_is_no_map_leaves_the_one_in_use(tmp_path: Path) -> None:
    whole = square(tmp_path / "square.osm.pbf")
    imported(tmp_path, whole)
    before = lies(tmp_path)
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(whole.read_bytes()[:-40])
    assert code_of(tmp_path, cut) == "extract-unreadable"
    assert code_of(tmp_path, square(tmp_path / "swapped.osm.pbf", swapped=True)) == "extract-elsewhere"
    assert code_of(tmp_path, draw(tmp_path / "empty.osm.pbf", PLACES, [])) == "extract-empty"
    foot = draw(tmp_path / "foot.osm.pbf", PLACES, [({"highway": "footway"}, "abcda")])
    assert code_of(tmp_path, foot) == "extract-empty"  # streets, but none for a car
    assert lies(tmp_path) == before


def test_an_extract_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = square(tmp_path / "square.osm.pbf")

    def swap(step: str) -> None:
        if step == "map":
            another(path)

    with pytest.raises(Unfit) as refused:
        import_roads(path, tmp_path, AT, swap)
    assert refused.value.code == "extract-changed"
    assert lies(tmp_path) == {}


def test_far_fewer_nodes_than_before_are_told(tmp_path: Path) -> None:
    imported(tmp_path, square(tmp_path / "square.osm.pbf"))
    small = {name: (east / 4, north / 4) for name, (east, north) in PLACES.items()}
    done = imported(tmp_path, draw(tmp_path / "small.osm.pbf", small, [(RESIDENTIAL, "abcda")]))
    assert done.fewer is not None
    assert done.fewer < 80


def test_two_imports_at_once_do_not_meet(tmp_path: Path) -> None:
    path, codes = square(tmp_path / "square.osm.pbf"), []

    def second(step: str) -> None:
        if step == "graph":
            codes.append(code_of(tmp_path, another(tmp_path / "other.osm.pbf")))

    thread = threading.Thread(target=lambda: import_roads(path, tmp_path, AT, second))
    thread.start()
    thread.join()
    assert codes == ["import-running"]
    assert Shelf(tmp_path).current() is not None


PROGRAM = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from dispatch.roads.importer import import_roads
from dispatch.unfit import Unfit

def say(step):
    print(step, flush=True)
    if step == sys.argv[3]:
        sys.stdin.readline()

try:
    import_roads(Path(sys.argv[1]), Path(sys.argv[2]), datetime(2026, 11, 27, tzinfo=UTC), say)
except Unfit as error:
    print(error.code, flush=True)
"""


def started(path: Path, data: Path, stop_at: str = "", bytes_: int | None = None) -> "subprocess.Popen[str]":
    def bound() -> None:
        if bytes_ is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, bytes_))

    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path), str(data), stop_at],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=bound,
    )


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_an_import_killed_at_any_step_leaves_the_old_bundle_and_the_next_one_sweeps(
    tmp_path: Path, step: str
) -> None:
    old = imported(tmp_path, square(tmp_path / "square.osm.pbf")).manifest.version
    before = lies(tmp_path)
    path = another(tmp_path / "other.osm.pbf")
    process = started(path, tmp_path, step)
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == step:
            break
    process.kill()
    process.wait()
    process.stdout.close()
    assert Shelf(tmp_path).current() == old
    assert {name: body for name, body in lies(tmp_path).items() if name in before} == before
    assert imported(tmp_path, path).made == (step != "use")
    assert (Shelf(tmp_path).previous(), list((tmp_path / "roads").glob(".new-*"))) == (old, [])


@pytest.mark.slow
@pytest.mark.parametrize("room", [0, 1_000, 3_000, 5_000])
def test_a_disk_without_room_is_said_and_leaves_the_old_bundle(tmp_path: Path, room: int) -> None:
    """The planted fault: no file may grow beyond so many bytes, as if the disk were full."""
    imported(tmp_path, square(tmp_path / "square.osm.pbf"))
    before = lies(tmp_path)
    process = started(another(tmp_path / "other.osm.pbf"), tmp_path, bytes_=room)
    said, _ = process.communicate()
    assert said.split()[-1] == "roads-not-written"
    assert lies(tmp_path) == before


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "roads").write_text("a file where a folder should be")
    assert code_of(tmp_path, square(tmp_path / "square.osm.pbf")) == "roads-not-written"


@pytest.mark.skipif(not ALMATY.exists(), reason="the extract of Almaty is not beside this checkout")
@pytest.mark.slow
def test_the_real_almaty_is_imported(tmp_path: Path) -> None:
    made = imported(tmp_path, ALMATY).manifest
    assert (made.as_of, made.attribution, made.kilometres) == ("2012-03-13", OLDER, 2_707)
    assert json.loads((tmp_path / "roads" / made.version / MANIFEST).read_text())["sha256"] == made.sha256
