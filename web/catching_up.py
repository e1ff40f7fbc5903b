"""Whoever was told of something by one process finds it at every other: these look first, if they are behind.

An answer to a change says in a cookie how far the log was then, and a page with a live board says with each
request how far that board is. Wherever the request goes, it waits there for a moment if that process has not
come so far. Only where several processes serve.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any, Final, TypeAlias

from starlette.datastructures import MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp

from dispatch.ports import QueueFull, StoreUnavailable
from web.system import System
from web.visitor import cookie_name, cookie_of

SEEN: Final = "jedel-seen"
"""Cookie, and header: `<id of the log>/<position>`; of the id, what follows a dot says nothing here."""
LASTS_S: Final = 60
"""After so long every process has looked by itself, many times."""
PATIENCE_S: Final = 1.5
_TURN_S: Final = 0.005
Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]


class CatchingUp:
    """Wraps the application of one system."""

    def __init__(self, app: ASGIApp, system: System) -> None:
        self._app = app
        self._system = system
        self._log = str(system.store.log.id)
        self._secure = "; Secure" if system.settings.secure else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            await _reach(self._system, self._seen(scope))
            await self._meet(scope)
        changing = scope["type"] == "http" and scope["method"] == "POST" and scope["path"].startswith("/api/")
        await self._app(scope, receive, self._saying(send) if changing else send)

    async def _meet(self, scope: Scope) -> None:
        """A session that began at another process a moment ago is asked for beside the event loop."""
        token, sessions = cookie_of(scope, cookie_name(self._system.settings)), self._system.sessions
        if token is not None and sessions.held(token) is None:
            with suppress(StoreUnavailable):  # whoever cannot be known now is told to log in, as ever
                await asyncio.to_thread(sessions.find, token)

    def _seen(self, scope: Scope) -> int:
        """How far the log was when its sender last heard of it; 0 if nothing says so."""
        said = [""]
        for name, value in scope["headers"]:
            if name == b"cookie":
                said.append(cookie_parser(value.decode("latin-1")).get(SEEN, ""))
            elif name == SEEN.encode():
                said.append(value.decode("latin-1"))
        return max(self._position(text) for text in said)

    def _position(self, said: str) -> int:
        """Another log's, of a region behind the same address, says nothing of this one."""
        epoch, _, text = said.partition("/")
        ours = epoch.partition(".")[0] == self._log
        return int(text) if ours and text.isascii() and text.isdigit() and len(text) < 19 else 0

    def _saying(self, send: Send) -> Send:
        async def saying(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 300:
                attributes = f"Path=/; Max-Age={LASTS_S}; HttpOnly; SameSite=Strict{self._secure}"
                said = f"{SEEN}={self._log}/{head(self._system)}; {attributes}"
                MutableHeaders(scope=message).append("set-cookie", said)
            await send(message)

        return saying


async def caught_up(system: System) -> bool:
    """Whether others have done something that was not here yet; now it is. For what is not found: its sender
    may have heard of it in a way that this program does not see. Raises `QueueFull` if it takes too long."""
    if not system.settings.shared:
        return False
    newest = await asyncio.to_thread(lambda: system.store.log.head)
    if newest <= head(system):
        return False
    if not await _reach(system, newest):
        raise QueueFull("what others did is not all here yet")
    return True


def head(system: System) -> int:
    return system.store.hot.snapshot("centres")[0]


async def _reach(system: System, position: int) -> bool:
    """Wait until this process is so far. A position that somebody made up costs its sender a moment and
    nobody else anything."""
    for turn in range(int(PATIENCE_S / _TURN_S)):
        if position <= head(system):
            return True
        if turn % 20 == 0:
            system.store.writer.look(position)
        await asyncio.sleep(_TURN_S)
    return False
