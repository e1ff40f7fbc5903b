"""Websocket frames made by hand: one encoding serves every screen of an audience.

A frame from server to client is not masked, so as long as no extension is negotiated its bytes are the same
for every connection (RFC 6455, sections 5.1 and 5.2). `Connection` is what the server's protocol class
(`realtime.protocol`) offers through the scope; a server without it gets plain ASGI sends.
"""

from collections.abc import Sequence
from typing import Final, Protocol

EXTENSION: Final = "live.frames"
"""Key in the ASGI scope's extensions under which it is offered as a `Connection`."""


def text_frame(payload: bytes) -> bytes:
    """`payload` (UTF-8) as one complete, unmasked text frame."""
    length = len(payload)
    if length < 126:
        return b"\x81%c%b" % (length, payload)
    if length < 65_536:
        return b"\x81\x7e%b%b" % (length.to_bytes(2, "big"), payload)
    return b"\x81\x7f%b%b" % (length.to_bytes(8, "big"), payload)


def payload_of(frame: bytes) -> bytes:
    """The payload of a frame that `text_frame` made."""
    return frame[{126: 4, 127: 10}.get(frame[1], 2) :]


class Listener(Protocol):
    """Told what happens to a connection."""

    def text(self, text: str) -> None:
        """A text frame came."""

    def binary(self) -> None:
        """A binary frame came."""

    def paused(self) -> None:
        """It cannot take more for now."""

    def resumed(self) -> None:
        """It can again."""

    def draining(self) -> None:
        """The server is going down."""

    def closed(self) -> None:
        """It is over, or is being closed by the other side: nothing may be written any more. Perhaps not for
        the first time."""


class Connection(Protocol):
    """A connection that takes finished frames."""

    def listen(self, listener: Listener) -> None:
        """Report to `listener` from now on (at once, if it is paused already)."""

    def begin(self, frame: bytes) -> None:
        """Hand over the first frame; with it the handshake is answered, if it was not before."""

    def write(self, frame: bytes) -> None:
        """Hand a frame to the socket; never waits. Not after `closed`."""

    def writelines(self, frames: Sequence[bytes]) -> None:
        """The same with several at once."""

    def close(self, code: int) -> None:
        """Say goodbye with a close code after what was written; never waits."""

    def abort(self) -> None:
        """Drop the connection now, whatever is still buffered."""
