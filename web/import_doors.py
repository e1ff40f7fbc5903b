"""Files for the registers over HTTP: sent as they are, looked at, applied or discarded by a person."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote
from uuid import UUID

from dispatch.importers.difference import Difference, Review, Vanished
from dispatch.importers.kinds import KINDS
from dispatch.importers.order import Fault, Order
from dispatch.ports import Accepted, Submission
from dispatch.staging import APPLIED, WAITING, Staged, StagingFull
from domain.access import Action
from domain.refusal import Refused
from web import import_answers as answers
from web import importing
from web.doors import Answer, Call, Door, get, post
from web.problems import Problem

TYPES: Final = frozenset({"text/csv", "application/json", "application/geo+json"})
"""None of them can be sent by another site's form; what the file is, is seen from its content."""

RIGHT: Final = Action.KEEP_REGISTERS
_NAME: Final = re.compile(r"filename\*=UTF-8''([A-Za-z0-9%._~!$&+^`|#-]{1,900})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAsked:
    """Which heading of the report, and from which of its rows on."""

    what: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Apply:
    """`digest` is that of the report that the person saw."""

    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Discard:
    """A body without fields."""


async def _upload(call: Call, kind: str) -> Answer:
    system, visitor = call.system, call.visitor
    if not call.body:
        raise Problem("file-empty")
    name = _NAME.search(call.request.headers.get("content-disposition", ""))
    filename = importing.file_name(unquote(name.group(1)) if name else "")
    try:
        staged = await asyncio.to_thread(
            system.staging.put, visitor.region, kind, filename, call.body, visitor.account
        )
    except StagingFull as full:
        raise Problem("too-many-imports", {"n": full.waiting}) from None
    return await _answer(call, staged, ReviewAsked())


async def _list(call: Call) -> Answer:
    system = call.system
    kept = await asyncio.to_thread(system.staging.of_region, call.visitor.region)
    largest = system.settings.limits.import_bytes
    return {"imports": [_told(call, one) for one in kept], "largest": largest}


async def _look(call: Call) -> Answer:
    return await _answer(call, await _staged(call), call.query(ReviewAsked))


async def _apply(call: Call) -> Answer:
    sent, staged = call.read(Apply), await _waiting(call)
    staging = call.system.staging
    if not await asyncio.to_thread(staging.begin, staged.id):
        raise Problem("import-under-way")
    try:
        report = await asyncio.to_thread(importing.reviewed, call.system, staged)
        if report is None or report.digest != sent.digest:
            raise Problem("report-outdated")
        async with importing.told(staging, staged, len(report.differences)) as progress:
            await importing.apply(call.system, staged, report, lambda order: _submit(call, order), progress)
    finally:
        await asyncio.to_thread(staging.leave, staged.id)
    return await _answer(call, await _staged(call), ReviewAsked())


async def _submit(call: Call, order: Order) -> Accepted | Refused:
    """One row in the visitor's name."""
    visitor = call.visitor
    return await call.system.store.writer.submit(
        Submission(
            name=order.name,
            command=order.command,
            command_id=order.command_id,
            by=visitor.account,
            role=visitor.acts_as(RIGHT),
            region=visitor.region,
            centre=call.system.centre_of(visitor.region),
            body=repr(order.command).encode(),
        )
    )


async def _discard(call: Call) -> Answer:
    call.read(Discard)
    staged = await _waiting(call)
    if staged.applying is not None:
        raise Problem("import-under-way")
    await asyncio.to_thread(importing.discard, call.system, staged)
    return await _answer(call, await _staged(call), ReviewAsked())


async def _staged(call: Call) -> Staged:
    """The file of the address; another region's is answered like one that is not there."""
    try:
        key = UUID(call.request.path_params["import"])
    except ValueError:
        raise Problem("import-unknown") from None
    staged = await asyncio.to_thread(call.system.staging.find, call.visitor.region, key)
    if staged is None:
        raise Problem("import-unknown")
    return staged


async def _waiting(call: Call) -> Staged:
    staged = await _staged(call)
    if staged.state != WAITING:
        raise Problem("import-over")
    return staged


async def _answer(call: Call, staged: Staged, asked: ReviewAsked) -> dict[str, Any]:
    """The file with its report; while it is being applied, and afterwards, without."""
    report = None if staged.applying else await asyncio.to_thread(importing.reviewed, call.system, staged)
    told: dict[str, Any] = {
        "staged": _told(call, staged),
        "counts": None,
        "what": "",
        "items": [],
        "total": 0,
    }
    told |= {"offset": 0, "digest": "", "encoding": "", "delimiter": "", "unused": []}
    if report is None:
        return told
    counts = importing.counts(report)
    what = asked.what or next((name for name in importing.PARTS if counts[name]), importing.PARTS[0])
    if what not in importing.PARTS or asked.offset < 0:
        raise Problem("not-a-choice", {"field": "what" if what not in importing.PARTS else "offset"})
    return {**told, **_page(call, report, what, asked.offset), "counts": counts}


def _page(call: Call, report: Review, what: str, offset: int) -> dict[str, Any]:
    rows = importing.part(report, what)
    shown = rows[offset : offset + call.system.settings.limits.page_rows]
    return {
        "what": what,
        "items": [_item(one, call.language) for one in shown],
        "total": len(rows),
        "offset": offset,
        "digest": report.digest,
        "encoding": report.table.encoding,
        "delimiter": report.table.delimiter,
        "unused": list(report.table.unused),
    }


def _item(one: Difference | Vanished | Fault, language: str) -> dict[str, Any]:
    item: dict[str, Any] = {"row": 0, "thing": None, "label": "", "district": "", "metres": 0}
    item |= {"changes": [], "words": ""}
    match one:
        case Fault():
            return {**item, "row": one.row, "words": importing.reason(one, language)}
        case Vanished():
            return {**item, "thing": str(one.thing), "label": one.label, "district": one.district}
        case Difference():
            changes = [
                {"field": each.field, "before": each.before, "after": each.after} for each in one.changes
            ]
            found = {"thing": str(one.thing), "label": one.label, "metres": one.metres, "changes": changes}
            return {**item, "row": one.row, **found}


def _told(call: Call, staged: Staged) -> dict[str, Any]:
    progress = staged.applying
    return {
        "id": str(staged.id),
        "kind": staged.kind,
        "filename": staged.filename,
        "by": call.system.name_of(staged.by),
        "at": staged.at.isoformat(),
        "size": staged.size,
        "state": staged.state,
        "ended": None if staged.ended is None else staged.ended.isoformat(),
        "applying": None if progress is None else {"done": progress[0], "total": progress[1]},
        "outcome": _outcome(staged.outcome, call.language) if staged.state == APPLIED else None,
    }


def _outcome(found: Mapping[str, Any], language: str) -> dict[str, Any]:
    rows = [{"row": one["row"], "words": importing.reason(one, language)} for one in found["faults"]]
    return {**{name: found[name] for name in ("stored", "unchanged", "refused")}, "rows": rows}


def _taking(kind: str) -> Door:
    async def handle(call: Call) -> Answer:
        return await _upload(call, kind)

    return Door(
        method="POST",
        path=f"/api/imports/{kind}",
        handle=handle,
        right=RIGHT,
        summary=f"Send a file of {kind}: it waits, and the answer says what it would change.",
        gives=answers.ReviewAnswer,
        uploads=TYPES,
    )


def doors() -> tuple[Door, ...]:
    """Everything about files for the registers."""
    one, review = "/api/imports/{import}", answers.ReviewAnswer
    return (
        *(_taking(kind) for kind in KINDS),
        get(
            "/api/imports",
            _list,
            RIGHT,
            "Files that wait, and what became of the last.",
            answers.ImportsAnswer,
        ),
        get(one, _look, RIGHT, "What a waiting file would change.", review, ReviewAsked),
        post(f"{one}/apply", _apply, RIGHT, "Store what the report says.", Apply, review),
        post(f"{one}/discard", _discard, RIGHT, "Let go of a file.", Discard, review),
    )
