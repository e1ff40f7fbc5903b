"""`make bench`: every figure as a line of JSON, measured against floors of the same run, then all as a table.

    python -m tests.bench [--only NAME ...] [--rounds N] [--quick] [--strict] [--slow SECONDS] [--keep FILE]

--keep docs/figures.jsonl puts the figures among those that pages are made from. With --strict it ends with
1 if a target was missed. docs/benchmarks.md says what each figure is and how it is measured.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from dispatch.clock import SystemClock
from tests.bench import (
    built_in,
    end_to_end,
    fold,
    growth,
    http,
    idle,
    joint,
    moving,
    opening,
    peer_boards,
    postgres,
    realtime,
    recommendation,
    returning,
    roads,
    screens,
    search,
    slower_disk,
    store,
    streaming,
    two_processes,
    verify,
)
from tests.bench.figures import SEEN, Scale, table
from tests.bench.kept import Line, keep

BENCHES: Final[Mapping[str, Callable[[Scale], None]]] = {
    "store": store.run,
    "slower-disk": slower_disk.run,
    "postgres": postgres.run,
    "two-processes": two_processes.run,
    "http": http.run,
    "end-to-end": end_to_end.run,
    "realtime": realtime.run,
    "streaming": streaming.run,
    "returning": returning.run,
    "idle": idle.run,
    "peers": peer_boards.run,
    "opening": opening.run,
    "fold": fold.run,
    "growth": growth.run,
    "verify": verify.run,
    "recommendation": recommendation.run,
    "roads": roads.run,
    "built-in": built_in.run,
    "joint": joint.run,
    "search": search.run,
    "screens": screens.run,
    "map": moving.run,
}


def main() -> int:
    told = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.partition("\n")[0])
    told.add_argument("--only", action="append", choices=sorted(BENCHES), help="may be given more than once")
    told.add_argument("--rounds", type=int, default=9)
    told.add_argument("--quick", action="store_true", help="only show that everything runs")
    told.add_argument("--slow", type=float, default=0.0, help="seconds of a planted slow-down")
    told.add_argument("--strict", action="store_true", help="end with 1 if a target was missed")
    told.add_argument("--keep", type=Path, help="a file of JSON lines that the figures replace their own in")
    asked = told.parse_args()
    scale = Scale(rounds=2 if asked.quick else asked.rounds, quick=asked.quick, slow=asked.slow)
    began, lines = time.monotonic(), list[Line]()
    for name, run in BENCHES.items():
        if not asked.only or name in asked.only:
            seen, load = len(SEEN), os.getloadavg()[0]
            run(scale)
            day = SystemClock().now().date().isoformat()
            lines += [{"bench": name, "day": day, "load": round(load, 1), **line} for line in SEEN[seen:]]
            if asked.keep:  # after each bench: a run that is broken off has kept what it had
                keep(asked.keep, lines, tuple(BENCHES))
    took, load = time.monotonic() - began, os.getloadavg()
    print(f"\n{table(SEEN)}\n\n{took:.0f} s, {os.cpu_count()} cores, load {load[0]:.1f}", file=sys.stderr)
    return int(asked.strict and any(line["met"] is False for line in SEEN))


if __name__ == "__main__":
    sys.exit(main())
