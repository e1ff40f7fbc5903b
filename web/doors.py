"""A door: one method and path, the right it takes, what it reads and what it answers. Default deny.

A route exists only as a `Door`, and a door names an action of the rights table or says openly that it is open
to everybody. What a door says of itself is also what OpenAPI says of it.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, TypeAlias, TypeVar, cast

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dispatch.ports import QueueFull, StoreUnavailable
from domain.access import Action
from domain.account import Role
from domain.refusal import Refused
from web import problems
from web.body import Unreadable, parse
from web.phone_session import check_awake
from web.problems import Problem
from web.reading import build
from web.receiving import body_of
from web.system import System
from web.visitor import Visitor, language_of, visitor_of

JSON: TypeAlias = Any
T = TypeVar("T")


PHONES: Final = frozenset({Role.TEAM, Role.LEAD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request on its way through a door. `body` is what was sent, byte for byte; `sent` is it parsed."""

    system: System
    request: Request
    asker: Visitor | None
    language: str
    body: bytes = b""
    sent: Mapping[str, JSON] | None = None

    @property
    def visitor(self) -> Visitor:
        """Whoever is in; doors with an action are never reached by anybody else."""
        if self.asker is None:
            raise Problem("session-over")
        return self.asker

    async def locked(self) -> bool:
        """Whether nobody has been at this session's page for so long that it shows nobody anything."""
        idle, sessions = self.system.settings.limits.idle_lock, self.system.sessions
        name = self.visitor.session.id
        if self.on_phone or sessions.awake(name, idle):
            return False
        return await asyncio.to_thread(sessions.is_locked, name, idle)

    async def touch(self) -> None:
        """Somebody is at the page of this session."""
        name = self.visitor.session.id
        if self.system.sessions.note(name):
            await asyncio.to_thread(self.system.sessions.touch, name)

    @property
    def on_phone(self) -> bool:
        """Whether this person works on a phone, whose page has a lock of its own."""
        return not PHONES.isdisjoint(self.visitor.roles)

    def read(self, wanted: type[T]) -> T:
        """The body as a dataclass, strictly."""
        return build(wanted, self.sent or {})

    def query(self, wanted: type[T]) -> T:
        """The address's parameters as a dataclass, strictly; numbers and flags are written out."""
        kinds = {spec.name: spec.type for spec in fields(cast(Any, wanted))}
        values: dict[str, JSON] = {}
        for name, text in self.request.query_params.multi_items():
            if name in values:
                raise Unreadable("duplicate-key", field=name if name in kinds else "?")
            values[name] = _plain(text, str(kinds.get(name, "")))
        return build(wanted, values)


def _plain(text: str, kind: str) -> JSON:
    if "int" in kind and re.fullmatch(r"-?[0-9]{1,18}", text):
        return int(text)
    if "bool" in kind and text in ("true", "false"):
        return text == "true"
    return text


Answer: TypeAlias = Response | Mapping[str, JSON] | Refused
Handle: TypeAlias = Callable[[Call], Awaitable[Answer]]

OPEN: Final = "open"
"""Instead of an action: everybody may knock (log in, load the login page, ask whether the server lives)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """`takes`: dataclass of the body; `asks`: of the address's parameters; `gives`: schema of the answer.

    `while_locked`: answers also while nobody sits at the page.
    `form`: a server's own request, no page's: a form instead of JSON, without Origin, and no cookie counts.
    `uploads`: types of a file that is taken as it is instead of JSON, within the bounds of a file.
    `barred`: what somebody meets whose roles never go through here, where that too is to be written down.
    """

    method: str
    path: str
    handle: Handle
    right: Action | str
    summary: str
    takes: type | None = None
    asks: type | None = None
    gives: Any = None
    without: frozenset[str] = frozenset()
    while_locked: bool = False
    barred: Callable[[Call], Awaitable[Problem]] | None = None
    form: bool = False
    uploads: frozenset[str] = frozenset()
    beside: bool = False
    """Asks tables of several processes again and again: handled beside the event loop, where nothing but the
    system's thread-safe parts may be touched."""
    page: bool = False
    """Sent by a plain form of ours: the handler reads the body itself, so that every answer is a page."""


