"""The websocket `/live` as an ASGI application: the door and the login.

Raw ASGI on purpose: a binary frame or broken text is an input to the session, not an exception. Where the
server offers the connection itself (`realtime.protocol`) the application is done once the screen has it: a
task and its coroutines for each of a thousand boards would be memory and steps for nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, TypeAlias

from realtime.connection import PlainConnection, Send
from realtime.fanout import Hub
from realtime.frames import EXTENSION
from realtime.messages import SESSION_OVER, TOO_MANY
from realtime.screen import Screen
from realtime.terms import Identity

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Mapping[str, Any]]]
Authenticate: TypeAlias = Callable[[Scope], Identity | None]
"""Whose login the cookies of this handshake belong to; None when there is none, or it is over."""


class LiveEndpoint:
    """Mount it with `WebSocketRoute("/live", LiveEndpoint(...))`.

    `origins`: the exact values of the Origin header that are let in, such as "http://localhost:8000". A
    browser always sends one; a handshake without it is refused. Few are let in at one turn of the loop:
    when all come back at once, commands are answered between them.
    """

    def __init__(self, *, hub: Hub, authenticate: Authenticate, origins: frozenset[str]) -> None:
        self._hub = hub
        self._authenticate = authenticate
        self._origins = origins
        self._turns = asyncio.Semaphore(hub.limits.arrivals)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (await receive())["type"] != "websocket.connect":
            return
        if _origin(scope) not in self._origins:
            await _refuse(scope, send)
            return
        async with self._turns:
            await asyncio.sleep(0)
        identity = self._authenticate(scope)
        has_room = identity is not None and self._hub.has_room(identity.user)
        offered = scope.get("extensions", {}).get(EXTENSION)
        if identity is not None and has_room and offered is not None:
            self._hub.join(identity, offered)
            return
        await send({"type": "websocket.accept"})
        if identity is None:
            await send({"type": "websocket.close", "code": SESSION_OVER})
        elif not has_room:
            await send({"type": "websocket.close", "code": TOO_MANY})
        else:
            await self._serve(receive, send, identity)

    async def _serve(self, receive: Receive, send: Send, identity: Identity) -> None:
        connection = PlainConnection(send, asyncio.current_task())
        screen = self._hub.join(identity, connection)
        try:
            await _listen(receive, screen)
        except asyncio.CancelledError:
            if not connection.over:
                raise
        finally:
            screen.closed()


async def _listen(receive: Receive, screen: Screen) -> None:
    while True:
        message = await receive()
        if message["type"] != "websocket.receive":
            return
        text = message.get("text")
        if text is None:
            screen.binary()
        else:
            screen.text(text)


def _origin(scope: Scope) -> str | None:
    """The Origin header; None when there is none, or more than one."""
    found = [value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"]
    return found[0] if len(found) == 1 else None


async def _refuse(scope: Scope, send: Send) -> None:
    """403 before the handshake is done, with a body where the server can send one."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [(b"content-type", b"application/problem+json")]
    await send({"type": "websocket.http.response.start", "status": 403, "headers": headers})
    body = b'{"type":"about:blank","status":403,"code":"foreign-origin"}'
    await send({"type": "websocket.http.response.body", "body": body})
