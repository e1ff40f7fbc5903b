"""The history of one thing of a register, out of the log. Streams of cases are none of its business."""

from typing import Any
from uuid import UUID

from dispatch.ports import Row
from projections.history import Step, history
from projections.registers import Register
from web.system import System


def history_of(system: System, register: Register, thing: UUID, region: str) -> tuple[Row, list[Step]] | None:
    """The thing as it is and every step on the way there; nothing unless the region's register has it."""
    known = system.row(register.name, str(thing))
    if known is None or known["region"] != region:
        return None
    events = [one for one in system.store.log.stream(thing) if isinstance(one.event, register.events)]
    row, steps = history(register.fold, events)
    return None if row is None else (row, steps)


def told(system: System, step: Step) -> dict[str, Any]:
    """One step as it is answered: when, who, what before and after."""
    envelope = step.recorded.envelope
    return {
        "version": step.recorded.version,
        "at": envelope.recorded_at.isoformat(),
        "event": step.recorded.name,
        "who": system.name_of(envelope.by),
        "role": envelope.role,
        "changes": [
            {
                "field": one.field,
                "before": _said(system, one.field, one.before),
                "after": _said(system, one.field, one.after),
            }
            for one in step.differences
        ],
    }


def _said(system: System, field: str, value: Any) -> Any:
    """Whoever asked for a reset by name: the pages know no names of accounts by their ids."""
    row = system.row("accounts", str(value)) if field == "reset.by" and value is not None else None
    return value if row is None else row["name"]
