"""The server that is killed while cards are opened: says its port, then serves until it dies.

    python -m tests.trials.reading_victim DIRECTORY [--asynchronous]

`--asynchronous` is the planted fault: a reading is answered first and written down a moment later.
"""

import asyncio
import sys
from pathlib import Path
from typing import Any

from dispatch.reads import ReadLog
from realtime.loop import run
from web.serving import serve
from web.settings import Settings
from web.system import System

LATER_S = 0.02


def answer_first() -> None:
    write = ReadLog.write

    async def careless(self: ReadLog, readings: Any, *, may_wait: bool = False) -> bool:
        async def later() -> None:
            await asyncio.sleep(LATER_S)
            await write(self, readings, may_wait=may_wait)

        task = asyncio.get_running_loop().create_task(later())
        waiting.add(task)
        task.add_done_callback(waiting.discard)
        return True

    waiting: set[asyncio.Task[None]] = set()
    ReadLog.write = careless  # type: ignore[method-assign]


def ready(system: System) -> None:
    print(system.settings.port, flush=True)


def main(directory: str, *flags: str) -> None:
    if "--asynchronous" in flags:
        answer_first()
    run(serve(Settings(data=Path(directory), port=0), ready))


if __name__ == "__main__":
    main(*sys.argv[1:])
