"""Lists without anybody's name: cases of the region, and the figures of all regions."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from dispatch.ports import Row
from domain.access import Action
from domain.law.local_time import local_date
from domain.suppression import LEAST
from web.doors import Call
from web.figures import of_the_nation
from web.papers.names import Names
from web.papers.paper import Cell, Paper, Spoken, Table, Words, day
from web.queries import region_of
from web.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(Spoken):
    """Local days, inclusive."""

    since: date | None = None
    until: date | None = None


_COLUMNS: Final = ("number", "received", "class", "stage", "channel", "district", "due", "term", "closed")
FIGURES: Final = {
    "times": "figures.time",
    "classes": "shell.class",
    "channels": "story.word.channel",
    "regions": "story.word.region",
}
"""The tables of the figures, and where the words of their columns are."""


async def cases(call: Call) -> Paper:
    """Cases by when they were received, newest first: what the board shows of them, without the school."""
    region, asked = region_of(call, Action.EXPORT_LISTS), call.query(Period)
    names = Names(system=call.system, language=call.language)
    most = call.system.settings.limits.paper_rows
    found = await asyncio.to_thread(_cases, call, region, asked)
    found.sort(key=lambda row: (row["received_at"], row["number"]), reverse=True)
    table = Table(
        title=say("paper.cases", call.language),
        columns=tuple(say(f"paper.cases.{each}", call.language) for each in _COLUMNS),
        rows=tuple(_case(row, names) for row in found[:most]),
    )
    return made(call, "cases", (*cut_short(call, len(found), most), period(call, asked), table))


def _cases(call: Call, region: str, asked: Period) -> list[Row]:
    return [row for row in call.system.every_row("queue", region) if _within(row, asked)]


def _within(row: Row, asked: Period) -> bool:
    on = local_date(datetime.fromisoformat(row["received_at"]))
    return (asked.since is None or on >= asked.since) and (asked.until is None or on <= asked.until)


def _case(row: Row, names: Names) -> tuple[Cell, ...]:
    late = bool(row["term_missed"])
    state = "late" if late else "in-time" if row["considered"] else "waiting"
    return (
        row["number"],
        _at(row["received_at"]),
        names.word("shell.class", "none" if row["class"] is None else row["class"]),
        names.word("supervisor.stage", row["stage"]),
        names.word("story.word.channel", row["channel"]),
        row["district"] or "",
        _at(row["due"]["at"]),
        names.word("figures.time", state),
        _at(row["closed_at"]),
    )


def _at(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


async def all_figures(call: Call) -> Paper:
    """Counts by month in which nobody can be recognised: small groups were hidden before they get here."""
    region_of(call, Action.READ_FIGURES)
    names = Names(system=call.system, language=call.language)
    months = await asyncio.to_thread(of_the_nation, call.system)
    hint = say("figures.words", call.language, {"n": LEAST})
    tables = (_figures(name, months, names) for name in FIGURES)
    return made(call, "figures", (Words(text=hint), *tables))


def _figures(name: str, months: list[Row], names: Names) -> Table:
    columns = list(months[0][name]) if months else []
    language = names.language
    return Table(
        title=say(f"figures.table.{name}", language),
        columns=(
            say("figures.month", language),
            say("figures.total", language),
            *(names.word(FIGURES[name], column) for column in columns),
        ),
        rows=tuple(
            (
                f"{month['month'][5:]}.{month['month'][:4]}",
                counted(month["total"], language),
                *(counted(month[name][column], language) for column in columns),
            )
            for month in months
        ),
    )


def counted(count: int | None, language: str) -> Cell:
    """A hidden group says that it is hidden; it is no zero."""
    return say("figures.hidden", language) if count is None else count


def period(call: Call, asked: Period) -> Words:
    """From when to when, in words."""
    days = {
        "since": "…" if asked.since is None else day(asked.since),
        "until": "…" if asked.until is None else day(asked.until),
    }
    return Words(text=say("paper.period", call.language, days))


def cut_short(call: Call, total: int, most: int) -> tuple[Words, ...]:
    """Said openly where the list is longer than a paper may be."""
    if total <= most:
        return ()
    return (Words(text=say("paper.cut-short", call.language, {"most": most, "total": total})),)


def made(call: Call, name: str, parts: tuple[Any, ...]) -> Paper:
    """A list by its name; its file carries the day."""
    now = call.system.clock.now()
    return Paper(
        name=f"{name}-{local_date(now).isoformat()}",
        language=call.language,
        title=say(f"paper.{name}", call.language),
        parts=parts,
        made_at=now,
        made_by=call.visitor.name,
    )
