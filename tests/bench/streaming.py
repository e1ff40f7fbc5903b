"""400 changes a second to 1,000 boards: how late a change is seen, against one bare broadcast to as many
sockets.

Changes carry the moment they were published (the machine's monotonic clock); one board in twenty is read
for it, the others are emptied. The server does not wait for anybody: a change that comes late is late in
the figure.
"""

import sys
import tempfile
from contextlib import ExitStack

from tests.bench.figures import Scale, figure
from tests.bench.realtime import LIVE, SHOUTS
from tests.bench.stage import SERVER_CPU, Crowd, alive, post, processor_time, quantile

BOARDS, FEW = 1_000, 20
RATE, SECONDS, ROW = 400, 3, 440
"""Changes a second, for so long in each round, of so many bytes."""


def run(scale: Scale) -> None:
    """The median and the slowest hundredth."""
    boards = FEW if scale.quick else BOARDS
    late: dict[str, list[list[float]]] = {"hub": [], "floor": []}
    busy = []
    with ExitStack() as stack:
        place = stack.enter_context(tempfile.TemporaryDirectory())
        cpu = str(SERVER_CPU)
        hub = (sys.executable, "-m", "tests.bench.hub_server", cpu, str(scale.slow))
        floor = (sys.executable, "-m", "tests.bench.floor_server", cpu, "700", place, "uvloop")
        line, process = stack.enter_context(alive(*hub))
        bare, _ = stack.enter_context(alive(*floor))
        crowd = Crowd()
        stack.callback(crowd.close)
        crowd.do("join", "hub", port=int(line), count=boards, **LIVE)
        crowd.do("join", "floor", port=int(bare), count=boards)
        for number in range(scale.rounds + 1):
            shouts = [crowd.do("shout", "floor", request=post("/only-write?570")) for _ in range(SHOUTS)]
            began = processor_time(process)
            found = crowd.do("stream", "hub", request=post(f"/stream?{ROW}"), seconds=SECONDS)
            if number:
                busy.append((processor_time(process) - began) / SECONDS)
                late["hub"].append([each * 1_000 for each in found["times"]])
                late["floor"].append([each * 1_000 for shout in shouts for each in shout["times"]])
        share = round(quantile(crowd.shares, 99), 2)
    for hundredth in (50, 99):
        hub_times, floor_times = (
            [quantile(each, hundredth) for each in late[who]] for who in ("hub", "floor")
        )
        target = "<= 2" if hundredth == 99 and not scale.quick else None
        name = f"{RATE} changes/s to {boards} boards, p{hundredth}"
        figure(name, "ms", hub_times, floor_times, target, client=share)
    figure(f"{RATE} changes/s to {boards} boards, core busy", "share", busy, client=share)
