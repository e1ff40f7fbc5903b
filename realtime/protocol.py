"""Uvicorn's websocket protocol with a door for finished frames, and without its ways to hang.

What differs from `WebSocketsSansIOProtocol` of uvicorn 0.54:
- the scope offers `RawConnection`, so a broadcast costs one `transport.write` per screen;
- no waiting for more to send (asyncio sees to that only for sockets that were made with TCP by name);
- small socket buffers and no buffering above them: a slow screen is noticed at once, and is then sent the
  present instead of an ever older past (a default socket swallows 2.8 MB before anybody notices);
- a peer that does not answer pings is aborted: `close()` would first wait for its full buffer to drain;
- what a connection no longer needs is let go: the two heads of its handshake, and the four queues that are in
  an `asyncio.Queue` (a quarter of a board's memory);
- broken UTF-8 closes with 1007 without a traceback in the log for each frame.
The overridden names are not documented; tests/realtime/test_seams.py holds them, and pyproject
pins uvicorn.
"""

import gc
import logging
import socket
from asyncio import BaseTransport, Future, get_running_loop
from collections import deque
from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request
from websockets.protocol import State

from realtime.frames import EXTENSION, Listener

SEND_BUFFER: Final = 64 * 1024
"""Bytes asked of the kernel for unsent data (it doubles them)."""
UNACKNOWLEDGED_MS: Final = 20_000
"""A peer whose machine does not even acknowledge for so long is gone."""


class _Door:
    """The RawConnection of one protocol instance."""

    def __init__(self, protocol: "LiveProtocol") -> None:
        self.write = protocol.transport.write  # the very method: nothing of ours stands in the way of a frame
        self.abort = protocol.transport.abort
        self.listener: Listener | None = None
        self._protocol = protocol

    def listen(self, listener: Listener) -> None:
        self.listener = listener
        self._protocol.let_go()
        if not self._protocol.writable.is_set():
            listener.paused()

    def shut(self) -> None:
        if self.listener is not None:
            self.listener.closed()


class _Events:
    """What `asyncio.Queue` is to one reader: the application of one connection."""

    __slots__ = ("_events", "_waiter")

    def __init__(self) -> None:
        self._events: deque[Any] | None = None
        self._waiter: Future[None] | None = None

    def empty(self) -> bool:
        return not self._events

    def put_nowait(self, event: Any) -> None:
        if self._events is None:
            self._events = deque()
        self._events.append(event)
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def get(self) -> Any:
        while not self._events:
            self._waiter = get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        event = self._events.popleft()
        if not self._events:
            self._events = None  # most of the time a screen says nothing
        return event


class LiveProtocol(WebSocketsSansIOProtocol):
    """Give it to `uvicorn.Config(ws=LiveProtocol, ws_per_message_deflate=False)`."""

    door: _Door | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.queue = _Events()  # type: ignore[assignment]

    def let_go(self) -> None:
        """The handshake is over and its heads are read: nobody looks at them again."""
        request = self.__dict__.pop("request", None)
        if request is not None:
            request.headers.clear()  # the library's parser keeps the request itself
        self.__dict__.pop("response", None)

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=0)
        sock = transport.get_extra_info("socket")
        if sock is not None and sock.family in (socket.AF_INET, socket.AF_INET6):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
            if hasattr(socket, "TCP_USER_TIMEOUT"):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MS)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        # With an extension (deflate) a frame's bytes would differ for every connection: no door then.
        if self.response.status_code == 101 and not self.conn.extensions:
            self.door = _Door(self)
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[EXTENSION] = self.door

    def pause_writing(self) -> None:
        super().pause_writing()
        if self.door is not None and self.door.listener is not None:
            self.door.listener.paused()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.door is not None and self.door.listener is not None:
            self.door.listener.resumed()

    def connection_lost(self, exc: Exception | None) -> None:
        self._shut_door()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        listener = self.door.listener if self.door is not None else None
        if listener is None or self.close_sent or self.disconnected:
            super().shutdown()
        elif self.writable.is_set():
            self.stop_keepalive()
            listener.draining()
        else:
            self.transport.abort()  # it takes nothing, so it cannot be told either

    def send_receive_event_to_app(self) -> None:
        if self.conn.state is not State.OPEN:
            self.frames = []  # said after the goodbye, perhaps in the same packet
        elif self.curr_msg_data_type == "text" and not _is_utf8(b"".join(self.frames)):
            self.frames = []
            self.conn.send_close(1007)
            self.handle_parser_exception()
        else:
            super().send_receive_event_to_app()

    def handle_parser_exception(self) -> None:
        self._shut_door()
        super().handle_parser_exception()

    def handle_close(self, event: Any) -> None:
        self._shut_door()
        super().handle_close(event)

    def keepalive_timeout(self) -> None:
        self._shut_door()
        self.transport.abort()

    def _shut_door(self) -> None:
        if self.door is not None:
            self.door.shut()


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


class _NoAddresses(logging.Filter):
    """Drops uvicorn's lines about opened websockets: they hold the whole URL, which may hold a secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        return '"WebSocket %s"' not in str(record.msg)


def mute_addresses() -> None:
    """Keep websocket URLs out of the log; uvicorn writes them even without an access log. Harmless twice."""
    logger = logging.getLogger("uvicorn.error")
    if not any(isinstance(known, _NoAddresses) for known in logger.filters):
        logger.addFilter(_NoAddresses())


def freeze_garbage() -> None:
    """Call once when everything is built: what exists now lives on, and need not be searched for garbage.

    Collections over a thousand screens' objects are the tail of a fan-out's latency (103 ms, 34 ms with
    this).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1_000)
