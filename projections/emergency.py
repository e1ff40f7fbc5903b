"""Emergency access on the row of a case: who has it until when, and what was said of it afterwards."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.case.emergency import EmergencyAccessEscalated, EmergencyAccessOpened, EmergencyAccessReviewed
from domain.envelope import Recorded
from projections.received import Row, iso, text


def opened(row: Row, event: EmergencyAccessOpened, r: Recorded) -> Mapping[str, Any]:
    one = {
        "id": str(event.access),
        "account": text(r.envelope.by),
        "role": r.envelope.role,
        "region": event.from_region,
        "category": str(event.category),
        "since": iso(r.envelope.recorded_at),
        "until": iso(event.until),
        "review_by": iso(event.review_by),
        "justified": None,
        "reviewed_by": None,
        "escalated": False,
    }
    return {"emergencies": [*row.get("emergencies", ()), one]}


def reviewed(row: Row, event: EmergencyAccessReviewed, r: Recorded) -> Mapping[str, Any]:
    return _changed(row, event, justified=event.justified, reviewed_by=text(r.envelope.by))


def escalated(row: Row, event: EmergencyAccessEscalated, r: Recorded) -> Mapping[str, Any]:
    return _changed(row, event, escalated=True)


def _changed(row: Row, event: Any, **changes: Any) -> Mapping[str, Any]:
    key, found = str(event.access), row.get("emergencies", ())
    return {"emergencies": [{**one, **changes} if one["id"] == key else one for one in found]}


def has_emergency_access(row: Row, account: str, now: datetime) -> bool:
    """Whether this account may read the case now by emergency access; to the second."""
    until = (one["until"] for one in row.get("emergencies", ()) if one["account"] == account)
    return any(now < datetime.fromisoformat(at) for at in until)
