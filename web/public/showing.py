"""The form's pages as this installation shows them: a demonstration says on each that it is one."""

from html import escape

from starlette.responses import Response

from web.doors import Call
from web.frame import whole, words
from web.words import say


def page(
    call: Call,
    language: str,
    title: str,
    body: str,
    *,
    path: str = "",
    status: int = 200,
    staff: bool = False,
) -> Response:
    """A page under the title of this key; `path` as in `whole`."""
    shown = f"{_banner(language)}{body}" if call.system.demonstration else body
    return whole(language, words(title, language), shown, path=path, status=status, staff=staff)


def _banner(language: str) -> str:
    strong, rest = (escape(say(f"shell.demonstration{key}", language)) for key in ("", ".words"))
    return f'<p class="demonstration screen-only"><strong>{strong}</strong> {rest}</p>'
