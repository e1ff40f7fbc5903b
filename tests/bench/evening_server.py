"""The whole program over the bench's own centre: `python -m tests.bench.evening_server CPU GROUPS OPEN`.

OPEN requests have been assessed and wait. Prints one line of JSON: its port, and the Origin and cookie of the
dispatcher who sends the commands.
"""

import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path

from dispatch.ports import Accepted
from tests.bench.crowd import raise_file_limit
from tests.bench.evening import DISPATCHER, open_requests, registrations, submission
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
    token, _ = system.access.begin(DISPATCHER, "bench")
    port = int(system.settings.url.rpartition(":")[2])
    print(json.dumps({"port": port, "origin": system.settings.url, "cookie": f"jedel={token}"}), flush=True)


def main() -> None:
    raise_file_limit()
    os.sched_setaffinity(0, {int(sys.argv[1])})
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "data"
        fill(data, int(sys.argv[2]), int(sys.argv[3]))
        asyncio.run(serve(Settings(data=data, port=0), ready))


if __name__ == "__main__":
    main()
