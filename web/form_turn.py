"""One piece of work of the public form at a time: staff's requests come between any two."""

import asyncio
from types import TracebackType


class Turns:
    """`async with turns:` around work that does not wait.

    Whoever is next comes on in a later round of the event loop, so a flood makes each round longer by one
    piece and not by as many as there are.
    """

    def __init__(self, most_waiting: int) -> None:
        self._lock = asyncio.Lock()
        self._most_waiting = most_waiting
        self._waiting = 0

    @property
    def full(self) -> bool:
        """So many wait that one more would wait too long."""
        return self._waiting >= self._most_waiting

    async def __aenter__(self) -> None:
        self._waiting += 1
        try:
            await self._lock.acquire()
        finally:
            self._waiting -= 1

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._lock.release()
