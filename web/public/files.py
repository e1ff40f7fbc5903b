"""The two small files that the form's pages are made with, held in memory."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from web.doors import OPEN, Answer, Call, Door, get

_KINDS: Final = {"/form.css": "text/css", "/form.js": "text/javascript"}
_FOLDER: Final = Path(__file__).parent
_FILES: Final = {path: (_FOLDER / path[1:]).read_bytes() for path in _KINDS}
_HEADERS: Final = {"cache-control": "public, max-age=3600"}


async def _file(call: Call) -> Answer:
    path = call.request.url.path
    return Response(_FILES[path], media_type=_KINDS[path], headers=_HEADERS)


def doors() -> tuple[Door, ...]:
    return tuple(get(path, _file, OPEN, "A file of the public form.") for path in _KINDS)
