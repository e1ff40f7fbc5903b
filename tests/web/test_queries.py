"""Questions: the list and its filters, the card, the story, the case as it was, duplicates, phones."""

import json
import re
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.web.client import Client, Running


@pytest.fixture(scope="module")
def phone_number() -> str:
    return f"+7701{uuid4().int % 10**7:07d}"


def school_of(client: Client, at: int) -> dict[str, Any]:
    return dict(client.get("/api/schools")["schools"][at])


def duplicates(client: Client, **known: Any) -> list[tuple[str, list[str]]]:
    answer = client.raw("/api/cases/duplicates", json.dumps(known).encode())
    assert answer.status_code == 200, answer.text
    return [(one["row"]["id"], one["reasons"]) for one in answer.json()["duplicates"]]


def test_the_list_is_filtered_and_paged(dispatcher: Client) -> None:
    school = school_of(dispatcher, 30)["id"]
    cases = [dispatcher.received(school=school) for _ in range(3)]
    assert dispatcher.send("take-case", case=cases[1]).status_code == 200
    found = dispatcher.get("/api/cases", school=school)
    assert found["total"] >= 3
    assert {row["id"] for row in found["cases"]} >= set(cases)
    page = dispatcher.get("/api/cases", school=school, limit=1, offset=1)
    assert (len(page["cases"]), page["total"]) == (1, found["total"])
    taken = dispatcher.get("/api/cases", school=school, status="taken")["cases"]
    assert [row["id"] for row in taken] == [cases[1]]
    number = found["cases"][0]["number"]
    assert [row["number"] for row in dispatcher.get("/api/cases", number=number)["cases"]] == [number]
    assert dispatcher.get("/api/cases", until="2020-01-01")["total"] == 0
    unassessed = dispatcher.get("/api/cases", school=school, risk_class=-1)
    assert unassessed["total"] == found["total"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("colour=red", "unknown-field"),
        ("limit=many", "wrong-type"),
        ("school=7", "not-an-id"),
        ("since=soon", "not-a-date"),
        ("limit=1&limit=2", "duplicate-key"),
        ("offset=--1", "wrong-type"),
        ("limit=99999999999999999999", "wrong-type"),
    ],
)
def test_bad_filters_are_refused(query: str, code: str, dispatcher: Client) -> None:
    answer = dispatcher.http.get(f"/api/cases?{query}")
    assert (answer.status_code, answer.json()["code"]) in ((422, code), (400, code))


def test_a_case_can_be_read_as_it_was(dispatcher: Client) -> None:
    case = dispatcher.received(story="бірінші", child_name="Айсұлу")
    before = dispatcher.get(f"/api/cases/{case}")
    assert before["said"]["story"] == "бірінші"
    assert dispatcher.send("correct-child", case=case, child_name="Айдана").status_code == 200
    assert dispatcher.get(f"/api/cases/{case}")["said"]["child_name"] == "Айдана"
    then = dispatcher.get(f"/api/cases/{case}", at=before["position"])
    assert then["said"]["child_name"] == "Айсұлу"
    assert dispatcher.http.get(f"/api/cases/{case}", params={"at": 0}).status_code == 404
    told = dispatcher.get(f"/api/cases/{case}/story")["story"]
    assert [event["name"] for event in told] == ["case-received.v1", "child-corrected.v1"]
    assert {event["by"] for event in told} == {dispatcher.me["account"]}


@pytest.mark.parametrize("case", ["7", "not-a-uuid", str(UUID(int=7))])
def test_what_is_not_there_is_not_there(case: str, dispatcher: Client) -> None:
    for path in (f"/api/cases/{case}", f"/api/cases/{case}/story", f"/api/cases/{case}/recommendation"):
        answer = dispatcher.http.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_duplicates_are_found_by_school_child_and_phone(
    dispatcher: Client, other: Client, phone_number: str
) -> None:
    school = school_of(dispatcher, 31)["id"]
    child = {"child_name": "Зейнеп Ойдан", "child_birth_date": "2012-05-06"}
    case = dispatcher.received(school=school, child_phone=phone_number, **child)
    assert (case, ["same-school"]) in duplicates(dispatcher, school=school)
    digits = "8" + phone_number[2:]
    assert duplicates(dispatcher, caller_phone=digits) == [(case, ["same-phone"])]
    spelled = {"child_name": " зейнеп  ойдан ", "child_birth_date": "2012-05-06"}
    assert (case, ["same-child"]) in duplicates(dispatcher, **spelled)
    assert duplicates(dispatcher, child_name="Зейнеп Ойдан") == []
    assert duplicates(other, caller_phone=digits) == []


