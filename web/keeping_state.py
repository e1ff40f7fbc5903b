"""Why the people of a case would not be forgotten now: by the very rule that decides, on the case as it is.

The events of the case are folded for it; nothing of what they say leaves this module but grounds and days.
"""

from datetime import datetime
from uuid import UUID

from dispatch.ports import Row
from dispatch.streams import CASE
from domain.case.forgetting import reasons_to_keep
from domain.case.forgetting_events import Ground
from web.keeping_answers import ReasonAnswer
from web.system import System


def reasons(system: System, case: str, now: datetime, *grounds: Ground) -> dict[str, list[ReasonAnswer]]:
    """By ground of forgetting; nothing in a list: it could be done."""
    row: Row = system.row("queue", case) or {}
    days = int(system.centre_row(row["region"])["settings"]["retention"]["cases"])
    state = CASE.initial
    for recorded in system.store.log.stream(UUID(case)):
        state = CASE.evolve(state, recorded.event, recorded.envelope)
    return {
        str(ground): [
            {"ground": str(each.kept_for), "until": None if each.until is None else each.until.isoformat()}
            for each in reasons_to_keep(state, ground, days=days, now=now)
        ]
        for ground in grounds
    }
