"""A screen's connection on a server that takes no finished frames: plain ASGI sends."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any, TypeAlias

from realtime.frames import Listener, payload_of

log = logging.getLogger(__name__)

Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class PlainConnection:
    """A connection on any ASGI server: one send at a time, and paused while it is under way.

    `application`: the task that serves the connection; ending it is the only way to drop a plain connection.
    """

    def __init__(self, send: Send, application: "asyncio.Task[object] | None") -> None:
        self._send = send
        self._application = application
        self._frames: deque[bytes] = deque()
        self._listener: Listener | None = None
        self._task: asyncio.Task[None] | None = None
        self._code: int | None = None
        self.over = False

    def listen(self, listener: Listener) -> None:
        self._listener = listener

    def begin(self, frame: bytes) -> None:
        self.write(frame)

    def write(self, frame: bytes) -> None:
        if not self.over and self._code is None:
            self._frames.append(frame)
            self._start()

    def writelines(self, frames: Sequence[bytes]) -> None:
        for frame in frames:
            self.write(frame)

    def close(self, code: int) -> None:
        if not self.over and self._code is None:
            self._code = code
            self._start()

    def abort(self) -> None:
        if not self.over:
            self._end()
            if self._task is not None:
                self._task.cancel()
            if self._application is not None:
                self._application.cancel()

    def _start(self) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._work())
            if self._listener is not None:
                self._listener.paused()

    async def _work(self) -> None:
        try:
            while self._frames:
                await self._send(
                    {"type": "websocket.send", "text": payload_of(self._frames.popleft()).decode()}
                )
        except Exception as error:  # noqa: BLE001  every server raises its own kind when the peer is gone
            log.debug("a screen went while being sent to: %s", type(error).__name__)
            self._end()
        if self._code is not None:
            self._end()
            await _close(self._send, self._code)
        self._task = None
        if not self.over and self._listener is not None:
            self._listener.resumed()

    def _end(self) -> None:
        self.over = True
        if self._listener is not None:
            self._listener.closed()


async def _close(send: Send, code: int) -> None:
    try:
        await send({"type": "websocket.close", "code": code})
    except Exception as error:  # noqa: BLE001  every server raises its own kind when the peer is gone
        log.debug("a screen went before its goodbye: %s", type(error).__name__)
