"""Rights: every cell of the table, default deny, nobody across a border; each with a planted fault."""

import asyncio
from datetime import timedelta
from itertools import product
from typing import Any, Final
from uuid import uuid4

import pytest

from domain.access import RIGHTS, Action, Reach, Relation
from domain.account import Role
from domain.levels import ALL, Level
from domain.reach import Grant
from domain.verdict import Denied, Subject, Thing, Verdict, Why, decide, may
from realtime.directory import KINDS
from tests.expected_rights import expected, wanted
from tests.web.client import Client, Running
from web.app import all_doors
from web.command_table import ENTRIES
from web.doors import OPEN, Door, routes
from web.live import RIGHTS as TOPIC_RIGHTS
from web.live import may_watch

OPEN_PATHS = {
    "/",
    "/login",
    "/board",
    "/phone",
    "/supervisor",
    "/admin",
    "/worker.js",
    "/manifest.webmanifest",
    "/favicon.svg",
    "/assets/{name}",
    "/api/door",
    "/api/login",
    "/api/logout",
    "/api/sso/begin",
    "/sso/callback",
    "/sso/logout",
    "/health",
    "/openapi.json",
}
"""All that answers without a session; none of it shows data of the log."""


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


def test_what_is_open_is_listed() -> None:
    assert {door.path for door in all_doors() if door.right == OPEN} == OPEN_PATHS


def test_every_door_names_its_right() -> None:
    assert all(isinstance(door.right, Action) for door in all_doors() if door.right != OPEN)


def test_a_door_without_right_is_not_built(server: Running) -> None:
    """The planted fault: somebody adds a door and says nothing about who may."""

    async def handle(call: Any) -> dict[str, Any]:
        return {}

    silent = Door(method="GET", path="/api/silent", handle=handle, right="", summary="x")
    with pytest.raises(ValueError, match="says nothing about who may"):
        routes(server.system, (silent,))


def test_every_kind_of_topic_has_a_right() -> None:
    assert set(TOPIC_RIGHTS) == set(KINDS)


def test_nobody_sees_a_topic_without_right(server: Running) -> None:
    from web.visitor import Visitor

    account = next(row for row in server.system.rows("accounts").values() if row["login"] == "head")
    token, session = asyncio.run(_begin(server, account["id"]))
    visitor = Visitor(
        account=session.account,
        login="head",
        name="",
        roles=tuple(Role),
        region=account["region"],
        language="kk",
        team=None,
        specialist=None,
        session=session,
        token=token,
    )
    assert may_watch(server.system, visitor, f"queue:{account['region']}")
    for topic in ("secrets:KZ-00", "queue:KZ-75", "queue:", "crew:nobody", "crew:", ""):
        assert not may_watch(server.system, visitor, topic)


async def _begin(server: Running, account: str) -> Any:
    from uuid import UUID

    return server.system.sessions.begin(UUID(account), "test", timedelta(hours=1))


@pytest.mark.parametrize("door", [door for door in all_doors() if door.right != OPEN], ids=lambda d: d.path)
def test_without_session_every_door_is_shut(door: Door, server: Running) -> None:
    nobody = server.nobody()
    path = door.path.replace("{case}", str(uuid4()))
    answer = nobody.http.request(
        door.method,
        path,
        headers={"origin": server.url, "content-type": "application/json"},
        content=None if door.method == "GET" else b"{}",
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "session-over")


LOGINS = {
    Role.OPERATOR: "operator",
    Role.DISPATCHER: "dispatcher",
    Role.TEAM: "team1",
    Role.LEAD: "lead1",
    Role.SPECIALIST: "specialist",
    Role.SUPERVISOR: "supervisor",
    Role.HEAD: "head",
    Role.ANALYST: "analyst",
    Role.AUDITOR: "auditor",
    Role.ADMINISTRATOR: "administrator",
}


@pytest.fixture(scope="module")
def everybody(server: Running) -> dict[Role, Client]:
    return {role: server.enter(login) for role, login in LOGINS.items()}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_through_http(role: Role, everybody: dict[Role, Client]) -> None:
    """A role without the action gets 403 before anything is read; a role with it gets past that."""
    client = everybody[role]
    for name, entry in ENTRIES.items():
        answer = client.send(name)
        wanted = role in RIGHTS[entry.right]
        assert (answer.json()["code"] != "not-allowed") is wanted, name


def test_a_team_acts_on_its_own_visit_only(server: Running, everybody: dict[Role, Client]) -> None:
    dispatcher = everybody[Role.DISPATCHER]
    case, visit = dispatcher.received(risk_class=1, reason="x"), str(uuid4())
    found = dispatcher.get(f"/api/cases/{case}/recommendation")
    team = found["ranked"][0]["team"]
    sent = dispatcher.send("assign-team", case=case, visit=visit, team=team, recommendation_id=found["id"])
    assert sent.status_code == 200, sent.text
    own, others = (_phone(server, dispatcher, team, mine) for mine in (True, False))
    head = server.head
    refused = others.send("accept-assignment", case=case, visit=visit)
    assert (refused.status_code, refused.json()["code"]) == (404, "case-unknown")
    assert others.send("add-note", case=case, text="x").status_code == 404
    assert others.get("/api/phone/assignment")["assignment"] is None
    assert server.head == head
    assert own.get("/api/phone/assignment")["assignment"]["visit"] == visit
    assert own.send("accept-assignment", case=case, visit=visit, drive=True).status_code == 200
    assert own.http.get(f"/api/cases/{case}").status_code == 403
    assert dispatcher.send("cancel-assignment", case=case, visit=visit, reason="x").status_code == 200
    assert own.get("/api/phone/assignment")["last"]["reason"] == "x"


def _phone(server: Running, dispatcher: Client, team: str, mine: bool) -> Client:
    accounts = [row for row in dispatcher.get("/api/staff")["accounts"] if row["team"] is not None]
    chosen = next(row["id"] for row in accounts if (row["team"] == team) is mine)
    return server.enter(server.system.rows("accounts")[chosen]["login"])
