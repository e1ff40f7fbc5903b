"""A long shift: commands and boards without a pause, and whether the program's memory or open files grow."""

import asyncio
import json
from dataclasses import dataclass
from statistics import median

from tests.trials.boards import all_live, connect, memory_and_files, wanting
from tests.trials.callers import Callers
from tests.trials.stalls import printing

RATE, BOARDS, CALLERS, WAITING = 20.0, 300, 10, 60
LIVED = 30_000
"""Commands before the first look: as many cases as the largest bound remembers (2,000 streams, rows gone from
a board), and all of SQLite's pages. What has a bound is full then, as after a day of service; what goes on
growing has none."""
AT_ONCE = 100_000.0
"""A second: as fast as they are answered."""
SAMPLES = 60
"""Looks at the process; the first third warms up, what grows is the middle of the last third beside the
second's."""


@dataclass(frozen=True)
class Verdict:
    """`growth`: share by which memory grew after warming up; `files`: more open files than then."""

    commands: int
    megabytes: float
    growth: float
    files: int
    board_lost: int


async def run(
    minutes: float, boards: int = BOARDS, rate: float = RATE, *planted: str, lived: int = 0
) -> Verdict:
    """The whole program for so long, after it lived through so many commands; raises if one is not answered
    with 200."""
    seen: list[tuple[float, int]] = []
    async with printing("tests.trials.whole_server", str(CALLERS), str(WAITING), *planted) as (line, process):
        needs = json.loads(line)
        headers = (f"Origin: {needs['origin']}", f"Cookie: {needs['cookie']}")
        topics = [f"queue:{needs['region']}", f"teams:{needs['region']}"]
        every = [await connect(needs["port"], wanting(topics), headers) for _ in range(boards)]
        await all_live(every, 60)
        stop, callers = asyncio.Event(), Callers(needs, CALLERS)
        await callers.send(lived, AT_ONCE)
        calling = asyncio.create_task(callers.run(rate, stop))
        for _ in range(SAMPLES):
            await asyncio.wait((calling,), timeout=minutes * 60 / SAMPLES)
            if calling.done():
                calling.result()
            seen.append(memory_and_files(process))
        stop.set()
        await calling
        lost = sum(board.over.is_set() for board in every)
        for board in every:
            board.transport.abort()
    second, last = seen[SAMPLES // 3 : 2 * SAMPLES // 3], seen[2 * SAMPLES // 3 :]
    before, after = (median(each[0] for each in part) for part in (second, last))
    files = min(each[1] for each in last) - min(each[1] for each in second)
    return Verdict(len(callers.times), after, after / before - 1, files, lost)