def get(
    path: str,
    handle: Handle,
    right: Action | str,
    summary: str,
    gives: Any = None,
    asks: type | None = None,
) -> Door:
    """A door that is asked."""
    return Door(method="GET", path=path, handle=handle, right=right, summary=summary, gives=gives, asks=asks)


def post(path: str, handle: Handle, right: Action | str, summary: str, takes: type, gives: Any) -> Door:
    """A door that is sent something."""
    return Door(
        method="POST", path=path, handle=handle, right=right, summary=summary, takes=takes, gives=gives
    )


def routes(system: System, doors: tuple[Door, ...]) -> list[Route]:
    """Starlette's routes of these doors; refuses a door without an entry in the rights table."""
    for door in doors:
        if door.right != OPEN and not isinstance(door.right, Action):
            raise ValueError(f"{door.method} {door.path} says nothing about who may")
    paths: dict[str, dict[str, Door]] = {}
    for door in doors:
        paths.setdefault(door.path, {})[door.method] = door
    return [
        Route(path, _endpoint(system, by_method), methods=sorted(by_method))
        for path, by_method in paths.items()
    ]


def _endpoint(system: System, doors: Mapping[str, Door]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        door = doors["GET" if request.method == "HEAD" else request.method]
        asker = visitor_of(system, request.scope)
        call = Call(system=system, request=request, asker=asker, language=language_of(asker, request.scope))
        try:
            return await _through(door, call)
        except (Problem, Unreadable, QueueFull, StoreUnavailable) as trouble:
            return problems.answer_to(request, problem_of(trouble), call.language)

    return endpoint


async def _through(door: Door, call: Call) -> Response:
    if isinstance(door.right, Action):
        if call.asker is None:
            raise Problem("session-over")
        if not call.asker.ever(door.right):
            raise Problem("not-allowed") if door.barred is None else await door.barred(call)
        if not door.while_locked and await call.locked():
            raise Problem("locked")
        await check_awake(call.system, call.asker, door.right)
    if door.method not in ("GET", "HEAD") and not door.page:
        body = await _body(call, door)
        is_json = not door.form and not door.uploads and (body or door.takes is not None)
        call = replace(call, body=body, sent=parse(body) if is_json else {})
    answer = await (_beside(door, call) if door.beside and call.system.settings.shared else door.handle(call))
    if isinstance(answer, Refused):
        raise problems.of(answer)
    return answer if isinstance(answer, Response) else json_response(answer)


async def _beside(door: Door, call: Call) -> Answer:
    """On a thread of the entrance, by an event loop of its own: boards wait for no database."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(call.system.entrance, lambda: asyncio.run(_awaited(door.handle(call))))


async def _awaited(answer: Awaitable[Answer]) -> Answer:
    return await answer


async def _body(call: Call, door: Door) -> bytes:
    limits = call.system.settings.limits
    if door.uploads:
        return await body_of(call.request, limits, limits.import_bytes, limits.import_s)
    return await body_of(call.request, limits, limits.body_bytes, limits.body_s)


def problem_of(trouble: Exception) -> Problem:
    """What could be expected to go wrong, as the problem that it is."""
    match trouble:
        case Problem():
            return trouble
        case Unreadable():
            return Problem(trouble.code, trouble.params)
        case QueueFull():
            return Problem("server-busy", headers={"Retry-After": "1"})
        case StoreUnavailable(unsure=True):
            return Problem("perhaps-saved", headers={"Retry-After": "1"})
        case StoreUnavailable():
            wait = "30" if trouble.lasting else "5"
            return Problem("nothing-saved", headers={"Retry-After": wait})
        case _:
            return Problem("crashed")


def json_response(value: Mapping[str, JSON], status: int = 200) -> Response:
    """JSON as this server writes it everywhere."""
    return Response(orjson.dumps(value), status_code=status, media_type="application/json")
