"""`make bench`: every figure as a line of JSON, measured against floors of the same run, then all as a table.

    python -m tests.bench [--only NAME ...] [--rounds N] [--quick] [--strict] [--slow SECONDS]

With --strict it ends with 1 if a target was missed. docs/benchmarks.md says what each figure is and how it is
measured.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import Final

from tests.bench import (
    built_in,
    end_to_end,
    fold,
    growth,
    http,
    joint,
    moving,
    opening,
    peer_boards,
    postgres,
    realtime,
    recommendation,
    roads,
    screens,
    search,
    slower_disk,
    store,
    two_processes,
    verify,
)
from tests.bench.figures import SEEN, Scale, table

BENCHES: Final[Mapping[str, Callable[[Scale], None]]] = {
    "store": store.run,
    "slower-disk": slower_disk.run,
    "postgres": postgres.run,
    "two-processes": two_processes.run,
    "http": http.run,
    "end-to-end": end_to_end.run,
    "realtime": realtime.run,
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
    asked = told.parse_args()
    scale = Scale(rounds=2 if asked.quick else asked.rounds, quick=asked.quick, slow=asked.slow)
    began = time.monotonic()
    for name, run in BENCHES.items():
        if not asked.only or name in asked.only:
            run(scale)
    took, load = time.monotonic() - began, os.getloadavg()
    print(f"\n{table(SEEN)}\n\n{took:.0f} s, {os.cpu_count()} cores, load {load[0]:.1f}", file=sys.stderr)
    return int(asked.strict and any(line["met"] is False for line in SEEN))


if __name__ == "__main__":
    sys.exit(main())
