"""The demonstration's logins, and shifts that start by themselves."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from dispatch.password_policy import LEAST, MOST
from dispatch.town.accounts import accounts
from dispatch.town.build import build_town
from dispatch.town.duty import AHEAD, wanted
from domain.account import Role

NOW = datetime(2026, 3, 20, 11, 0, tzinfo=UTC)
TEAM = UUID(int=1)


def row(**other):
    known = {"id": str(TEAM), "shift": None, "since": None, "status": "off", "roster": [str(UUID(int=9))]}
    return {str(TEAM): {**known, "ends_at": None, **other}}


def on_duty(left: timedelta, status: str = "free"):
    return row(shift=str(UUID(int=5)), status=status, ends_at=(NOW + left).isoformat(), since=NOW.isoformat())


def test_every_role_and_every_group_has_a_login():
    town = build_town()
    made = list(accounts(town))
    assert {role for a in made for role in a.open.command.roles} == set(Role)
    assert {a.open.command.team for a in made} == {None, *(t.id for t in town.teams)}
    assert len({a.login.login for a in made}) == len(made)
    assert all(LEAST <= len(a.login.password) <= MOST for a in made)
    assert made == list(accounts(town))


def test_a_group_off_duty_starts():
    (order,) = wanted(row(), NOW)
    assert (order.name, order.command.team) == ("start-shift", TEAM)
    assert order.command.ends_at == NOW + timedelta(hours=12)
    assert list(wanted(row(), NOW + timedelta(seconds=20))) != []


def test_asking_again_in_the_same_minute_is_the_same_command():
    (one,), (two,) = wanted(row(), NOW), wanted(row(), NOW + timedelta(seconds=1))
    assert one.command.shift == two.command.shift


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        (on_duty(timedelta(hours=5)), []),
        (on_duty(AHEAD), []),
        (on_duty(AHEAD - timedelta(seconds=1)), ["end-shift"]),
        (on_duty(timedelta(minutes=1), "on-site"), []),
        (row(since=(NOW - timedelta(seconds=30)).isoformat()), []),
        (row(since=(NOW - timedelta(minutes=2)).isoformat()), ["start-shift"]),
    ],
)
def test_what_is_asked_for(rows, names):
    assert [o.name for o in wanted(rows, NOW)] == names
