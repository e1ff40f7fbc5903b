"""`make trials AUTHZ=2000`: random cells of the table of rights through the doors; a few in every run."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from domain.access import RIGHTS, Action
from domain.account import Role
from domain.levels import ALL
from domain.reach import Grant, Reach
from tests.trials.authz import check, run
from tests.trials.authz_world import World, prepare, world
from tests.web.served import served

AUTHZ = int(os.environ.get("AUTHZ", "250"))
SEED = int(os.environ.get("SEED", "20261127"))

pytestmark = pytest.mark.trial


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with served(prepare(tmp_path_factory.mktemp("authz") / "data")) as server:
        yield world(server)


def test_every_cell_answers_as_was_written_down(everybody: World) -> None:
    wrong = run(everybody, AUTHZ, SEED)
    print(f"\n{AUTHZ} cells, seed {SEED}: {len(wrong)} wrong")
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize(
    ("action", "role", "cell"),
    [
        (Action.READ_CASE, Role.ANALYST, Reach.REGION),
        (Action.READ_STORY, Role.DISPATCHER, (Grant(reach=Reach.REGION, levels=ALL),)),
        (Action.WATCH_QUEUE, Role.SPECIALIST, Reach.REGION),
        (Action.DISPATCH, Role.DISPATCHER, Reach.REGION),
    ],
)
def test_planted_one_flipped_rule_is_wrong_in_exactly_its_cells(
    action: Action, role: Role, cell: Any, everybody: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RIGHTS, action, {**RIGHTS[action], role: cell})  # type: ignore[arg-type]
    every = [(p, c, a) for p in everybody.people for c in everybody.cases for a in (str(action), "read-case")]
    wrong = [fault for fault in (check(*each) for each in every) if fault is not None]
    assert {(fault.role, fault.action) for fault in wrong} == {(str(role), str(action))}
