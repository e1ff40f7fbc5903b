"""The part of the table of commands that looks after the rules: breaches, monitoring of services."""

from collections.abc import Mapping
from typing import Any, Final

from domain import breach, monitoring
from domain.access import Action
from domain.verdict import Thing
from web.command_entry import Entry, entries, there
from web.system import System
from web.visitor import Visitor


def _own(system: System, visitor: Visitor, command: Any) -> Thing:
    return Thing(region=visitor.region)


def _of_breach(system: System, visitor: Visitor, command: Any) -> Thing:
    row = there(system.row("breaches", str(command.breach)), "breach-unknown")
    return Thing(region=row["region"])


def _of_school(system: System, visitor: Visitor, command: monitoring.RecordMonitoring) -> Thing:
    row = there(system.row("schools", str(command.school)), "school-unknown")
    return Thing(region=row["region"])


OVERSIGHT_ENTRIES: Final[Mapping[str, Entry]] = {
    **entries(Action.RECORD_BREACH, _own, "breach-unknown", breach.RecordBreach),
    **entries(Action.DECIDE_BREACH, _of_breach, "breach-unknown", breach.NotifyBreach, breach.RuleOutBreach),
    **entries(Action.RECORD_MONITORING, _of_school, "school-unknown", monitoring.RecordMonitoring),
}
