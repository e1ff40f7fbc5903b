"""The printed sheets: one a school, with its code as a QR picture and in letters, in three languages."""

import re
from html import escape

import segno
from starlette.responses import Response

from dispatch.ports import Row
from domain.access import Action
from web.doors import Answer, Call, Door, get
from web.frame import numbers, words
from web.problems import Problem
from web.public.request import language_asked
from web.public.showing import page
from web.queries import region_of
from web.words import LANGUAGES


def _address(call: Call, school: Row) -> str:
    return f"{call.system.settings.links}/q/{call.system.form.codes.code_of(school['id'])}"


def _name(school: Row, language: str) -> str:
    return str(school[f"name_{language}"] or school["label"])


async def _sheets(call: Call) -> Answer:
    language, region = language_asked(call), region_of(call, Action.PRINT_SHEETS)
    schools = sorted(_open_schools(call, region), key=_order)
    most = call.system.settings.limits.page_rows
    at, pages = _at(call), max(1, -(-len(schools) // most))
    items = "".join(
        f'<li><a href="/sheets/{school["id"]}">{escape(_name(school, language))}</a></li>'
        for school in schools[(at - 1) * most : at * most]
    )
    body = (
        f"<h1>{words('sheets', language)}</h1><p>{words('sheets.hint', language)}</p>"
        f'<ul class="schools">{items}</ul>{_pages(at, pages, language)}'
    )
    return page(call, language, "sheets", body, path="/sheets", staff=True)


def _at(call: Call) -> int:
    """The page asked for, from 1; nonsense is the first."""
    typed = call.request.query_params.get("page", "")
    return int(typed) if re.fullmatch("[1-9][0-9]{0,5}", typed) else 1


def _pages(at: int, pages: int, language: str) -> str:
    """Links to every page of the list, the open one marked; nothing where all fits on one."""
    if pages == 1:
        return ""
    here = ' aria-current="page"'
    links = "".join(
        f'<li><a href="/sheets?page={each}&amp;l={language}"{here if each == at else ""}>{each}</a></li>'
        for each in range(1, pages + 1)
    )
    return f'<nav aria-label="{words("sheets.pages", language)}"><ul class="pages">{links}</ul></nav>'


def _open_schools(call: Call, region: str) -> list[Row]:
    return [school for school in call.system.region_rows("schools", region) if not school["closed"]]


def _order(school: Row) -> tuple[int, str]:
    number = str(school["number"] or "")
    return (int(number) if number.isascii() and number.isdigit() else 10**9, str(school["label"]))


async def _sheet(call: Call) -> Answer:
    region = region_of(call, Action.PRINT_SHEETS)
    school = call.system.row("schools", call.request.path_params["school"])
    if school is None or school["region"] != region:
        raise Problem("not-found")
    return _printed(call, school)


def _printed(call: Call, school: Row) -> Response:
    """One page of A4: the picture large enough to be read from a metre away."""
    language, address = language_asked(call), _address(call, school)
    picture = segno.make(address, error="m", micro=False).svg_inline(border=4, omitsize=True)
    parts = "".join(
        f'<section lang="{tongue}"><h2>{words("sheet", tongue)}</h2>'
        f'<p>{words("sheet.how", tongue)}</p><p class="soft">{words("lead", tongue)}</p></section>'
        for tongue in LANGUAGES
    )
    body = (
        f'<p class="screen-only"><button type="button" data-print>{words("print", language)}</button></p>'
        f'<div class="sheet"><h1>{escape(_name(school, language))}</h1>{picture}'
        f'<p class="address">{escape(address)}</p>{parts}{numbers(*LANGUAGES)}</div>'
    )
    return page(call, language, "sheets", body, path=call.request.url.path, staff=True)


def doors() -> tuple[Door, ...]:
    """For whoever prints them."""
    return (
        get("/sheets", _sheets, Action.PRINT_SHEETS, "The schools of the region, each with its sheet."),
        get("/sheets/{school}", _sheet, Action.PRINT_SHEETS, "The printable QR sheet of a school."),
    )
