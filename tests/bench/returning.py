"""A thousand boards come back at once: what the server works for each, against handshakes and nothing more.

With a whole board of 100 KB, and resuming where they were. The floor is the same server accepting the same
connections.
"""

import sys
import time
from contextlib import ExitStack
from random import Random
from typing import Any

from tests.bench.figures import Scale, figure
from tests.bench.realtime import LIVE
from tests.bench.stage import SERVER_CPU, Crowd, alive, post, processor_time

BOARDS, FEW = 1_000, 20
ROWS, ROW = 200, 480
"""Rows on the board and their bytes: about 100 KB."""
RESUME = '{"t":"sub","id":1,"topic":"queue:75","epoch":"e","pos":%d}'
PAUSE = 0.3
ANSWERED = '"t":"ok"'


def variants() -> dict[str, dict[str, Any]]:
    """How the boards of each kind come, and when each is there."""
    return {
        "snapshot": {**LIVE, "until": '"part":0,"rows"', "bytes": ROWS * ROW},
        "resume": {**LIVE, "say": [RESUME % (ROWS + 1)], "until": ANSWERED},
        "handshake": {"path": "/bare"},
    }


def run(scale: Scale) -> None:
    """Both ways to come back."""
    boards = FEW if scale.quick else BOARDS
    chance = Random(boards)
    ways = variants()
    cost: dict[str, list[float]] = {name: [] for name in ways}
    took: dict[str, list[float]] = {name: [] for name in ways}
    with ExitStack() as stack:
        hub = (sys.executable, "-m", "tests.bench.hub_server", str(SERVER_CPU), str(scale.slow))
        line, process = stack.enter_context(alive(*hub))
        crowd = Crowd()
        stack.callback(crowd.close)
        crowd.do("join", "one", port=int(line), count=1, **LIVE)
        for _ in range(ROWS):
            crowd.do("shout", "one", request=post(f"/only-write?{ROW}"))
        for number in range(scale.rounds + 1):
            for name in chance.sample(sorted(ways), len(ways)):
                began = processor_time(process)
                seconds = crowd.do("storm", name, port=int(line), count=boards, **ways[name])["seconds"]
                spent = processor_time(process) - began
                crowd.do("leave", name)
                time.sleep(PAUSE)
                if number:
                    cost[name].append(spent / boards * 1e6)
                    took[name].append(seconds)
    tell(cost, took, None if scale.quick else "<= 1.3")


def tell(cost: dict[str, list[float]], took: dict[str, list[float]], target: str | None) -> None:
    for name, what in (("snapshot", "with a board of 100 KB"), ("resume", "resuming")):
        figure(f"boards back at once {what}, processor time", "us", cost[name], cost["handshake"], target)
        figure(f"boards back at once {what}, all live", "s", took[name], took["handshake"])
