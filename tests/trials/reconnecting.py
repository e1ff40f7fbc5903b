"""Every screen of a centre comes back at once while commands go on: how soon all are live, and what
commands notice."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from tests.bench.stage import quantile
from tests.realtime.mirror import Screen
from tests.trials.boards import Board, all_live, connect, rows_of, wanting
from tests.trials.callers import begun
from tests.trials.stalls import printing

CALLERS, RATE, WAITING = 10, 50.0, 70


@dataclass(frozen=True)
class Verdict:
    """Seconds until all were live, round by round; the 99th hundredth of the commands' answers in seconds;
    how much of a core their callers took; screens whose rows differ from a fresh one's in the end; bytes of a
    whole board."""

    live: tuple[float, ...]
    answers: float
    commands: int
    busy: float
    wrong: int
    board: int


async def run(boards: int, rounds: int, lossy: bool = False) -> Verdict:
    """`lossy` is a planted fault: some screens lose a change and do not look."""
    async with printing("tests.trials.whole_server", str(CALLERS), str(WAITING)) as (line, _):
        needs = json.loads(line)
        topics = [f"queue:{needs['region']}", f"teams:{needs['region']}"]
        screens = [wanting(topics) for _ in range(boards)]
        every = await _join(needs, screens)
        await all_live(every, 60)
        calling = await begun(needs, CALLERS, RATE)
        live = []
        for _ in range(rounds):
            await asyncio.sleep(1)
            for board in every:
                board.transport.abort()
            await asyncio.gather(*(board.over.wait() for board in every))
            # Every second one has forgotten what it had: a snapshot for it, a resumption for the others.
            screens = [wanting(topics) if number % 2 else each for number, each in enumerate(screens)]
            began = asyncio.get_running_loop().time()
            every = await _join(needs, screens)
            await all_live(every, 30)
            live.append(asyncio.get_running_loop().time() - began)
        if lossy:
            rows = every[0].screen.mirrors[topics[0]].rows
            del rows[next(iter(rows))]  # the oldest, which nothing changes any more
        await asyncio.sleep(1)
        times, busy = await calling.ended()
        wrong, size = await _wrong(needs, topics, every)
        return Verdict(tuple(live), quantile(times, 99), len(times), busy, wrong, size)


async def _join(needs: dict[str, Any], screens: list[Screen]) -> list[Board]:
    headers = (f"Origin: {needs['origin']}", f"Cookie: {needs['cookie']}")
    return list(await asyncio.gather(*(connect(needs["port"], screen, headers) for screen in screens)))


async def _wrong(needs: dict[str, Any], topics: list[str], every: list[Board]) -> tuple[int, int]:
    """How many do not hold what a fresh screen holds, once nothing is on its way; and the bytes of that."""
    (fresh,) = await _join(needs, [wanting(topics)])
    await all_live([fresh], 10)
    truth = rows_of(fresh.screen)
    for _ in range(100):
        wrong = sum(rows_of(board.screen) != truth for board in every)
        if not wrong:
            break
        await asyncio.sleep(0.05)
    for board in (fresh, *every):
        board.transport.abort()
    return wrong, len(json.dumps(truth))
