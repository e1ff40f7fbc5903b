"""The session's cookie: for the server alone, this host alone, over https alone wherever there is https."""

from typing import Literal

from starlette.responses import Response

from dispatch.clock import SystemClock
from dispatch.sessions import Session
from web.settings import Settings
from web.visitor import cookie_name


def give(settings: Settings, response: Response, token: str, session: Session) -> None:
    """The browser is in, as long as the session lasts."""
    left = session.until - SystemClock().now()
    set_cookie(settings, response, cookie_name(settings), token, int(left.total_seconds()))


def take(settings: Settings, response: Response) -> None:
    """The browser is out; it shall also forget what it kept of the pages."""
    set_cookie(settings, response, cookie_name(settings), "", 0)
    response.headers["Clear-Site-Data"] = '"cache"'


def set_cookie(
    settings: Settings,
    response: Response,
    name: str,
    value: str,
    seconds: int,
    same_site: Literal["strict", "lax"] = "strict",
) -> None:
    response.set_cookie(
        name, value, max_age=seconds, path="/", httponly=True, secure=settings.secure, samesite=same_site
    )
