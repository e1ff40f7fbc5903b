"""Uvicorn's websocket protocol with a door for finished frames, and without its ways to hang.

What differs from `WebSocketsSansIOProtocol` of uvicorn 0.54:
- the scope offers the connection itself: a broadcast costs one `transport.write` per screen, what a screen
  says is heard at once, and no task waits for it;
- such a connection is answered together with its first frame;
- no waiting for more to send (asyncio sees to that only for sockets that were made with TCP by name);
- small socket buffers and no buffering above them: a slow screen is noticed at once, and is then sent the
  present instead of an ever older past (a default socket swallows 2.8 MB before anybody notices);
- a peer that does not answer pings is aborted: `close()` would first wait for its full buffer to drain;
- what a connection no longer needs is let go: its scope, the two heads of its handshake, the application's
  task, and the five queues that are in an `asyncio.Queue` and an `asyncio.Event` (realtime.waiting);
- broken UTF-8 closes with 1007 without a traceback in the log for each frame.
The overridden names are not documented; tests/realtime/test_seams.py holds them, and pyproject
pins uvicorn.
"""

import gc
import logging
import socket
from asyncio import BaseTransport
from collections.abc import Callable, Sequence
from typing import Any, Final

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request
from websockets.protocol import State

from realtime.frames import EXTENSION, Listener
from realtime.waiting import Events, Gate

SEND_BUFFER: Final = 64 * 1024
"""Bytes asked of the kernel for unsent data (it doubles them)."""
UNACKNOWLEDGED_MS: Final = 20_000
"""A peer whose machine does not even acknowledge for so long is gone."""


class LiveProtocol(WebSocketsSansIOProtocol):
    """Give it to `uvicorn.Config(ws=LiveProtocol, ws_per_message_deflate=False)`. Each is the `Connection`
    that its scope offers."""

    listener: Listener | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.queue = Events()  # type: ignore[assignment]
        self.writable = Gate()  # type: ignore[assignment]

    # ---- as a Connection

    def listen(self, listener: Listener) -> None:
        self.listener = listener
        if not self.writable.is_set():
            listener.paused()

    @property
    def write(self) -> Callable[[bytes], None]:
        """The transport's very method: nothing of ours stands in the way of a frame."""
        return self.transport.write

    def writelines(self, frames: Sequence[bytes]) -> None:
        self.transport.writelines(frames)

    def begin(self, frame: bytes) -> None:
        if self.transport.is_closing():
            return  # it went, or broke a rule, while it waited to be let in
        self.handshake_complete = True
        self.conn.send_response(self.response)
        self.transport.write(b"".join([*self.conn.data_to_send(), frame]))
        self.start_keepalive()
        self.request.headers.clear()  # the library's parser keeps the request itself
        self.request = self.response = self.scope = None  # type: ignore[assignment]

    def close(self, code: int) -> None:
        if self.close_sent or self.transport.is_closing():
            return
        self.stop_keepalive()
        self.conn.send_close(code)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.close)

    def abort(self) -> None:
        self.transport.abort()

    # ---- as uvicorn's protocol

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
        # With an extension (deflate) a frame's bytes would differ for every connection: not offered then.
        if self.response.status_code == 101 and not self.conn.extensions:
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[EXTENSION] = self

    async def run_asgi(self) -> None:
        """Ends with the application; a connection that it gave to a listener goes on without it."""
        try:
            await self.app(self.scope, self.receive, self.send)
        except ClientDisconnected:
            pass
        except Exception:
            self.logger.exception("the application of a websocket failed")
            self.listener = None
        if self.listener is not None:
            await self._hand_over(self.listener)
            return
        self.send_500_response()  # only where nothing was answered
        if self.close_timer is None:
            self.transport.close()

    async def _hand_over(self, listener: Listener) -> None:
        """What came before there was a listener."""
        while not self.queue.empty():
            message: Any = await self.receive()
            if message["type"] == "websocket.receive":
                self._hear(listener, message.get("text"))
        if self.disconnected:
            listener.closed()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self.listener is not None:
            self.listener.paused()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.listener is not None:
            self.listener.resumed()

    def connection_lost(self, exc: Exception | None) -> None:
        self._tell_closed()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        if self.listener is None or self.close_sent or self.disconnected:
            super().shutdown()
        elif self.writable.is_set():
            self.stop_keepalive()
            self.listener.draining()
        else:
            self.transport.abort()  # it takes nothing, so it cannot be told either

    def send_receive_event_to_app(self) -> None:
        data, is_text = b"".join(self.frames), self.curr_msg_data_type == "text"
        if self.conn.state is not State.OPEN:
            self.frames = []  # said after the goodbye, perhaps in the same packet
        elif is_text and not _is_utf8(data):
            self.frames = []
            self.conn.send_close(1007)
            self.handle_parser_exception()
        elif self.listener is None:
            super().send_receive_event_to_app()
        else:
            self.frames = []
            self._hear(self.listener, data.decode() if is_text else None)

    def _hear(self, listener: Listener, text: str | None) -> None:
        """A whole message came; None: a binary one."""
        try:
            if text is None:
                listener.binary()
            else:
                listener.text(text)
        except Exception:
            self.logger.exception("what a screen said could not be taken")
            self.transport.abort()

    def handle_parser_exception(self) -> None:
        self._tell_closed()
        if self.conn.close_sent is None:
            self.transport.abort()  # not let in yet: there is no goodbye
        else:
            super().handle_parser_exception()

    def handle_close(self, event: Any) -> None:
        self._tell_closed()
        super().handle_close(event)

    def keepalive_timeout(self) -> None:
        self._tell_closed()
        self.transport.abort()

    def _tell_closed(self) -> None:
        if self.listener is not None:
            self.listener.closed()


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
