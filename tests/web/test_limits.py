"""Every limit can be set from outside, in its range, is told of, and reaches what it bounds."""

from collections import OrderedDict
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from dispatch.joint_plan import Planned
from domain.joint_plan import Gain, JointPlan
from tests.house.tree import ROOT
from web import joint_planning
from web.bootstrap import build, close, set_up
from web.cli.limits_page import BEGINS, ENDS, PAGE, fresh, table
from web.limits import Limits
from web.limits_reading import bounds, in_unit
from web.settings import BadSettings, Settings, read
from web.system import System
from web.words import LANGUAGES, say

DATA = {"data": "/nowhere"}


def limits(**given: str) -> Limits:
    return read({f"JEDEL_LIMIT_{name.upper()}": text for name, text in given.items()}, DATA).limits


def test_without_a_word_all_stand_as_they_are() -> None:
    assert limits() == Limits() == Settings(data=Path("/nowhere")).limits


def test_a_start_is_within_its_range_and_says_what_it_is() -> None:
    for spec in bounds().values():
        bound = spec.metadata["bound"]
        assert bound.least <= in_unit(spec, getattr(Limits(), spec.name)) <= bound.most, spec.name
        assert bound.says


@pytest.mark.parametrize("name", bounds())
def test_each_is_set_by_its_name(name: str) -> None:
    spec = bounds()[name]
    bound = spec.metadata["bound"]
    for number in (bound.least, bound.most):
        text = str(int(number)) if number == int(number) else str(number)
        others = {"JEDEL_LIMIT_LONGEST_WAIT": "86400"} if spec.name == "first_wait" else {}
        if spec.name == "longest_wait":
            others = {"JEDEL_LIMIT_FIRST_WAIT": "1"}
        found = getattr(read({**others, name: text}, DATA).limits, spec.name)
        assert in_unit(spec, found) == number
        assert type(found) is type(spec.default)
    for number in (bound.least - 1, bound.most + 1):
        with pytest.raises(BadSettings, match=f"{name}: {number:.15g} is not between"):
            read({name: f"{number:.15g}"}, DATA)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"body_bites": "1"}, r"JEDEL_LIMIT_BODY_BITES \(JEDEL_LIMIT_BODY_BYTES\?\)"),
        ({"": "1"}, "unknown setting: JEDEL_LIMIT_"),
        ({"page_rows": "many"}, "'many' is not a whole number"),
        ({"page_rows": "20.5"}, "'20.5' is not a whole number"),
        ({"page_rows": ""}, "'' is not a whole number"),
        ({"body_s": "long"}, "'long' is not a number"),
        ({"body_s": "nan"}, "nan is not between 1 and 300"),
        ({"session": "inf"}, "inf is not between"),
        ({"first_wait": "60", "longest_wait": "30"}, "FIRST_WAIT must not be more than JEDEL_LIMIT_LONGEST"),
    ],
)
def test_what_cannot_be_is_said(given: dict[str, str], words: str) -> None:
    with pytest.raises(BadSettings, match=words) as caught:
        limits(**given)
    assert {
        say(f"cli.fault.{caught.value.code}", each, caught.value.params) for each in LANGUAGES
    }.isdisjoint({f"cli.fault.{caught.value.code}"})


def test_what_is_set_reaches_what_it_bounds(tmp_path: Path) -> None:
    set_up(tmp_path, {"demonstration": False})
    chosen = limits(
        commands_waiting="16", batch="3", streams_kept="100", checks_at_once="7", slowest_retry="9",
        logins_waiting="2", logins_remembered="100", position_teams="10", positions_kept="2",
        sample_every="60", samples_waiting="100", screens="5", screens_per_account="2",
        topics_per_screen="4", heartbeat="1", rights_every="2", screen_silent="11", screen_stalled="6",
        messages_at_once="12", messages_per_second="3", removed_remembered="10", return_spread="1",
    )  # fmt: skip
    system = build(Settings(data=tmp_path, limits=chosen))
    try:
        store, hub = system.store, system.hub.limits
        assert (store.writer._most_waiting, store.writer._most_per_batch) == (16, 3)
        assert (store.ticker._at_once, store.ticker._slowest_retry) == (7, 9)
        assert (system.passwords._room._initial_value, system.guessing._patience.kept) == (2, 100)
        positions = system.positions
        assert (positions._most_teams, positions._most_waiting) == (10, 100)
        assert (positions._kept_for, positions._sample_every) == (timedelta(days=2), timedelta(minutes=1))
        assert (hub.screens, hub.screens_per_user, hub.beat, hub.recheck) == (5, 2, 1, 2)
        assert (hub.session.topics, hub.session.silent, hub.session.stalled) == (4, 11, 6)
        assert (hub.session.burst, hub.session.per_second) == (12, 3)
        assert (hub.topic.tombstones, hub.drain_spread_ms) == (10, 1_000)
    finally:
        close(system)


@pytest.mark.parametrize(("least", "offered"), [("60", False), ("59", True)])
def test_a_joint_plan_is_offered_where_it_gains_as_much_as_is_set(least: str, offered: bool) -> None:
    plan = JointPlan(at=datetime(2026, 3, 16, tzinfo=UTC), engine="air", data_version="1", pairs=(), alone=())
    gain = Gain(kind="sum", risk_class=None, before=659, after=600)
    found = Planned(plan=plan, gain=gain, recommendations=(), ranges={}, positions={}, classes={})
    system = SimpleNamespace(
        plans=OrderedDict(), settings=Settings(data=Path(), limits=limits(plan_gain=least))
    )
    assert joint_planning._shown(cast(System, system), "KZ-75", found)["offered"] is offered


def test_the_defaults_are_those_of_the_parts() -> None:
    from dispatch.limits import EngineLimits
    from dispatch.positions import KEPT_FOR, SAMPLE_EVERY, TEAMS, WAITING
    from realtime.limits import Limits as HubLimits

    ours = Limits()
    assert (ours.of_engine(), ours.of_hub()) == (EngineLimits(), HubLimits())
    assert (ours.positions_kept, ours.sample_every) == (KEPT_FOR, SAMPLE_EVERY)
    assert (ours.position_teams, ours.samples_waiting) == (TEAMS, WAITING)


def test_operators_are_told_of_every_limit() -> None:
    page = (ROOT / PAGE).read_text(encoding="utf-8")
    assert fresh(page) == page
    assert all(f"`JEDEL_LIMIT_{spec.name.upper()}`" in table() for spec in fields(Limits))


def test_an_old_table_is_seen() -> None:
    page = f"# Operating\n{BEGINS}| `old` |\n{ENDS}The end.\n"
    assert fresh(page) != page
    assert fresh(page).endswith(f"{ENDS}The end.\n")
