"""The whole program over the bench's own centre.

    python -m tests.bench.evening_server CPU GROUPS OPEN SLOW [DATA]

OPEN requests have been assessed and wait; SLOW is a planted slow-down in seconds; DATA is a directory that
was made before. Prints one line of JSON: its port, and what a screen and a command of the dispatcher need.
"""

import json
import os
import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from dispatch.ports import Accepted
from realtime.limits import SessionLimits
from realtime.loop import run
from tests.bench.crowd import raise_file_limit
from tests.bench.evening import DISPATCHER, SCHOOLS, open_requests, registrations, submission
from tests.bench.slowness import slow_decisions
from tests.builders import REGION
from web.bootstrap import build, close, set_up
from web.serving import serve
from web.settings import Settings
from web.system import System


def fill(data: Path, groups: int, waiting: int) -> None:
    set_up(data, {"demonstration": False})
    system = build(Settings(data=data))
    try:
        for command in (*registrations(groups), *open_requests(waiting)):
            outcome = system.store.writer.call(submission(command))
            assert isinstance(outcome, Accepted), outcome
    finally:
        close(system)


def ready(system: System) -> None:
    """Let a thousand silent screens of one account in, and say how."""
    patient = SessionLimits(stalled=10_000, silent=10_000)
    system.hub.limits = replace(system.hub.limits, screens=10_000, screens_per_user=10_000, session=patient)
    print(needs_of(system), flush=True)


def needs_of(system: System) -> str:
    """What a screen and a command of the dispatcher need, as a line of JSON."""
    token, _ = system.sessions.begin(DISPATCHER, "bench", timedelta(hours=12))
    needs = {
        "port": int(system.settings.url.rpartition(":")[2]),
        "origin": system.settings.url,
        "cookie": f"jedel={token}",
        "region": REGION,
        "school": str(SCHOOLS[0]),
    }
    return json.dumps(needs)


def main() -> None:
    raise_file_limit()
    os.sched_setaffinity(0, {int(sys.argv[1])})
    with tempfile.TemporaryDirectory() as place:
        data = Path(sys.argv[5] if len(sys.argv) > 5 else f"{place}/data")
        if not data.exists():
            fill(data, int(sys.argv[2]), int(sys.argv[3]))
        with slow_decisions(float(sys.argv[4])):
            run(serve(Settings(data=data, port=0), ready))


if __name__ == "__main__":
    main()
