"""Everything that can happen to one child in an installation, through its doors."""

import json
import subprocess
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.web.canary import Child
from tests.web.client import Client
from tests.web.real import REGION
from tests.web.test_live import everything
from web.app import all_doors
from web.command_table import ENTRIES

CHILD = Child()


@dataclass
class Town:
    """The running installation, its people, and everything that came out of it."""

    url: str
    data: Path
    temporary: Path
    log: Path
    process: subprocess.Popen[bytes]
    people: dict[str, Client] = field(default_factory=dict)
    frames: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    sent: set[str] = field(default_factory=set)

    def do(self, who: str, name: str, /, **body: Any) -> dict[str, Any]:
        answer = self.people[who].send(name, **body)
        assert answer.status_code == 200, (name, answer.text)
        self.sent.add(name)
        return dict(answer.json())

    def no(self, who: str, name: str, /, **body: Any) -> None:
        answer = self.people[who].send(name, **body)
        assert answer.status_code != 200, (name, body)
        self.refused.append(answer.text)


def live(town: Town) -> None:
    """From receipt to what follows after the end, with a board that watches."""
    team, shift = _registers(town)
    with town.people["dispatcher"].live() as board:
        board.send(json.dumps({"t": "sub", "id": 1, "topic": f"queue:{REGION}"}))
        board.send(json.dumps({"t": "sub", "id": 2, "topic": f"teams:{REGION}"}))
        case = _received(town)
        _described(town, case)
        _asked_for_consent(town, case)
        _visited(town, case, team)
        _looked_at(town, case)
        _refused(town, case)
        _ended(town, case, shift)
        _moved_away(town)
        town.frames += everything(board, 1.0)


def _registers(town: Town) -> tuple[str, str]:
    people, team, shift = [str(uuid4()), str(uuid4())], str(uuid4()), str(uuid4())
    here = {"region": REGION}
    town.do(
        "administrator",
        "register-school",
        school=str(uuid4()),
        label="№ 1",
        number="1",
        point=[43.2, 76.9],
        **here,
    )
    for person in people:
        more = {"profession": "psychologist", "languages": ["kk", "ru"], **here}
        town.do("administrator", "register-specialist", specialist=person, name="Маман", **more)
    town.do("administrator", "register-team", team=team, name="1", home=[43.2, 76.9], roster=people, **here)
    ends = (datetime.now(UTC) + timedelta(hours=8)).isoformat()
    town.do("dispatcher", "start-shift", shift=shift, team=team, members=people, ends_at=ends)
    return team, shift


def _received(town: Town) -> str:
    """With everything that can be said, and once more by somebody else."""
    case, other = str(uuid4()), str(uuid4())
    said = {
        "channel": "phone",
        "story": CHILD.story,
        "point": [43.2222, 76.8888],
        "place": CHILD.place,
        "child_name": CHILD.name,
        "child_birth_date": CHILD.birth_date,
        "child_phone": CHILD.phone,
        "child_language": "kk",
        "caller_name": CHILD.guardian,
        "caller_phone": CHILD.guardian_phone,
        "caller_relation": f"мать {CHILD.guardian}",
        "publication": f"https://example.kz/{CHILD.story}",
        "risk_class": 0,
        "answers": [{"question": CHILD.story, "answer": CHILD.name}],
        "reason": CHILD.story,
    }
    town.do("operator", "receive-request", case=case, **said)
    told = {"child_name": CHILD.name, "child_birth_date": CHILD.birth_date, "child_phone": CHILD.phone}
    body = json.dumps({**told, "caller_phone": CHILD.guardian_phone, "school": None}).encode()
    found = town.people["operator"].raw("/api/cases/duplicates", body)
    assert case in found.text, "the child is found by name and phone"
    town.do("operator", "receive-request", case=other, **said)
    town.do("operator", "attach-request", case=other, to=case)
    return case


def _described(town: Town, case: str) -> None:
    one = {"case": case}
    follow_up = {"follow_up": str(uuid4()), "on": "2027-01-11", "what": f"{CHILD.name}: {CHILD.story}"}
    town.do("dispatcher", "take-case", **one)
    town.do(
        "dispatcher", "add-note", text=f"{CHILD.name} {CHILD.phone} {CHILD.birth_date} {CHILD.story}", **one
    )
    town.do("dispatcher", "assess-case", risk_class=1, reason=CHILD.story, **one)
    town.do("supervisor", "confirm-lower-class", reason=CHILD.story, **one)
    town.do("dispatcher", "assess-case", risk_class=0, reason=f"{CHILD.story} again", **one)
    town.do("dispatcher", "record-contact", channel="phone", note=CHILD.story, **one)
    town.do("dispatcher", "arrange-remote-help", means="call", first_hands=False, note=CHILD.name, **one)
    town.do("dispatcher", "record-service-call", service="102", note=CHILD.name, **one)
    town.do(
        "dispatcher", "correct-child", child_name=f"{CHILD.name} X", child_birth_date=CHILD.birth_date, **one
    )
    town.do("dispatcher", "correct-phone", whose="child", phone=CHILD.guardian_phone, **one)
    town.do("dispatcher", "correct-school", point=[43.2223, 76.8889], place=f"{CHILD.place} 2", **one)
    town.do("dispatcher", "set-follow-up", follow_up=follow_up, **one)
    town.do(
        "dispatcher", "finish-follow-up", follow_up=follow_up["follow_up"], done=True, note=CHILD.name, **one
    )
    town.do("dispatcher", "hand-over-case", to=town.people["head"].me["account"], **one)


