"""The cookie of a half-finished thing (a login between its factors, a challenge), and its ticket."""

from datetime import timedelta

from starlette.responses import Response

from dispatch.tickets import Purpose, Ticket
from web import cookies
from web.doors import Call
from web.problems import Problem
from web.visitor import cookie_of

NAME = "jedel-step"


def name_of(call: Call) -> str:
    """The cookie's name; bound to this very host over https, like the session's."""
    return f"__Host-{NAME}" if call.system.settings.secure else NAME


def give(call: Call, response: Response, name: str, lasts: timedelta) -> None:
    cookies.set_cookie(call.system.settings, response, name_of(call), name, int(lasts.total_seconds()))


def take(call: Call, response: Response) -> None:
    cookies.set_cookie(call.system.settings, response, name_of(call), "", 0)


def held(call: Call) -> str:
    """What this browser holds."""
    return cookie_of(call.request.scope, name_of(call)) or ""


def look(call: Call, purpose: Purpose) -> Ticket:
    """The ticket that this browser holds; it stays open. Raises `Problem` if there is none for that."""
    ticket = call.system.tickets.look(held(call), purpose)
    if ticket is None:
        raise Problem("step-over")
    return ticket


def taken(call: Call, purpose: Purpose) -> Ticket:
    """The same, and it is used up."""
    ticket = call.system.tickets.take(held(call), purpose)
    if ticket is None:
        raise Problem("step-over")
    return ticket
