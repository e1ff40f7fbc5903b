"""Foreign ids in every position of every command, question and topic: the answer of what is not there.

Made from the table of commands and the doors: a new command is in it as soon as it is in the table.
"""

import json
import re
from dataclasses import dataclass
from typing import Any, get_type_hints
from uuid import uuid4

import httpx
import pytest

from dispatch.ports import Submission
from domain.breach import RecordBreach
from domain.identity import BreachId
from tests.web.client import Client, Running
from tests.web.conftest import OTHER, OTHER_PASSWORD
from tests.web.foreign import CREATED, Ids, body, id_positions, put, things_of
from web.app import all_doors
from web.command_table import ENTRIES

HERE = "KZ-00"
LOGINS = ("dispatcher", "head", "administrator", "operator", "lead1", "specialist")


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Things here, things elsewhere, and people who knock.

    `quiet`: an account of elsewhere that never asked for a case of here. Whose tries are in the log of
    readings is rightly told to those who oversee it.
    """

    own: Ids
    foreign: Ids
    quiet: str
    people: dict[str, Client]


@pytest.fixture(scope="module")
def stage(server: Running, other: Client) -> Stage:
    registrar = server.enter("other-administrator", OTHER_PASSWORD)
    people = {login: server.enter(login) for login in LOGINS}
    own = things_of(HERE, people["dispatcher"], people["administrator"])
    foreign = things_of(OTHER, other, registrar)
    return Stage(
        own={**own, "BreachId": breach_in(server, HERE)},
        foreign={**foreign, "BreachId": breach_in(server, OTHER)},
        quiet=registrar.me["account"],
        people=people,
    )


def breach_in(server: Running, region: str) -> str:
    """A breach of a region, written down by nobody's hand: not every region here has somebody who may."""
    system, breach = server.system, BreachId(uuid4())
    submission = Submission(
        name="record-breach",
        command=RecordBreach(breach=breach, detected_at=system.clock.now(), what="x"),
        command_id=uuid4(),
        by=None,
        role="set-up",
        region=region,
        centre=system.centre_of(region),
    )
    system.store.writer.call(submission, timeout=10)
    return str(breach)


def said(answer: httpx.Response, *ids: str) -> tuple[int, str]:
    """Status and body, with the ids that were asked for left out, and where in the log it was stored."""
    text = re.sub(r'"position":[0-9]+', "", answer.text)
    for one in ids:
        text = text.replace(one, "…")
    return answer.status_code, text


def asked(
    client: Client, name: str, sent: dict[str, Any], field: str, value: Any, one: str
) -> tuple[int, str]:
    return said(client.send(name, **{**sent, field: value}), one)


POSITIONS = [
    (name, field, kind)
    for name, entry in ENTRIES.items()
    for field, kind in id_positions(entry.command, entry.without).items()
    if CREATED.get(name) != field
]


@pytest.mark.parametrize(("name", "field", "kind"), POSITIONS)
def test_commands(name: str, field: str, kind: str, stage: Stage, server: Running) -> None:
    entry = ENTRIES[name]
    sent = body(entry.command, stage.own, HERE, entry.without)
    if name in CREATED:
        sent[CREATED[name]] = str(uuid4())
    hint = get_type_hints(entry.command)[field]
    missing, foreign = str(uuid4()), stage.foreign[kind]
    for login, client in stage.people.items():
        head = server.stored
        there = asked(client, name, sent, field, put(hint, foreign), foreign)
        moved = server.stored != head
        nowhere = asked(client, name, sent, field, put(hint, missing), missing)
        assert there == nowhere, login
        assert not moved or there[0] == 200, login


QUESTIONS = [door for door in all_doors() if door.method == "GET" and ("{case}" in door.path or door.asks)]


@pytest.mark.parametrize("door", QUESTIONS, ids=lambda door: door.path)
def test_questions(door: Any, stage: Stage) -> None:
    positions = id_positions(door.asks) if door.asks else {}
    by_name = {"school": "SchoolId", "team": "TeamId", "id": "SchoolId"}
    for login, client in stage.people.items():
        case, missing = stage.foreign["CaseId"], str(uuid4())
        if "{case}" in door.path:
            answers = [client.http.get(door.path.replace("{case}", each)) for each in (case, missing)]
            assert said(answers[0], case) == said(answers[1], missing), login
            assert answers[0].status_code in (403, 404), login
        for field in positions:
            foreign = stage.quiet if field == "account" else stage.foreign[by_name[field]]
            more = {"kind": "schools"} if field == "id" else {}
            answers = [
                client.http.get(door.path, params={field: each, **more}) for each in (foreign, missing)
            ]
            assert said(answers[0], foreign) == said(answers[1], missing), (login, field)


@pytest.mark.parametrize("path", ["/api/accounts/password", "/api/accounts/sessions/end"])
def test_doors_that_name_an_account(path: str, stage: Stage) -> None:
    more = {"password": "a-long-enough-one"} if "password" in path else {}
    for login, client in stage.people.items():
        answers = [
            client.raw(path, json.dumps({"account": each, **more}).encode())
            for each in (stage.foreign["AccountId"], str(uuid4()))
        ]
        assert answers[0].text == answers[1].text, login
        assert answers[0].status_code == answers[1].status_code, login


def test_topics(stage: Stage) -> None:
    pairs = [(f"{kind}:{OTHER}", f"{kind}:KZ-99") for kind in ("queue", "teams", "positions")]
    pairs += [(f"crew:{stage.foreign['TeamId']}", f"crew:{uuid4()}")]
    pairs += [(f"inbox:{stage.foreign['AccountId']}", f"inbox:{uuid4()}")]
    for login, client in stage.people.items():
        for pair in pairs:
            assert len({answered(client, topic) for topic in pair}) == 1, (login, pair)


def answered(client: Client, topic: str) -> str:
    """What the live connection says to whoever asks for a topic."""
    with client.live() as socket:
        socket.send(json.dumps({"t": "sub", "id": 1, "topic": topic}))
        for _ in range(20):
            for message in json.loads(socket.recv(timeout=5)):
                if message["t"] not in ("welcome", "hb"):
                    return json.dumps({**message, "topic": "…"})
    raise AssertionError("no answer")


def test_a_door_that_tells_would_be_seen(stage: Stage) -> None:
    """The planted fault: an answer that differs for what is there."""
    there, nowhere = httpx.Response(403, text="yours not"), httpx.Response(404, text="not there")
    assert said(there) != said(nowhere)
