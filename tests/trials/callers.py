"""Commands at a given rate over HTTP, and how long each answer took: the evening's mix, one connection a
caller.

`python -m tests.trials.callers CALLERS RATE NEEDS` is the same in a process of its own, where nothing else
makes an answer wait: it calls until SIGTERM, then prints how long each took; NEEDS as `whole_server` says.
"""

import asyncio
import json
import signal
import sys
import time
from dataclasses import dataclass
from typing import Any

from tests.bench.evening import life, sent


class Callers:
    """So many callers of the whole program; `needs` is what `whole_server` printed. `times`: seconds to
    each answer."""

    def __init__(self, needs: dict[str, Any], callers: int) -> None:
        self._needs = needs
        self._lives = [life(number) for number in range(callers)]
        self.times: list[float] = []

    async def run(self, rate: float, until: asyncio.Event) -> None:
        """Send `rate` commands a second, in all, until told. Any answer but 200 raises."""
        async with asyncio.TaskGroup() as group:
            for number in range(len(self._lives)):
                group.create_task(self._call(number, len(self._lives) / rate, until))

    async def send(self, commands: int, rate: float) -> None:
        """As many commands, or a few more, and go on from there; how long they took is forgotten."""
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(self.run(rate, stop))
            while len(self.times) < commands:
                await asyncio.sleep(0.1)
            stop.set()
        self.times.clear()

    async def _call(self, number: int, every: float, until: asyncio.Event) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._needs["port"])
        head = f"Host: localhost\r\nContent-Type: application/json\r\nOrigin: {self._needs['origin']}\r\n"
        head += f"Cookie: {self._needs['cookie']}\r\n"
        loop = asyncio.get_running_loop()
        due = loop.time() + every * number / len(self._lives)
        while not until.is_set():
            await asyncio.sleep(max(0.0, due - loop.time()))
            path, said = sent(next(self._lives[number]))
            body = json.dumps(said, ensure_ascii=False).encode()
            writer.write(f"POST {path} HTTP/1.1\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            await self._answer(reader)
            self.times.append(loop.time() - due)  # from when it was due: nobody's waiting is left out
            due += every
        writer.close()

    @staticmethod
    async def _answer(reader: asyncio.StreamReader) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        body = await reader.readexactly(length)
        if not head.startswith(b"HTTP/1.1 200"):
            raise ConnectionError(head[:40] + body[-400:])


@dataclass(frozen=True)
class Calling:
    """Callers in a process of their own."""

    _process: asyncio.subprocess.Process

    async def ended(self) -> tuple[list[float], float]:
        """Call no more. Seconds to each answer, and how much of a core the process took. Raises if a command
        was not answered with 200."""
        self._process.terminate()
        said, _ = await self._process.communicate()
        if self._process.returncode:
            raise ConnectionError("a command was not answered with 200")
        told = json.loads(said)
        return told["times"], told["busy"]


async def begun(needs: dict[str, Any], callers: int, rate: float) -> Calling:
    """Their process, calling from now on."""
    command = [sys.executable, "-m", "tests.trials.callers", str(callers), str(rate), json.dumps(needs)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    return Calling(process)


async def _until_told(count: int, rate: float, needs: dict[str, Any]) -> None:
    callers, stop = Callers(needs, count), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    began, spent = time.monotonic(), time.process_time()
    await callers.run(rate, stop)
    busy = (time.process_time() - spent) / (time.monotonic() - began)
    print(json.dumps({"times": callers.times, "busy": busy}))


if __name__ == "__main__":
    asyncio.run(_until_told(int(sys.argv[1]), float(sys.argv[2]), json.loads(sys.argv[3])))
