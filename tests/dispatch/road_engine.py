"""A real road engine over a small grid of streets; absent, its tests are skipped and say so."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import osmium
import pytest
from osmium.osm.mutable import Node, Way

from dispatch.routing.asking import HttpEngine
from dispatch.routing.port import RungDown
from domain.places import Point
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
BIN = ROOT / "build/roads-engine/osrm/bin"
PROFILE = ROOT / "build/roads-engine/osrm/share/profiles/car.lua"
needs_engine = pytest.mark.skipif(
    not (BIN / "osrm-routed").exists(), reason="no road engine here: make roads-engine fetches it"
)

STEP_LAT, STEP_LON = 0.0018, 0.00246
"""About 200 m each at the latitude of Almaty."""


def corner(row: int, column: int, lat: float = 43.20, lon: float = 76.85) -> Point:
    """Where two streets of the grid cross."""
    return Point(lat=round(lat + row * STEP_LAT, 6), lon=round(lon + column * STEP_LON, 6))


def draw_grid(path: Path, lat: float = 43.20, lon: float = 76.85, size: int = 24) -> Path:
    """`size` streets each way, as an extract."""
    with osmium.SimpleWriter(str(path)) as extract:
        for place in range(size * size):
            at = corner(*divmod(place, size), lat, lon)
            extract.add_node(Node(id=place + 1, location=(at.lon, at.lat), version=1))
        for each in range(size):
            along = [each * size + other + 1 for other in range(size)]
            across = [other * size + each + 1 for other in range(size)]
            for number, nodes in ((2 * each + 1, along), (2 * each + 2, across)):
                extract.add_way(Way(id=number, nodes=nodes, tags={"highway": "residential"}, version=1))
    return path


def prepare(folder: Path, lat: float = 43.20, lon: float = 76.85) -> Path:
    """The engine's files of a grid; what `osrm-routed` is started with."""
    extract = draw_grid(folder / "grid.osm.pbf", lat, lon)
    base = folder / "grid.osrm"
    version = ["--data_version", f"grid-{lat}"]
    for command in (
        ["osrm-extract", *version, "-p", str(PROFILE), str(extract)],
        ["osrm-partition", str(base)],
        ["osrm-customize", str(base)],
    ):
        subprocess.run([BIN / command[0], *command[1:]], check=True, capture_output=True)
    return base


class Routed:
    """One running engine process."""

    def __init__(self, base: Path, port: int | None = None) -> None:
        self.port = port or free_port()
        options = ["--algorithm", "mld", "-i", "127.0.0.1", "-p", str(self.port), "--verbosity", "WARNING"]
        self.process = subprocess.Popen(
            [BIN / "osrm-routed", *options, "--max-table-size", "2000", str(base)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        while not self._answers():
            assert self.process.poll() is None, "the engine ended: is its port taken?"
            time.sleep(0.02)

    def _answers(self) -> bool:
        """Whether it is an engine that answers there, and not whoever else got the port."""
        points = {"coordinates": [[76.0, 43.0], [76.1, 43.0]]}
        try:
            found = self.engine().sitting().ask("/table/v1/driving", points)
        except RungDown:
            return False
        return found.get("code") == "Ok" and self.process.poll() is None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def engine(self, patience: float = 20.0) -> HttpEngine:
        """A loaded machine is slow: more patience than a dispatcher has, where nothing hangs."""
        return HttpEngine(self.url, patience)

    def hang(self) -> None:
        """From now on it takes questions and never answers."""
        os.kill(self.process.pid, signal.SIGSTOP)
        tasks = Path(f"/proc/{self.process.pid}/task")
        until = time.monotonic() + 5
        while any(_state(task) != "T" for task in tasks.iterdir()):  # the signal is on its way to each thread
            assert time.monotonic() < until, "the engine does not stand still"
            time.sleep(0.01)

    def go_on(self) -> None:
        os.kill(self.process.pid, signal.SIGCONT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def end(self) -> str:
        """Ends it; what it said."""
        self.kill()
        if self.process.stdout.closed:
            return ""
        with self.process.stdout as said:
            return said.read().decode()


def listens(port: int) -> bool:
    with socket.socket() as found:
        found.settimeout(1)
        return found.connect_ex(("127.0.0.1", port)) == 0


def _state(task: Path) -> str:
    """What a thread does, by the kernel's letter; `T` where it is stopped."""
    return (task / "stat").read_text().rpartition(")")[2].split()[0]
