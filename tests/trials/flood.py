"""A flood of the public form from a process of its own, at a steady rate, over few connections.

python -m tests.trials.flood NEEDS RATE SECONDS NETWORKS

Each request names one of so many networks as a proxy would. Prints what was answered, as JSON.
"""

import asyncio
import json
import os
import sys
import time
from collections import Counter
from urllib.parse import urlencode, urlsplit

CONNECTIONS = 64


async def connection(
    needs: dict[str, str], turns: "asyncio.Queue[int | None]", found: Counter[str], networks: int
) -> None:
    """One connection, kept open, one request after another."""
    host = urlsplit(needs["url"]).netloc
    reader, writer = await asyncio.open_connection("127.0.0.1", int(needs["port"]))
    while (number := await turns.get()) is not None:
        where = number % networks
        body = urlencode({"once": needs["token"], "text": f"наводнение {number} " + "слово " * 40, "l": "ru"})
        head = (
            f"POST /q/{needs['code']} HTTP/1.1\r\nHost: {host}\r\nOrigin: {needs['url']}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
            f"X-Forwarded-For: 10.{where // 250}.{where % 250}.9\r\n\r\n"
        )
        writer.write(head.encode() + body.encode())
        status = await reader.readline()
        length = 0
        while (line := await reader.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        page = await reader.readexactly(length)
        found[status.split()[1].decode()] += 1
        found["receipts"] += b"data-receipt" in page
        found["straight"] += b"data-slip" in page
    writer.close()


async def main(needs: dict[str, str], rate: float, seconds: float, networks: int) -> None:
    turns: asyncio.Queue[int | None] = asyncio.Queue()
    found: Counter[str] = Counter()
    started = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for _ in range(CONNECTIONS):
            group.create_task(connection(needs, turns, found, networks))
        for number in range(int(rate * seconds)):
            wait = started + number / rate - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            turns.put_nowait(number + int(os.environ.get("FIRST", "0")))
        for _ in range(CONNECTIONS):
            turns.put_nowait(None)
    print(json.dumps({**found, "seconds": round(time.monotonic() - started, 2)}))


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])))
