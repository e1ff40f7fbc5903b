"""How each school's support service is watched: last monitored, next due, missed; no text of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, get_args

from domain.envelope import Recorded
from domain.law.local_time import local_date
from domain.law.monitoring import monitoring_due
from domain.monitoring import ServiceMonitored, Watch, evolve
from domain.school import SchoolClosed, SchoolEvent, SchoolRegistered, SchoolReopened

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Monitoring:
    """Keyed by the school."""

    name: str = "monitoring"
    version: int = 1
    events: tuple[type, ...] = get_args(SchoolEvent)

    def keys(self, recorded: Recorded) -> Iterable[str]:
        return (str(recorded.stream),)

    def fold(self, row: Row | None, recorded: Recorded) -> Row | None:
        event, today = recorded.event, local_date(recorded.envelope.recorded_at)
        if isinstance(event, SchoolRegistered):
            known = {"id": str(recorded.stream), "region": event.region}
            new = {"since": today.isoformat(), "last": None, "missed": None, "closed": False, "manner": None}
            return _dated(
                {**new, "times": 0, "centre": str(recorded.envelope.centre), **(row or {}), **known}
            )
        if row is None:
            return None
        if isinstance(event, SchoolClosed):
            return {**row, "closed": True}
        if isinstance(event, SchoolReopened):
            return _dated({**row, "closed": False, "since": today.isoformat()})
        return _dated(_watched(row, event))


def _watched(row: Row, event: object) -> Row:
    watch = evolve(watch_of(row), event)
    if isinstance(event, ServiceMonitored):
        newest = watch.last == event.on
        manner = str(event.manner) if newest else row["manner"]
        row = {**row, "manner": manner, "times": row["times"] + 1}
    return {**row, "last": _iso(watch.last), "missed": _iso(watch.missed)}


def watch_of(row: Row) -> Watch:
    """The row as the domain has it."""
    return Watch(since=_day(row["since"]), last=_day(row["last"]), missed=_day(row["missed"]))


def _dated(row: Row) -> Row:
    """`due`: until when it is to be monitored next; `awaited`: what the clock says is missed after."""
    watch = watch_of(row)
    awaited = watch.awaited
    due = None if watch.since is None else monitoring_due(watch.last, watch.since).at
    return {**row, "due": _iso(due), "awaited": None if awaited is None else awaited.at.isoformat()}


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _iso(value: date | datetime | None) -> str | None:
    return None if value is None else value.isoformat()


MONITORING: Final = Monitoring()
