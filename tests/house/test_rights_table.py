"""The table of rights, cell by cell, against what was written down by hand; default deny; planted faults."""

from itertools import product
from typing import Any, Final

import pytest

from domain.access import RIGHTS, Action, Reach, Relation
from domain.account import Role
from domain.levels import ALL, Level
from domain.reach import Grant
from domain.verdict import Denied, Subject, Thing, Verdict, Why, decide, may
from tests.expected_rights import expected, wanted

Cell = tuple[str, str]
EVERY: Final = list(product(Relation, (True, False), (True, False)))


def told(verdict: Verdict) -> str | None:
    """The levels as the expectation spells them."""
    if isinstance(verdict, Denied):
        return None
    return "".join(sorted("w" if level is Level.OWN_WORDS else level[1] for level in verdict.levels))


def differences(rights: Any = RIGHTS) -> set[Cell]:
    """Cells in which the table decides otherwise than was written down by hand."""
    found = set[Cell]()
    for (role, action), cell in expected().items():
        for relation, home, closed in EVERY:
            subject = Subject(roles=(Role(role),), region="KZ-00")
            thing = Thing(region="KZ-00" if home else "KZ-75", relations=frozenset({relation}), closed=closed)
            verdict = decide(subject, Action(action), thing, rights)
            if told(verdict) != wanted(cell, relation, home=home, closed=closed):
                found.add((role, action))
    return found


def test_every_cell_is_as_written_down_by_hand() -> None:
    assert set(expected()) == {(str(role), str(action)) for role, action in product(Role, Action)}, (
        "say in tests/expected_rights.py what you expect of it"
    )
    assert differences() == set()


FLIPPED: Final = [
    (Role.OPERATOR, Action.READ_CASE, Reach.REGION),
    (Role.DISPATCHER, Action.READ_STORY, (Grant(reach=Reach.REGION, levels=ALL),)),
    (Role.ANALYST, Action.READ_CASE, Reach.REGION),
    (Role.TEAM, Action.REPORT_VISIT, Reach.REGION),
    (Role.SPECIALIST, Action.LIST_CASES, Reach.OWN_TEAM),
    (Role.HEAD, Action.DECIDE_DUTY, None),
    (Role.ADMINISTRATOR, Action.KEEP_ACCOUNTS, Reach.NATION),
]


@pytest.mark.parametrize(("role", "action", "cell"), FLIPPED)
def test_a_flipped_rule_is_seen_in_exactly_its_cell(role: Role, action: Action, cell: Cell | None) -> None:
    """The planted faults: one cell of the table is another, and nothing else is found."""
    changed = {each: grant for each, grant in RIGHTS[action].items() if each is not role}
    flipped = {**RIGHTS, action: changed if cell is None else {**changed, role: cell}}
    assert differences(flipped) == {(role, action)}


def test_relations_add_up() -> None:
    """Who received a case that is now theirs reads what either of it opens, and no more."""
    subject = Subject(roles=(Role.OPERATOR, Role.LEAD), region="KZ-00")
    both = Thing(region="KZ-00", relations=frozenset({Relation.RECEIVED, Relation.OWN_TEAM}))
    assert told(decide(subject, Action.READ_CASE, both)) == "123w"
    one = Thing(region="KZ-00", relations=frozenset({Relation.RECEIVED}))
    assert told(decide(subject, Action.READ_CASE, one)) == "12w"


def test_no_region_no_rights() -> None:
    for action in Action:
        verdict = decide(Subject(roles=tuple(Role), region=""), action, Thing(region=""))
        assert isinstance(verdict, Denied), action


def test_no_roles_no_rights() -> None:
    assert not any(may((), "KZ-00", action, "KZ-00", Relation.SELF) for action in Action)


def test_why_not_is_known_to_the_house() -> None:
    subject = Subject(roles=(Role.LEAD,), region="KZ-00")
    there, here = Thing(region="KZ-75"), Thing(region="KZ-00")
    assert decide(subject, Action.READ_CASE, there) == Denied(why=Why.REGION)
    assert decide(subject, Action.READ_CASE, here) == Denied(why=Why.RELATION)
    assert decide(subject, Action.KEEP_ACCOUNTS, here) == Denied(why=Why.ROLE)


def test_an_action_without_entry_is_denied() -> None:
    """The planted fault: a table that forgot an action denies it to everybody."""
    forgotten = {action: cells for action, cells in RIGHTS.items() if action is not Action.READ_CASE}
    assert not any(may((role,), "KZ-00", Action.READ_CASE, "KZ-00", rights=forgotten) for role in Role)


def test_every_action_has_an_entry() -> None:
    assert set(RIGHTS) == set(Action)


def test_only_the_head_decides_on_duties() -> None:
    assert set(RIGHTS[Action.DECIDE_DUTY]) == {Role.HEAD}


def test_the_administrator_reads_no_case() -> None:
    for action in (Action.READ_CASE, Action.READ_STORY, Action.WATCH_QUEUE, Action.READ_ASSIGNMENT):
        assert Role.ADMINISTRATOR not in RIGHTS[action]
