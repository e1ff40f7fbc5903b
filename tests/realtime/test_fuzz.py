"""Thousands of broken frames on real sockets: no unhandled error, and the other screens notice nothing."""

import asyncio
import logging
import os
from contextlib import suppress
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from realtime.endpoint import LiveEndpoint
from realtime.limits import Limits, SessionLimits
from realtime.loop import run as serve_by
from realtime.protocol import LiveProtocol
from realtime.session import Session
from tests.realtime.fuzz import frame
from tests.realtime.mirror import Screen
from tests.realtime.server import ORIGIN, Site, follow, serving

FRAMES = int(os.environ.get("FUZZ_FRAMES", "10000"))
HANDSHAKE = (
    f"GET /live HTTP/1.1\r\nHost: localhost\r\nOrigin: {ORIGIN}\r\n"
    "Upgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


async def bombard(site: Site, chance: Random, frames: int) -> None:
    """Send so many frames, over as many connections as that takes."""
    sent = 0
    while sent < frames:
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
        drain = asyncio.create_task(reader.read())
        writer.write(HANDSHAKE.encode())
        # To write to what is closed is an error on this loop, where asyncio's own says nothing.
        while sent < frames and not (drain.done() or writer.is_closing()):
            writer.write(frame(chance))
            sent += 1
            await asyncio.sleep(0)
        writer.transport.abort()
        await asyncio.gather(drain, return_exceptions=True)


async def run(frames: int, loop_errors: list[dict[str, Any]]) -> None:
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: loop_errors.append(context))
    limits = Limits(session=SessionLimits(burst=1_000, strikes=20), beat=0.2)
    async with serving(limits=limits) as site, site.connect() as socket:
        screen = Screen()
        screen.want("queue:75")
        watching = asyncio.create_task(follow(socket, screen))
        attack = asyncio.gather(*(bombard(site, Random(seed), frames // 4) for seed in range(4)))
        position = 5
        while not attack.done():
            position += 1
            site.hub.publish(position, datetime.now(UTC), [("queue:75", "a", {"v": position})])
            await asyncio.sleep(0.01)
        await attack
        async with asyncio.timeout(5):
            while screen.mirrors["queue:75"].rows != {"a": {"v": position}}:
                await asyncio.sleep(0.02)
        watching.cancel()


def test_broken_frames_do_no_harm(caplog: pytest.LogCaptureFixture) -> None:
    errors: list[dict[str, Any]] = []
    with caplog.at_level(logging.INFO):
        serve_by(run(FRAMES, errors))
    assert not errors
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR or record.exc_info]


def test_an_unhandled_error_would_be_seen(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def binary(self: Session, now: float) -> None:
        raise KeyError("text")

    monkeypatch.setattr(Session, "binary", binary)
    serve_by(run(200, []))
    assert [record for record in caplog.records if record.levelno >= logging.ERROR and record.exc_info]


def test_broken_text_after_a_goodbye_in_one_packet_is_dropped(caplog: pytest.LogCaptureFixture) -> None:
    """Found by the fuzz: the answer to the broken text was a second goodbye, which raised."""

    def said(opcode: int, payload: bytes) -> bytes:
        return bytes((0x80 | opcode, 0x80 | len(payload))) + bytes(4) + payload

    async def attack(errors: list[dict[str, Any]]) -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: errors.append(context))
        async with serving() as site:
            reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
            writer.write(HANDSHAKE.encode())
            await reader.readuntil(b"\r\n\r\n")
            writer.write(said(0x8, b"") + said(0x1, b"\xff\xfe"))
            await asyncio.wait_for(reader.read(), 5)
            writer.close()

    errors: list[dict[str, Any]] = []
    serve_by(attack(errors))
    assert not errors
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize("planted", [False, True], ids=["as it is", "planted"])
def test_what_breaks_a_rule_before_it_is_let_in_is_dropped(
    planted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no goodbye yet that could be waited for; when its turn comes it is not served."""
    call = LiveEndpoint.__call__

    async def attack() -> int:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: errors.append(context))
        turn = asyncio.Event()

        async def later(*arguments: Any) -> None:
            await turn.wait()
            await call(*arguments)

        monkeypatch.setattr(LiveEndpoint, "__call__", later)
        async with serving() as site:
            reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
            writer.write(HANDSHAKE.encode())
            await asyncio.sleep(0.1)
            writer.write(b"\xff\x80" + bytes(4))
            with suppress(ConnectionError):
                await asyncio.wait_for(reader.read(), 5)
            turn.set()
            writer.close()
            await asyncio.sleep(0.1)
            return len(site.hub.screens)

    if planted:
        library = LiveProtocol.__mro__[1].handle_parser_exception  # type: ignore[attr-defined]
        monkeypatch.setattr(LiveProtocol, "handle_parser_exception", library)
    errors: list[dict[str, Any]] = []
    assert serve_by(attack()) == 0
    assert bool(errors) == planted
