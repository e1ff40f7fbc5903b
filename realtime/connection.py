"""The two kinds of connection that a screen can have: frames handed to the socket, or plain ASGI sends."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol, TypeAlias

from realtime.frames import Listener, RawConnection, payload_of

log = logging.getLogger(__name__)

Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Connection(RawConnection, Protocol):
    """A connection that can also be closed politely."""

    def close(self, code: int) -> None:
        """Say goodbye with a close code after what was written; never waits."""


class DirectConnection:
    """Frames go straight to the socket; only the goodbye goes through ASGI, as the server must know of it."""

    def __init__(self, raw: RawConnection, send: Send) -> None:
        self.listen = raw.listen
        self.write = raw.write
        self.abort = raw.abort
        self._send = send
        self._closing: asyncio.Task[None] | None = None

    def close(self, code: int) -> None:
        if self._closing is None:
            self._closing = asyncio.get_running_loop().create_task(_close(self._send, code))


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

    def write(self, frame: bytes) -> None:
        if not self.over and self._code is None:
            self._frames.append(frame)
            self._start()

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
