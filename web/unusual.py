"""Unusual reading is told to supervisors and auditors, once an hour of each kind; it stops nobody."""

import logging
from collections.abc import Iterable
from concurrent.futures import Future
from uuid import UUID, uuid5

from dispatch.ports import Accepted, QueueFull, StoreUnavailable, Submission
from domain.envelope import Recorded
from domain.identity import AccountId
from domain.refusal import Refused
from domain.unusual import NoticeUnusualReading, Unusual, stream_of
from projections.surnames import child_name, may_be_family
from web.system import System
from web.visitor import Visitor

_log = logging.getLogger(__name__)


def look_for_unusual(system: System, visitor: Visitor, case: str, events: Iterable[Recorded]) -> None:
    """After somebody read these events of a case."""
    count = system.cards_read.count(str(visitor.account), case, system.clock.now())
    if count > system.settings.limits.cards_per_hour:
        notice(system, visitor, Unusual.MANY_CARDS)
    if may_be_family(visitor.name, child_name(events)):
        notice(system, visitor, Unusual.OWN_SURNAME)


def notice(system: System, visitor: Visitor, kind: Unusual) -> None:
    """Have it told where the reader works. Waits for nothing, so that no answer takes longer for it."""
    now = system.clock.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    account = AccountId(visitor.account)
    submission = Submission(
        name="notice-unusual-reading",
        command=NoticeUnusualReading(account=account, kind=kind, hour=hour),
        command_id=uuid5(stream_of(account), f"{kind}|{hour.isoformat()}"),
        by=UUID(str(account)),
        role="system",
        region=visitor.region,
        centre=system.centre_of(visitor.region),
    )
    try:
        system.store.writer.send(submission).add_done_callback(_heard)
    except (StoreUnavailable, QueueFull) as fault:
        _missed(fault)


def _heard(answer: "Future[Accepted | Refused]") -> None:
    fault = answer.exception()
    if fault is not None:
        _missed(fault)


def _missed(fault: BaseException) -> None:
    _log.error("unusual reading could not be told (%s); its rows stand in the log", type(fault).__name__)
