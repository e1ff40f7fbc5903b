"""Takes an extract into use: graph, base map and the extract itself become a bundle, or nothing changes."""

import hashlib
import shutil
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dispatch.roads.bundle import (
    FORMAT,
    SOURCE,
    BadBundle,
    Manifest,
    check,
    checksums,
    file_sha256,
    read_manifest,
    write_graph,
    write_manifest,
)
from dispatch.roads.reading import BadExtract, Say, read_extract
from dispatch.roads.shelf import Shelf
from dispatch.unfit import Unfit

if TYPE_CHECKING:
    from dispatch.roads.extract import Extract

STEPS: Final = ("checksum", "streets", "graph", "map", "files", "use")
"""In their order; each is said when it begins."""

OPEN_DATABASE: Final = "© OpenStreetMap contributors, ODbL 1.0"
OLDER: Final = "© OpenStreetMap contributors, CC BY-SA 2.0"
ODBL_SINCE: Final = "2012-09-12"
"""The day OpenStreetMap changed its licence."""

FEWER: Final = 0.8
"""A map with less than so much of the one before may be a part of what was meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Files of the house's own for the bundle: a richer base map (PMTiles), outlines of districts (GeoJSON)
    in place of those of the extract. `credit`: whose they are, shown on the map beside the extract's own.
    """

    pmtiles: Path | None = None
    districts: Path | None = None
    credit: str = ""

    def mark(self) -> str:
        """Other files make another bundle."""
        given = [path for path in (self.pmtiles, self.districts) if path is not None]
        files = "".join(f" {path.suffix} {file_sha256(path)}" for path in given)
        return f"{files} {self.credit}" if self.credit else files


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of it. `made`: whether it was made, or was there already. `fewer`: percent of the map that
    was in use before, where there are far fewer nodes than that.
    """

    manifest: Manifest
    made: bool
    fewer: int | None = None


def import_roads(
    path: Path,
    data: Path,
    at: datetime,
    progress: Say,
    *,
    beside: Beside = Beside(),
    version: str | None = None,
    attribution: Mapping[str, str] | None = None,
) -> Imported:
    """Make a bundle of the extract at `path` and use it; `version` and `attribution` of invented maps alone.

    Raises `Unfit`, also where the disk refuses (`roads-not-written`); what was in use then still is.
    """
    shelf = Shelf(data)
    try:
        with shelf.making() as aside:
            extract = _with(read_extract(path, progress), beside)
            name = version or _version(extract, beside)
            if _is_there(shelf, name, extract.sha256):
                manifest, made = read_manifest(shelf.folder / name), False
            else:
                named = _Named(name, attribution, at, beside)
                manifest, made = _made(aside, path, extract, named, progress), True
                shelf.put(aside, name)
            progress("use")
            fewer = _fewer(shelf, manifest)
            shelf.use(name)
            shelf.tidy()
    except (OSError, sqlite3.Error) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Unfit(str(error), "roads-not-written", folder=str(shelf.folder), why=why) from None
    return Imported(manifest=manifest, made=made, fewer=fewer)


@dataclass(frozen=True, slots=True)
class _Named:
    version: str
    attribution: Mapping[str, str] | None
    at: datetime
    beside: Beside


def _with(extract: "Extract", beside: Beside) -> "Extract":
    """The extract with the outlines of districts that were given, if some were."""
    if beside.districts is None:
        return extract
    from dispatch.roads.districts import areas_of_geojson, drawn

    try:
        given = drawn(areas_of_geojson(beside.districts.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError):
        raise Unfit("no outlines", "districts-unreadable", file=beside.districts.name) from None
    return replace(extract, areas=[*(each for each in extract.areas if each.kind != "district"), *given])


def _version(extract: "Extract", beside: Beside) -> str:
    """Of the same files and one format of ours always the same."""
    mark = hashlib.sha256(f"{FORMAT} {extract.sha256}{beside.mark()}".encode()).hexdigest()[:10]
    return f"{extract.as_of or 'undated'}-{mark}"


def _is_there(shelf: Shelf, version: str, sha256: str) -> bool:
    try:
        return version in shelf.versions() and check(shelf.folder / version).sha256 == sha256
    except BadBundle:
        return False


def _made(aside: Path, path: Path, extract: "Extract", named: _Named, progress: Say) -> Manifest:
    from dispatch.roads.building import built
    from dispatch.roads.drawing import draw
    from dispatch.roads.places import write_places
    from dispatch.roads.rich import take as take_rich

    progress("graph")
    graph = built(extract)
    if graph is None:
        raise BadExtract("nothing can be driven", "extract-empty", file=path.name)
    write_graph(aside, graph)
    progress("map")
    draw(extract, aside / "base")
    write_places(extract, aside)
    progress("files")
    if named.beside.pmtiles is not None:
        take_rich(named.beside.pmtiles, aside / "base")
    shutil.copyfile(path, aside / SOURCE)
    files = checksums(aside)
    if files[SOURCE] != extract.sha256:
        raise BadExtract("changed meanwhile", "extract-changed", file=path.name)
    manifest = Manifest(
        version=named.version,
        sha256=extract.sha256,
        as_of=extract.as_of,
        made_at=named.at.isoformat(timespec="seconds"),
        nodes=len(graph.lats),
        kilometres=round(graph.kilometres()),
        attribution=dict(named.attribution or {}) or _attribution(extract.as_of, named.beside.credit),
        files=files,
    )
    write_manifest(aside, manifest)
    return manifest


def _attribution(as_of: str, credit: str = "") -> str:
    own = OLDER if as_of and as_of < ODBL_SINCE else OPEN_DATABASE
    return f"{own}; {credit}" if credit else own


def _fewer(shelf: Shelf, manifest: Manifest) -> int | None:
    before = shelf.current()
    try:
        nodes = read_manifest(shelf.folder / before).nodes if before else 0
    except BadBundle:
        return None
    return round(100 * manifest.nodes / nodes) if manifest.nodes < FEWER * nodes else None
