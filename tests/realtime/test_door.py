"""Who is let in at /live, how a session ends, and that nothing a screen sends does harm."""

import asyncio
import contextlib
import json
import logging

import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from realtime.limits import Limits, SessionLimits
from realtime.loop import run as serve_by
from realtime.protocol import LiveProtocol, mute_addresses
from realtime.terms import Identity
from tests.realtime.server import ORIGIN, Site, receive, serving

SUB = '{"t":"sub","id":1,"topic":"queue:75"}'


async def closing(socket: ClientConnection) -> int:
    """The code that the server closes with."""
    async with asyncio.timeout(5):
        with contextlib.suppress(ConnectionClosed):
            async for _ in socket:
                pass
    assert socket.close_code is not None
    return socket.close_code


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null", ORIGIN + "0", ORIGIN.upper()])
def test_a_foreign_origin_is_refused_before_the_handshake(origin: str | None) -> None:
    async def run() -> None:
        async with serving() as site:
            with pytest.raises(InvalidStatus) as refused:
                await site.connect(origin=origin)
            assert refused.value.response.status_code == 403
            assert json.loads(refused.value.response.body)["code"] == "foreign-origin"
            assert not site.hub.screens

    serve_by(run())


def test_two_origins_are_none() -> None:
    async def run() -> None:
        async with serving() as site:
            with pytest.raises(InvalidStatus) as refused:
                await site.connect(additional_headers={"Origin": "https://evil.example"})
            assert refused.value.response.status_code in (400, 403)
            assert not site.hub.screens

    serve_by(run())


def test_without_a_login_the_screen_is_sent_to_it() -> None:
    async def run() -> None:
        async with serving(authenticate=lambda _scope: None) as site, site.connect() as socket:
            assert await closing(socket) == 4401

    serve_by(run())


def test_an_account_has_only_so_many_screens() -> None:
    async def run() -> None:
        async with serving(limits=Limits(screens_per_user=1)) as site, site.connect() as first:
            await receive(first)
            async with site.connect() as second:
                assert await closing(second) == 4429
            await first.send(SUB)
            assert (await receive(first))[0]["t"] == "ok"

    serve_by(run())


ENDINGS: list[tuple[str, list[str | bytes], int]] = [
    ("a binary frame", [b"\x00\x01"], 4400),
    ("three malformed messages", ["{", "[]", '{"t":"sub"}'], 4400),
    ("a flood", ['{"t":"pong","n":1}'] * 80, 4429),
    ("a frame of 1 MB", ["x" * 1_000_000], 1009),
]


@pytest.mark.parametrize("protocol", [LiveProtocol, WebSocketsSansIOProtocol])
@pytest.mark.parametrize(("sent", "code"), [pytest.param(s, c, id=name) for name, s, c in ENDINGS])
def test_what_a_screen_must_not_send(
    protocol: type[asyncio.Protocol], sent: list[str | bytes], code: int
) -> None:
    async def run() -> None:
        async with serving(protocol=protocol) as site, site.connect() as good, site.connect() as bad:
            for message in sent:
                await bad.send(message)
            assert await closing(bad) == code
            await receive(good)
            await good.send(SUB)
            assert (await receive(good))[0]["t"] == "ok"

    serve_by(run())


def test_broken_utf8_closes_without_a_traceback(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        async with serving() as site, site.connect() as socket:
            await receive(socket)
            await socket.send(b"\xc3\x28 \xff", text=True)
            assert await closing(socket) == 1007

    serve_by(run())
    assert not [record for record in caplog.records if record.exc_info]


def test_a_program_that_no_longer_answers_is_closed() -> None:
    async def run() -> None:
        limits = Limits(beat=0.1, session=SessionLimits(silent=0.25))
        async with serving(limits=limits) as site, site.connect() as socket:
            assert await closing(socket) == 4408

    serve_by(run())


def test_lost_rights_take_the_rows_away_and_a_lost_login_the_connection() -> None:
    def login() -> Identity | None:
        return rights["now"]

    rights: dict[str, Identity | None] = {"now": Identity("u1", (), lambda _topic: True, login)}

    async def run() -> None:
        async with serving(authenticate=lambda _scope: login()) as site, site.connect() as socket:
            await receive(socket)
            await socket.send(SUB)
            await receive(socket)
            await receive(socket)
            rights["now"] = Identity("u1", (), lambda topic: topic != "queue:75", login)
            site.hub.rights_changed("u1")
            assert await receive(socket) == [{"t": "revoked", "topic": "queue:75", "code": "forbidden"}]
            await socket.send(SUB)
            assert (await receive(socket))[0]["code"] == "forbidden"
            rights["now"] = None
            site.hub.rights_changed()
            assert await closing(socket) == 4401

    serve_by(run())


def test_rights_are_read_anew_without_being_told() -> None:
    reads = 0

    def login() -> Identity | None:
        nonlocal reads
        reads += 1
        if reads == 2:
            raise OSError("the store of logins is away")
        return Identity("u1", (), lambda _topic: True, login) if reads < 4 else None

    async def run() -> None:
        limits = Limits(beat=0.05, recheck=0.1)
        async with (
            serving(authenticate=lambda _scope: login(), limits=limits) as site,
            site.connect() as socket,
        ):
            assert await closing(socket) == 4401
        assert reads == 4

    serve_by(run())


@pytest.mark.parametrize("protocol", [LiveProtocol, WebSocketsSansIOProtocol])
def test_a_server_that_goes_says_when_to_come_back(protocol: type[asyncio.Protocol]) -> None:
    async def run() -> None:
        async with serving(protocol=protocol) as site, site.connect() as one, site.connect() as two:
            await receive(one)
            await receive(two)
            site.hub.drain()
            byes = [(await receive(socket))[0] for socket in (one, two)]
            assert [bye["t"] for bye in byes] == ["bye", "bye"]
            assert byes[0]["after_ms"] != byes[1]["after_ms"]
            assert [await closing(one), await closing(two)] == [4503, 4503]

    serve_by(run())


def test_a_stopped_server_says_so_too() -> None:
    async def run() -> None:
        async with serving() as site, site.connect() as socket:
            await receive(socket)
            site.server.should_exit = True
            assert (await receive(socket))[0]["t"] == "bye"
            assert await closing(socket) == 4503

    serve_by(run())


def test_the_address_of_a_screen_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def visit(site: Site) -> None:
        async with site.connect() as socket:
            await receive(socket)
        with pytest.raises(InvalidStatus):
            await site.connect(origin="https://evil.example")

    async def run() -> None:
        async with serving() as site:
            await visit(site)
            told = [record for record in caplog.records if "secret" in record.getMessage()]
            assert told, "uvicorn has changed its line: look whether the mute is still needed"
            caplog.clear()
            mute_addresses()
            mute_addresses()
            await visit(site)

    logger = logging.getLogger("uvicorn.error")
    before = logger.filters[:]
    del logger.filters[:]  # a server that another test started has muted it already
    with caplog.at_level(logging.INFO), caplog.at_level(logging.INFO, logger="uvicorn.error"):
        try:
            serve_by(run())
        finally:
            logger.filters[:] = before
    assert "secret" not in caplog.text
