"""The joint plan: made from what the boards show, remembered while on a screen, put into its acceptance.

As with a recommendation clients name the plan they saw; what is sent and stored is what the server had shown.
"""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from cattrs import structure

from dispatch.joint_plan import Planned, Request, joint_plan, waiting_of, waits
from dispatch.ports import Row
from domain.access import Action
from domain.centre import CentreSettings
from domain.joint_plan import COUNTS_FOR, Gain, JointPlan, PlannedVisit, class_told, in_order, longest
from domain.joint_sending import AcceptJointPlan
from domain.recommendation import Recommendation
from web.doors import Answer, Call, Door, get
from web.plan_answers import (
    GainAnswer,
    JointPlanAnswer,
    JointPlanDoorAnswer,
    PlannedAnswer,
    PlannedCaseAnswer,
)
from web.queries import region_of
from web.recommending import asked_for
from web.remembering import remember_for_others, shown_elsewhere
from web.system import System

AT_LEAST: Final = 2
"""One that waits, or one that is free, is what the recommendation is for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPlan:
    """What of a plan its acceptance needs."""

    plan: JointPlan
    recommendations: tuple[Recommendation, ...]


async def _plan(call: Call) -> Answer:
    system, region = call.system, region_of(call, Action.DISPATCH)
    rows = [row for row in system.region_rows("queue", region) if waits(row)]
    free = sum(row["status"] == "free" for row in system.region_rows("teams", region))
    found = None
    if len(rows) >= AT_LEAST and free >= AT_LEAST:
        found = await asyncio.to_thread(planned, system, region, rows)
    shown = None if found is None else _shown(system, region, found)
    if found is not None and shown is not None:
        kept = ShownPlan(plan=found.plan, recommendations=found.recommendations)
        await remember_for_others(system, UUID(shown["id"]), region, kept)
    answer: JointPlanDoorAnswer = {"waiting": len(rows), "free": free, "plan": shown}
    return dict(answer)


def planned(system: System, region: str, rows: Sequence[Row]) -> Planned | None:
    """Reads the most urgent of these cases and plans; nothing unless several can be driven to. Blocks."""
    now = system.clock.now()
    by_case = {each.case: each for each in map(waiting_of, rows)}
    first = in_order(tuple(by_case.values()))[: system.settings.limits.plan_cases]
    asked = [(each, asked_for(system, each.case, now)) for each in first]
    requests = [
        Request(waiting=each, destination=found.destination, language=found.language, scene=found.scene)
        for each, found in asked
        if found is not None
    ]
    if len(requests) < AT_LEAST:
        return None
    return joint_plan(
        requests,
        system.region_rows("teams", region),
        system.positions.all(),
        structure(system.centre_row(region)["settings"], CentreSettings),
        system.router,
        now,
    )


def _shown(system: System, region: str, found: Planned) -> JointPlanAnswer:
    """Remembers the plan under a new name and says what is in it."""
    name = UUID(bytes=secrets.token_bytes(16), version=4)
    system.plans[name] = (region, found)
    while len(system.plans) > system.settings.limits.recommendations:
        system.plans.popitem(last=False)
    plan, gain = found.plan, found.gain
    told = class_told(plan.pairs, gain)
    return {
        "id": str(name),
        "at": plan.at.isoformat(),
        "until": (plan.at + COUNTS_FOR).isoformat(),
        "engine": plan.engine,
        "data_version": plan.data_version,
        "fallen": [{"rung": each.rung, "code": each.code} for each in found.fallen],
        "cases": _cases(found),
        "gain": _gain(gain),
        "offered": gain is not None and gain.worth_offering(system.settings.limits.plan_gain),
        "longest_class": told,
        "longest": longest(plan.pairs, told),
        "longest_alone": longest(plan.alone, told),
    }


def _gain(gain: Gain | None) -> GainAnswer | None:
    if gain is None:
        return None
    return {
        "kind": gain.kind,
        "risk_class": gain.risk_class,
        "before": gain.before,
        "after": gain.after,
    }


def _cases(found: Planned) -> list[PlannedCaseAnswer]:
    """Every case that waits, those that get a group first, in the order of class and time."""
    together = {each.case: each for each in found.plan.pairs}
    alone = {each.case: each for each in found.plan.alone}
    return [
        {
            "case": str(case),
            "risk_class": found.classes[case],
            "together": _visit(found, together.get(case)),
            "alone": _visit(found, alone.get(case)),
        }
        for case in found.classes
    ]


def _visit(found: Planned, visit: PlannedVisit | None) -> PlannedAnswer | None:
    if visit is None:
        return None
    seconds = visit.drive_seconds
    low, high = found.ranges.get((visit.case, visit.team), (seconds, seconds))
    seen = found.positions[visit.team]
    return {
        "team": str(visit.team),
        "position": {"source": seen.source, "age_seconds": seen.age_seconds},
        "seconds_low": low,
        "seconds": seconds,
        "seconds_high": high,
        "wait_seconds": visit.wait_seconds,
    }


async def shown_plan(system: System, region: str, command: AcceptJointPlan) -> AcceptJointPlan:
    """With the plan that the dispatcher had seen; without one if nobody knows it any more.

    One that another process showed is known in its own region, the dispatcher's, alone.
    """
    found: Planned | ShownPlan | None
    _, found = system.plans.get(command.plan_id, ("", None))
    if found is None:
        of, found = await shown_elsewhere(system, command.plan_id, ShownPlan) or ("", None)
        if of != region:
            return command
    return (
        command if found is None else replace(command, plan=found.plan, recommendations=found.recommendations)
    )


def doors() -> tuple[Door, ...]:
    summary = "Who goes where if all that wait are sent to together, beside one after the other."
    return (get("/api/joint-plan", _plan, Action.DISPATCH, summary, JointPlanDoorAnswer),)
