"""The undocumented parts of uvicorn and websockets that realtime/protocol.py leans on."""

import asyncio
import inspect
import socket
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode

from realtime.frames import EXTENSION, payload_of, text_frame
from realtime.loop import run as serve_by
from realtime.protocol import SEND_BUFFER, LiveProtocol
from tests.realtime.server import anybody, receive, serving

OVERRIDDEN = {
    "connection_made": ["self", "transport"],
    "handle_connect": ["self", "event"],
    "run_asgi": ["self"],
    "pause_writing": ["self"],
    "resume_writing": ["self"],
    "connection_lost": ["self", "exc"],
    "shutdown": ["self"],
    "send_receive_event_to_app": ["self"],
    "handle_parser_exception": ["self"],
    "handle_close": ["self", "event"],
    "keepalive_timeout": ["self"],
}
LEANED_ON = (
    "app",
    "close_sent",
    "close_timeout",
    "close_timer",
    "conn",
    "curr_msg_data_type",
    "disconnected",
    "frames",
    "queue",
    "scope",
    "transport",
    "writable",
)


@pytest.mark.parametrize("name", OVERRIDDEN)
def test_what_we_override_is_there(name: str) -> None:
    theirs = getattr(WebSocketsSansIOProtocol, name)
    assert list(inspect.signature(theirs).parameters) == OVERRIDDEN[name]
    assert getattr(LiveProtocol, name) is not theirs


def test_everything_overridden_is_listed() -> None:
    ours = {name for name in vars(LiveProtocol) if hasattr(WebSocketsSansIOProtocol, name)} - set(
        vars(object)
    )
    assert {name for name in ours if not name.startswith("__")} == set(OVERRIDDEN)


def test_what_we_lean_on_is_there_and_the_same_calls_still_happen() -> None:
    source = inspect.getsource(WebSocketsSansIOProtocol)
    assert all(f"self.{name}" in source for name in LEANED_ON)
    assert "self.send_receive_event_to_app()" in source
    assert "self.keepalive_timeout" in source
    assert uvicorn.__version__ == "0.54.0", "look at the overridden methods again, then raise this"


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536, 200_000])
def test_our_frames_are_those_of_the_library(size: int) -> None:
    payload = b"x" * size
    assert text_frame(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)
    assert payload_of(text_frame(payload)) == payload


async def visited(protocol: type[asyncio.Protocol], **settings: Any) -> tuple[dict[str, Any], Any]:
    """The scope and the protocol instance of one connection."""
    seen: list[dict[str, Any]] = []
    made: list[Any] = []

    class Watched(protocol):  # type: ignore[misc,valid-type]
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)
            made.append(self)

    def authenticate(scope: Any) -> Any:
        seen.append(scope)
        return anybody()(scope)

    async with (
        serving(authenticate=authenticate, protocol=Watched, **settings) as site,
        site.connect(compression="deflate") as connection,
    ):
        await receive(connection)
        transport = made[0].transport
        underneath = transport.get_extra_info("socket")
        size = underneath.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
        assert underneath.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        transport.write(text_frame(b"[]"))
        return seen[0], (size, transport.get_write_buffer_limits(), transport.get_write_buffer_size())


def test_the_door_is_open_and_the_buffers_are_small() -> None:
    scope, (size, limits, left) = serve_by(visited(LiveProtocol))
    assert EXTENSION in scope["extensions"]
    assert size <= 4 * SEND_BUFFER
    assert limits == (0, 0)
    assert left == 0, "a frame leaves within the write, not at the end of the loop's turn"


def test_without_our_protocol_there_is_no_door() -> None:
    scope, (_, limits, _) = serve_by(visited(WebSocketsSansIOProtocol))
    assert EXTENSION not in scope["extensions"]
    assert limits != (0, 0)


def test_with_compression_there_is_no_door_but_it_works() -> None:
    scope, _ = serve_by(visited(LiveProtocol, ws_per_message_deflate=True))
    assert EXTENSION not in scope["extensions"]
