"""Exports as a table: what was asked for, who approved, what became of it. No name, no word of anybody."""

from collections.abc import Iterable
from typing import Any, get_args

from domain.envelope import Recorded
from domain.export import APPROVALS, MOST_TAKEN, number_of
from domain.export_events import (
    ExportApproved,
    ExportAsked,
    ExportEvent,
    ExportExpired,
    ExportRefused,
    ExportTaken,
)
from domain.identity import ExportId
from projections.received import iso

Row = dict[str, Any]


class Exports:
    """The hot fold of the table `exports`, keyed by export."""

    name = "exports"
    version = 1
    events = get_args(ExportEvent)

    def keys(self, recorded: Recorded) -> Iterable[str]:
        return (str(recorded.stream),)

    def fold(self, row: Row | None, recorded: Recorded) -> Row | None:
        event = recorded.event
        if isinstance(event, ExportAsked):
            return _asked(event, recorded)
        return None if row is None else {**row, **_change(row, event, recorded)}


def _asked(event: ExportAsked, recorded: Recorded) -> Row:
    return {
        "id": str(recorded.stream),
        "number": number_of(ExportId(recorded.stream)),
        "region": event.region,
        "cases": [str(case) for case in event.cases],
        "content": str(event.content),
        "form": str(event.form),
        "purpose": str(event.purpose),
        "recipient": str(event.recipient),
        "asked_by": str(recorded.envelope.by),
        "asked_at": iso(recorded.envelope.recorded_at),
        "until": iso(event.until),
        "approvals": [],
        "taken": [],
        "state": "waiting",
        "reason": None,
        "refused_by": None,
    }


def _change(row: Row, event: object, recorded: Recorded) -> Row:
    by, at = str(recorded.envelope.by), iso(recorded.envelope.recorded_at)
    match event:
        case ExportApproved():
            approvals = [*row["approvals"], {"by": by, "at": at}]
            until = row["until"] if event.until is None else iso(event.until)
            state = "approved" if len(approvals) == APPROVALS else "waiting"
            return {"approvals": approvals, "until": until, "state": state}
        case ExportRefused():
            return {"state": "refused", "reason": str(event.reason), "refused_by": by}
        case ExportTaken():
            taken = [*row["taken"], at]
            return {"taken": taken, "state": "taken" if len(taken) >= MOST_TAKEN else "approved"}
        case ExportExpired():
            return {"state": "expired"}
        case _:
            return {}
