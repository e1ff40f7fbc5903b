"""Rule 3. Re-classing only brings the due time nearer; the past stays visible. A person sets the class."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.law.citations import Rule
from domain.law.terms import DueTime
from domain.law.threat import threat_due
from domain.refusal import Refused

LAST_THREAT_CLASS: Final = 1
"""Classes 0 and 1 are the law's immediate threat to life and health."""


def is_threat(klass: int) -> bool:
    """ours-reclassing: whether a class is the law's immediate threat."""
    return klass <= LAST_THREAT_CLASS


def is_lowering(old: int | None, new: int) -> bool:
    """ours-reclassing: whether the new class is less urgent than the one a person has set before."""
    return old is not None and new > old


def nearer(current: DueTime, computed: DueTime) -> DueTime:
    """ours-reclassing: the due time after a new class: the nearer of the two, the standing one if equal."""
    return computed if computed.at < current.at else current


def raised_due(current: DueTime, raised_at: datetime) -> DueTime:
    """ours-reclassing: a threat found in a request that stood as ordinary is due on the day it was found.

    `raised_at` is aware UTC. Only for a request that a person had assessed as no threat before: counting from
    receipt would make it late at the moment of finding out. A first assessment counts from receipt.
    """
    return nearer(current, replace(threat_due(raised_at), rests_on=(Rule.RECLASSING,)))


def lowering_fault(proposed_by: object, confirmed_by: object | None, reason: str) -> Refused | None:
    """ours-reclassing: lowering a class needs a second person and a reason; raising it needs neither."""
    if confirmed_by is None or confirmed_by == proposed_by:
        return Refused(code="second-person-needed", citation=Rule.RECLASSING)
    return (
        None
        if reason.strip()
        else Refused(code="text-missing", citation=Rule.RECLASSING, params={"field": "reason"})
    )
