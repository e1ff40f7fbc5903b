"""What goes wrong as a page: for whoever opened an address in a browser and would else read JSON."""

from collections.abc import Mapping
from html import escape

from starlette.responses import Response

from web.frame import whole, words


def of_the_form(path: str) -> bool:
    """Under these addresses stands whoever needs help: whom to call is in sight whatever goes wrong."""
    return path in ("/q", "/r") or path.startswith(("/q/", "/r/"))


def problem_page(path: str, said: Mapping[str, object], status: int, language: str) -> Response:
    """The problem's own words, and a way on."""
    public = of_the_form(path)
    title = escape(str(said["title"]))
    back = f'<p><a href="/r?l={language}">{words("return", language)}</a></p>'
    start = f'<p><a href="/">{words("start", language)}</a></p>'
    on = f"<p>{words('unknown.hint', language)}</p>{back}" if public else start
    body = f'<h1 tabindex="-1">{title}</h1><p>{escape(str(said["detail"]))}</p>{on}'
    return whole(language, title, body, status=status, staff=not public)
