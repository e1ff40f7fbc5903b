"""A drive whose length is known from the map itself: the answer that an engine has to know to be believed.

A long, straight street that may be driven both ways tells how far its ends are apart by road without anybody
reckoning a route. It is written down once an engine that was just made from the same map agrees.
"""

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Final

from dispatch.clock import SystemClock
from dispatch.routing.asking import HttpEngine
from dispatch.routing.breaker import LIKE, Probe
from dispatch.routing.osrm import Osrm
from dispatch.routing.port import RungDown
from domain.places import Point, metres_between, point_fault

FILE: Final = "probe.json"
KINDS: Final = ("trunk", "primary", "secondary", "tertiary", "unclassified", "residential")
LEAST_M: Final = 400
MOST_M: Final = 5_000
STRAIGHT: Final = 0.98
TRIED: Final = 10
_NIGHT: Final = datetime(2026, 1, 1, 20, 0, tzinfo=UTC)
_STARTS_WITHIN_S: Final = 60.0


def candidates(extract: Path) -> list[Probe]:
    """Straight streets of a map, first those whose class leaves least doubt of the way; `TRIED` at most."""
    found = sorted(_streets(extract), key=lambda each: (each[0], -each[1].metres))
    return [probe for _, probe in found[:TRIED]]


def _streets(extract: Path) -> Iterator[tuple[int, Probe]]:
    import osmium

    for way in osmium.FileProcessor(str(extract), osmium.osm.NODE | osmium.osm.WAY).with_locations():
        if not isinstance(way, osmium.osm.Way) or way.tags.get("highway") not in KINDS:
            continue
        if any(
            key in way.tags for key in ("oneway", "junction", "access", "motor_vehicle", "vehicle", "toll")
        ):
            continue
        line = [Point(lat=node.lat, lon=node.lon) for node in way.nodes if node.location.valid()]
        if len(line) < 2 or point_fault(line[0].lat, line[0].lon) is not None:
            continue
        metres = sum(metres_between(a, b) for a, b in pairwise(line))
        if LEAST_M <= metres <= MOST_M and metres_between(line[0], line[-1]) >= STRAIGHT * metres:
            probe = Probe(origin=line[0], destination=line[-1], metres=round(metres))
            yield KINDS.index(way.tags["highway"]), probe


def agreed(some: Sequence[Probe], command: Sequence[str], port: int) -> Probe | None:
    """The first that the engine started by `command` on `port` of this machine knows; nothing if none."""
    if not some:
        return None
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        clock = SystemClock()
        until = clock.monotonic() + _STARTS_WITHIN_S
        while not _listens(port) and process.poll() is None and clock.monotonic() < until:
            time.sleep(0.05)
        rung = Osrm(HttpEngine(f"http://127.0.0.1:{port}", patience=10))
        with suppress(RungDown):
            return next((each for each in some if _known(rung, each)), None)
        return None
    finally:
        process.kill()
        process.wait()


def _known(rung: Osrm, probe: Probe) -> bool:
    """Half of what is asked of it later: a probe that it just passes would fail on the next edition."""
    metres = rung.legs([probe.origin], [probe.destination], _NIGHT)[0][0].metres
    return metres is not None and abs(metres - probe.metres) <= LIKE / 2 * probe.metres


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as found:
        return found.connect_ex(("127.0.0.1", port)) == 0


def write(shelf: Path, probe: Probe | None) -> None:
    """Put it there in one step; with nothing to put there, what was there goes."""
    if probe is None:
        (shelf / FILE).unlink(missing_ok=True)
        return
    ends = [[end.lat, end.lon] for end in (probe.origin, probe.destination)]
    aside = shelf / f"{FILE}.new"
    aside.write_text(json.dumps({"ends": ends, "metres": probe.metres}), encoding="utf-8")
    os.replace(aside, shelf / FILE)


def read(shelf: Path) -> Probe | None:
    """What stands there; nothing if that is none."""
    try:
        found = json.loads((shelf / FILE).read_text(encoding="utf-8"))
        origin, destination = (Point(lat=float(lat), lon=float(lon)) for lat, lon in found["ends"])
        metres = int(found["metres"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return Probe(origin=origin, destination=destination, metres=metres) if metres > 0 else None
