"""Fixed paths are looked up, not tried one after the other, and answered without a detour.

There is one for each command. Of what Starlette wraps around an endpoint (a second net for exceptions, under
the application's own) nothing is needed here.
"""

from collections.abc import Iterable

from starlette.requests import Request
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

FOUND = "jedel.found"


class Fixed(BaseRoute):
    """Stands before the same routes in the list, which still answer for other methods and for paths with
    parameters."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = {route.path: route for route in routes if "{" not in route.path}

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        route = self._routes.get(scope["path"]) if scope["type"] == "http" else None
        if route is None:
            return Match.NONE, {}
        match, child = route.matches(scope)
        return (match, {**child, FOUND: route}) if match is Match.FULL else (Match.NONE, {})

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        route: Route = scope[FOUND]
        response = await route.endpoint(Request(scope, receive, send))
        await response(scope, receive, send)
