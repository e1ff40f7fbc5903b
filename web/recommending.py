"""The recommendation: asked for a case, remembered while on a screen, put into the command that follows.

Clients never send it themselves: they name the one they saw, and the server stores what it had shown.
"""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cattrs import structure

from dispatch.ports import Row
from dispatch.recommend import recommend
from domain.access import Action
from domain.case.remote_help import ArrangeRemoteHelp
from domain.case.terms import VisitState
from domain.case.visit_commands import AssignTeam
from domain.centre import CentreSettings
from domain.places import Point
from domain.recommendation import Recommendation
from domain.remote import OnSite
from projections.card import card, plain
from web import case_answers
from web.case_thing import case_thing
from web.destinations import place_in
from web.doors import Answer, Call, Door, get
from web.problems import Problem
from web.system import System


async def _recommendation(call: Call) -> Answer:
    case = case_id(call)
    row = call.system.row("queue", str(case))
    if row is None or not call.visitor.may_to(Action.DISPATCH, case_thing(call.system, call.visitor, row)):
        raise Problem("not-found")
    found = await asyncio.to_thread(recommended, call.system, case)
    if found is None:
        raise Problem("place-unknown")
    name = UUID(bytes=secrets.token_bytes(16), version=4)
    shown = call.system.shown
    shown[name] = (case, found)
    while len(shown) > call.system.settings.limits.recommendations:
        shown.popitem(last=False)
    answer: dict[str, Any] = plain(found)
    return {"id": str(name), **answer}


def case_id(call: Call) -> UUID:
    """The case that the address names."""
    return id_in(call, "case")


def id_in(call: Call, name: str) -> UUID:
    """The thing that the address names; what is no id is not there either."""
    try:
        return UUID(call.request.path_params[name])
    except ValueError:
        raise Problem("not-found") from None


def recommended(system: System, case: UUID) -> Recommendation | None:
    """Reads the case and ranks its region's teams; nothing if nobody knows where to drive. Blocks."""
    asked = asked_for(system, case)
    if asked is None:
        return None
    return recommend(
        system.region_rows("teams", asked.region),
        system.positions.all(),
        asked.destination,
        asked.language,
        structure(system.centre_row(asked.region)["settings"], CentreSettings),
        system.router,
        system.clock.now(),
        asked.target,
        asked.arrivals,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a case asks of a group: where to, and the child's language if it is known. Shown to nobody.

    `target`: when somebody should be on site; `arrivals`: when those already sent are expected.
    """

    region: str
    destination: Point
    language: str | None
    target: OnSite | None = None
    arrivals: tuple[datetime, ...] = ()


def asked_for(system: System, case: UUID) -> Asked | None:
    """Reads the case; nothing if nobody knows where to drive. Blocks."""
    told = card(system.store.log.stream(case))
    destination = None if told is None else place_in(system, told)
    if told is None or destination is None:
        return None
    row = told["row"]
    language = told["said"].get("child_language")
    return Asked(
        region=row["region"],
        destination=destination,
        language=language if isinstance(language, str) else None,
        target=_target(row),
        arrivals=tuple(datetime.fromisoformat(each["eta_at"]) for each in row["visits"] if _expected(each)),
    )


def _target(row: Row) -> OnSite | None:
    """By when somebody should be on site, as the assessment stored it; nothing once somebody was."""
    by = row["targets"].get("on_site")
    if by is None or "on_site" in row["met"]:
        return None
    return OnSite(received_at=datetime.fromisoformat(row["received_at"]), by=datetime.fromisoformat(by))


def _expected(visit: Row) -> bool:
    return visit["eta_at"] is not None and not VisitState(visit["state"]).over


def shown_recommendation(system: System, command: AssignTeam | ArrangeRemoteHelp) -> Recommendation | None:
    """What the dispatcher had seen; reckoned anew if it is gone, or was for another case."""
    if command.recommendation_id is None:
        return None
    case, found = system.shown.get(command.recommendation_id, (None, None))
    return found if case == command.case and found is not None else recommended(system, command.case)


def doors() -> tuple[Door, ...]:
    ranked = "Which teams can go, ranked by travel time, and why the others cannot."
    return (
        get(
            "/api/cases/{case}/recommendation",
            _recommendation,
            Action.DISPATCH,
            ranked,
            case_answers.RecommendationAnswer,
        ),
    )
