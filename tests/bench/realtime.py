"""How fast and how cheaply changes reach the boards: the hub alone against a bare write to as many sockets.

Server on one core, crowd on the other; the two are visited in
turn within each round, so that noise hits both. Milliseconds from before the request to the last board.
"""

import json
import tempfile
from contextlib import ExitStack
from random import Random
from typing import Any

from realtime.limits import Limits
from tests.bench.figures import Scale, figure
from tests.bench.hub_server import ORIGIN
from tests.bench.stage import SERVER_CPU, Crowd, post, quantile, server

SHOUTS, ROW = 12, 480
BOARDS, FEW = (1, 100, 1_000), (20,)
PROCESSES = 2
SAY = ['{"t":"sub","id":1,"topic":"queue:75"}']
LIVE: dict[str, Any] = {"headers": [f"Origin: {ORIGIN}"], "say": SAY, "until": '"t":"snap"'}
"""How a board of the hub begins."""
MILLI = 1_000
BEAT_MS = Limits().beat * MILLI
"""No board may hear nothing for longer, whoever stalls."""


def join(crowd: Crowd, name: str, port: int, boards: int, live: bool, **more: object) -> None:
    order: dict[str, object] = {"port": port, "count": boards, **more}
    if live:
        order |= LIVE
    crowd.do("join", name, **order)


def last_board(crowd: Crowd, name: str, size: int) -> list[float]:
    """Times to the last board of some shouts, in ms."""
    request = post(f"/only-write?{size}")
    return [max(crowd.do("shout", name, request=request)["times"]) * MILLI for _ in range(SHOUTS)]


def cost(crowd: Crowd, name: str, size: int, boards: int) -> float:
    """Processor microseconds of the server per delivery."""
    answer = json.loads(crowd.do("ask", name, request=post(f"/burst?{size}"))["body"])
    return float(answer["cpu"]) * 1e6 / (20 * boards)


def measure(boards: int, scale: Scale) -> None:
    chance = Random(boards)
    size = {"hub": ROW, "floor": ROW + 90}  # what `d` says besides the row, so that both send the same bytes
    with ExitStack() as stack:
        place = stack.enter_context(tempfile.TemporaryDirectory())
        ports = {
            "hub": stack.enter_context(server("tests.bench.hub_server", str(SERVER_CPU), str(scale.slow))),
            "floor": stack.enter_context(
                server("tests.bench.floor_server", str(SERVER_CPU), "700", place, "uvloop")
            ),
        }
        crowd = Crowd()
        stack.callback(crowd.close)
        for name, port in ports.items():
            join(crowd, name, port, boards, live=name == "hub")
        last: dict[str, list[list[float]]] = {"hub": [], "floor": []}
        spent: dict[str, list[float]] = {"hub": [], "floor": []}
        for number in range(scale.rounds + 1):
            for name in chance.sample(sorted(ports), 2):
                times = last_board(crowd, name, size[name])
                used = cost(crowd, name, size[name], boards)
                if number:  # the first round warms up
                    last[name].append(times)
                    spent[name].append(used)
        tell(boards, last, spent, max(quantile(crowd.shares, 50), 0.0))


def tell(
    boards: int, last: dict[str, list[list[float]]], spent: dict[str, list[float]], share: float
) -> None:
    name = f"push to {boards} boards"
    for hundredth in (50, 99):
        hub, floor = ([quantile(times, hundredth) for times in last[who]] for who in ("hub", "floor"))
        figure(f"{name}, last board, p{hundredth}", "ms", hub, floor, client=round(share, 2))
    target = "<= 1.15" if boards >= 1_000 else None
    figure(f"{name}, processor time per delivery", "us", spent["hub"], spent["floor"], target)


def several(boards: int, scale: Scale) -> None:
    """The boards shared between two processes: what both work for a delivery."""
    chance = Random(boards)
    sizes = {"hub": ROW, "floor": ROW + 90}
    with ExitStack() as stack:
        crowd = Crowd()
        stack.callback(crowd.close)
        for number in range(PROCESSES):
            place = stack.enter_context(tempfile.TemporaryDirectory())
            hub = stack.enter_context(server("tests.bench.hub_server", str(SERVER_CPU), str(scale.slow)))
            floor = stack.enter_context(
                server("tests.bench.floor_server", str(SERVER_CPU), "700", place, "uvloop")
            )
            join(crowd, f"hub {number}", hub, boards // PROCESSES, live=True)
            join(crowd, f"floor {number}", floor, boards // PROCESSES, live=False)
        spent: dict[str, list[float]] = {"hub": [], "floor": []}
        for number in range(scale.rounds + 1):
            for name in chance.sample(sorted(spent), 2):
                each = [
                    cost(crowd, f"{name} {which}", sizes[name], boards // PROCESSES)
                    for which in range(PROCESSES)
                ]
                if number:
                    spent[name].append(sum(each) / PROCESSES)
    target = "<= 1.15" if boards >= 1_000 else None
    name = f"push to {boards} boards of {PROCESSES} processes, processor time per delivery"
    figure(name, "us", spent["hub"], spent["floor"], target)


def stalled(boards: int, rounds: int) -> None:
    """The same boards with and without one in twenty that never reads."""
    chance = Random(boards)
    idle = boards // 20
    with ExitStack() as stack:
        crowd = Crowd()
        stack.callback(crowd.close)
        for name in ("stalled", "none"):
            port = stack.enter_context(server("tests.bench.hub_server", str(SERVER_CPU), "0"))
            # As many read in both; small buffers, so that those who do not read are full soon.
            join(crowd, name, port, boards if name == "stalled" else boards - idle, live=True, buffer=4_096)
        crowd.do("stall", "stalled", count=idle)
        for _ in range(8):
            crowd.do("shout", "stalled", request=post("/only-write?50000"))
        last: dict[str, list[list[float]]] = {"stalled": [], "none": []}
        for number in range(rounds + 1):
            for name in chance.sample(sorted(last), 2):
                times = last_board(crowd, name, ROW)
                if number:
                    last[name].append(times)
    worst = max(max(times) for times in last["stalled"])
    for hundredth in (50, 99):
        with_idle, without = (
            [quantile(times, hundredth) for times in last[who]] for who in ("stalled", "none")
        )
        name = f"push to {boards} boards, {idle} of them stalled, last of the others, p{hundredth}"
        target = "<= 1.1" if hundredth == 99 and boards >= 1_000 else None
        figure(name, "ms", with_idle, without, target, longest_ms=round(worst, 1), beat_ms=BEAT_MS)


def run(scale: Scale) -> None:
    """All numbers of boards."""
    for boards in FEW if scale.quick else BOARDS:
        measure(boards, scale)
        if boards >= 20 and boards != 100:
            several(boards, scale)
        if boards >= 20:
            stalled(boards, scale.rounds)
