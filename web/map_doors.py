"""The base map for the screens: what there is, its tiles, and the house's own map file if there is one.

A version stands in the address of whatever never changes, so it is fetched once. Nothing of it is secret, but
what somebody looks at says where they work: it is for whoever is in, and kept by their browser alone.
"""

from typing import Final

from starlette.responses import FileResponse, Response

from dispatch.roads.base_map import BaseMap
from domain.access import Action
from web.doors import Answer, Call, Door, get
from web.problems import Problem

FOREVER: Final = {"cache-control": "private, max-age=31536000, immutable"}
_DIGITS: Final = 8


def _base(call: Call) -> BaseMap:
    """The base map in use; a version that is asked for has to be its own."""
    base = call.system.base_maps.current()
    if base is None or call.request.path_params.get("version", base.version) != base.version:
        raise Problem("not-found")
    return base


def _number(call: Call, name: str) -> int:
    text: str = call.request.path_params[name]
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise Problem("not-found")
    return int(text)


async def _about(call: Call) -> Answer:
    return _base(call).about


async def _tile(call: Call) -> Answer:
    base = _base(call)
    body = base.tile(_number(call, "level"), _number(call, "x"), _number(call, "y"))
    if body is None:
        return Response(status_code=204, headers=FOREVER)
    return Response(body, media_type="application/json", headers={**FOREVER, "content-encoding": "gzip"})


async def _rich(call: Call) -> Answer:
    """A part of the file, as the reader asks by `Range`."""
    rich = _base(call).rich
    if rich is None:
        raise Problem("not-found")
    return FileResponse(rich, media_type="application/vnd.pmtiles", headers=FOREVER)


def doors() -> tuple[Door, ...]:
    """Everything the map is drawn from."""
    read = Action.READ_REGISTERS
    return (
        get("/api/map", _about, read, "The base map, where there is one: its version, extent and districts."),
        get("/map/{version}/{level}/{x}/{y}", _tile, read, "One tile of the base map; kept for good."),
        get("/map/{version}/rich.pmtiles", _rich, read, "The house's own map file, by parts (Range)."),
    )
