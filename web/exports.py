"""Files with names over HTTP: asked for, approved by two others, taken a few times, each time written down.

The taking is an event and every reading is durable before a byte leaves; the file itself is made in memory.
"""

import asyncio
import secrets
from uuid import UUID

from starlette.responses import Response

from dispatch.ports import Row
from domain.access import Action
from domain.export import ApproveExport, AskExport, ExportCommand, RefuseExport, TakeExport
from domain.export_events import ExportAsked
from domain.identity import CaseId, ExportId
from domain.marks import told
from domain.refusal import Refused
from web import answers, reading_log
from web.case_thing import case_thing
from web.commands import Meta, submitted
from web.doors import Answer, Call, Door, get, post
from web.export_answers import (
    AskedAnswer,
    ExportAnswer,
    ExportsAnswer,
    ExportWanted,
    OneExport,
    PageAsked,
    Refusing,
    WordsAnswer,
)
from web.papers.doors import attachment, dressed, rendered
from web.papers.identities import identities
from web.problems import Problem
from web.queries import region_of
from web.second_factor import demand_fresh


async def _list(call: Call) -> Answer:
    asked = call.query(PageAsked)
    region, visitor = region_of(call, Action.READ_EXPORTS), call.visitor
    decides = visitor.may(Action.APPROVE_EXPORT, region)
    rows = [
        row
        for row in call.system.region_rows("exports", region)
        if decides or row["asked_by"] == str(visitor.account)
    ]
    rows.sort(key=lambda row: (row["state"] == "waiting", row["asked_at"]), reverse=True)
    start, most = max(0, asked.offset), call.system.settings.limits.page_rows
    page = rows[start : start + max(1, min(asked.limit, most))]
    told = await asyncio.to_thread(lambda: [_answer(call, row, decides) for row in page])
    return {"exports": told, "total": len(rows), "offset": start}


def _answer(call: Call, row: Row, decides: bool) -> ExportAnswer:
    me, system = str(call.visitor.account), call.system
    mine = row["asked_by"] == me
    over = row["until"] <= system.clock.now().isoformat()
    state = "expired" if over and row["state"] in ("waiting", "approved") else row["state"]
    open_ = state == "waiting" and me not in {one["by"] for one in row["approvals"]}
    return {
        **{name: row[name] for name in ExportAnswer.__annotations__ if name in row},  # type: ignore[typeddict-item]
        "cases": [_number(call, case) for case in row["cases"]],
        "asked_name": call.system.name_of(row["asked_by"]) or "",
        "approvals": [{**one, "name": call.system.name_of(one["by"]) or ""} for one in row["approvals"]],
        "state": state,
        "mine": mine,
        "mine_to_decide": decides and not mine and open_,
    }


def _number(call: Call, case: str) -> str:
    """Only while the case is the region's own."""
    row = call.system.row("queue", case)
    return "–" if row is None or row["region"] != call.visitor.region else str(row["number"])


async def _ask(call: Call) -> Answer:
    """Each case must be one whose whole story the asker may take: by today's right, never by emergency."""
    asked = call.read(ExportWanted)
    numbered = await asyncio.to_thread(_numbered, call, asked.numbers)
    cases = tuple(CaseId(UUID(row["id"])) for row in numbered)
    command = AskExport(
        export=ExportId(asked.command_id),
        cases=cases,
        content=asked.content,
        form=asked.form,
        purpose=asked.purpose,
        recipient=asked.recipient,
        words=asked.words,
    )
    meta = Meta(command_id=asked.command_id)
    outcome = await submitted(call, "ask-export", Action.ASK_EXPORT, command, meta)
    return outcome if isinstance(outcome, Refused) else {"export": str(command.export)}


def _numbered(call: Call, numbers: tuple[str, ...]) -> list[Row]:
    asked = [number.strip().upper() for number in numbers]
    every = call.system.every_row("queue", call.visitor.region)
    known = {row["number"]: row for row in every if row["number"] in asked}
    found = [row for number in asked if (row := known.get(number)) is not None and _may_take(call, row)]
    if len(found) < len(asked):
        raise Problem("case-unknown", {"field": "numbers"})
    return found


def _may_take(call: Call, row: Row) -> bool:
    return call.visitor.may_to(Action.ASK_EXPORT, case_thing(call.system, call.visitor, row))