def _asked_for_consent(town: Town, case: str) -> None:
    one = {"case": case}
    names = {"guardian_name": CHILD.guardian}
    town.do("head", "request-consent", guardian_phone=CHILD.guardian_phone, **names, **one)
    town.do("head", "record-consent-refused", words=CHILD.story, **names, **one)
    town.do("head", "request-consent", guardian_phone=CHILD.guardian_phone, **names, **one)
    town.do("head", "record-consent", form="written", evidence=CHILD.story, **names, **one)
    town.do("head", "record-child-agreement", agreed=True, **one)
    town.do("head", "start-service", kind="psychological", **one)
    town.do("head", "withdraw-consent", words=CHILD.story, **one)
    town.do("head", "start-service", kind="psychological", **one)
    town.do("head", "record-household-danger", words=CHILD.story, **one)
    body = {"duty": "inform-competent-body", **one}
    town.do("head", "record-duty-done", person=CHILD.guardian, channel="phone", result=CHILD.story, **body)
    town.do("head", "release-duty", duty="inform-parents", towards=CHILD.guardian, reason=CHILD.story, **one)
    town.do("head", "waive-duty", duty="inform-parents", reason=CHILD.story, **one)


def _visited(town: Town, case: str, team: str) -> None:
    found = town.people["dispatcher"].get(f"/api/cases/{case}/recommendation")
    first, second = ({"case": case, "visit": str(uuid4())} for _ in range(2))
    town.do(
        "dispatcher", "assign-team", team=team, recommendation_id=found["id"], reason=CHILD.story, **first
    )
    town.do("dispatcher", "confirm-delivery", **first)
    town.do("dispatcher", "decline-assignment", reason=CHILD.story, **first)
    town.do("dispatcher", "assign-team", team=team, reason=CHILD.story, **second)
    town.do("dispatcher", "accept-assignment", drive=True, **second)
    town.do("dispatcher", "record-arrival", **second)
    town.do("dispatcher", "record-access", let_in=False, words=CHILD.story, **second)
    town.do(
        "dispatcher", "end-visit", outcome="refused-at-door", findings=f"{CHILD.name} {CHILD.story}", **second
    )


def _looked_at(town: Town, case: str) -> None:
    """The card, its story, who saw it, emergency access with its review, lists, health, and the rest."""
    for who in ("operator", "dispatcher", "supervisor", "head"):
        town.people[who].get(f"/api/cases/{case}")
    assert CHILD.name in town.people["supervisor"].http.get(f"/api/cases/{case}/story").text
    town.people["auditor"].get(f"/api/cases/{case}/reads")
    body = {"command_id": str(uuid4()), "category": "child-in-danger", "case": case}
    taken = town.people["specialist"].raw(
        "/api/emergency-access", json.dumps({**body, "reason": f"{CHILD.name}: {CHILD.story}"}).encode()
    )
    assert taken.status_code == 200, taken.text
    town.people["specialist"].get(f"/api/cases/{case}")
    (access,) = town.people["supervisor"].get("/api/emergency-access")["accesses"]
    reviewed = {"case": case, "access": access["id"], "justified": False, "reason": CHILD.story}
    town.do("supervisor", "review-emergency-access", **reviewed)
    for client in town.people.values():
        for door in all_doors():
            if door.method == "GET" and "{" not in door.path:
                client.http.get(door.path)
                client.http.get(door.path, params={"q": CHILD.name, CHILD.name: CHILD.story})
    body = {"kind": "schools", "q": CHILD.name, "show": "all", "limit": 10, "offset": 0}
    town.people["head"].raw("/api/registers", json.dumps(body).encode())


def _refused(town: Town, case: str) -> None:
    """The name where it does not belong: in every field of every command, in logins, on the live line."""
    words = f"{CHILD.name} {CHILD.phone}"
    for name, entry in ENTRIES.items():
        for spec in fields(entry.command):
            town.no("head", name, **{spec.name: words})
    for door in all_doors():
        if door.method != "GET" and door.takes is not None and "/commands/" not in door.path:
            body = json.dumps({spec.name: words for spec in fields(door.takes)} or {words: words}).encode()
            if door.path not in ("/api/logout",):
                town.refused.append(town.people["operator"].raw(door.path, body).text)
    torn = json.dumps({"case": case, "text": words})[:-5].encode()
    town.refused.append(town.people["dispatcher"].raw("/api/commands/add-note", torn).text)
    town.refused.append(town.people["dispatcher"].http.get(f"/api/cases/{words}").text)
    town.refused.append(town.people["dispatcher"].http.get(f"/{words}").text)
    crashed = town.people["dispatcher"].send("add-note", case=case, text=f"crash-now {words}")
    assert (crashed.status_code, crashed.json()["code"]) == (500, "crashed")
    town.refused.append(crashed.text)
    with town.people["dispatcher"].live() as line:
        line.send(json.dumps({"t": "sub", "id": 1, "topic": f"queue:{words}"}))
        line.send(words)
        town.frames += everything(line, 0.5)


def _ended(town: Town, case: str, shift: str) -> None:
    one = {"case": case}
    town.do("head", "consider-case", result=CHILD.story, **one)
    town.do("head", "close-case", result=CHILD.story, **one)
    town.do("head", "reopen-case", reason=CHILD.story, **one)
    town.do("dispatcher", "end-shift", shift=shift)


def _moved_away(town: Town) -> None:
    """One that goes to others: not to a centre that is not connected, so it is redirected."""
    case = town.people["dispatcher"].received(
        child_name=CHILD.name,
        child_phone=CHILD.phone,
        story=CHILD.story,
        risk_class=2,
        reason=CHILD.story,
    )
    town.no("dispatcher", "transfer-case", case=case, region="KZ-71", reason=CHILD.story)
    town.do("dispatcher", "redirect-case", case=case, to="police", reason=CHILD.story, notified=True)
