"""Whoever changed something at one process finds it at every other: these look first, if they are behind.

An answer to a change says in a cookie how far the log was then. The next request brings it along, wherever it
goes, and waits there for a moment if that process has not come so far. Only where several processes serve.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, TypeAlias

from starlette.requests import cookie_parser
from starlette.types import ASGIApp

from web.system import System

COOKIE: Final = "jedel-seen"
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
        self._store = system.store
        self._secure = "; Secure" if system.settings.secure else ""

    @property
    def _head(self) -> int:
        return self._store.hot.snapshot("centres")[0]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            await self._wait(_seen(scope))
        changing = scope["type"] == "http" and scope["method"] == "POST" and scope["path"].startswith("/api/")
        await self._app(scope, receive, self._saying(send) if changing else send)

    async def _wait(self, seen: int) -> None:
        """A cookie that somebody made up costs its sender a moment and nobody else anything."""
        turns = int(PATIENCE_S / _TURN_S) if seen > self._head else 0
        for turn in range(turns):
            if turn % 20 == 0:
                self._store.writer.look(seen)
            await asyncio.sleep(_TURN_S)
            if seen <= self._head:
                return

    def _saying(self, send: Send) -> Send:
        async def saying(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 300:
                attributes = f"Path=/; Max-Age={LASTS_S}; HttpOnly; SameSite=Strict{self._secure}"
                said = (b"set-cookie", f"{COOKIE}={self._head}; {attributes}".encode())
                message = {**message, "headers": [*message.get("headers", ()), said]}
            await send(message)

        return saying


def _seen(scope: Scope) -> int:
    """How far the log was when its sender last changed something; 0 if that says nothing."""
    for name, value in scope["headers"]:
        if name == b"cookie":
            text = cookie_parser(value.decode("latin-1")).get(COOKIE, "")
            if text.isascii() and text.isdigit() and len(text) < 19:
                return int(text)
    return 0
