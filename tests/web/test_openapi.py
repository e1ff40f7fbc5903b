"""The description is true: every door and command is in it, and what the server answers is what it says."""

import copy
from typing import Any
from uuid import uuid4

import pytest

from tests.web.client import Client, Running
from tests.web.schema import faults
from web.app import all_doors
from web.command_table import ENTRIES
from web.openapi import document


@pytest.fixture(scope="module")
def described(server: Running) -> dict[str, Any]:
    return dict(server.nobody().get("/openapi.json"))


def test_every_door_is_described(described: dict[str, Any]) -> None:
    doors = {(door.path, door.method.lower()) for door in all_doors()}
    told = {(path, method) for path, methods in described["paths"].items() for method in methods}
    assert told == doors


def test_every_command_is_described(described: dict[str, Any]) -> None:
    told = {path.rsplit("/", 1)[1] for path in described["paths"] if path.startswith("/api/commands/")}
    assert told == set(ENTRIES)


def test_operations_have_names_of_their_own(described: dict[str, Any]) -> None:
    names = [one["operationId"] for methods in described["paths"].values() for one in methods.values()]
    assert len(names) == len(set(names))


def test_the_server_alone_fills_in_the_recommendation(described: dict[str, Any]) -> None:
    operation = described["paths"]["/api/commands/assign-team"]["post"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert "recommendation" not in body["properties"]
    assert {"command_id", "case", "visit", "team"} <= set(body["required"])


def test_it_is_generated_not_stored() -> None:
    """The planted fault: a door that is left out is missed."""
    told = document(door for door in all_doors() if door.path != "/api/me")
    assert "/api/me" not in told["paths"]


ENTRY = "/api/registers/entry"
BREACH = "/api/breaches/{breach}"
COUNT = "/api/law/count"
LOGINS = {
    "/api/keeping": "head",
    "/api/phone/assignment": "team3",
    "/api/registers/choices": "head",
    ENTRY: "head",
    "/api/emergency-access": "supervisor",
    "/api/phones": "supervisor",
    "/api/reads": "auditor",
    "/api/rights": "auditor",
    "/api/accounts/resets": "head",
    "/api/figures": "analyst",
    "/api/drives": "supervisor",
    "/api/duties": "head",
    "/api/duties/months": "auditor",
    "/api/duties/feed": "supervisor",
    "/api/cases/{case}/reads": "auditor",
    "/api/breaches": "auditor",
    BREACH: "head",
    "/api/monitoring": "auditor",
    "/api/monitoring/{school}": "specialist",
    "/api/keeping/retention": "supervisor",
    "/api/imports": "administrator",
    "/api/imports/{import}": "administrator",
}
"""Whom a door is for, where it is not for a dispatcher."""


@pytest.mark.parametrize(
    "path", [door.path for door in all_doors() if door.method == "GET" and door.path.startswith("/api/")]
)
def test_real_answers_fit(path: str, described: dict[str, Any], dispatcher: Client, server: Running) -> None:
    client = server.enter(LOGINS[path]) if path in LOGINS else dispatcher
    named = {
        "{case}": dispatcher.received,
        "{import}": lambda: _waiting(client),
        "{breach}": lambda: _found(client),
        "{school}": lambda: str(dispatcher.get("/api/schools")["schools"][0]["id"]),
    }
    asked = {
        ENTRY: lambda: {"kind": "teams", "id": dispatcher.get("/api/teams")["teams"][0]["id"]},
        COUNT: lambda: {"received": "2026-03-20T16:00:00+05:00"},
    }
    address = path
    for part, make in named.items():
        address = address.replace(part, make()) if part in path else address
    answer = client.http.get(address, params=asked[path]() if path in asked else {})
    assert answer.status_code == 200, answer.text
    told = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert faults(answer.json(), told, described) == []


def _waiting(client: Client) -> str:
    """A file that waits to be applied."""
    content = b"id,lat,lon\nopenapi,50.1,70.1\nswapped,70.1,50.1\n"
    told = client.raw("/api/imports/schools", content, **{"content-type": "text/csv"}).json()
    return str(told["staged"]["id"])


def _found(client: Client) -> str:
    """A breach that was written down."""
    breach, when = str(uuid4()), client.me["now"]
    answer = client.send("record-breach", breach=breach, detected_at=when, what="a list went astray")
    assert answer.status_code == 200, answer.text
    return breach


def test_an_accepted_command_and_a_problem_fit(described: dict[str, Any], dispatcher: Client) -> None:
    operation = described["paths"]["/api/commands/receive-request"]["post"]
    body = {"command_id": str(uuid4()), "case": str(uuid4()), "channel": "phone", "point": [43.2, 76.9]}
    asked = operation["requestBody"]["content"]["application/json"]["schema"]
    assert faults(body, asked, described) == []
    accepted = dispatcher.send("receive-request", **body)
    told = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert faults(accepted.json(), told, described) == []
    problem = dispatcher.send("receive-request", **{**body, "command_id": str(uuid4())})
    assert problem.headers["content-type"] == "application/problem+json"
    shape = operation["responses"]["default"]["content"]["application/problem+json"]["schema"]
    assert faults(problem.json(), shape, described) == []


def test_a_wrong_answer_would_be_noticed(described: dict[str, Any]) -> None:
    told = {"$ref": "#/components/schemas/Accepted"}
    assert faults({"position": 1, "repeated": False}, told, described) == []
    assert faults({"position": "1", "repeated": False}, told, described)
    assert faults({"repeated": False}, told, described)
    broken = copy.deepcopy(described)
    broken["components"]["schemas"]["Accepted"]["required"].append("never")
    assert faults({"position": 1, "repeated": False}, told, broken)
