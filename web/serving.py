"""One process that serves everything: sockets first, then the system at the port they got, then uvicorn."""

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import Final

import uvicorn

from realtime.protocol import LiveProtocol, mute_addresses
from web.app import build_app
from web.bootstrap import build, close
from web.country import FIRST
from web.journal import watch
from web.settings import BadSettings, Settings, at_port
from web.system import System

Ready = Callable[[System], None]
SWITCH_S: Final = 0.0005
"""After so long one that waits for the interpreter has it. The writer gives it away at each statement: by
Python's 5 ms it would wait for each while the loop is busy with a thousand screens that come back."""


async def serve(
    settings: Settings,
    ready: Ready,
    stop: asyncio.Event | None = None,
    regions: Mapping[str, Settings] | None = None,
    *,
    acting: bool = True,
) -> None:
    """Serve until SIGTERM, SIGINT or `stop`, then let go of all. `ready` is called once it listens.

    `regions` are those that have a log of their own behind the same address. `acting`: do what is done once
    for an installation also where other processes could.
    """
    sockets = listen(settings)
    built: list[System] = []
    try:
        port = sockets[0].getsockname()[1]
        for region, one in {FIRST: settings, **(regions or {})}.items():
            built.append(build(at_port(one, port)))
            if region != FIRST:
                _require_region(region, built[-1])
        if regions:
            country = dict(zip((FIRST, *regions), built, strict=True))
            for system in built:
                system.country = country
        await _run(built[0], sockets, ready, stop, acting)
    finally:
        for system in built:
            close(system)
        for listening in sockets:
            listening.close()


def _require_region(region: str, system: System) -> None:
    """Whoever chose a region at the door must not come in at another one's log."""
    found = {str(row["region"]) for row in system.rows("centres").values()}
    if found and region not in found:
        named = ", ".join(sorted(found))
        raise BadSettings("regions-another", region=region, folder=str(system.settings.data), found=named)


async def _run(
    system: System, sockets: list[socket.socket], ready: Ready, stop: asyncio.Event | None, acting: bool
) -> None:
    mute_addresses()
    sys.setswitchinterval(SWITCH_S)
    watch(asyncio.get_running_loop())
    settings, certificate = system.settings, system.certificate
    config = uvicorn.Config(
        build_app(system, acting=acting, freeze=True),
        http="httptools",
        ws=LiveProtocol,
        ws_per_message_deflate=False,
        ws_max_size=settings.limits.message_bytes,
        ws_ping_interval=settings.limits.screen_ping,
        ws_ping_timeout=settings.limits.screen_pong,
        lifespan="on",
        log_level="warning",
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=settings.limits.idle_s,
        timeout_graceful_shutdown=settings.limits.shutdown_s,
        ssl_context_factory=None if certificate is None else lambda *_: certificate.context,
    )
    server = _Server(config)
    watcher = asyncio.create_task(_watch(server, system, ready, stop))
    try:
        await server.serve(sockets=sockets)
    finally:
        watcher.cancel()


class _Server(uvicorn.Server):
    """Ends by SIGTERM or SIGINT as by itself: uvicorn would send itself the signal again, before all is let
    go of."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if current_thread() is not main_thread():
            yield
            return
        before = {each: signal.signal(each, self.handle_exit) for each in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


async def _watch(server: uvicorn.Server, system: System, ready: Ready, stop: asyncio.Event | None) -> None:
    while not server.started:
        await asyncio.sleep(0.02)
    ready(system)
    if stop is not None:
        await stop.wait()
        server.should_exit = True


def listen(settings: Settings) -> list[socket.socket]:
    """Listening sockets; `localhost` is both of the machine's own addresses, so that any browser finds it."""
    sockets = _listening(settings.host, settings.port)
    if settings.shared_port:
        try:
            sockets += _listening(settings.host, settings.shared_port, together=True)
        except BadSettings:
            for one in sockets:
                one.close()
            raise
    return sockets


def _listening(host: str, port: int, *, together: bool = False) -> list[socket.socket]:
    """`together`: beside other processes of the same user; the machine deals connections out among them."""
    sockets: list[socket.socket] = []
    for address in ("127.0.0.1", "::1") if host == "localhost" else (host,):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        # TCP by name: only then does asyncio turn Nagle's waiting off, which costs an answer 40 ms.
        one = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            if together:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            one.bind((address, port))
            one.listen(2_048)
        except OSError as error:
            one.close()
            if not sockets:
                why = str(error.strerror)
                raise BadSettings("cannot-listen", host=address, port=port, error=why) from error
            logging.getLogger(__name__).info("no %s on this machine", address)
            continue
        one.setblocking(False)
        sockets.append(one)
        port = one.getsockname()[1]
    return sockets