async def _words(call: Call) -> Answer:
    """What for, in the asker's own words: for those who approve, and for whoever wrote it."""
    row = _there(call, call.read(OneExport).export)
    cases = [found for case in row["cases"] if (found := call.system.row("queue", case)) is not None]
    events = await reading_log.of_export(call, UUID(row["id"]), cases)
    asked = next((each.event for each in events if isinstance(each.event, ExportAsked)), None)
    return {"words": None if asked is None else told(asked.words)}


def _there(call: Call, export: UUID) -> Row:
    """An export of the region: one's own, or any for whoever approves; any other is not there."""
    row, visitor = call.system.row("exports", str(export)), call.visitor
    if row is None or row["region"] != visitor.region:
        raise Problem("export-unknown")
    if row["asked_by"] != str(visitor.account) and not visitor.may(Action.APPROVE_EXPORT, row["region"]):
        raise Problem("export-unknown")
    return row


async def _approve(call: Call) -> Answer:
    export = call.read(OneExport).export
    _there(call, export)
    demand_fresh(call)
    command = ApproveExport(export=ExportId(export))
    return await _decided(call, "approve-export", Action.APPROVE_EXPORT, command)


async def _refuse(call: Call) -> Answer:
    asked = call.read(Refusing)
    _there(call, asked.export)
    command = RefuseExport(export=ExportId(asked.export), reason=asked.reason)
    return await _decided(call, "refuse-export", Action.READ_EXPORTS, command)


async def _decided(call: Call, name: str, right: Action, command: ExportCommand) -> Answer:
    """The command's own id is made here: each is one act, and saying it twice is refused in words."""
    meta = Meta(command_id=UUID(bytes=secrets.token_bytes(16), version=4))
    outcome = await submitted(call, name, right, command, meta)
    return outcome if isinstance(outcome, Refused) else {}


async def _file(call: Call) -> Answer:
    """Right, event, readings, then bytes: whatever fails on the way, no byte leaves unwritten."""
    row = _there(call, call.read(OneExport).export)
    demand_fresh(call)
    for case in row["cases"]:
        found = call.system.row("queue", case)
        if found is None or not _may_take(call, found):
            raise await reading_log.refused(call, UUID(case), reading_log.EXPORT, Action.ASK_EXPORT)
    command = TakeExport(export=ExportId(UUID(row["id"])))
    taken = await _decided(call, "take-export", Action.ASK_EXPORT, command)
    if isinstance(taken, Refused):
        return taken
    return await _handed_out(call, row)


async def _handed_out(call: Call, row: Row) -> Response:
    door, right, purpose = reading_log.EXPORT, Action.ASK_EXPORT, f"export-{row['purpose']}"
    opened = [
        (
            call.system.row("queue", case) or {},
            await reading_log.opened(call, UUID(case), door, right, purpose=purpose),
        )
        for case in row["cases"]
    ]
    paper = dressed(call, identities(call, row, opened))
    return attachment(paper.name, row["form"], await rendered(call, paper, row["form"]))


def doors() -> tuple[Door, ...]:
    """Asking, deciding, taking."""
    path, read, ask = "/api/exports", Action.READ_EXPORTS, Action.ASK_EXPORT
    listed = "Files with names that were asked for: one's own, or the region's for whoever approves."
    asking = "Ask two other people to let a file with names leave the house."
    words = "What an export is for, in the asker's own words. A reading of its cases."
    approving = "Approve as one of the two; takes a fresh second factor."
    refusing = "Refuse an export, or withdraw one's own."
    taking = "The file: twice at the most, within a day of the second approval, by whoever asked."
    nothing = answers.NothingAnswer
    return (
        get(path, _list, read, listed, ExportsAnswer, PageAsked),
        post(path, _ask, ask, asking, ExportWanted, AskedAnswer),
        post(f"{path}/words", _words, read, words, OneExport, WordsAnswer),
        post(f"{path}/approve", _approve, Action.APPROVE_EXPORT, approving, OneExport, nothing),
        post(f"{path}/refuse", _refuse, read, refusing, Refusing, nothing),
        post(f"{path}/file", _file, ask, taking, OneExport, None),
    )
