"""The application: every door, the live websocket, and what stands around them."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.types import ASGIApp

from realtime.endpoint import LiveEndpoint
from realtime.protocol import freeze_garbage
from web import (
    accounts,
    breach_doors,
    calendar_doors,
    case_queries,
    commands,
    drives,
    duties,
    emergency,
    enrolling,
    entering,
    exports,
    feed,
    figures,
    health,
    idle,
    import_doors,
    inbox,
    joint_planning,
    keeping,
    law_doors,
    linking,
    login,
    map_doors,
    monitoring_doors,
    openapi,
    own_account,
    pages,
    passkey_steps,
    phone_entering,
    phones,
    places,
    problems,
    queries,
    readings,
    recommending,
    recovering,
    register_doors,
    reporting,
    retention,
    rights,
    second_factor,
    sign_on,
    way_doors,
)
from web.acting import keep_watching
from web.catching_up import CatchingUp
from web.certificate import keep_certificate
from web.country import FIRST, Country
from web.doors import Door, routes
from web.driving import keep_reckoning
from web.duty_strip import keep_counting
from web.fixed import Fixed
from web.hints_strip import keep_telling
from web.live import identity_of
from web.papers import doors as papers
from web.problems import Problem
from web.public import asking, files, lane_doors, returning, sheets
from web.roads_strip import keep_looking
from web.shield import Shield
from web.system import System
from web.visitor import language_of, visitor_of
from web.worker import keep_acting

log = logging.getLogger(__name__)


_PARTS: Final = (
    asking,
    commands,
    pages,
    login,
    entering,
    passkey_steps,
    enrolling,
    recovering,
    own_account,
    idle,
    second_factor,
    sign_on,
    linking,
    phones,
    phone_entering,
    accounts,
    health,
    queries,
    places,
    map_doors,
    register_doors,
    reporting,
    rights,
    figures,
    drives,
    duties,
    feed,
    recommending,
    joint_planning,
    case_queries,
    way_doors,
    inbox,
    returning,
    files,
    sheets,
    lane_doors,
    emergency,
    readings,
    keeping,
    retention,
    import_doors,
    papers,
    exports,
    breach_doors,
    monitoring_doors,
    calendar_doors,
    law_doors,
)
"""Who has doors; the busiest first, and a fixed path before one that is read as a parameter."""


_BESIDE: Final = frozenset(
    {accounts, enrolling, entering, feed, idle, own_account, passkey_steps}
    | {phone_entering, phones, recovering, second_factor}
)
"""Whose doors ask who may enter."""


def all_doors() -> tuple[Door, ...]:
    """Every way in."""
    found = (replace(door, beside=part in _BESIDE) for part in _PARTS for door in part.doors())
    return (*found, openapi.door(all_doors))


def build_app(system: System, *, acting: bool = True, freeze: bool = False) -> ASGIApp:
    """The ASGI application over a system that is built and started, and over those behind the same address.

    `acting`: do what is done once for an installation also where other processes could, when it is our turn.
    `freeze`: nothing else runs here.
    """
    every = list(system.country.values()) or [system]
    apps = [_app(one, every if one is system else (), acting=acting, freeze=freeze) for one in every]
    if not system.country:
        return apps[0]
    named = dict(zip(system.country, apps, strict=True))
    return Country(named.pop(FIRST), named, secure=system.settings.secure)


def _app(system: System, kept: Sequence[System], *, acting: bool, freeze: bool) -> ASGIApp:
    """One system's application; for as long as it lives, what these need goes on."""
    live = LiveEndpoint(
        hub=system.hub,
        authenticate=lambda scope: identity_of(system, scope),
        origins=system.settings.allowed_origins,
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one.hub.run(), name="fan-out") for one in kept]
            for fanout in tasks:
                fanout.add_done_callback(_stop_if_dead)
            tasks += [group.create_task(work, name=name) for one in kept for name, work in _kept(one)]
            workers = [one for one in kept if acting or not one.settings.shared]
            tasks += [group.create_task(keep_acting(one), name="worker") for one in workers]
            if freeze:
                freeze_garbage()
            yield
            for one in kept:
                one.hub.drain()
            for task in tasks:
                task.cancel()

    made = routes(system, all_doors())
    every: list[BaseRoute] = [*made, WebSocketRoute("/live", live)]

    async def unexpected(request: Request, error: Exception) -> Response:
        return _unexpected(system, request, error)

    app = Starlette(
        routes=every,
        lifespan=lifespan,
        exception_handlers={HTTPException: unexpected, Exception: unexpected},
    )
    app.router.redirect_slashes = False
    fixed = Fixed(app, made, unexpected)
    inner = CatchingUp(fixed, system) if system.settings.shared else fixed
    return Shield(inner, system, all_doors())


def _kept(system: System) -> Iterator[tuple[str, Coroutine[Any, Any, None]]]:
    """What every process that serves goes on with for itself, besides the fan-out."""
    yield "positions", _keep_positions(system)
    yield "duties", keep_counting(system)
    yield "roads", keep_looking(system)
    yield "hints", keep_telling(system)
    yield "places", places.keep_reading(system)
    yield "drives", keep_reckoning(system)
    yield "certificate", keep_certificate(system.certificate)
    yield "acting", keep_watching(system)


def _unexpected(system: System, request: Request, error: Exception) -> Response:
    """What no door answered: an address or method that is none, or a defect (its traceback is in the log)."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    code = {404: "not-found", 405: "method-unknown"}.get(status, "crashed")
    if code == "not-found" and request.url.path.startswith("/api/commands/"):
        code = "command-unknown"
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    language = language_of(visitor_of(system, request.scope), request.scope)
    return problems.answer_to(request, Problem(code, headers=headers), language)


def _stop_if_dead(task: asyncio.Task[None]) -> None:
    """Without its fan-out the process would show old boards as live: better to stop and be started anew."""
    if not task.cancelled() and task.exception() is not None:
        log.critical("the fan-out died; stopping", exc_info=task.exception())
        os.kill(os.getpid(), signal.SIGTERM)


async def _keep_positions(system: System) -> None:
    """Write samples of positions now and then."""
    while True:
        await asyncio.sleep(system.settings.limits.flush_every)
        try:
            await asyncio.to_thread(system.positions.flush)
        except Exception:
            log.exception("samples of positions could not be written")
