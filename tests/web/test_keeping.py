"""Keeping and deleting through the door: asked, refused, put forward, confirmed, held, and what is shown."""

from time import sleep
from typing import Any
from uuid import uuid4

import pytest

from tests.marks import mark
from tests.web.client import Client, Running

NAME, BORN = "Жібек Forgottenova", "2014-02-01"


@pytest.fixture(scope="module")
def people(server: Running) -> dict[str, Client]:
    return {login: server.enter(login) for login in ("operator", "dispatcher", "supervisor", "head", "lead1")}


def did(client: Client, name: str, **body: Any) -> None:
    answer = client.send(name, **body)
    assert answer.status_code == 200, (name, answer.text)


def refused(client: Client, name: str, **body: Any) -> str:
    answer = client.send(name, **body)
    assert answer.status_code in (403, 404, 409, 422), (name, answer.text)
    return str(answer.json()["code"])


def ended(people: dict[str, Client], **more: Any) -> str:
    """A closed case."""
    said = {"child_name": f"{NAME} {mark(32)}", "child_birth_date": BORN, "risk_class": 3, "reason": "r"}
    case = people["dispatcher"].received(**{**said, **more})
    did(people["head"], "consider-case", case=case, result="done")
    did(people["head"], "close-case", case=case, result="done")
    return case


def forgotten(people: dict[str, Client], case: str, *parts: str) -> None:
    named = list(parts or ("child", "caller", "guardian"))
    did(people["supervisor"], "propose-forgetting", case=case, parts=named, ground="received-in-error")
    did(people["head"], "confirm-forgetting", case=case)


def keeping(client: Client, what: str, case: str) -> list[dict[str, Any]]:
    return [one for one in client.get("/api/keeping")[what] if one["case"] == case]


def test_a_request_is_asked_shown_with_why_it_would_be_refused_and_refused(people: dict[str, Client]) -> None:
    case, request = ended(people), str(uuid4())
    ask = {"case": case, "request": request, "parts": ["child"], "relation": "parent"}
    did(people["operator"], "ask-deletion", **ask)
    (one,) = keeping(people["head"], "deletions", case)
    assert (one["id"], one["state"], one["missed"]) == (request, "asked", False)
    (reason,) = one["reasons"]
    assert reason["ground"] == "within-retention"
    assert reason["until"] > "2031-01-01"
    assert one["by"] in people["head"].get("/api/keeping")["people"]
    assert refused(people["head"], "refuse-deletion", case=case, request=request, ground="legal-hold") == (
        "ground-does-not-hold"
    )
    did(people["supervisor"], "refuse-deletion", case=case, request=request, ground="within-retention")
    (one,) = keeping(people["head"], "deletions", case)
    assert (one["state"], one["ground"], one["until"]) == ("refused", "within-retention", reason["until"])


def test_two_people_forget_and_the_page_says_until_when_backups_open_it(people: dict[str, Client]) -> None:
    case = ended(people)
    propose = {"case": case, "parts": ["child"], "ground": "received-in-error"}
    assert refused(people["head"], "propose-forgetting", **{**propose, "ground": "retention"}) == (
        "kept-retention"
    )
    did(people["supervisor"], "propose-forgetting", **propose)
    (mine,) = keeping(people["supervisor"], "proposed", case)
    (theirs,) = keeping(people["head"], "proposed", case)
    assert (mine["confirmable"], theirs["confirmable"], theirs["reasons"]) == (False, True, [])
    assert refused(people["supervisor"], "confirm-forgetting", case=case) == "own-forgetting"
    did(people["head"], "confirm-forgetting", case=case)
    assert keeping(people["head"], "proposed", case) == []
    (gone,) = keeping(people["head"], "forgotten", case)
    assert (gone["part"], gone["overwritten"]) == ("child", True)
    assert gone["backups_until"] > gone["at"][:10]


