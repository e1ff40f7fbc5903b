"""A joint plan that somebody accepts: the cases and shifts it touches, all events stored together."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from dispatch.claims import TEAM_ON_DUTY
from dispatch.outcomes import Events, Handler, Outcome, together
from dispatch.ports import Reader
from dispatch.streams import CASE, SHIFT
from domain import shift
from domain.context import Context
from domain.identity import ShiftId
from domain.joint_plan import PlannedVisit
from domain.joint_sending import AcceptJointPlan, Part, accept
from domain.refusal import Refused


def _accept(reader: Reader, command: AcceptJointPlan, context: Context) -> Outcome:
    pairs = () if command.plan is None else command.plan.pairs
    parts = [_part(reader, pair, context) for pair in pairs]
    sent = accept(parts, command, context)
    if isinstance(sent, Refused):
        return sent
    stored: list[tuple[UUID, int, Events]] = []
    for pair, part, sending in zip(pairs, parts, sent, strict=False):
        stored.append((pair.case, reader.state(CASE, pair.case)[1], sending.case))
        if part.shift_id is not None:
            stored.append((part.shift_id, reader.state(SHIFT, part.shift_id)[1], sending.shift))
    return together(*stored)


def _part(reader: Reader, pair: PlannedVisit, context: Context) -> Part:
    """The case and the shift as they are now; of another region both are as if they were not there."""
    case, _ = reader.state(CASE, pair.case)
    held = reader.holder(TEAM_ON_DUTY, str(pair.team))
    shift_id = None if held is None else ShiftId(UUID(held.holder))
    on_duty = shift.INITIAL if shift_id is None else reader.state(SHIFT, shift_id)[0]
    if on_duty.started is not None and on_duty.started.region != context.region:
        shift_id, on_duty = None, shift.INITIAL
    return Part(
        case=case if case.region == context.region else CASE.initial, shift_id=shift_id, shift=on_duty
    )


HANDLERS: Final[Mapping[type, Handler]] = {AcceptJointPlan: _accept}