def test_schools_are_found_by_number_and_spelling(dispatcher: Client, other: Client) -> None:
    wanted = school_of(dispatcher, 7)
    found = dispatcher.get("/api/schools", q=wanted["number"])["schools"]
    assert wanted["id"] in [school["id"] for school in found]
    exact = re.compile(rf"\b{wanted['number']}\b")
    assert [one for one in found if not exact.search(f"{one['number']} {one['label']}")] == []
    assert {school["region"] for school in other.get("/api/schools", q="1")["schools"]} == {"KZ-75"}


def test_a_new_school_is_found_at_once(server: Running, dispatcher: Client) -> None:
    administrator = server.enter("administrator")
    school, point = str(uuid4()), administrator.get("/api/centre")
    fields = {"label": "Қоңырау мектебі", "number": "977", "point": [point["lat"], point["lon"]]}
    answer = administrator.send("register-school", school=school, region="KZ-00", **fields)
    assert answer.status_code == 200, answer.text
    assert dispatcher.get("/api/schools", q="977")["schools"][0]["id"] == school
    assert dispatcher.get("/api/schools", q="конырау")["schools"][0]["id"] == school


def test_a_recommendation_that_is_gone_is_reckoned_anew(server: Running, dispatcher: Client) -> None:
    case, visit = dispatcher.received(risk_class=1, reason="x"), str(uuid4())
    found = dispatcher.get(f"/api/cases/{case}/recommendation")
    server.system.shown.clear()
    team = found["ranked"][0]["team"]
    fields = {"case": case, "visit": visit, "team": team, "recommendation_id": found["id"]}
    assert dispatcher.send("assign-team", **fields).status_code == 200
    told = dispatcher.get(f"/api/cases/{case}/story")["story"]
    sent = next(event for event in told if event["name"] == "team-assigned.v1")
    assert [one["team"] for one in sent["fields"]["recommendation"]["ranked"]] == [
        one["team"] for one in found["ranked"]
    ]
    busy = dispatcher.send("assign-team", **{**fields, "visit": str(uuid4())})
    assert (busy.status_code, busy.json()["code"]) == (409, "team-busy")
    assert busy.json()["params"]["who"] == dispatcher.me["name"]
    assert dispatcher.me["name"] in busy.json()["detail"]
    assert dispatcher.send("cancel-assignment", case=case, visit=visit, reason="x").status_code == 200


def test_the_cache_of_recommendations_is_bounded(server: Running, dispatcher: Client) -> None:
    case = dispatcher.received(risk_class=2, reason="x")
    shown = server.system.shown
    most = server.system.settings.limits.recommendations
    filler = {uuid4(): (uuid4(), next(iter(shown.values()))[1]) for _ in range(most)} if shown else {}
    shown.update(filler)
    dispatcher.get(f"/api/cases/{case}/recommendation")
    assert len(shown) <= most


def test_a_case_without_place_has_no_recommendation(dispatcher: Client) -> None:
    case = str(uuid4())
    assert dispatcher.send("receive-request", case=case, channel="messenger").status_code == 200
    answer = dispatcher.http.get(f"/api/cases/{case}/recommendation")
    assert (answer.status_code, answer.json()["code"]) == (422, "place-unknown")


def test_a_phone_reports_where_its_team_is(server: Running, dispatcher: Client) -> None:
    team = server.enter("team5")
    home = next(row["home"] for row in team.get("/api/teams")["teams"] if row["id"] == team.me["team"])

    def report(**fields: Any) -> tuple[int, str]:
        now = team.get("/api/me")["now"]
        body = {"lat": home[0], "lon": home[1], "at": now, "accuracy_m": 12, **fields}
        answer = team.raw("/api/positions", json.dumps(body).encode())
        return answer.status_code, answer.json().get("code", "")

    with dispatcher.live() as board:
        board.send(json.dumps({"t": "sub", "id": 1, "topic": "positions:KZ-00"}))
        while '"ok"' not in str(board.recv(timeout=5)):
            pass
        assert report() == (200, "")
        while f'"team":"{team.me["team"]}"' not in str(board.recv(timeout=5)):
            pass
    assert report(lat=home[1], lon=home[0]) == (422, "point-swapped")
    assert report(at="2030-01-01T00:00:00Z") == (422, "position-in-future")
    assert report(source="dream") == (422, "position-source-unknown")
    assert report(accuracy_m=-1) == (422, "position-accuracy")
    assert dispatcher.raw("/api/positions", b"{}").status_code == 403
