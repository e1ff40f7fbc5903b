"""Commands over HTTP: `POST /api/commands/<name>`.

The door reads strictly, asks for the right, and hands the command to the writer; the answer leaves before any
screen is told. What cannot be decided here (is the case open, is the team free) is the domain's to refuse.
"""

import asyncio
import re
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from dispatch.ports import Submission
from domain.access import Action
from domain.case.commands import CorrectSchool, ReceiveRequest
from domain.case.remote_help import ArrangeRemoteHelp
from domain.case.visit_commands import AssignTeam
from domain.joint_sending import AcceptJointPlan
from domain.refusal import Refused
from web.catching_up import caught_up
from web.command_entry import Entry
from web.command_table import ENTRIES
from web.doors import Answer, Call, Door
from web.joint_planning import shown_plan
from web.phone_session import HEADER, check_signed
from web.places import lies_in
from web.problems import Problem
from web.reading import build
from web.recommending import shown_recommendation
from web.refusing import explained


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What comes with every command. `happened_at` is by the device's clock, `sequence` its own count.

    `seen` is the version of the register's entry that stood in the form: if it has changed since, the command
    is refused.
    """

    command_id: UUID
    happened_at: datetime | None = None
    device: str | None = None
    sequence: int | None = None
    seen: int | None = None


META: Final = frozenset(spec.name for spec in fields(Meta))


async def carry_out(call: Call, name: str, entry: Entry) -> Answer:
    """Read, ask for the right, submit; the answer is the position and what the decision said."""
    sent = call.sent or {}
    await call.touch()
    meta = build(Meta, {key: value for key, value in sent.items() if key in META})
    rest = {key: value for key, value in sent.items() if key not in META}
    command: Any = build(entry.command, rest, entry.without)
    _check_time(call, meta)
    visitor = call.visitor
    header = call.request.headers.get(HEADER, "")
    await check_signed(call.system, visitor, header, name, call.body, meta)
    await _check_right(call, entry, command)
    return await submitted(call, name, entry.right, await enriched(call, command), meta)


async def _check_right(call: Call, entry: Entry, command: object) -> None:
    """Also for what another process made theirs a moment ago. A closed case is asked of the database."""
    if not call.system.settings.shared:
        _check_found(call, entry, command)
        return
    try:
        await asyncio.to_thread(_check_found, call, entry, command)
    except Problem:
        if not await caught_up(call.system):
            raise
        await asyncio.to_thread(_check_found, call, entry, command)


def _check_found(call: Call, entry: Entry, command: object) -> None:
    thing = entry.find(call.system, call.visitor, command)
    if not call.visitor.may_to(entry.right, thing):
        # Somebody else's thing is answered like one that is not there.
        raise Problem(entry.unknown)


async def submitted(call: Call, name: str, right: Action, command: object, meta: Meta) -> Answer:
    """Hand a command to the writer in the visitor's name, in the role that the right comes from."""
    visitor = call.visitor
    submission = Submission(
        name=name,
        command=command,
        command_id=meta.command_id,
        by=visitor.account,
        role=visitor.acts_as(right),
        region=visitor.region,
        centre=call.system.centre_of(visitor.region),
        device=meta.device,
        sequence=meta.sequence,
        happened_at=meta.happened_at,
        seen=meta.seen,
        body=name.encode() + b"\n" + call.body,
    )
    outcome = await call.system.store.writer.submit(submission)
    if isinstance(outcome, Refused):
        return explained(call.system, outcome)
    return {"position": outcome.position, "repeated": outcome.repeated, **outcome.answer}


def _check_time(call: Call, meta: Meta) -> None:
    """A device's clock may be a little ahead; further ahead what it says of the past cannot be believed."""
    ahead = call.system.settings.limits.ahead
    if meta.happened_at is not None and meta.happened_at > call.system.clock.now() + ahead:
        raise Problem("time-in-the-future", {"field": "happened_at"})
    for name, most in (("device", meta.device),):
        if most is not None and not re.fullmatch(r"[A-Za-z0-9._-]{1,64}", most):
            raise Problem("not-a-key", {"field": name})


async def enriched(call: Call, command: Any) -> object:
    """The command with what only the server knows: the recommendation or the plan that the dispatcher saw."""
    if isinstance(command, AssignTeam):
        return replace(command, recommendation=await shown_recommendation(call.system, command))
    if isinstance(command, AcceptJointPlan):
        return await shown_plan(call.system, call.visitor.region, command)
    if isinstance(command, ArrangeRemoteHelp):
        shown = await shown_recommendation(call.system, command)
        return replace(command, proposed=None if shown is None else shown.remote)
    if isinstance(command, ReceiveRequest | CorrectSchool):
        return replace(command, district=lies_in(call.system, command.school, command.point))
    return command


def doors() -> tuple[Door, ...]:
    """One door per command."""
    return tuple(_door(name, entry) for name, entry in ENTRIES.items())


def _door(name: str, entry: Entry) -> Door:
    async def handle(call: Call) -> Answer:
        return await carry_out(call, name, entry)

    summary = (entry.command.__doc__ or name).strip().split("\n\n")[0].replace("\n    ", " ")
    if summary.startswith(f"{entry.command.__name__}("):
        summary = name.replace("-", " ").capitalize() + "."
    return Door(
        method="POST",
        path=f"/api/commands/{name}",
        handle=handle,
        right=entry.right,
        summary=summary,
        takes=entry.command,
        without=entry.without,
    )
