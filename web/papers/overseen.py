"""Who saw a child's file, and every reading of the region by filters. That it was printed is a reading too.

The family is told which roles of which centre looked, when and why, but no colleague's name: who answers to
them is the centre. Whoever oversees reading has the names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from domain.law.local_time import local_date
from web.doors import Call
from web.papers.lists import Period, cut_short, period
from web.papers.names import Names
from web.papers.paper import Cell, Paper, Spoken, Table, Words
from web.readings import ReadingAnswer, ReadingsAsked, found_readings, who_saw
from web.words import say


class Whom(StrEnum):
    """For whom the accounting is made."""

    FAMILY = "family"
    OVERSIGHT = "oversight"


@dataclass(frozen=True, slots=True, kw_only=True)
class WhomAsked(Spoken):
    whom: Whom = Whom.OVERSIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class FilteredPeriod(Spoken):
    """Filters of the list of readings; days are local and inclusive."""

    number: str | None = None
    why: str | None = None
    result: str | None = None
    since: date | None = None
    until: date | None = None


_COLUMNS: Final = ("who", "first", "last", "times", "case", "what", "why", "result")


async def accounting(call: Call) -> Paper:
    """Every reading of one case and of the same child's others, newest first."""
    whom = call.query(WhomAsked).whom
    found = await who_saw(call)
    number = found["cases"][0]["number"]
    hint = Words(text=say(f"paper.readings.{whom}", call.language))
    more = cut_short(call, found["total"], len(found["readings"]))
    return _paper(
        call,
        f"who-saw-{number}",
        say("reading.who-saw.title", call.language, {"number": number}),
        (hint, *more, _table(call, found["readings"], whom)),
    )


async def readings(call: Call) -> Paper:
    """The list of readings, for whoever oversees them."""
    asked = call.query(FilteredPeriod)
    most = call.system.settings.limits.paper_rows
    wanted = ReadingsAsked(
        number=asked.number,
        why=asked.why,
        result=asked.result,
        since=asked.since,
        until=asked.until,
        limit=most,
    )
    found = await found_readings(call, wanted, most)
    days = period(call, Period(since=asked.since, until=asked.until))
    more = cut_short(call, found["total"], len(found["readings"]))
    name = f"readings-{local_date(call.system.clock.now()).isoformat()}"
    title = say("reading.view.readings", call.language)
    return _paper(call, name, title, (days, *more, _table(call, found["readings"], Whom.OVERSIGHT)))


def _table(call: Call, rows: Sequence[ReadingAnswer], whom: Whom) -> Table:
    names = Names(system=call.system, language=call.language)
    return Table(
        title=say("paper.readings", call.language),
        columns=tuple(say(f"paper.readings.{each}", call.language) for each in _COLUMNS),
        rows=tuple(_row(row, whom, names) for row in rows),
    )


def _row(row: ReadingAnswer, whom: Whom, names: Names) -> tuple[Cell, ...]:
    unit = f"{names.role(row['role'])}, {names.centre(row['region'])}"
    who = unit if whom is Whom.FAMILY else f"{row['name'] or row['account']}, {unit}"
    return (
        who,
        datetime.fromisoformat(row["first"]),
        datetime.fromisoformat(row["last"]),
        row["count"],
        row["number"] or ("–" if row["case"] is None else say("reading.elsewhere", names.language)),
        names.word("reading.door", row["door"]),
        names.word("reading.why", row["why"]),
        names.word("reading.result", row["result"]),
    )


def _paper(call: Call, name: str, title: str, parts: tuple[Words | Table, ...]) -> Paper:
    return Paper(
        name=name,
        language=call.language,
        title=title,
        parts=parts,
        made_at=call.system.clock.now(),
        made_by=call.visitor.name,
    )
