"""Commands of those who look after the rules: breaches, monitoring of schools' services, calendars."""

from collections.abc import Mapping
from typing import Any, Final

from dispatch.outcomes import Handler, Outcome, one
from dispatch.ports import Reader
from dispatch.registers_desk import stale
from dispatch.streams import BREACH, CALENDAR, SCHOOL
from domain import breach, calendar, monitoring, school
from domain.context import Context


def _breach(reader: Reader, command: Any, context: Context) -> Outcome:
    state, version = reader.state(BREACH, command.breach)
    decided = breach.decide(state, command, context)
    return stale(version, context) or one(command.breach, version, decided, breach=str(command.breach))


def _monitoring(reader: Reader, command: monitoring.RecordMonitoring, context: Context) -> Outcome:
    state, version = reader.state(SCHOOL, command.school)
    decided = school.record_monitoring(state, command, context)
    return stale(version, context) or one(command.school, version, decided)


def _calendar(reader: Reader, command: calendar.LoadCalendar, context: Context) -> Outcome:
    state, version = reader.state(CALENDAR, calendar.STREAM)
    return one(calendar.STREAM, version, calendar.decide(state, command), edition=command.key)


HANDLERS: Final[Mapping[type, Handler]] = {
    breach.RecordBreach: _breach,
    breach.NotifyBreach: _breach,
    breach.RuleOutBreach: _breach,
    monitoring.RecordMonitoring: _monitoring,
    calendar.LoadCalendar: _calendar,
}
