"""The whole program, for opening cards: `python -m tests.bench.opening_server CPU logged|unlogged SLOW`.

`unlogged` is the floor: everything but the log of readings. SLOW: seconds planted into the log.
"""

import asyncio
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from dispatch.reads import ReadLog
from realtime.loop import run
from tests.bench.evening_server import fill, ready
from web.serving import serve
from web.settings import Settings

REQUESTS = 20


def leave_out() -> None:
    async def nothing(self: ReadLog, readings: Any, *, may_wait: bool = False) -> bool:
        return True

    ReadLog.write = nothing  # type: ignore[method-assign]


def slow_down(seconds: float) -> None:
    write = ReadLog.write

    async def slower(self: ReadLog, readings: Any, *, may_wait: bool = False) -> bool:
        await asyncio.sleep(seconds)
        return await write(self, readings, may_wait=may_wait)

    ReadLog.write = slower  # type: ignore[method-assign]


def main() -> None:
    os.sched_setaffinity(0, {int(sys.argv[1])})
    if sys.argv[2] == "unlogged":
        leave_out()
    elif float(sys.argv[3]):
        slow_down(float(sys.argv[3]))
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "data"
        fill(data, 1, REQUESTS)
        run(serve(Settings(data=data, port=0), ready))


if __name__ == "__main__":
    main()
