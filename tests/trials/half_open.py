"""Half-open screens: the line swallows everything both ways and says nothing. How soon the server notices."""

import asyncio
from contextlib import AsyncExitStack

from realtime.limits import Limits
from tests.realtime.server import ORIGIN, Site, serving
from tests.trials.boards import all_live, connect, wanting


class Line:
    """A TCP forwarder on a port of its own; `cut` swallows from now on."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._cut = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> int:
        self._server = await asyncio.start_server(self._forward, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    def cut(self) -> None:
        self._cut = True

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._to)
        for source, sink in ((reader, back), (there, writer)):
            self._tasks.add(asyncio.create_task(self._pump(source, sink)))

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65_536):
            if not self._cut:
                sink.write(data)
        sink.close()

    async def close(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def noticed(count: int, ping: float | None, pong: float, wait: float) -> list[float]:
    """Seconds until each of so many half-open screens was gone, their pings spread over the time; fewer
    than asked if some were still there after `wait`."""
    async with AsyncExitStack() as stack:
        limits = Limits(screens_per_user=count)
        server = serving(limits=limits, ws_ping_interval=ping, ws_ping_timeout=pong)
        site: Site = await stack.enter_async_context(server)
        line = Line(site.port)
        port = await line.start()
        stack.push_async_callback(line.close)
        boards = []
        for _ in range(count):
            boards.append(await connect(port, wanting(["queue:75"]), [f"Origin: {ORIGIN}"]))
            await asyncio.sleep((ping or 1.0) / count)
        await all_live(boards, 10)
        line.cut()
        loop = asyncio.get_running_loop()
        began, found = loop.time(), list[float]()
        while len(found) < count and loop.time() - began < wait:
            gone = count - len(site.hub.screens)
            found += [loop.time() - began] * (gone - len(found))
            await asyncio.sleep(0.05)
        for board in boards:
            board.transport.abort()
        return found
