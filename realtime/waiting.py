"""What `asyncio.Queue` and `asyncio.Event` are to one who waits, without the queues of those who might.

Every connection has one of each; asyncio's own were a quarter of a board's memory.
"""

from asyncio import Future, get_running_loop
from collections import deque
from typing import Any


class _Waiting:
    """What one waits for and another calls."""

    __slots__ = ("_waiter",)

    def __init__(self) -> None:
        self._waiter: Future[None] | None = None

    def _call(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def _called(self) -> None:
        self._waiter = get_running_loop().create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None


class Events(_Waiting):
    """What `asyncio.Queue` is to one reader: the application of one connection."""

    __slots__ = ("_events",)

    def __init__(self) -> None:
        super().__init__()
        self._events: deque[Any] | None = None

    def empty(self) -> bool:
        return not self._events

    def put_nowait(self, event: Any) -> None:
        if self._events is None:
            self._events = deque()
        self._events.append(event)
        self._call()

    async def get(self) -> Any:
        while not self._events:
            await self._called()
        event = self._events.popleft()
        if not self._events:
            self._events = None  # most of the time a screen says nothing
        return event


class Gate(_Waiting):
    """What `asyncio.Event` is to one who waits: whether the socket takes more."""

    __slots__ = ("_open",)

    def __init__(self) -> None:
        super().__init__()
        self._open = True

    def is_set(self) -> bool:
        return self._open

    def clear(self) -> None:
        self._open = False

    def set(self) -> None:
        self._open = True
        self._call()

    async def wait(self) -> None:
        while not self._open:
            await self._called()
