"""Rights: every cell of the table, default deny, nobody across a border; each with a planted fault."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.access import RIGHTS, Action
from domain.account import Role
from realtime.directory import KINDS
from realtime.inbound import MESSAGES
from tests.web.client import Client, Running
from web.app import all_doors
from web.command_table import ENTRIES
from web.doors import OPEN, Door, routes
from web.live import MESSAGES as MESSAGE_RIGHTS
from web.live import RIGHTS as TOPIC_RIGHTS
from web.live import may_watch

OPEN_PATHS = {
    "/",
    "/login",
    "/board",
    "/phone",
    "/supervisor",
    "/figures",
    "/keeping",
    "/papers",
    "/law",
    "/breaches",
    "/monitoring",
    "/duties",
    "/calendar/{token}.ics",
    "/account",
    "/admin",
    "/worker.js",
    "/manifest.webmanifest",
    "/favicon.svg",
    "/assets/{name}",
    "/api/door",
    "/api/login",
    "/api/login/second",
    "/api/login/passkey",
    "/api/login/code",
    "/api/passkey/options",
    "/api/enrol/options",
    "/api/enrol",
    "/api/logout",
    "/api/sso/begin",
    "/sso/callback",
    "/enrol",
    "/phones",
    "/api/enrol/key",
    "/api/enrol/stage",
    "/api/phone/challenge",
    "/api/phone/login",
    "/sso/logout",
    "/health",
    "/q/{code}",
    "/r",
    "/form.css",
    "/form.js",
    "/paper.css",
    "/openapi.json",
}
"""All that answers without a session; none of it shows data of the log."""


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


def without_entry(topics: frozenset[str], messages: frozenset[str]) -> set[str]:
    """Kinds of topics and messages of the live connection that say nothing about who may."""
    return {*(topics - set(TOPIC_RIGHTS)), *(messages - set(MESSAGE_RIGHTS))}


def test_every_kind_of_topic_and_message_has_a_right() -> None:
    assert without_entry(KINDS, MESSAGES) == set()
    assert set(TOPIC_RIGHTS) | set(MESSAGE_RIGHTS) == KINDS | MESSAGES


def test_a_topic_or_message_without_right_is_found() -> None:
    """The planted faults: the live connection learns something new and nobody says who may."""
    assert without_entry(KINDS | {"notes"}, MESSAGES | {"whisper"}) == {"notes", "whisper"}


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
    head = server.stored
    refused = others.send("accept-assignment", case=case, visit=visit)
    assert (refused.status_code, refused.json()["code"]) == (404, "case-unknown")
    assert others.send("add-note", case=case, text="x").status_code == 404
    assert others.get("/api/phone/assignment")["assignment"] is None
    assert server.stored == head
    assert own.get("/api/phone/assignment")["assignment"]["visit"] == visit
    assert own.send("accept-assignment", case=case, visit=visit, drive=True).status_code == 200
    assert own.http.get(f"/api/cases/{case}").status_code == 403
    assert dispatcher.send("cancel-assignment", case=case, visit=visit, reason="x").status_code == 200
    assert own.get("/api/phone/assignment")["last"]["reason"] == "x"


def _phone(server: Running, dispatcher: Client, team: str, mine: bool) -> Client:
    accounts = [row for row in dispatcher.get("/api/staff")["accounts"] if row["team"] is not None]
    chosen = next(row["id"] for row in accounts if (row["team"] == team) is mine)
    return server.enter(server.system.rows("accounts")[chosen]["login"])
