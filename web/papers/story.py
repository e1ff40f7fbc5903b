"""A case's story on paper: every event in words, as far as the reader's levels go.

On a printed page stands what the reader may read on the screen, with their name across it. A file is another
thing: it travels. So the PDF of a story has what is operational only; in full it leaves as an export that two
people approve (`web.papers.identities`).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from dispatch.ports import Row
from domain.access import Action
from domain.law.local_time import local_date
from domain.levels import ALL, OPERATIONAL, Levels
from projections.card import story as story_of
from projections.redaction import redacted_story
from web import reading_log
from web.doors import Call
from web.papers.names import Names
from web.papers.paper import Facts, Paper, Part, Step, Words, day, mark_of, moment
from web.papers.telling import tell
from web.recommending import case_id
from web.words import say

LATE_S = 60
"""So long after it happened an event counts as recorded later."""


async def page(call: Call) -> Paper:
    """For printing: what this reader may read."""
    return await _story(call, ALL)


async def file(call: Call) -> Paper:
    """For a file: what is operational."""
    return await _story(call, OPERATIONAL)


async def _story(call: Call, shows: Levels) -> Paper:
    case = case_id(call)
    opened = await reading_log.opened(call, case, reading_log.PAPER, Action.PRINT_STORY, shows=shows)
    row = call.system.row("queue", str(case)) or {}
    now, number = call.system.clock.now(), row["number"]
    hint = () if shows >= ALL else (Words(text=say("paper.story.file", call.language)),)
    return Paper(
        name=f"story-{number}",
        language=call.language,
        title=say("supervisor.case", call.language, {"number": number}),
        parts=(*hint, *told(call, row, opened)),
        made_at=now,
        made_by=call.visitor.name,
        mark=mark_of(call.language, call.visitor.name, now) if shows >= ALL else "",
    )


def told(call: Call, row: Row, opened: reading_log.Opened) -> Iterator[Part]:
    """The head of a case and all its steps, day by day."""
    names = Names(system=call.system, language=call.language)
    yield Facts(rows=tuple(_head(row, names)))
    steps = redacted_story(story_of(opened.events), opened.levels, opened.events, str(call.visitor.account))
    yield from _steps(steps, names)
    documents = dict.fromkeys(names.document(key) for key in _citations(steps))
    text = "\n".join(filter(None, documents))
    if text:
        yield Words(text=say("supervisor.grounds", call.language), heading=True)
        yield Words(text=text)


def _head(row: Row, names: Names) -> Iterator[tuple[str, str]]:
    language = names.language
    yield say("paper.slip.centre", language), names.centre(row["region"])
    yield say("board.slip.received", language), moment(datetime.fromisoformat(row["received_at"]))
    yield say("supervisor.card.stage", language), names.word("supervisor.stage", row["stage"])
    risk = "none" if row["class"] is None else row["class"]
    yield say("supervisor.card.class", language), names.word("shell.class", risk)


def _steps(steps: Sequence[dict[str, Any]], names: Names) -> Iterator[Part]:
    before = None
    for step in steps:
        happened = datetime.fromisoformat(step["happened_at"])
        if local_date(happened) != before:
            before = local_date(happened)
            yield Words(text=day(before), heading=True)
        sentence, details = tell(step, names)
        yield Step(
            when=moment(happened, seconds=True)[-8:],
            what=sentence,
            who=_who(step, happened, names),
            details=details,
        )


def _who(step: dict[str, Any], happened: datetime, names: Names) -> str:
    """Of no account are the public form and the clock: what that brought about says so."""
    name, role, language = names.person(step["by"]), step["role"], names.language
    if step["by"] is None and role != "public-form":
        parts = [say("supervisor.by.clock", language)]
    else:
        parts = [", ".join(filter(None, (name, names.role(role))))]
    recorded = datetime.fromisoformat(step["recorded_at"])
    if abs((recorded - happened).total_seconds()) >= LATE_S:
        parts.append(say("supervisor.recorded", language, {"time": moment(recorded, seconds=True)}))
    if step["device"] is not None:
        parts.append(say("supervisor.from-device", language))
    return " · ".join(parts)


def _citations(value: Any) -> Iterator[str]:
    """Every key of a rule that the steps name."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "citation" and isinstance(inner, str):
                yield inner
            elif name == "rests_on" and isinstance(inner, list):
                yield from (each for each in inner if isinstance(each, str))
            else:
                yield from _citations(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _citations(inner)
