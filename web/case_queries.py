"""Opening a case: its card, its story, the case as it was; and what a team's phone needs of its visit.

Personal data from here on. Who may not see a case gets the same answer as for one that is not there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from dispatch.ports import Row
from domain.access import Action, Relation
from domain.case.care_events import ServiceStarted
from domain.envelope import Recorded
from projections.card import card, hidden_phones, plain, story
from projections.ledger_told import told_entries
from projections.redaction import redacted, redacted_card, redacted_story
from projections.relations import fresh
from web import case_answers, reading_log
from web.case_law import told_by_law
from web.doors import Answer, Call, Door, get
from web.problems import Problem
from web.queries import with_point
from web.recommending import case_id

_OVER = ("done", "declined", "cancelled")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardAsked:
    """`at`: the case as it was known at that position of the log."""

    at: int | None = None


async def _card(call: Call) -> Answer:
    at = call.query(CardAsked).at
    door = reading_log.CARD if at is None else reading_log.CARD_AT
    opened = await reading_log.opened(call, case_id(call), door, Action.READ_CASE)
    events = opened.events
    known = events if at is None else [each for each in events if each.position <= at]
    found = card(known, hidden_phones(events))
    if found is None:
        raise Problem("not-found")
    account = str(call.visitor.account)
    shown = redacted_card(found, opened.levels, known, account)
    ledger = told_entries(known, opened.levels, account)
    by_law = told_by_law(found, opened.levels, call.system.clock.now())
    return {**shown, **by_law, "ledger": ledger, "noted": opened.noted}


async def _story(call: Call) -> Answer:
    opened = await reading_log.opened(call, case_id(call), reading_log.STORY, Action.READ_STORY)
    events = opened.events
    shown = redacted_story(story(events), opened.levels, events, str(call.visitor.account))
    return {"story": shown, "noted": opened.noted}


async def _assignment(call: Call) -> Answer:
    visitor, system = call.visitor, call.system
    team = system.row("teams", visitor.team or "")
    relation = visitor.to_team(None if team is None else team["id"])
    if team is None or not visitor.may(Action.READ_ASSIGNMENT, team["region"], relation):
        raise Problem("not-found")
    if team["case"] is None:
        return {"assignment": None, "last": await _last(call, team), "noted": None}
    row = system.row("queue", team["case"])
    visit = None if row is None else _visit(row, team["visit"])
    if row is None or visit is None:
        return {"assignment": None, "last": None, "noted": None}
    opened = await _driven_to(call, row, relation)
    return {"assignment": _told(call, row, visit, opened), "last": None, "noted": opened.noted}


async def _driven_to(call: Call, row: Row, relation: Relation) -> reading_log.Opened:
    """The case of one of the team's own visits."""
    door, action = reading_log.ASSIGNMENT, Action.READ_ASSIGNMENT
    return await reading_log.opened(call, UUID(row["id"]), door, action, relation)


def _visit(row: Row, visit: str) -> Row | None:
    return next((one for one in row["visits"] if one["id"] == visit), None)


def _told(call: Call, row: Row, visit: Row, opened: reading_log.Opened) -> Row:
    """What a team needs on the road: where, what was said, who can be called, what consent there is."""
    events = opened.events
    found = card(events) or {}
    said = redacted(found.get("said", {}), opened.levels)
    school, nearest = (call.system.row("schools", row[key] or "") for key in ("school", "nearest_school"))
    parts = {
        whose: {name: said.get(f"{whose}_{name}") for name in names}
        for whose, names in (
            ("child", ("name", "birth_date", "phone", "language")),
            ("caller", ("name", "phone", "relation")),
            ("guardian", ("name", "phone")),
        )
    }
    return {
        "case": row["id"],
        "number": row["number"],
        "visit": visit["id"],
        "state": visit["state"],
        "since": visit["since"],
        "accept_by": visit["accept_by"],
        "eta_at": visit["eta_at"],
        "class": row["class"],
        "threat": row["threat"],
        "received_at": row["received_at"],
        "due": row["due"],
        "school": None if school is None else with_point(school),
        "nearest_school": None if nearest is None else with_point(nearest),
        "district": row["district"],
        "point": said.get("point"),
        "place": said.get("place"),
        "story": said.get("story"),
        "reason": said.get("reason"),
        **parts,
        "consent": row["consent"],
        "household_danger": row["household_danger"],
        "remote": _first_help(found.get("remote")),
        "services": _services(events),
        "duties": found.get("duties", []),
    }


def _first_help(arranged: Row | None) -> Row | None:
    """Who acts before the group comes: how and since when, without names and notes."""
    return None if arranged is None else {name: arranged[name] for name in ("means", "first_hands", "at")}


def _services(events: Sequence[Recorded]) -> list[Row]:
    started = (each.event for each in events if isinstance(each.event, ServiceStarted))
    return [{"kind": plain(event.kind), "basis": plain(event.basis)} for event in started]


async def _last(call: Call, team: Row) -> Row | None:
    """The team's newest visit that is over: what the phone says after it was declined, cancelled or done."""
    row, now = call.system.row("queue", team["last_case"] or ""), call.system.clock.now()
    if row is None or row["region"] != call.visitor.region:
        return None
    over = [
        visit
        for visit in row["visits"]
        if visit["team"] == team["id"] and visit["state"] in _OVER and fresh(visit["since"], now)
    ]
    if not over:
        return None
    visit = max(over, key=lambda each: str(each["since"]))
    opened = await _driven_to(call, row, Relation.OWN_TEAM)
    return {
        "case": row["id"],
        "visit": visit["id"],
        "number": row["number"],
        "state": visit["state"],
        "reason": redacted({"reason": _reason(opened.events, visit["id"])}, opened.levels)["reason"],
        "at": visit["since"],
    }


def _reason(events: Sequence[Recorded], visit: str) -> Any:
    """Why a visit was declined or cancelled."""
    for each in reversed(events):
        if str(getattr(each.event, "visit", "")) == visit and hasattr(each.event, "reason"):
            return plain(each.event.reason)
    return None


def doors() -> tuple[Door, ...]:
    """What opens a case."""
    card = "One case with everything said about it; with `at` as it was known then."
    told = "Every event of a case: what, who, when it happened, when it was recorded."
    phone = "What the team of this phone needs of its current visit, or what became of the last."
    return (
        replace(
            get("/api/cases/{case}", _card, Action.READ_CASE, card, case_answers.CardAnswer, CardAsked),
            barred=reading_log.barred(reading_log.CARD, Action.READ_CASE),
        ),
        replace(
            get("/api/cases/{case}/story", _story, Action.READ_STORY, told, case_answers.StoryAnswer),
            barred=reading_log.barred(reading_log.STORY, Action.READ_STORY),
        ),
        get("/api/phone/assignment", _assignment, Action.READ_ASSIGNMENT, phone, case_answers.PhoneAnswer),
    )
