"""Reads an OpenStreetMap extract (.osm.pbf): streets, water, green, districts, rivers."""

from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import osmium

from dispatch.roads.bundle import file_sha256
from dispatch.roads.extract import Area, Coordinates, Extract, Line, Way
from dispatch.roads.tags import GREEN, area_kind, closed, limit_kmh, names, oneway
from dispatch.unfit import Unfit
from domain.places import EAST, NORTH, SOUTH, WEST

MOST_MISSING: Final = 0.1
"""Extracts cut along a border lack the nodes beyond it; one that lacks more than so many is no whole one."""

_KEYS: Final = ("highway", "natural", "waterway", "boundary", *GREEN)
Say = Callable[[str], None]


class BadExtract(Unfit):
    """The file is no extract that roads can be made of."""


def read_extract(path: Path, progress: Say) -> Extract:
    """Everything that is taken from the file. `progress` is told each step: `checksum`, `streets`.

    Raises `BadExtract`: `extract-unreadable` (another kind of file, or one that ends too soon),
    `extract-incomplete`, `extract-empty` (no streets), `extract-elsewhere` (none of them in the country).
    """
    progress("checksum")
    sha256 = _sha256(path)
    progress("streets")
    found = _Found()
    try:
        as_of = _read(path, found)
    except (RuntimeError, ValueError, OSError) as error:
        raise BadExtract(str(error), "extract-unreadable", file=path.name, why=str(error)[:200]) from None
    return found.extract(path.name, sha256, as_of)


def _sha256(path: Path) -> str:
    try:
        return file_sha256(path)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise BadExtract(str(error), "extract-unreadable", file=path.name, why=why) from None


def _read(path: Path, found: "_Found") -> str:
    """Fills `found`; the day that the file says it is of, else that of its newest street."""
    file = osmium.io.File(str(path), "pbf")
    wanted = osmium.filter.KeyFilter(*_KEYS)
    reader = osmium.FileProcessor(file).with_areas(wanted).with_filter(wanted)
    said = reader.header.get("osmosis_replication_timestamp")[:10]
    each: Any
    for each in reader:
        if each.is_node():
            found.node(each)
        elif each.is_way():
            found.way(each)
        elif each.is_area():
            found.area(each)
    return said or found.newest


class _Found:
    """What was read so far; nodes are collected by their number in the file and told apart at the end."""

    def __init__(self) -> None:
        self.newest = ""
        self._refs, self._xs, self._ys = array("q"), array("i"), array("i")
        self._ways: list[tuple[dict[str, Any], int, int]] = []
        self._areas: list[Area] = []
        self._lines: list[Line] = []
        self._signals = array("q")
        self._missing = 0

    def node(self, node: Any) -> None:
        if node.tags.get("highway") == "traffic_signals":
            self._signals.append(node.id)

    def way(self, way: Any) -> None:
        tags = dict(way.tags)
        kind = tags.get("highway")
        if kind is not None and tags.get("area") != "yes":
            self._street(way, kind, tags)
        elif tags.get("waterway") in ("river", "canal"):
            points = np.array([(n.lat, n.lon) for n in way.nodes if n.location.valid()])
            if len(points) >= 2:
                self._lines.append(Line(kind="river", points=points, **names(tags)))

    def _street(self, way: Any, kind: str, tags: dict[str, str]) -> None:
        """A street is parted where the file lacks its nodes."""
        told = {
            "kind": kind,
            "oneway": oneway(kind, tags),
            "maxspeed": limit_kmh(tags.get("maxspeed", "")),
            "closed": closed(tags),
            **names(tags),
        }
        start = len(self._refs)
        for node in way.nodes:
            if node.location.valid():
                self._refs.append(node.ref)
                self._xs.append(node.x)
                self._ys.append(node.y)
            else:
                self._missing += 1
                start = self._ended(told, start)
        self._ended(told, start)
        self.newest = max(self.newest, f"{way.timestamp:%Y-%m-%d}" if way.timestamp.year > 1970 else "")

    def _ended(self, told: dict[str, Any], start: int) -> int:
        end = len(self._refs)
        if end - start >= 2:
            self._ways.append((told, start, end))
        return end

    def area(self, area: Any) -> None:
        tags = dict(area.tags)
        kind = area_kind(tags)
        if kind is not None:
            for ring in area.outer_rings():
                line: Coordinates = np.array([(node.lat, node.lon) for node in ring])
                self._areas.append(Area(kind=kind, ring=line, **names(tags)))

    def extract(self, file: str, sha256: str, as_of: str) -> Extract:
        """Raises `BadExtract` where no roads can be made of it."""
        if not self._ways:
            raise BadExtract("no streets", "extract-empty", file=file)
        share = self._missing / (self._missing + len(self._refs))
        if share > MOST_MISSING:
            raise BadExtract("nodes are missing", "extract-incomplete", file=file, percent=round(100 * share))
        refs, first, place = np.unique(
            np.frombuffer(self._refs, dtype=np.int64), return_index=True, return_inverse=True
        )
        lats = np.frombuffer(self._ys, dtype=np.int32)[first] / 1e7
        lons = np.frombuffer(self._xs, dtype=np.int32)[first] / 1e7
        if not ((lats >= SOUTH) & (lats <= NORTH) & (lons >= WEST) & (lons <= EAST)).any():
            raise BadExtract("not in the country", "extract-elsewhere", file=file)
        nodes = place.astype(np.int32)
        lit = np.isin(refs, np.frombuffer(self._signals, dtype=np.int64))
        return Extract(
            lats=lats,
            lons=lons,
            ways=[Way(nodes=nodes[start:end], **told) for told, start, end in self._ways],
            areas=self._areas,
            lines=self._lines,
            signals=np.flatnonzero(lit).astype(np.int32),
            sha256=sha256,
            as_of=as_of,
        )
