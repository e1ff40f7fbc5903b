"""One screen in ten stops reading: what the others notice of it, and when the stalled are let go."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.realtime.server import ORIGIN
from tests.trials.boards import Board, all_live, connect, memory_and_files, wanting

HEADERS = (f"Origin: {ORIGIN}",)


@dataclass(frozen=True)
class Verdict:
    """`gap`: the longest that one of the others heard nothing, in seconds; `closed`: until the last stalled
    one was let
    go, None if it never was; `megabytes`: the server's memory in the end."""

    gap: float
    closed: float | None
    megabytes: float


@asynccontextmanager
async def printing(*module: str) -> AsyncIterator[tuple[str, int]]:
    """A module as a process: the first line that it prints, and its number."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *module, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        yield (await process.stdout.readline()).decode(), process.pid
    finally:
        process.terminate()
        await process.wait()


async def run(server: str, size: int, boards: int, seconds: float) -> Verdict:
    """So many boards of `server` (`hub` or `naive`), changes of `size` bytes twenty times a second, for so
    long."""
    loop = asyncio.get_running_loop()
    async with printing("tests.trials.live_server", server, str(size)) as (line, process):
        port, stalled = int(line), boards // 10
        every = []
        for number in range(boards):
            buffers = {"receive": 4_096} if number < stalled else {}
            every.append(await connect(port, wanting(["queue:75"]), HEADERS, **buffers))
        await all_live(every, 60)
        for board in every[:stalled]:
            board.transport.pause_reading()
        good = every[stalled:]
        for board in good:
            board.gap = 0.0
        began, closed = loop.time(), None
        while (gone := loop.time() - began) < seconds:
            if closed is None and await _screens(port) == len(good):
                closed = gone
            await asyncio.sleep(0.2)
        megabytes = memory_and_files(process)[0]
        longest = max(max(board.gap, loop.time() - board.heard) for board in good)
        _leave(every)
        return Verdict(longest, closed, megabytes)


async def _screens(port: int) -> int | None:
    """How many are connected; None where the server does not answer."""
    try:
        async with asyncio.timeout(1):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /screens HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            answer = await reader.read()
            writer.close()
            return int(answer.partition(b"\r\n\r\n")[2])
    except TimeoutError:
        return None


def _leave(boards: Sequence[Board]) -> None:
    for board in boards:
        board.transport.abort()
