"""The base map over HTTP: for whoever is in, kept by their browser, a file of the house's own by parts."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatch.roads.base_map import RICH, BaseMaps
from tests.web.client import Client, Running

FILE = bytes(range(256)) * 40


def tile_of(client: Client) -> tuple[str, list[str]]:
    """The map's version, and the addresses of the tiles around the town's centre that are drawn."""
    about = client.get("/api/map")
    level, version = about["levels"][-1], about["version"]
    (_, west), (_, east) = about["centre"]
    x = int(((west + east) / 720 + 0.5) * 2**level)
    near = [f"/map/{version}/{level}/{x}/{y}" for y in range(int(2**level * 0.3), int(2**level * 0.4))]
    return version, [path for path in near if client.http.get(path).status_code == 200]


def test_a_tile_is_fetched_once_for_as_long_as_its_version_stands(dispatcher: Client) -> None:
    about = dispatcher.get("/api/map")
    assert about["attribution"]["ru"].startswith("Выдуманный город")
    assert len(about["districts"]) == 6
    version, drawn = tile_of(dispatcher)
    answer = dispatcher.http.get(drawn[0])
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert set(answer.json()) == {"names", "streets", "rivers", "water", "green", "outlines"}
    empty = dispatcher.http.get(f"/map/{version}/12/0/0")
    assert (empty.status_code, empty.content) == (204, b"")
    assert "immutable" in empty.headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        "v0/12/0/0",
        "{version}/12/-1/0",
        "{version}/x/0/0",
        "{version}/12/0/123456789",
        "{version}/١/0/0",
        "../12/0/0",
    ],
)
def test_what_is_no_tile_of_this_map_is_not_found(path: str, dispatcher: Client) -> None:
    version = dispatcher.get("/api/map")["version"]
    answer = dispatcher.http.get(f"/map/{path.format(version=version)}")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")


def test_nobody_outside_gets_any_of_it(dispatcher: Client, server: Running) -> None:
    _, drawn = tile_of(dispatcher)
    version = dispatcher.get("/api/map")["version"]
    outside = server.nobody()
    for path in ("/api/map", drawn[0], f"/map/{version}/rich.pmtiles"):
        assert outside.http.get(path).status_code == 401, path


@pytest.fixture
def rich(server: Running) -> Iterator[Path]:
    """The town's bundle with a map file of the house's own, for one test."""
    base = server.system.settings.data / "roads" / "town-1" / "base"
    path = base / RICH
    path.write_bytes(FILE)
    before = server.system.base_maps
    server.system.base_maps = BaseMaps(server.system.settings.data)
    yield path
    server.system.base_maps = before
    path.unlink()


def test_a_map_file_is_read_by_parts(rich: Path, dispatcher: Client) -> None:
    about = dispatcher.get("/api/map")
    assert about["rich"]
    path = f"/map/{about['version']}/rich.pmtiles"
    answer = dispatcher.http.get(path, headers={"range": "bytes=256-511"})
    assert answer.status_code == 206
    assert answer.headers["content-range"] == f"bytes 256-511/{len(FILE)}"
    assert answer.content == bytes(range(256))
    assert dispatcher.http.get(path, headers={"range": f"bytes={len(FILE)}-"}).status_code == 416


def test_without_a_map_file_there_is_none(dispatcher: Client) -> None:
    about = dispatcher.get("/api/map")
    assert not about["rich"]
    assert dispatcher.http.get(f"/map/{about['version']}/rich.pmtiles").status_code == 404


def test_where_no_roads_were_imported_there_is_no_map(
    server: Running, dispatcher: Client, tmp_path: Path
) -> None:
    before = server.system.base_maps
    server.system.base_maps = BaseMaps(tmp_path)
    try:
        assert dispatcher.http.get("/api/map").status_code == 404
    finally:
        server.system.base_maps = before


def test_a_tile_says_every_point_in_whole_steps(dispatcher: Client) -> None:
    _, drawn = tile_of(dispatcher)
    assert len(drawn) >= 2
    body = dispatcher.http.get(drawn[0]).json()
    assert all(isinstance(number, int) for _, _, line in body["streets"] for number in line)
    assert len(gzip.compress(json.dumps(body).encode())) < 200_000
