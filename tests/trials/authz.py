"""Random cells of the table of rights through the real HTTP and websocket, in two regions, on real cases.

What is answered is compared with what was written down by hand.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any, Final
from uuid import uuid4

import httpx

from tests.expected_rights import expected, wanted
from tests.trials.authz_world import Case, Person, World


def _levels(said: dict[str, Any]) -> str:
    """Which levels of field an answer shows."""
    seen = "1"
    seen += "2" if said["child_name"] == "personal" else ""
    return seen + ("3" if said["reason"] == "clinical" else "")


def _card(person: Person, case: Case) -> str | None:
    answer = person.client.http.get(f"/api/cases/{case.id}")
    return None if _shut(answer) else _levels(answer.json()["said"])


def _story(person: Person, case: Case) -> str | None:
    answer = person.client.http.get(f"/api/cases/{case.id}/story")
    if _shut(answer):
        return None
    told = {each["name"]: each["fields"] for each in answer.json()["story"]}
    personal, clinical = told["child-corrected.v1"]["child_name"], told["case-assessed.v1"]["reason"]
    return _levels({"child_name": personal, "reason": clinical})


def _listed(person: Person, case: Case) -> str | None:
    answer = person.client.http.get("/api/cases", params={"limit": 200})
    if _shut(answer):
        return None
    return "1" if case.id in {row["id"] for row in answer.json()["cases"]} else None


def _ranked(person: Person, case: Case) -> str | None:
    return None if _shut(person.client.http.get(f"/api/cases/{case.id}/recommendation")) else "1"


def _command(name: str, **more: Any) -> Callable[[Person, Case], str | None]:
    """A command that the domain refuses or that changes nothing about rights: past the door is a yes."""

    def ask(person: Person, case: Case) -> str | None:
        return None if _shut(person.client.send(name, case=case.id, **more)) else "1"

    return ask


def _topic(kind: str) -> Callable[[Person, Case], str | None]:
    def ask(person: Person, case: Case) -> str | None:
        with person.client.live() as socket:
            socket.send(json.dumps({"t": "sub", "id": 1, "topic": f"{kind}:{case.region}"}))
            while True:
                for message in json.loads(socket.recv(timeout=5)):
                    if message["t"] in ("snap", "ok", "err"):
                        return None if message["t"] == "err" else "1"

    return ask


def _shut(answer: httpx.Response) -> bool:
    """Whether the door stayed shut: no such right, or nothing there."""
    assert answer.status_code < 500, answer.text
    assert answer.json().get("code") not in ("unknown-field", "field-missing", "wrong-type"), answer.text
    return answer.status_code in (403, 404) and answer.json()["code"] in (
        "not-allowed",
        "not-found",
        "case-unknown",
    )


PROBES: Final[dict[str, Callable[[Person, Case], str | None]]] = {
    "read-case": _card,
    "read-story": _story,
    "list-cases": _listed,
    "dispatch": _ranked,
    "act-for-safety": _command("add-note", text="noted"),
    "describe-case": _command("finish-follow-up", follow_up=str(uuid4()), done=True),
    "work-case": _command("hand-over-case", to=str(uuid4())),
    "confirm-class": _command("confirm-lower-class", reason="x"),
    "decide-duty": _command("waive-duty", duty="inform-parents", reason="x"),
    "watch-queue": _topic("queue"),
    "watch-teams": _topic("teams"),
}


def should(person: Person, case: Case, action: str) -> str | None:
    """What was written down by hand for this cell, one's own words aside."""
    cell = expected()[person.role, action]
    home, stands = person.region == case.region, case.stands.get((person.role, person.region), frozenset())
    opened = [
        wanted(cell, relation, home=home, closed=case.closed and action != "watch-queue")
        for relation in stands or {"none"}
    ]
    levels = sorted(set("".join(each for each in opened if each is not None)) - {"w"})
    return "".join(levels) if any(each is not None for each in opened) else None


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """A cell that answered otherwise than was written down."""

    role: str
    action: str
    home: bool
    stands: tuple[str, ...]
    wanted: str | None
    found: str | None


def run(found: World, cells: int, seed: int) -> list[Wrong]:
    """So many random cells; those that are wrong."""
    chance, wrong = Random(seed), []
    for _ in range(cells):
        person, case = chance.choice(found.people), chance.choice(found.cases)
        fault = check(person, case, chance.choice(list(PROBES)))
        wrong += [fault] if fault is not None else []
    return wrong


def check(person: Person, case: Case, action: str) -> Wrong | None:
    want, got = should(person, case, action), PROBES[action](person, case)
    if want == got:
        return None
    stands = case.stands.get((person.role, person.region), frozenset())
    return Wrong(
        role=person.role,
        action=action,
        home=person.region == case.region,
        stands=tuple(sorted(stands)),
        wanted=want,
        found=got,
    )
