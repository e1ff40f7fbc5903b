"""The slip that the rules ask for: number, date, time, receiver, centre, what happens next, until when.

Everything on it is as the events have it, never by the clock of whoever prints it; nothing of it is about the
child or the caller.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from domain.access import Action
from domain.case.events import CaseAssessed, CaseReceived
from domain.case.recalculation import DueTimeRecalculated
from domain.envelope import Recorded
from domain.law.due import DueTime
from domain.levels import OPERATIONAL
from projections.card import card
from web import reading_log
from web.doors import Call
from web.papers.names import Names
from web.papers.paper import Facts, Paper, Words, moment
from web.problems import Problem
from web.recommending import case_id
from web.words import say


async def slip(call: Call) -> Paper:
    """The slip of one case. Reading it is written down like any other."""
    case = case_id(call)
    opened = await reading_log.opened(call, case, reading_log.SLIP, Action.READ_CASE, shows=OPERATIONAL)
    received = next((each for each in opened.events if isinstance(each.event, CaseReceived)), None)
    if received is None:
        raise Problem("not-found")
    names = Names(system=call.system, language=call.language)
    event: Any = received.event
    due = term_in_force(opened.events)
    next_steps = say("paper.slip.next.words", call.language, {"time": moment(due.at)})
    return Paper(
        name=f"slip-{event.number}",
        language=call.language,
        title=say("board.slip", call.language),
        number=event.number,
        parts=(
            Facts(rows=(*_facts(received, due, names), *_first_help(opened.events, names))),
            Words(text=say("paper.slip.next", call.language), heading=True),
            Words(text=next_steps),
        ),
        made_at=call.system.clock.now(),
        made_by=call.visitor.name,
    )


def term_in_force(events: Sequence[Recorded]) -> DueTime:
    """The newest: an assessment or a recalculation may have moved what the receipt said."""
    found = [
        each.event.due
        for each in events
        if isinstance(each.event, CaseReceived | CaseAssessed | DueTimeRecalculated)
    ]
    return found[-1]


def _first_help(events: Sequence[Recorded], names: Names) -> list[tuple[str, str]]:
    """What comes before the group, if it was arranged. Not where the household is the danger: who holds the
    slip may be of it, and need not know who is with the child.
    """
    told = card(events)
    if told is None or told["remote"] is None or told["row"]["household_danger"]:
        return []
    remote = told["remote"]
    said = [names.word("story.word.means", remote["means"])]
    if remote["first_hands"]:
        said.append(say("story.word.first_hands.true", names.language))
    at = moment(datetime.fromisoformat(remote["at"]))
    return [(say("paper.slip.remote", names.language), f"{'; '.join(said)}\n{at}")]


def _facts(received: Recorded, due: DueTime, names: Names) -> list[tuple[str, str]]:
    event: Any = received.event
    around, language = received.envelope, names.language
    person = names.person(None if around.by is None else str(around.by))
    by = ", ".join(filter(None, (person, names.role(around.role).lower())))
    return [
        (say("board.slip.received", language), moment(event.received_at)),
        (say("board.slip.recorded", language), moment(around.recorded_at)),
        (say("board.slip.registered", language), moment(event.registered_at)),
        (say("board.slip.by", language), by),
        (say("paper.slip.centre", language), names.centre(event.region)),
        (say("board.field.received-by", language), names.word("story.word.channel", event.channel)),
        (say("board.slip.term", language), f"{moment(due.at)}\n{names.citation(due.citation)}"),
    ]
