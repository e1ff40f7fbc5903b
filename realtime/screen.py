"""A session and its connection: the glue that pulls frames while the socket takes them."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from realtime.connection import Connection
from realtime.frames import text_frame
from realtime.session import Session
from realtime.terms import Abort, Close, Identity, Sent

Reread: TypeAlias = Callable[[], Awaitable[Identity | None]]
"""Reads the rights of a screen's login anew; None when the login is over."""


class Row:
    """Screens in step with each other. A fan-out touches nothing of them but how each is written to: with a
    thousand boards every object more is one that is in no cache.
    """

    __slots__ = ("sent", "writes")

    def __init__(self, sent: Sent) -> None:
        self.sent = sent
        """What each of them was sent last."""
        self.writes: dict[Screen, Callable[[bytes], None]] = {}

    def whose(self, write: Callable[[bytes], None]) -> "Screen":
        """The screen that is written to like this."""
        return next(screen for screen, known in self.writes.items() if known is write)


class Screen:
    """One connected screen. Inputs come from its connection and endpoint; `serve` is called after each.

    While it stands in a row, the row knows what it was sent; whatever concerns it alone takes it out first.
    """

    __slots__ = (
        "_connection",
        "_monotonic",
        "_return_ms",
        "_serve",
        "checked",
        "reread",
        "row",
        "session",
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
        self.row: Row | None = None
        self.checked = monotonic()
        """When its rights were last read."""
        self._connection = connection
        self._serve = serve
        self._monotonic = monotonic
        self._return_ms = return_ms
        connection.listen(self)

    def step_in(self, row: Row) -> None:
        """Stand in a row from now on, holding just what it holds."""
        self.row = row
        row.writes[self] = self.write

    def step_out(self) -> None:
        """Stand alone."""
        row = self.row
        if row is not None:
            self.row = None
            self.session.sent = row.sent
            del row.writes[self]

    def text(self, text: str) -> None:
        """A text frame came."""
        self.step_out()
        self.session.text(text, self._monotonic())
        self._serve(self)

    def binary(self) -> None:
        """A binary frame came."""
        self.session.binary(self._monotonic())
        self._serve(self)

    def rights(self, identity: Identity | None) -> None:
        """Its rights were read anew: None when the login is over, or is another's."""
        self.step_out()
        own = identity is not None and identity.user == self.session.identity.user
        self.session.rights(identity if own else None)
        self._serve(self)

    def paused(self) -> None:
        """The socket is full. Comes from within a write."""
        self.step_out()
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
        self.step_out()
        self.write = _nothing

    def pump(self) -> None:
        """Write what the session has to say, as far as the socket takes it; end what is over."""
        self.step_out()
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
        self.step_out()
        self.session.fail()
        self.write = _nothing
        self._connection.abort()


def _nothing(_frame: bytes) -> None:
    """The write of a connection that is over."""
