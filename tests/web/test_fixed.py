"""Fixed paths are looked up, and everything else still goes the way of the list."""

import asyncio
from collections.abc import Sequence

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Route

from web.fixed import Fixed


def named(name: str, path: str, method: str) -> Route:
    async def endpoint(request: Request) -> PlainTextResponse:
        return PlainTextResponse(f"{name} {request.path_params}")

    return Route(path, endpoint, methods=[method])


ROUTES = [
    named("one", "/api/things/{thing}", "GET"),
    named("new", "/api/things/new", "POST"),
    named("all", "/api/things", "GET"),
]


ASKED = (
    ("GET", "/api/things"),
    ("HEAD", "/api/things"),
    ("POST", "/api/things"),
    ("POST", "/api/things/new"),
    ("GET", "/api/things/new"),
    ("GET", "/api/things/7"),
    ("PUT", "/api/things/7"),
    ("GET", "/api/nothing"),
)


async def answers(routes: Sequence[BaseRoute]) -> list[tuple[int, str]]:
    transport = httpx.ASGITransport(app=Starlette(routes=routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        found = [await client.request(*each) for each in ASKED]
    return [(answer.status_code, answer.text) for answer in found]


def test_the_same_answers_with_and_without() -> None:
    quick = asyncio.run(answers([Fixed(ROUTES), *ROUTES]))
    assert quick == asyncio.run(answers(ROUTES))
    assert [status for status, _ in quick] == [200, 200, 405, 200, 200, 200, 405, 404]
