"""The part of a school's stream that its support service is monitored by, once per half-year (rule 8).

What was found and advised is written freely and may speak of people, so it is sealed to a subject of the
school; the day, the manner and the next term are in clear.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from domain.case.limits import needs_text, too_long
from domain.context import Context
from domain.identity import SchoolId, SubjectId, subject_of
from domain.law.local_time import local_date
from domain.law.monitoring import monitoring_awaited, monitoring_due
from domain.law.terms import DueTime
from domain.marks import Private, sealed
from domain.moments import CheckMoment
from domain.refusal import Refused

KIND: Final = "monitoring"
"""Kind of the moment at which a half-year has gone by."""
LONGEST_AGO: Final = timedelta(days=366)
MOST_MISSED_AT_ONCE: Final = 20


class Manner(StrEnum):
    """How a service was monitored; a visit if needed."""

    REMOTE = "remote"
    VISIT = "visit"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceMonitored:
    """The school's support service was monitored on that day; `due` is when it is next."""

    on: date
    manner: Manner
    due: DueTime
    subject: SubjectId
    diagnostics: Private[str] = sealed("subject")
    conclusions: Private[str] = sealed("subject")
    recommendations: Private[str] = sealed("subject")


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringMissed:
    """A half-year went by and the school's service was not monitored."""

    due: DueTime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMonitoring:
    """Write down that the service was monitored: how it diagnoses, how it concludes, what was advised."""

    school: SchoolId
    on: date
    manner: Manner
    conclusions: str
    diagnostics: str = ""
    recommendations: str = ""


MonitoringEvent = ServiceMonitored | MonitoringMissed


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """`since`: the local day from which the school has been in the register; none for one that is not.

    `last`: of the latest monitoring. `missed`: the last day of the newest half-year that was missed.
    """

    since: date | None = None
    last: date | None = None
    missed: date | None = None

    @property
    def awaited(self) -> DueTime | None:
        """The next term of which the clock has not said yet that it was missed."""
        if self.since is None:
            return None
        return monitoring_awaited(monitoring_due(self.last, self.since), self.missed)


def evolve(watch: Watch, event: object) -> Watch:
    match event:
        case ServiceMonitored():
            return replace(watch, last=max(watch.last or event.on, event.on))
        case MonitoringMissed():
            return replace(watch, missed=local_date(event.due.at))
        case _:
            return watch


def record(
    watch: Watch, command: RecordMonitoring, context: Context
) -> tuple[MonitoringEvent, ...] | Refused:
    """The latest day counts, in whatever order they are written down."""
    today = local_date(context.now)
    if command.on > today:
        return Refused(code="day-after-today", params={"field": "on"})
    if command.on < today - LONGEST_AGO:
        return Refused(code="time-too-long-ago", params={"field": "on", "days": LONGEST_AGO.days})
    refused = (
        needs_text("conclusions", command.conclusions)
        or too_long("diagnostics", command.diagnostics)
        or too_long("recommendations", command.recommendations)
    )
    if refused is not None:
        return refused
    last = max(watch.last or command.on, command.on)
    return (
        ServiceMonitored(
            on=command.on,
            manner=command.manner,
            due=monitoring_due(last, watch.since or today),
            subject=subject_of(command.school, "service"),
            diagnostics=command.diagnostics.strip() or None,
            conclusions=command.conclusions.strip(),
            recommendations=command.recommendations.strip() or None,
        ),
    )


def ask() -> CheckMoment:
    """The question to put to a school whose awaited term has passed."""
    return CheckMoment(kind=KIND, ref="")


def check(watch: Watch, context: Context) -> tuple[MonitoringMissed, ...]:
    """Every half-year that has gone by unsaid: each is missed once."""
    missed: list[MonitoringMissed] = []
    while len(missed) < MOST_MISSED_AT_ONCE:
        due = watch.awaited
        if due is None or not due.is_overdue(context.now):
            break
        missed.append(MonitoringMissed(due=due))
        watch = evolve(watch, missed[-1])
    return tuple(missed)
