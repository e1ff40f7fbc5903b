"""Regions with a log of their own, behind one address: which installation a request is for.

A path `/at/KZ-75/...` says it, and the browser remembers it in a cookie; where neither does, the first
installation is meant, which may itself serve many regions. Nothing is shared between them but the process:
each has its own log, keys, accounts and sessions, so whoever is in at one is a stranger to the others.
"""

from collections.abc import Mapping
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE: Final = "region"
PREFIX: Final = "/at/"
FIRST: Final = "-"
"""Stands for the first installation in a path, and takes the cookie away."""
_REMEMBERED_S: Final = 366 * 24 * 3_600


class Country:
    """Hands each request to the application of its region. Lifespans are the first one's affair."""

    def __init__(self, first: ASGIApp, regions: Mapping[str, ASGIApp], *, secure: bool) -> None:
        self._first = first
        self._regions = regions
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._first(scope, receive, send)
            return
        named, path = _named(scope["path"])
        if named is None or (named != FIRST and named not in self._regions):
            remembered = HTTPConnection(scope).cookies.get(COOKIE, FIRST)
            await self._regions.get(remembered, self._first)(scope, receive, send)
            return
        inner = {**scope, "path": path, "raw_path": path.encode()}
        await self._regions.get(named, self._first)(inner, receive, self._remembering(named, send))

    def _remembering(self, region: str, send: Send) -> Send:
        age = 0 if region == FIRST else _REMEMBERED_S
        told = f"{COOKIE}={region}; Max-Age={age}; Path=/; HttpOnly; SameSite=Lax"
        cookie = f"{told}{'; Secure' if self._secure else ''}"

        async def remembering(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("set-cookie", cookie)
            await send(message)

        return remembering


def _named(path: str) -> tuple[str | None, str]:
    """The region that a path names and what is left of the path."""
    if not path.startswith(PREFIX):
        return None, path
    region, slash, rest = path.removeprefix(PREFIX).partition("/")
    return region, slash + rest
