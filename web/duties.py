"""The duty ledger for those who answer for it: what is late, due today, on hold, and how months went.

No personal data. Who may read no case sees no school, class or group, and no month in which a small group
would tell about a child.
"""

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, TypedDict
from uuid import UUID

from dispatch.ledger_table import Asked, When
from domain.access import Action
from domain.law.local_time import local_date
from domain.suppression import LEAST
from projections.duty_months import MONTHS, Month, months
from projections.ledger_lines import Line
from web.catching_up import PATIENCE_S, head
from web.doors import Answer, Call, Door, get
from web.problems import Problem
from web.queries import region_of
from web.system import System

_TELLING: Final = ("school", "class", "team", "hold")
"""What of a line could tell about a child to somebody who knows the school."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutiesAsked:
    """Filters of the list. `when`: late, today, held, later, binding (those four) or all; `month` ("2026-03")
    is that of the due time, class -1 a request that nobody has assessed.
    """

    when: When = When.BINDING
    kind: str | None = None
    risk_class: int | None = None
    school: UUID | None = None
    team: UUID | None = None
    month: str | None = None
    about: str | None = None
    limit: int = 100
    offset: int = 0


DutyLine = TypedDict(
    "DutyLine",
    {
        "key": str,
        "entry": str,
        "about": Literal["case", "school", "breach"],
        "number": str | None,
        "kind": str,
        "class": int | None,
        "school": str | None,
        "team": str | None,
        "owner": str | None,
        "state": Literal["open", "held", "missed", "done", "done-late", "waived", "ended"],
        "opened_at": str,
        "due": str,
        "citation": str,
        "mark": str | None,
        "edition": str | None,
        "hold": str | None,
        "missed_at": str | None,
        "by": str | None,
        "channel": str | None,
        "done_at": str | None,
        "in_time": bool | None,
    },
)


class DutiesAnswer(TypedDict):
    """`counts`: how many are late, due today and held, by kind. `ready` is false while the ledger is made."""

    duties: list[DutyLine]
    total: int
    offset: int
    counts: dict[str, dict[str, int]]
    ready: bool


class DutyMonthAnswer(TypedDict):
    """Null is hidden, or none. `share` is percent in time, `median_delay` seconds of what was done late."""

    month: str
    kind: str
    total: int | None
    in_time: int | None
    late: int | None
    missed: int | None
    waived: int | None
    open: int | None
    share: int | None
    median_delay: int | None


class DutyMonthsAnswer(TypedDict):
    least: int
    months: list[DutyMonthAnswer]


def reads_cases(call: Call) -> bool:
    """Whether this person may read the region's cases: then nothing of a line has to be hidden."""
    return call.visitor.may(Action.READ_CASE, call.visitor.region)


_TURN_S: Final = 0.05


async def follow(system: System) -> None:
    """Wait until the ledger has taken in what is here now: whoever was told of a decision finds it. One that
    does not come so far is answered as it stands."""
    position = head(system)
    for _ in range(int(PATIENCE_S / _TURN_S)):
        if await asyncio.to_thread(system.duties.reached, position):
            return
        await asyncio.sleep(_TURN_S)


async def listed(call: Call, asked: DutiesAsked, limit: int) -> tuple[list[Line], int]:
    """Lines of the asker's region and how many there are in all; raises what the page would answer."""
    region = region_of(call, Action.READ_DUTIES)
    whole, wanted, now = reads_cases(call), _wanted(region, asked), call.system.clock.now()
    telling = (wanted.school, wanted.team, wanted.month, wanted.risk_class)
    if not whole and (asked.when is When.ALL or any(each is not None for each in telling)):
        raise Problem("not-allowed")
    start = max(0, asked.offset)
    await follow(call.system)
    found, total = await asyncio.to_thread(call.system.duties.page, wanted, now, limit, start)
    return [_shown(line, whole) for line in found], total


async def by_month(call: Call, back: int = MONTHS, *, leaving: bool = False) -> list[Month]:
    """How this month and those before it went, newest first; small groups hidden from whoever may read no
    case, and in what leaves the house as a file.
    """
    region, duties = region_of(call, Action.READ_DUTIES), call.system.duties
    today = local_date(call.system.clock.now())
    since, until = _months_ago(today, min(back, MONTHS) - 1), _months_ago(today, 0)
    await follow(call.system)
    outcomes = await asyncio.to_thread(duties.outcomes, region, since, until)
    delays = await asyncio.to_thread(duties.delays, region, since, until)
    return months(outcomes, delays, hidden=leaving or not reads_cases(call))


def _wanted(region: str, asked: DutiesAsked) -> Asked:
    return Asked(
        region=region,
        when=asked.when,
        kind=asked.kind,
        risk_class=asked.risk_class,
        school=None if asked.school is None else str(asked.school),
        team=None if asked.team is None else str(asked.team),
        month=asked.month,
        about=asked.about,
    )


def _shown(line: Line, whole: bool) -> Line:
    kept = {name: value for name, value in line.items() if name not in ("region", "month", "delay")}
    return kept if whole else {**kept, **dict.fromkeys(_TELLING)}


def _months_ago(day: date, back: int) -> str:
    first = day.replace(day=1)
    for _ in range(back):
        first = (first - timedelta(days=1)).replace(day=1)
    return first.isoformat()[:7]


async def _duties(call: Call) -> Answer:
    asked, system = call.query(DutiesAsked), call.system
    limit = max(1, min(asked.limit, system.settings.limits.page_rows))
    found, total = await listed(call, asked, limit)
    all_of_it = Asked(region=call.visitor.region)
    counts = await asyncio.to_thread(system.duties.counts, all_of_it, system.clock.now())
    return {
        "duties": found,
        "total": total,
        "offset": max(0, asked.offset),
        "counts": counts,
        "ready": system.duties.ready,
    }


async def _months(call: Call) -> Answer:
    return {"least": LEAST, "months": await by_month(call)}


def doors() -> tuple[Door, ...]:
    """The ledger's list and its months."""
    right = Action.READ_DUTIES
    listed_ = "Clocks and obligations of the region by due time, by filters; no personal data."
    monthly = "What became of obligations by month and kind: in time, late, missed, and the median delay."
    return (
        get("/api/duties", _duties, right, listed_, DutiesAnswer, DutiesAsked),
        get("/api/duties/months", _months, right, monthly, DutyMonthsAnswer),
    )
