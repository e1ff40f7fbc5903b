"""Memory of a connected board that nothing happens on: the whole program's and the hub's beside
`websockets` alone.

PSS of the process (kernel buffers are not in it), after so many boards joined less before, per board.
"""

import json
import sys
import time
from contextlib import ExitStack
from typing import Any

from tests.bench.figures import Scale, figure
from tests.bench.realtime import LIVE
from tests.bench.stage import SERVER_CPU, Crowd, alive, board_of

BOARDS, FEW, ROUNDS = 1_000, 200, 3
SETTLED = 1.0


def kilobytes(process: int) -> float:
    """A process's share of the memory that it maps."""
    with open(f"/proc/{process}/smaps_rollup") as rollup:
        return float(next(line.split()[1] for line in rollup if line.startswith("Pss:")))


def per_board(module: str, *told: str, boards: int) -> float:
    """Kilobytes a board of a server started anew."""
    with ExitStack() as stack:
        line, process = stack.enter_context(alive(sys.executable, "-m", module, *told))
        needs: Any = json.loads(line)
        crowd = Crowd()
        stack.callback(crowd.close)
        join: dict[str, Any] = {"port": needs}
        if isinstance(needs, dict):
            join = board_of(needs)
        elif module.endswith("hub_server"):
            join |= LIVE
        crowd.do("join", "warm", count=min(boards, 50), **join)
        time.sleep(SETTLED)
        before = kilobytes(process)
        crowd.do("join", "all", count=boards, **join)
        time.sleep(SETTLED)
        return (kilobytes(process) - before) / boards


def run(scale: Scale) -> None:
    """Both rows."""
    boards = FEW if scale.quick else BOARDS
    cpu, slow = str(SERVER_CPU), str(scale.slow)
    seen: dict[str, list[float]] = {"whole": [], "hub": [], "alone": []}
    for _ in range(min(scale.rounds, ROUNDS)):
        seen["whole"].append(per_board("tests.bench.evening_server", cpu, "1", "20", slow, boards=boards))
        seen["hub"].append(per_board("tests.bench.hub_server", cpu, slow, boards=boards))
        seen["alone"].append(per_board("tests.bench.websockets_server", boards=boards))
    target = None if scale.quick else "<= 1.5"
    figure("memory of an idle board, whole program", "kB", seen["whole"], seen["alone"], target)
    figure("memory of an idle board, the hub", "kB", seen["hub"], seen["alone"])