def test_a_hold_stops_it_from_the_first_word_on(people: dict[str, Client]) -> None:
    case, hold = ended(people), str(uuid4())
    did(people["supervisor"], "ask-legal-hold", case=case, hold=hold, ground="court", reason="letter 12")
    propose = {"case": case, "parts": ["child"], "ground": "received-in-error"}
    assert refused(people["head"], "propose-forgetting", **propose) == "kept-legal-hold"
    (one,) = keeping(people["supervisor"], "holds", case)
    assert (one["state"], one["confirmable"]) == ("asked", False)
    assert keeping(people["head"], "holds", case)[0]["confirmable"]
    did(people["head"], "confirm-legal-hold", case=case, hold=hold)
    did(people["head"], "ask-lifting-hold", case=case, hold=hold, reason="the court has ruled")
    assert refused(people["head"], "confirm-legal-hold", case=case, hold=hold) == "own-hold"
    did(people["supervisor"], "confirm-legal-hold", case=case, hold=hold)
    did(people["head"], "propose-forgetting", **propose)
    did(people["head"], "drop-forgetting", case=case)


def test_a_case_tells_whoever_asks_why_nobody_would_be_forgotten(people: dict[str, Client]) -> None:
    case = people["dispatcher"].received(risk_class=3, reason="r")
    told = people["operator"].get(f"/api/cases/{case}/keeping")
    assert told["keeping"] is None
    assert {one["ground"] for one in told["reasons"]["received-in-error"]} == {"case-open"}
    assert "same" not in told
    assert people["lead1"].http.get(f"/api/cases/{case}/keeping").status_code == 403
    assert people["head"].http.get(f"/api/cases/{uuid4()}/keeping").status_code == 404


def test_whoever_decides_sees_other_cases_of_the_same_child(people: dict[str, Client]) -> None:
    said = {"child_name": f"{NAME} {mark(32)}", "child_birth_date": BORN}
    first, second = ended(people, **said), ended(people, **said)
    (other,) = people["head"].get(f"/api/cases/{first}/keeping")["same"]
    assert (other["case"], other["why"]) == (second, ["same-child"])
    forgotten(people, first)
    assert people["head"].get(f"/api/cases/{first}/keeping")["same"] == []
    assert people["head"].get(f"/api/cases/{second}/keeping")["same"] == []


def test_card_story_and_search_know_a_forgotten_child_no_more(people: dict[str, Client]) -> None:
    name = f"{NAME} {mark(32)}"
    case = ended(people, child_name=name)
    forgotten(people, case)
    card = people["head"].http.get(f"/api/cases/{case}")
    told = people["head"].http.get(f"/api/cases/{case}/story")
    then = people["head"].http.get(f"/api/cases/{case}", params={"at": str(card.json()["position"] - 4)})
    for answer in (card, told, then):
        assert answer.status_code == 200, answer.text
        assert name not in answer.text
        assert '"forgotten":true' in answer.text
    for path in (f"/papers/slip/{case}/print", f"/papers/story/{case}/print"):
        paper = people["head"].http.get(path)
        assert paper.status_code == 200, (path, paper.text)
        assert name not in paper.text, path
    assert people["head"].http.get(f"/papers/story/{case}/pdf").status_code == 200
    (row,) = [one for one in people["head"].get("/api/cases", limit=200)["cases"] if one["id"] == case]
    assert row["stage"] == "closed"
    for command in ("add-note", "reopen-case"):
        body = {"text": "x"} if command == "add-note" else {"reason": "x"}
        assert refused(people["head"], command, case=case, **body) == "subject-forgotten"


def test_whoever_oversees_is_told(people: dict[str, Client]) -> None:
    case = ended(people)
    ask = {"case": case, "request": str(uuid4()), "parts": ["child"], "relation": "parent"}
    did(people["operator"], "ask-deletion", **ask)
    did(people["supervisor"], "propose-forgetting", case=case, parts=["child"], ground="received-in-error")
    for _ in range(200):
        notices = people["head"].get("/api/inbox")["notices"]
        if {one["kind"] for one in notices if one["case"] == case} == {
            "deletion-asked",
            "forgetting-proposed",
        }:
            break
        sleep(0.05)
    else:
        pytest.fail("the head was not told")
    did(people["head"], "drop-forgetting", case=case)
