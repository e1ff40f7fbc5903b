"""How somebody stands to a case: every relation, and when it ends."""

from datetime import timedelta

import pytest

from domain.reach import Relation
from projections.received import iso
from projections.relations import FADES, Person, relations
from tests.builders import NOON

AFTER = NOON + FADES
SECOND = timedelta(seconds=1)


def row(**changes):
    known = {"received_by": "r", "owner": "o", "closed_at": None, "visits": [], "emergencies": []}
    return {**known, **changes}


def visit(state, since=NOON):
    return {"team": "t", "members": ["s1", "s2"], "state": state, "since": iso(since)}


PHONE, LEAD, SPECIALIST = (
    Person(account="p", team="t"),
    Person(account="l", team="t2", specialist="s1"),
    Person(account="s", specialist="s2"),
)


def test_nothing_special():
    assert (
        relations(row(visits=[visit("sent")]), Person(account="x", team="t9", specialist="s9"), NOON) == set()
    )
    assert relations(row(owner=None, received_by=None), Person(account="None"), NOON) == set()


@pytest.mark.parametrize(("account", "relation"), [("r", Relation.RECEIVED), ("o", Relation.OWNER)])
def test_received_and_owned_until_long_after_closing(account, relation):
    who = Person(account=account)
    assert relations(row(), who, NOON + timedelta(days=900)) == {relation}
    closed = row(closed_at=iso(NOON))
    assert relations(closed, who, AFTER) == {relation}
    assert relations(closed, who, AFTER + SECOND) == set()


@pytest.mark.parametrize("who", [PHONE, LEAD, SPECIALIST])
@pytest.mark.parametrize(
    "state", ["sent", "delivered", "accepted", "en-route", "on-site", "refused-at-door", "let-in"]
)
def test_the_group_that_is_sent_and_its_members(who, state):
    assert relations(row(visits=[visit(state)]), who, NOON + timedelta(days=900)) == {Relation.OWN_TEAM}


@pytest.mark.parametrize("who", [PHONE, LEAD, SPECIALIST])
def test_who_was_there_may_come_back_to_it_for_30_days(who):
    over = row(visits=[visit("done")])
    assert relations(over, who, AFTER) == {Relation.OWN_TEAM_BEFORE}
    assert relations(over, who, AFTER + SECOND) == set()


@pytest.mark.parametrize("state", ["declined", "cancelled"])
def test_who_never_went_has_nothing_to_do_with_it(state):
    assert relations(row(visits=[visit(state)]), PHONE, NOON) == set()


def test_emergency_access_ends_to_the_second_and_waits_for_another():
    access = {"account": "e", "until": iso(NOON + timedelta(minutes=60)), "reviewed_by": None}
    case, who = row(emergencies=[access]), Person(account="e")
    assert relations(case, who, NOON + timedelta(minutes=60) - SECOND) == {Relation.EMERGENCY}
    assert relations(case, who, NOON + timedelta(minutes=60)) == set()
    assert relations(case, Person(account="x"), NOON) == {Relation.REVIEWER}
    reviewed = row(emergencies=[{**access, "reviewed_by": "x"}])
    assert relations(reviewed, Person(account="x"), NOON) == set()
