"""What every request passes first: the Origin of senders, the type of bodies; and what every answer carries.

Pure ASGI, around HTTP and websockets alike. (The websocket's own Origin is checked where it is accepted.)
"""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Final, TypeAlias

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp

from web import problems
from web.doors import Door
from web.problems import Problem
from web.system import System
from web.visitor import language_of, visitor_of

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

FORM: Final = "/q/"
RETURN: Final = "/r"
"""Where whoever has no account sends a form."""
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"geolocation=(self), camera=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    ),
)
STRICT_TRANSPORT: Final = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")
_FOREVER: Final = b"public, max-age=31536000, immutable"


class Shield:
    """Wraps the whole application. The doors say where other servers send forms, and where files come in."""

    def __init__(self, app: ASGIApp, system: System, doors: Iterable[Door] = ()) -> None:
        self._app = app
        self._system = system
        found = tuple(doors)
        self._forms = frozenset(door.path for door in found if door.form)
        self._uploads = {door.path: door.uploads for door in found if door.uploads}
        self._origins = system.settings.allowed_origins
        self._headers = (*HEADERS, STRICT_TRANSPORT) if system.settings.secure else HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        dressed = self._dressed(scope, send)
        fault = self._fault(scope) if scope["type"] == "http" else None
        if fault is None:
            await self._app(scope, receive, dressed)
            return
        language = language_of(visitor_of(self._system, scope), scope)
        await problems.answer(fault, language)(scope, receive, dressed)

    def _fault(self, scope: Scope) -> Problem | None:
        """Why a sender is not listened to: an unsafe method from elsewhere, a body of a wrong type."""
        if scope["method"] in SAFE:
            return None
        headers = Request(scope).headers
        origins = headers.getlist("origin")
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if headers.getlist("content-encoding") not in ([], ["identity"]):
            return Problem("body-encoded")
        if scope["path"] == RETURN or scope["path"].startswith(FORM):
            return self._public_fault(headers)
        if scope["path"] in self._forms:
            if origins:
                return Problem("foreign-origin")
            return None if kind == "application/x-www-form-urlencoded" else Problem("not-form-type")
        if len(origins) != 1 or origins[0] not in self._origins:
            return Problem("foreign-origin")
        if any(site != "same-origin" for site in headers.getlist("sec-fetch-site")):
            return Problem("foreign-origin")
        uploads = self._uploads.get(scope["path"])
        if uploads is not None:
            known = {"known": ", ".join(sorted(uploads))}
            return None if kind in uploads else Problem("not-a-file-type", known)
        return None if kind == "application/json" else Problem("not-json-type")

    def _public_fault(self, headers: Headers) -> Problem | None:
        """The public form knows nobody: there is no cookie to misuse.

        Browsers say where a form stands, and one that stands elsewhere is not ours; some say nothing, or
        "null", and are believed.
        """
        origin = headers.get("origin", "null")
        elsewhere = origin not in ("null", *self._origins)
        if elsewhere or headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return Problem("foreign-origin")
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        return None if kind == "application/x-www-form-urlencoded" else Problem("not-form-type")

    def _dressed(self, scope: Scope, send: Send) -> Send:
        asset = scope["path"].startswith("/assets/")

        async def dressed(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                found = list(message.get("headers", ()))
                kept = _FOREVER if asset and message["status"] in (200, 304) else b"no-store"
                said = {name for name, _ in found}
                wanted = (*self._headers, (b"cache-control", kept))
                found += [header for header in wanted if header[0] not in said]
                message = {**message, "headers": found}
            await send(message)

        return dressed
