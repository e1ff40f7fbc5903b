"""Retention over HTTP: what is kept for how long, what is past its time, and letting it go.

The event is durable before the first row goes. What was interrupted, or came back with a restored copy, is
deleted again at the next start: the log is the truth about what has gone.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from dispatch.expired import Scope, drop, past
from dispatch.ports import StoreUnavailable
from dispatch.reads_cut import NotThatRow
from domain.access import Action
from domain.identity import CentreId
from domain.law.local_time import instant, local_date
from domain.refusal import Refused
from domain.retention import SHARED, ApplyRetention, DataKind, RetentionApplied, kept_since
from web.commands import Meta, submitted
from web.doors import Answer, Call, Door, get, post
from web.parts import tables_of
from web.retention_answers import AppliedAnswer, KindAnswer, RetentionAnswer, RetentionDoneAnswer
from web.retention_cases import cases_past
from web.system import System

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionConfirmed:
    """Let what is from before this day go; the day that stood on the page."""

    command_id: UUID
    kind: DataKind
    before: date


def scope_of(system: System, kind: DataKind, region: str) -> Scope:
    """Whose rows of a kind belong to a region."""
    table = {DataKind.POSITIONS: "teams", DataKind.NOTICES: "accounts"}.get(kind)
    rows = [] if table is None else system.region_rows(table, region)
    return Scope(region=region, members=[UUID(row["id"]) for row in rows])


def days_kept(system: System, kind: str, region: str) -> int:
    """How long a region's centre keeps a kind; a shared one as long as any centre does."""
    rows = system.rows("centres").values() if kind in SHARED else [system.centre_row(region)]
    return max(int(row["settings"]["retention"][kind]) for row in rows)


def applied(system: System, region: str) -> list[AppliedAnswer]:
    """What went in this region, newest first."""
    found: list[AppliedAnswer] = []
    for recorded in reversed(system.store.log.stream(system.centre_of(region))):
        if isinstance(recorded.event, RetentionApplied):
            envelope = recorded.envelope
            found.append(
                {
                    "kind": str(recorded.event.kind),
                    "before": recorded.event.before.isoformat(),
                    "rows": recorded.event.rows,
                    "at": envelope.recorded_at.isoformat(),
                    "who": system.name_of(envelope.by),
                }
            )
    return found


async def _schedule(call: Call) -> Answer:
    return await asyncio.to_thread(_answer, call)


def _answer(call: Call) -> RetentionAnswer:
    system, region = call.system, call.visitor.region
    now = system.clock.now()
    opened = partial(tables_of, system.settings)
    kinds: list[KindAnswer] = []
    for kind in DataKind:
        days = days_kept(system, kind, region)
        before = kept_since(now, days)
        found = past(opened, kind, scope_of(system, kind, region), instant(before))
        kinds.append(
            {
                "kind": str(kind),
                "days": days,
                "before": before.isoformat(),
                "rows": found.rows,
                "shared": kind in SHARED and len(system.rows("centres")) > 1,
            }
        )
    return {
        "today": local_date(now).isoformat(),
        "kinds": kinds,
        "cases": cases_past(system, call.visitor, days_kept(system, "cases", region), now),
        "applied": applied(system, region)[: system.settings.limits.page_rows],
    }


async def _apply(call: Call) -> Answer:
    """One at a time, so that what is counted is what goes."""
    sent, system, region = call.read(RetentionConfirmed), call.system, call.visitor.region
    async with system.retaining:
        scope = scope_of(system, sent.kind, region)
        opened = partial(tables_of, system.settings)
        found = await asyncio.to_thread(past, opened, sent.kind, scope, instant(sent.before))
        command = ApplyRetention(
            centre=CentreId(system.centre_of(region)),
            kind=sent.kind,
            before=sent.before,
            rows=found.rows,
            last=found.last,
            link=found.link,
        )
        meta = Meta(command_id=sent.command_id)
        outcome = await submitted(call, "apply-retention", Action.APPLY_RETENTION, command, meta)
        if isinstance(outcome, Refused):
            return outcome
        await asyncio.to_thread(_drop_again, system, region, sent.kind)
    return {"rows": outcome["rows"]}  # type: ignore[index]


def _drop_again(system: System, region: str, kind: DataKind | None = None) -> None:
    """Everything that was ever confirmed in a region is gone; of each kind the latest day says it all."""
    done, opened = set[DataKind](), partial(tables_of, system.settings)
    for recorded in reversed(system.store.log.stream(system.centre_of(region))):
        event = recorded.event
        if not isinstance(event, RetentionApplied) or event.kind in done or kind not in (None, event.kind):
            continue
        done.add(event.kind)
        try:
            gone = drop(opened, scope_of(system, event.kind, region), event)
        except (StoreUnavailable, NotThatRow) as error:
            log.error("what was to go could not be deleted", extra={"reason": type(error).__name__})
            continue
        if event.kind is DataKind.REQUESTS:
            system.form.lane.store.measure()
        log.info("%d rows are past their time and gone", gone)


async def keep_dropped(system: System) -> None:
    """At the start: what a killed process left, or a restored copy brought back."""
    async with system.retaining:
        for row in system.rows("centres").values():
            await asyncio.to_thread(_drop_again, system, row["region"])


def doors() -> tuple[Door, ...]:
    """The schedule with what is past its time, and the confirmation."""
    see, do = Action.READ_RETENTION, Action.APPLY_RETENTION
    told = "What is kept for how long, and what is past its time."
    go = "Let what is past its time go, of one kind."
    return (
        get("/api/keeping/retention", _schedule, see, told, RetentionAnswer),
        post("/api/keeping/retention/apply", _apply, do, go, RetentionConfirmed, RetentionDoneAnswer),
    )
