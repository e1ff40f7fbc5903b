"""A session and its connection: the glue that pulls frames while the socket takes them."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from realtime.connection import Connection
from realtime.frames import text_frame
from realtime.session import Session
from realtime.terms import Abort, Close, Identity

Reread: TypeAlias = Callable[[], Awaitable[Identity | None]]
"""Reads the rights of a screen's login anew; None when the login is over."""


class Screen:
    """One connected screen. Inputs come from its connection and endpoint; `serve` is called after each."""

    __slots__ = (
        "_connection",
        "_monotonic",
        "_return_ms",
        "_serve",
        "checked",
        "reread",
        "session",
        "topics",
        "write",
    )

    def __init__(
        self,
        session: Session,
        connection: Connection,
        *,
        reread: Reread,
        serve: "Callable[[Screen], None]",
        monotonic: Callable[[], float],
        return_ms: int,
    ) -> None:
        self.session = session
        self.write: Callable[[bytes], None] = connection.write
        self.reread = reread
        self.topics: frozenset[str] | None = None
        """Which audience it stands in; the hub's own note."""
        self.checked = monotonic()
        """When its rights were last read."""
        self._connection = connection
        self._serve = serve
        self._monotonic = monotonic
        self._return_ms = return_ms
        connection.listen(self)

    def text(self, text: str) -> None:
        """A text frame came."""
        self.session.text(text, self._monotonic())
        self._serve(self)

    def binary(self) -> None:
        """A binary frame came."""
        self.session.binary(self._monotonic())
        self._serve(self)

    def paused(self) -> None:
        """The socket is full. Comes from within a write."""
        self.session.pause(self._monotonic())

    def resumed(self) -> None:
        """The socket takes frames again."""
        self.session.resume()
        self._serve(self)

    def draining(self) -> None:
        """The server goes down; each screen is told another moment to come back."""
        self.session.drain(self._return_ms)
        self._serve(self)

    def closed(self) -> None:
        """The connection takes nothing any more."""
        self.write = _nothing

    def pump(self) -> None:
        """Write what the session has to say, as far as the socket takes it; end what is over."""
        session = self.session
        while not session.full and (payload := session.next_frame()) is not None:
            self.write(text_frame(payload))
        match session.ending:
            case Close(code):
                self._connection.close(code)
                if not session.full:
                    self.write = _nothing  # nothing goes after the goodbye
            case Abort():
                self._connection.abort()
            case None:
                pass

    def abort(self) -> None:
        """Drop the connection; something went wrong while serving it."""
        self.session.fail()
        self.write = _nothing
        self._connection.abort()


def _nothing(_frame: bytes) -> None:
    """The write of a connection that is over."""
