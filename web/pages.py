"""The pages: files that the screens' build made. They hold no data; without a session they lead to login."""

from pathlib import Path
from typing import Final

from starlette.responses import FileResponse, RedirectResponse, Response

from domain.access import Action
from domain.account import Role
from web.doors import OPEN, Answer, Call, Door, get
from web.problems import Problem

PAGES: Final = (
    "board",
    "phone",
    "supervisor",
    "admin",
    "account",
    "phones",
    "figures",
    "keeping",
    "papers",
    "law",
    "breaches",
    "monitoring",
    "duties",
)
FOR: Final = {
    "board": Action.WATCH_QUEUE,
    "admin": Action.READ_ADMINISTRATION,
    "phones": Action.KEEP_PHONES,
    "figures": Action.READ_FIGURES,
    "keeping": Action.READ_RETENTION,
    "papers": Action.READ_EXPORTS,
    "breaches": Action.RECORD_BREACH,
    "monitoring": Action.READ_MONITORING,
    "duties": Action.READ_DUTIES,
}
"""Pages that show nothing to whoever lacks this; they are led to their own, which says so."""

HOMES: Final = {
    Role.TEAM: "/phone",
    Role.LEAD: "/phone",
    Role.SPECIALIST: "/supervisor",
    Role.SUPERVISOR: "/supervisor",
    Role.HEAD: "/supervisor",
    Role.ANALYST: "/figures",
    Role.AUDITOR: "/admin",
    Role.ADMINISTRATOR: "/admin",
}
"""Where each role works; everybody else at the board."""

_ROOT_FILES: Final = {
    "/worker.js": "text/javascript",
    "/manifest.webmanifest": "application/manifest+json",
    "/favicon.svg": "image/svg+xml",
}


def home_of(roles: tuple[Role, ...]) -> str:
    """The page that a person is led to after login."""
    return next((HOMES[role] for role in roles if role in HOMES), "/board")


async def _home(call: Call) -> Answer:
    asker = call.asker
    return RedirectResponse("/login" if asker is None else home_of(asker.roles), status_code=303)


async def _page(call: Call) -> Answer:
    if call.asker is None:
        return RedirectResponse("/login", status_code=303)
    page = call.request.url.path.strip("/")
    home = home_of(call.asker.roles)
    # Somebody without any role has no page of their own: they are not led in a circle.
    if page in FOR and not call.asker.ever(FOR[page]) and home != f"/{page}":
        return RedirectResponse(f"{home}?instead={page}", status_code=303)
    return _file(call, f"{page}.html", "text/html")


async def _login(call: Call) -> Answer:
    return _file(call, "login.html", "text/html")


async def _enrol(call: Call) -> Answer:
    return _file(call, "enrol.html", "text/html")


async def _root_file(call: Call) -> Answer:
    path = call.request.url.path
    return _file(call, path.strip("/"), _ROOT_FILES[path], missing="not-found")


async def _asset(call: Call) -> Answer:
    """A file with its hash in the name. The name is one plain segment: nothing leads out of the folder."""
    name: str = call.request.path_params["name"]
    if name.startswith(".") or "/" in name or "\\" in name:
        raise Problem("not-found")
    return _file(call, f"assets/{name}", None, missing="not-found")


def _file(call: Call, name: str, kind: str | None, missing: str = "screens-not-built") -> Response:
    path: Path = call.system.settings.screens / name
    if not path.is_file():
        raise Problem(missing)
    return FileResponse(path, media_type=kind)


def doors() -> tuple[Door, ...]:
    """Every page and file."""
    return (
        get("/", _home, OPEN, "To the page where the person works."),
        get("/login", _login, OPEN, "The login page."),
        get("/enrol", _enrol, OPEN, "Where a phone that has read its code gets a key."),
        *(get(f"/{page}", _page, OPEN, f"The {page}; without a session to the login.") for page in PAGES),
        *(get(path, _root_file, OPEN, "A file of the pages.") for path in _ROOT_FILES),
        get("/assets/{name}", _asset, OPEN, "A file of the pages, by the hash in its name."),
    )
