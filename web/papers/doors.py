"""The doors of all papers: one table says what there is, by which right, and in which forms."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from domain.access import Action
from web import reading_log
from web.doors import OPEN, Answer, Call, Door, get
from web.papers import duties, lists, overseen, slip, story
from web.papers.page import PaperAnswer, as_json, printed
from web.papers.paper import Paper, Spoken, Words
from web.papers.pdf import PDF, NoFont, TooLong, pdf_of
from web.papers.tables import CSV, XLSX, csv_of, xlsx_of
from web.problems import Problem
from web.words import say

Make = Callable[[Call], Awaitable[Paper]]

ALL_FORMS: Final = ("print", "pdf", "csv", "xlsx")
_KINDS: Final = {"pdf": PDF, "csv": CSV, "xlsx": XLSX}
_STYLE: Final = (Path(__file__).parent / "paper.css").read_bytes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of paper. `asks`: what its address may say; `forms`: as what it is handed out.

    `door`: how its refused tries are called in the log of readings, where it is of one case.
    """

    path: str
    make: Make
    right: Action
    summary: str
    forms: tuple[str, ...]
    asks: type[Spoken] = Spoken
    door: str = ""


PAPERS: Final = (
    Kind(
        path="/papers/slip/{case}",
        make=slip.slip,
        right=Action.READ_CASE,
        summary="The slip for the applicant: number, date, time, receiver, centre, what happens next.",
        forms=("print", "pdf", "json"),
        door=reading_log.SLIP,
    ),
    Kind(
        path="/papers/story/{case}",
        make=story.page,
        right=Action.PRINT_STORY,
        summary="A case's story to print, as far as the reader's levels go.",
        forms=("print",),
        door=reading_log.PAPER,
    ),
    Kind(
        path="/papers/story/{case}",
        make=story.file,
        right=Action.PRINT_STORY,
        summary="A case's story as a file: what is operational; in full it takes an export.",
        forms=("pdf",),
        door=reading_log.PAPER,
    ),
    Kind(
        path="/papers/who-saw/{case}",
        make=overseen.accounting,
        right=Action.READ_READINGS,
        summary="Who saw this child's file: for the family by role and centre, for overseers by name.",
        forms=ALL_FORMS,
        asks=overseen.WhomAsked,
        door=reading_log.READINGS,
    ),
    Kind(
        path="/papers/readings",
        make=overseen.readings,
        right=Action.READ_READINGS,
        summary="Readings of the region's people and cases, by filters.",
        forms=ALL_FORMS,
        asks=overseen.FilteredPeriod,
    ),
    Kind(
        path="/papers/cases",
        make=lists.cases,
        right=Action.EXPORT_LISTS,
        summary="Cases of the region by day of receipt, without anybody's name.",
        forms=ALL_FORMS,
        asks=lists.Period,
    ),
    Kind(
        path="/papers/duties",
        make=duties.duties,
        right=Action.EXPORT_LISTS,
        summary="Clocks and obligations of the region by due time, without anybody's name.",
        forms=ALL_FORMS,
        asks=duties.DutiesWanted,
    ),
    Kind(
        path="/papers/months",
        make=duties.report,
        right=Action.READ_DUTIES,
        summary="The duty report: what became of obligations by month; groups under 5 are hidden.",
        forms=ALL_FORMS,
        asks=duties.ReportWanted,
    ),
    Kind(
        path="/papers/figures",
        make=lists.all_figures,
        right=Action.READ_FIGURES,
        summary="Figures of all regions; groups under 5 are hidden.",
        forms=ALL_FORMS,
    ),
)


async def _hand_out(call: Call, kind: Kind, form: str) -> Answer:
    call = replace(call, language=call.query(kind.asks).l or call.language)
    paper = dressed(call, await kind.make(call))
    if form == "print":
        return printed(paper, _asked(call))
    if form == "json":
        return as_json(paper)
    return attachment(paper.name, form, await rendered(call, paper, form))


def _asked(call: Call) -> str:
    """The address of this paper without its language."""
    others = [(name, text) for name, text in call.request.query_params.multi_items() if name != "l"]
    return f"{call.request.url.path}?{urlencode([*others, ('l', '')])}"


def dressed(call: Call, paper: Paper) -> Paper:
    """A paper of the demonstration never passes for a real one."""
    if not call.system.demonstration:
        return paper
    key = "shell.demonstration"
    words = Words(text=f"{say(key, call.language)}. {say(f'{key}.words', call.language)}")
    return replace(paper, parts=(words, *paper.parts))


async def rendered(call: Call, paper: Paper, form: str) -> bytes:
    """The bytes of a file, made beside the event loop and within the bounds of a paper."""
    system = call.system
    limits, assets = system.settings.limits, system.settings.screens / "assets"
    made: dict[str, Callable[[], bytes]] = {
        "pdf": partial(pdf_of, paper, assets, limits.paper_pages),
        "csv": partial(csv_of, paper),
        "xlsx": partial(xlsx_of, paper),
    }
    try:
        return await system.press.made(made[form])
    except TooLong:
        raise Problem("paper-too-long", {"most": limits.paper_pages}) from None
    except NoFont:
        raise Problem("screens-not-built") from None


def attachment(name: str, form: str, body: bytes) -> Response:
    """A file to save; its name says nothing about anybody."""
    said = {"content-disposition": f'attachment; filename="jedel-{name}.{form}"'}
    return Response(body, media_type=_KINDS[form], headers=said)


async def _style(call: Call) -> Answer:
    return Response(_STYLE, media_type="text/css", headers={"cache-control": "public, max-age=3600"})


def doors() -> tuple[Door, ...]:
    """Every paper in every form, and the style sheet that they are printed by."""
    every = (_door(kind, form) for kind in PAPERS for form in kind.forms)
    return (*every, get("/paper.css", _style, OPEN, "The style sheet of papers."))


def _door(kind: Kind, form: str) -> Door:
    async def handle(call: Call) -> Answer:
        return await _hand_out(call, kind, form)

    gives = PaperAnswer if form == "json" else None
    made = get(f"{kind.path}/{form}", handle, kind.right, f"{kind.summary} ({form})", gives, kind.asks)
    return replace(made, barred=reading_log.barred(kind.door, kind.right)) if kind.door else made
