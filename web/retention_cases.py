"""Cases that are past their time of keeping: which, and why some of them are kept all the same."""

from datetime import date, datetime

from dispatch.ports import Row
from domain.access import Action
from domain.case.forgetting import HEAD
from domain.case.forgetting_events import Ground
from domain.case.keeping import Part
from domain.law.local_time import local_date
from domain.retention import kept_since
from web.keeping_state import reasons
from web.retention_answers import CasePastAnswer, CasesPastAnswer
from web.system import System
from web.visitor import Visitor


def cases_past(system: System, visitor: Visitor, days: int, now: datetime) -> CasesPastAnswer:
    """The region's cases that were closed before the day, whose people are not all forgotten. Blocks."""
    before = kept_since(now, days)
    waiting = system.rows("keeping")
    over = {row["id"] for row in system.every_row("keeping") if row["id"] not in waiting}
    rows = [
        row
        for row in system.every_row("queue", visitor.region)
        if row["id"] not in over and _past(row, waiting.get(row["id"]), before)
    ]
    rows.sort(key=lambda row: (row["closed_at"], row["number"]))
    shown = rows[: system.settings.limits.cases_past]
    return {
        "days": days,
        "before": before.isoformat(),
        "past": len(rows),
        "rows": [_shown(system, visitor, row, waiting.get(row["id"]), now) for row in shown],
    }


def _past(row: Row, keeping: Row | None, before: date) -> bool:
    closed_at = row["closed_at"]
    if closed_at is None or local_date(datetime.fromisoformat(closed_at)) >= before:
        return False
    gone = {each["part"] for each in keeping["forgotten"]} if keeping is not None else set()
    return not gone.issuperset(Part)


def _shown(system: System, visitor: Visitor, row: Row, keeping: Row | None, now: datetime) -> CasePastAnswer:
    """The rule is asked as it will be asked of whoever puts the case forward."""
    found = reasons(system, row["id"], now, Ground.RETENTION)[Ground.RETENTION]
    waits = keeping["proposed"] if keeping is not None else None
    return {
        "id": row["id"],
        "number": row["number"],
        "closed_at": row["closed_at"],
        "kept_for": [reason["ground"] for reason in found],
        "proposed_by": None if waits is None else (system.name_of(waits["by"]) or ""),
        "proposed_at": None if waits is None else waits["at"],
        "confirmable": waits is not None and _second(visitor, waits),
    }


def _second(visitor: Visitor, waits: Row) -> bool:
    """Another person than who put it forward, and one of the two the head."""
    mine = visitor.acts_as(Action.DECIDE_KEEPING)
    return bool(mine) and waits["by"] != str(visitor.account) and HEAD in (mine, waits["role"])
