"""Where papers are made: beside the event loop, few at a time, and no more than so many waiting."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from dispatch.ports import QueueFull


class Press:
    """Threads of its own. `made` from any event loop; closed once, for good."""

    def __init__(self, *, at_once: int, waiting: int) -> None:
        self._threads = ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="papers")
        self._most = at_once + waiting
        self._under_way = 0

    async def made(self, make: Callable[[], bytes]) -> bytes:
        """What `make` returns. Raises `QueueFull`, and whatever `make` raises."""
        if self._under_way >= self._most:
            raise QueueFull(f"{self._most} papers are being made already")
        self._under_way += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, make)
        finally:
            self._under_way -= 1

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)
