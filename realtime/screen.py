"""A session and its connection: the glue that pulls frames while the socket takes them."""

from collections.abc import Callable
from typing import Protocol

from realtime.frames import Connection
from realtime.session import Session
from realtime.terms import Abort, Close, Identity, Sent


class Host(Protocol):
    """The hub, as its screens see it."""

    @property
    def monotonic(self) -> Callable[[], float]: ...

    def serve(self, screen: "Screen") -> None:
        """Something happened to it: send what it lacks."""

    def leave(self, screen: "Screen") -> None:
        """It is over; perhaps not for the first time."""


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
    """One connected screen. Inputs come from its connection; the hub serves it after each.

    While it stands in a row, the row knows what it was sent; whatever concerns it alone takes it out first.
    """

    __slots__ = ("_connection", "_host", "_return_ms", "row", "session", "write")

    def __init__(self, session: Session, connection: Connection, host: Host, *, return_ms: int) -> None:
        self.session = session
        self.write: Callable[[bytes], None] = connection.write
        self.row: Row | None = None
        self._connection = connection
        self._host = host
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
        self.session.text(text, self._host.monotonic())
        self._host.serve(self)

    def binary(self) -> None:
        """A binary frame came."""
        self.session.binary(self._host.monotonic())
        self._host.serve(self)

    def rights(self, identity: Identity | None) -> None:
        """Its rights were read anew: None when the login is over, and another's login is not its own."""
        self.step_out()
        own = identity is not None and identity.user == self.session.identity.user
        self.session.rights(identity if own else None)
        self._host.serve(self)

    def paused(self) -> None:
        """The socket is full. Comes from within a write."""
        self.step_out()
        self.session.pause(self._host.monotonic())

    def resumed(self) -> None:
        """The socket takes frames again."""
        self.session.resume()
        self._host.serve(self)

    def draining(self) -> None:
        """The server goes down; each screen is told another moment to come back."""
        self.session.drain(self._return_ms)
        self._host.serve(self)

    def closed(self) -> None:
        """The connection takes nothing any more."""
        self.step_out()
        self.write = _nothing
        self._host.leave(self)

    def pump(self) -> None:
        """Write what the session has to say, as far as the socket takes it; end what is over."""
        self.step_out()
        session = self.session
        while not session.full and (frames := session.next_frames()):
            if len(frames) == 1:
                self.write(frames[0])
            else:
                self._connection.writelines(frames)
        match session.ending:
            case Close(code) if not session.full:
                self._connection.close(code)
                self.closed()
            case Abort():
                self._connection.abort()
                self.closed()
            case _:
                pass

    def abort(self) -> None:
        """Drop the connection; something went wrong while serving it."""
        self.session.fail()
        self._connection.abort()
        self.closed()


def _nothing(_frame: bytes) -> None:
    """The write of a connection that is over."""
