"""What the duty ledger holds beside cases: breach notices, and the half-yearly monitoring of schools."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from domain import breach, monitoring, school
from domain.envelope import Recorded
from domain.law.due import DueTime
from domain.law.local_time import instant, local_date
from domain.law.monitoring import half_year_end, monitoring_awaited, monitoring_due
from projections import obligations as one
from projections.obligations import Document, Entries, Entry
from projections.received import iso, key

BREACH: Final = "breach-notice"
MONITORING: Final = "monitoring"
_NOBODY: Final[Mapping[str, None]] = dict.fromkeys(("number", "class", "school", "team", "owner"))


def fold_breach(document: Document | None, recorded: Recorded) -> Document | None:
    """A breach owes one notice, to the authorised body; others may be told besides."""
    event = recorded.event
    if isinstance(event, breach.BreachFound):
        head = {**_NOBODY, "region": event.region}
        entry = one.opened_by(BREACH, event.due, recorded)
        return {"about": "breach", "head": head, "entries": {BREACH: entry}}
    if document is None:
        return None
    entry = _noticed(document["entries"][BREACH], event, recorded)
    return {**document, "entries": {BREACH: entry}}


def _noticed(entry: Entry, event: object, recorded: Recorded) -> Entry:
    match event:
        case breach.BreachNotified(to=breach.Addressee.AUTHORITY) if entry["done_at"] is None:
            return one.done(entry, recorded, iso(event.notified_at), event.channel)
        case breach.BreachNoticeMissed():
            return one.missed(entry, recorded)
        case breach.BreachRuledOut():
            return one.waived(entry, recorded)
        case _:
            return entry


def fold_school(document: Document | None, recorded: Recorded) -> Document | None:
    """One entry a half-year. What nobody monitored in its half-year is not made good later: it ends as missed
    when the service is monitored again."""
    event, on = recorded.event, local_date(recorded.envelope.recorded_at)
    if isinstance(event, school.SchoolRegistered):
        known: Document = document or {
            "about": "school",
            "since": on.isoformat(),
            "last": None,
            "entries": {},
        }
        head = {**_NOBODY, "region": event.region, "school": key(recorded.stream), "number": event.number}
        return _awaiting({**known, "head": head}, recorded)
    if document is None:
        return None
    match event:
        case school.SchoolClosed():
            over = {name: one.ended(entry, recorded) for name, entry in document["entries"].items()}
            return {**document, "entries": over}
        case school.SchoolReopened():
            return _awaiting({**document, "since": on.isoformat()}, recorded)
        case monitoring.ServiceMonitored():
            last = max(document["last"] or "", event.on.isoformat())
            entries = _monitored(document["entries"], event, recorded)
            return _awaiting({**document, "last": last, "entries": entries}, recorded)
        case monitoring.MonitoringMissed():
            name = _name(event.due)
            entry = document["entries"].get(name) or one.opened_by(MONITORING, event.due, recorded)
            entries = {**document["entries"], name: one.missed(entry, recorded)}
            return _awaiting({**document, "entries": entries}, recorded)
        case _:
            return document


def _name(due: DueTime) -> str:
    return f"{MONITORING}:{local_date(due.at).isoformat()}"


def _monitored(entries: Entries, event: monitoring.ServiceMonitored, recorded: Recorded) -> Entries:
    at, half_year = iso(instant(event.on)), half_year_end(event.on).isoformat()
    changed = dict(entries)
    for name, entry in entries.items():
        day = name.partition(":")[2]
        if entry["state"] not in one.BINDING or day > half_year:
            continue
        done = day == half_year
        changed[name] = (
            one.done(entry, recorded, at, str(event.manner)) if done else one.ended(entry, recorded)
        )
    return changed


def _awaiting(document: Document, recorded: Recorded) -> Document:
    """The half-year that is waited for now has its entry."""
    last = None if document["last"] is None else date.fromisoformat(document["last"])
    missed = [name.partition(":")[2] for name, each in document["entries"].items() if each["missed_at"]]
    due = monitoring_due(last, date.fromisoformat(document["since"]))
    due = monitoring_awaited(due, date.fromisoformat(max(missed)) if missed else None)
    entries: dict[str, Any] = document["entries"]
    standing = entries.get(_name(due))
    if standing is None:
        return {**document, "entries": {**entries, _name(due): one.opened_by(MONITORING, due, recorded)}}
    return {**document, "entries": {**entries, _name(due): one.resumed(standing, recorded)}}


BREACHES: Final = frozenset(
    {breach.BreachFound, breach.BreachNotified, breach.BreachNoticeMissed, breach.BreachRuledOut}
)
SCHOOLS: Final = frozenset(
    {
        school.SchoolRegistered,
        school.SchoolClosed,
        school.SchoolReopened,
        monitoring.ServiceMonitored,
        monitoring.MonitoringMissed,
    }
)
