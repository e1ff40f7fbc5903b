"""Where a team is, told by its phone. Outside the log: the newest is shown, samples are kept for a month."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dispatch.positions import LivePosition
from domain.access import Action
from domain.places import Point
from domain.refusal import Refused
from web import case_answers
from web.doors import Answer, Call, Door, post
from web.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionTold:
    """One fix of a phone. `source` is `phone` or `status-press`; `accuracy_m` the radius it claims."""

    lat: float
    lon: float
    at: datetime
    source: str = "phone"
    accuracy_m: float | None = None


async def _position(call: Call) -> Answer:
    visitor, system = call.visitor, call.system
    team = system.row("teams", visitor.team or "")
    relation = visitor.to_team(None if team is None else team["id"])
    if team is None or not visitor.may(Action.REPORT_POSITION, team["region"], relation):
        raise Problem("team-unknown")
    sent = call.read(PositionTold)
    if team["shift"] is None:
        raise Problem("team-off-duty")
    found = LivePosition(
        team=UUID(team["id"]),
        point=Point(lat=sent.lat, lon=sent.lon),
        at=sent.at,
        source=sent.source,
        accuracy_m=sent.accuracy_m,
    )
    outcome = system.positions.report(found, system.clock.now())
    return outcome if isinstance(outcome, Refused) else {"newest": outcome}


def doors() -> tuple[Door, ...]:
    where = "Where the phone's own team is."
    return (
        post(
            "/api/positions",
            _position,
            Action.REPORT_POSITION,
            where,
            PositionTold,
            case_answers.PositionAnswer,
        ),
    )
