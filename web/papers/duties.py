"""Duty list and duty report: nobody is named, and in the report small groups are hidden."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dispatch.ledger_table import When
from domain.suppression import LEAST
from projections.duty_months import OUTCOMES
from projections.ledger_lines import Line
from web.doors import Call
from web.duties import DutiesAsked, by_month, listed
from web.papers.lists import counted, cut_short, made
from web.papers.names import Names
from web.papers.paper import Cell, Paper, Spoken, Table, Words
from web.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class DutiesWanted(Spoken):
    """As `web.duties` has them, but for school, group and class: by these a list tells what it leaves out."""

    when: When = When.BINDING
    kind: str | None = None
    month: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWanted(Spoken):
    """`month` ("2026-03") alone, or all that the ledger looks back on."""

    month: str | None = None


_COLUMNS: Final = ("due", "kind", "about", "state", "done", "who", "rests")


async def duties(call: Call) -> Paper:
    """Clocks and obligations by due time; without school, class and group, which would tell about a child."""
    asked = call.query(DutiesWanted)
    most = call.system.settings.limits.paper_rows
    wanted = DutiesAsked(when=asked.when, kind=asked.kind, month=asked.month)
    found, total = await listed(call, wanted, most)
    names = Names(system=call.system, language=call.language)
    table = Table(
        title=say("paper.duties", call.language),
        columns=tuple(say(f"paper.duties.{each}", call.language) for each in _COLUMNS),
        rows=tuple(_line(line, names) for line in found),
    )
    return made(call, "duties", (*cut_short(call, total, len(found)), table))


def _line(line: Line, names: Names) -> tuple[Cell, ...]:
    by = names.person(line["by"] or line["owner"])
    channel = "" if line["channel"] is None else names.word("story.word.channel", line["channel"])
    return (
        datetime.fromisoformat(line["due"]),
        names.word("duties.kind", line["kind"]),
        line["number"] or names.word("duties", line["about"]),
        names.word("duties.state", line["state"]),
        None if line["done_at"] is None else datetime.fromisoformat(line["done_at"]),
        ", ".join(filter(None, (by, channel))),
        names.citation(line["citation"]),
    )


async def report(call: Call) -> Paper:
    """What became of obligations by month and kind: it leaves the house, so small groups are hidden."""
    month = call.query(ReportWanted).month
    months = [each for each in await by_month(call, leaving=True) if month in (None, each["month"])]
    names, language = Names(system=call.system, language=call.language), call.language
    numbers = ("total", *OUTCOMES, "share", "median_delay")
    table = Table(
        title=say("paper.months", language),
        columns=tuple(say(f"paper.months.{each}", language) for each in ("month", "kind", *numbers)),
        rows=tuple(
            (
                f"{each['month'][5:]}.{each['month'][:4]}",
                names.word("duties.kind", each["kind"]),
                *(counted(each[name], language) for name in ("total", *OUTCOMES)),
                each["share"],
                None if each["median_delay"] is None else round(each["median_delay"] / 3600),
            )
            for each in months
        ),
    )
    hint = Words(text=say("paper.months.words", language, {"n": LEAST}))
    return made(call, "months", (hint, table))
