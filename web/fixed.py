"""Fixed paths are looked up, not tried one after the other, and answered without a detour.

There is one for each command. What Starlette wraps around an endpoint (two nets for exceptions, a router, a
closure around each `send`) is code and memory that a server finds cold after every pause.
"""

from collections.abc import Awaitable, Callable, Iterable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

Failed = Callable[[Request, Exception], Awaitable[Response]]
"""The answer to what an endpoint raised."""


class Fixed:
    """Stands before the application of the same routes, which still answers for other methods, for paths with
    parameters and for websockets."""

    def __init__(self, app: ASGIApp, routes: Iterable[Route], failed: Failed) -> None:
        self._app = app
        self._failed = failed
        self._endpoints = {
            (method, route.path): route.endpoint
            for route in routes
            if "{" not in route.path
            for method in route.methods or ()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        endpoint = None
        if scope["type"] == "http":
            endpoint = self._endpoints.get((scope["method"], scope["path"]))
        if endpoint is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive, send)
        try:
            response = await endpoint(request)
        except Exception as error:
            response = await self._failed(request, error)
            await response(scope, receive, send)
            if isinstance(error, HTTPException):
                return
            raise  # a defect: the server writes down where it was
        await response(scope, receive, send)
