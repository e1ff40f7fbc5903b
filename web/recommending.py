"""The recommendation: asked for a case, remembered while on a screen, put into the command that follows.

Clients never send it themselves: they name the one they saw, and the server stores what it had shown.
"""

import asyncio
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cattrs import structure

from dispatch.ports import Row
from dispatch.recommend import Scene, need_of, recommend
from domain.access import Action
from domain.case.remote_help import ArrangeRemoteHelp
from domain.case.terms import VisitState
from domain.case.visit_commands import AssignTeam
from domain.centre import CentreSettings
from domain.law.due import local_date
from domain.places import Point
from domain.recommendation import Recommendation
from domain.remote import OnSite
from domain.skills import PROFESSIONS, age_on
from projections.card import Card, card, plain
from web.case_thing import case_thing
from web.destinations import place_in
from web.doors import Answer, Call, Door, get
from web.problems import Problem
from web.recommendation_answers import RecommendationAnswer
from web.remembering import remember_for_others, shown_elsewhere
from web.system import System


async def _recommendation(call: Call) -> Answer:
    case = case_id(call)
    row = call.system.row("queue", str(case))
    if row is None or not call.visitor.may_to(Action.DISPATCH, case_thing(call.system, call.visitor, row)):
        raise Problem("not-found")
    asked, found = await asyncio.to_thread(_reckoned, call.system, case)
    if asked is None or found is None:
        raise Problem("place-unknown")
    name = UUID(bytes=secrets.token_bytes(16), version=4)
    shown = call.system.shown
    shown[name] = (case, found)
    while len(shown) > call.system.settings.limits.recommendations:
        shown.popitem(last=False)
    await remember_for_others(call.system, name, str(case), found)
    answer: dict[str, Any] = plain(found)
    return {"id": str(name), "asked": _demanded(call.system, asked, found.at), **answer}


def case_id(call: Call) -> UUID:
    """The case that the address names."""
    return id_in(call, "case")


def id_in(call: Call, name: str) -> UUID:
    """The thing that the address names; what is no id is not there either."""
    try:
        return UUID(call.request.path_params[name])
    except ValueError:
        raise Problem("not-found") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a case asks of a group: where to, in which language if it is known, by when. Shown to nobody."""

    region: str
    destination: Point
    language: str | None
    scene: Scene


def recommended(system: System, case: UUID) -> Recommendation | None:
    """Reads the case and ranks its region's teams; nothing if nobody knows where to drive. Blocks."""
    return _reckoned(system, case)[1]


def _reckoned(system: System, case: UUID) -> tuple[Asked | None, Recommendation | None]:
    now = system.clock.now()
    asked = asked_for(system, case, now)
    if asked is None:
        return None, None
    return asked, recommend(
        system.region_rows("teams", asked.region),
        system.positions.all(),
        asked.destination,
        asked.language,
        settings_of(system, asked.region),
        system.router,
        now,
        asked.scene,
    )


def asked_for(system: System, case: UUID, now: datetime) -> Asked | None:
    """Reads the case; nothing if nobody knows where to drive. Blocks."""
    told = card(system.store.log.stream(case))
    destination = None if told is None else place_in(system, told)
    if told is None or destination is None:
        return None
    row, language = told["row"], told["said"].get("child_language")
    return Asked(
        region=row["region"],
        destination=destination,
        language=language if isinstance(language, str) else None,
        scene=Scene(
            age=age_on(_born(told), local_date(now)),
            risk_class=row["class"],
            target=_target(row),
            expected=_expected(row["visits"]),
            schools=system.region_rows("schools", row["region"]),
            under_way=_under_way(system, row["region"]),
        ),
    )


def settings_of(system: System, region: str) -> CentreSettings:
    """By what the region's centre works now."""
    return structure(system.centre_row(region)["settings"], CentreSettings)


def _demanded(system: System, asked: Asked, at: datetime) -> dict[str, Any]:
    """What was asked of the groups, as the screen says it. It is not stored: a profession may tell an age."""
    need = need_of(asked.language, settings_of(system, asked.region), at, asked.scene)
    target = asked.scene.target
    return {
        "languages": sorted(need.languages),
        "professions": [each for each in PROFESSIONS if each in need.professions],
        "group_size": need.group_size,
        "on_site_by": None if target is None else target.by.isoformat(),
    }


def _born(told: Card) -> date | None:
    """The child's birth date, unless it is unknown or forgotten."""
    born = told["said"].get("child_birth_date")
    return date.fromisoformat(born) if isinstance(born, str) else None


def _target(row: Row) -> OnSite | None:
    """By when somebody should be on site, as the assessment stored it; nothing once somebody was."""
    by = row["targets"].get("on_site")
    if by is None or "on_site" in row["met"]:
        return None
    return OnSite(received_at=datetime.fromisoformat(row["received_at"]), by=datetime.fromisoformat(by))


def _expected(visits: Iterable[Row]) -> list[datetime]:
    """When those already sent are expected."""
    return list(_arrivals(visits).values())


def _under_way(system: System, region: str) -> dict[str, datetime]:
    """When the teams on a visit are expected, by team."""
    return _arrivals(visit for row in system.region_rows("queue", region) for visit in row["visits"])


def _arrivals(visits: Iterable[Row]) -> dict[str, datetime]:
    return {
        visit["team"]: datetime.fromisoformat(visit["eta_at"])
        for visit in visits
        if visit["eta_at"] is not None and not VisitState(visit["state"]).over
    }


async def shown_recommendation(
    system: System, command: AssignTeam | ArrangeRemoteHelp
) -> Recommendation | None:
    """What the dispatcher had seen; reckoned anew, beside the event loop, if it is gone or another case's."""
    if command.recommendation_id is None:
        return None
    here = system.shown.get(command.recommendation_id)
    if here is not None and here[0] == command.case:
        return here[1]
    there = await shown_elsewhere(system, command.recommendation_id, Recommendation)
    if there is not None and there[0] == str(command.case):
        return there[1]
    again = await asyncio.to_thread(recommended, system, command.case)
    return None if again is None else replace(again, anew=True)


def doors() -> tuple[Door, ...]:
    ranked = "Which teams can go, ranked by travel time, and why the others cannot."
    return (
        get(
            "/api/cases/{case}/recommendation",
            _recommendation,
            Action.DISPATCH,
            ranked,
            RecommendationAnswer,
        ),
    )
