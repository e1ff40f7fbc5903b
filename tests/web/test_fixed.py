"""Fixed paths are looked up, and everything else still goes the way of the list."""

import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from web.fixed import Fixed


def named(name: str, path: str, method: str) -> Route:
    async def endpoint(request: Request) -> PlainTextResponse:
        return PlainTextResponse(f"{name} {request.path_params}")

    return Route(path, endpoint, methods=[method])


async def raising(request: Request) -> PlainTextResponse:
    raise HTTPException(400) if request.method == "PUT" else ZeroDivisionError


ROUTES = [
    named("one", "/api/things/{thing}", "GET"),
    named("new", "/api/things/new", "POST"),
    named("all", "/api/things", "GET"),
    Route("/api/broken", raising, methods=["GET", "PUT"]),
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
    ("GET", "/api/broken"),
    ("PUT", "/api/broken"),
)


async def failed(_: Request, error: Exception) -> PlainTextResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return PlainTextResponse("failed", status_code=status)


def plain() -> Starlette:
    return Starlette(routes=ROUTES, exception_handlers={HTTPException: failed, Exception: failed})


async def answers(app: ASGIApp) -> list[tuple[int, str]]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        found = [await client.request(*each) for each in ASKED]
    return [(answer.status_code, answer.text) for answer in found]


def test_the_same_answers_with_and_without() -> None:
    quick = asyncio.run(answers(Fixed(plain(), ROUTES, failed)))
    assert quick == asyncio.run(answers(plain()))
    assert [status for status, _ in quick] == [200, 200, 405, 200, 200, 200, 405, 404, 500, 400]


def test_a_defect_is_answered_and_reaches_the_server_all_the_same() -> None:
    async def ask(method: str) -> int:
        transport = httpx.ASGITransport(app=Fixed(plain(), ROUTES, failed))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return (await client.request(method, "/api/broken")).status_code

    assert asyncio.run(ask("PUT")) == 400
    with pytest.raises(ZeroDivisionError):
        asyncio.run(ask("GET"))
