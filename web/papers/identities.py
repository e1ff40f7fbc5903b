"""The papers that name people: whole stories, or one line a case. Made only for an export that was approved.

Whoever was forgotten appears as forgotten; whose phone nobody is shown, because the household is the danger,
has none here either.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from dispatch.ports import Row
from domain.levels import ALL
from projections.card import card
from projections.redaction import redacted
from web import reading_log
from web.doors import Call
from web.papers.names import Names
from web.papers.paper import Cell, Facts, Paper, Part, Table, Words, mark_of
from web.papers.story import told
from web.words import say

Opened = Sequence[tuple[Row, reading_log.Opened]]
"""The row of each case with what was said in it, each reading of it written down."""

_SAID: Final = (
    "child_name",
    "child_birth_date",
    "child_phone",
    "guardian_name",
    "guardian_phone",
    "caller_name",
    "caller_relation",
    "caller_phone",
    "place",
)


def identities(call: Call, export: Row, cases: Opened) -> Paper:
    """What the export holds, with its watermark: who takes it, when, and its number."""
    now, language = call.system.clock.now(), call.language
    names = Names(system=call.system, language=language)
    parts = _stories(call, cases) if export["content"] == "stories" else (_list(cases, names),)
    return Paper(
        name=f"export-{export['number']}",
        language=language,
        title=say("paper.export.title", language, {"number": export["number"]}),
        parts=(Facts(rows=tuple(_head(export, names))), *parts),
        made_at=now,
        made_by=call.visitor.name,
        mark=mark_of(language, call.visitor.name, now, export["number"]),
    )


def _head(export: Row, names: Names) -> Iterator[tuple[str, str]]:
    language = names.language
    for field in ("content", "purpose", "recipient"):
        yield say(f"story.field.{field}", language), names.word(f"story.word.{field}", export[field])
    yield say("paper.export.asked", language), names.person(export["asked_by"])
    approvers = (names.person(one["by"]) for one in export["approvals"])
    yield say("paper.export.approved", language), ", ".join(approvers)


def _stories(call: Call, cases: Opened) -> Iterator[Part]:
    for row, opened in cases:
        yield Words(text=say("supervisor.case", call.language, {"number": row["number"]}), heading=True)
        yield from told(call, row, opened)


def _list(cases: Opened, names: Names) -> Table:
    language = names.language
    labels = (say(f"story.field.{field}", language) for field in _SAID)
    return Table(
        title=say("story.word.content.names", language),
        columns=(say("paper.cases.number", language), say("paper.cases.received", language), *labels),
        rows=tuple(_line(row, opened, names) for row, opened in cases),
    )


def _line(row: Row, opened: reading_log.Opened, names: Names) -> tuple[Cell, ...]:
    said = redacted((card(opened.events) or {}).get("said", {}), opened.levels & ALL)
    received = datetime.fromisoformat(row["received_at"])
    return (row["number"], received, *(_cell(field, said.get(field), names) for field in _SAID))


def _cell(field: str, value: Any, names: Names) -> Cell:
    match value:
        case {"forgotten": True}:
            return say("story.forgotten", names.language)
        case {"hidden": True}:
            return say("shell.hidden", names.language)
        case str() if field == "child_birth_date":
            return date.fromisoformat(value)
        case str() if field == "caller_relation":
            return names.word("story.word.caller_relation", value)
        case str():
            return value
        case _:
            return None
