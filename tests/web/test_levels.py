"""What each role reads of a case through the real doors: levels of field, own words, own visits."""

from typing import Any
from uuid import uuid4

import pytest

from tests.web.client import Client, Running

HIDDEN = {"hidden": True}
SAID = {
    "story": "he waits behind the gate",
    "child_name": "Зыщенко Кверт",
    "child_phone": "+77011230001",
    "child_language": "kk",
}


@pytest.fixture(scope="module")
def operator(server: Running) -> Client:
    return server.enter("operator")


def card(client: Client, case: str) -> Any:
    return client.get(f"/api/cases/{case}")


def texts(client: Client, case: str) -> list[Any]:
    events = client.get(f"/api/cases/{case}/story")["story"]
    return [each["fields"]["text"] for each in events if each["name"] == "noted.v1"]


def test_an_operator_reads_who_and_where_of_what_they_received(operator: Client, dispatcher: Client) -> None:
    case = operator.received(**SAID)
    assert dispatcher.send("add-note", case=case, text="found out later").status_code == 200
    assert dispatcher.send("assess-case", case=case, risk_class=3, reason="calm now").status_code == 200
    said = card(operator, case)["said"]
    assert {name: said[name] for name in SAID} == SAID
    assert said["reason"] == HIDDEN
    assert operator.send("add-note", case=case, text="they rang again").status_code == 200
    assert texts(operator, case) == [HIDDEN, "they rang again"]
    assert texts(dispatcher, case) == ["found out later", "they rang again"]


def test_an_operator_sees_of_others_requests_that_there_is_something(
    operator: Client, dispatcher: Client
) -> None:
    case = dispatcher.received(**SAID)
    said = card(operator, case)["said"]
    assert said["child_language"] == "kk"
    assert [said[name] for name in ("story", "child_name", "child_phone")] == [HIDDEN] * 3
    assert said["caller_name"] is None
    assert card(dispatcher, case)["said"]["story"] == SAID["story"]


def close_case(client: Client, case: str) -> None:
    for name, fields in (
        ("take-case", {}),
        ("assess-case", {"risk_class": 3, "reason": "calm"}),
        ("consider-case", {"result": "talked"}),
        ("close-case", {"result": "well"}),
    ):
        answer = client.send(name, case=case, **fields)
        assert answer.status_code == 200, (name, answer.text)


def test_a_closed_case_stays_with_who_answered_for_it_and_with_supervision(
    server: Running, dispatcher: Client
) -> None:
    case = dispatcher.received(**SAID)
    close_case(dispatcher, case)
    another = card(server.enter("dispatcher2"), case)
    assert (another["said"]["child_name"], another["row"]["stage"]) == (HIDDEN, "closed")
    for login in ("dispatcher", "supervisor", "head"):
        assert card(server.enter(login), case)["said"]["child_name"] == SAID["child_name"], login
    again = server.enter("dispatcher2")
    assert again.http.get(f"/api/cases/{case}/recommendation").status_code == 404


def listed(client: Client) -> set[str]:
    return {row["id"] for row in client.get("/api/cases")["cases"]}


def test_who_makes_the_visit_reads_it_and_nobody_elses(server: Running, dispatcher: Client) -> None:
    lead, specialist = server.enter("lead1"), server.enter("specialist")
    other = dispatcher.received(**SAID)
    case, visit = dispatcher.received(risk_class=2, reason="x", **SAID), str(uuid4())
    team = lead.me["team"]
    for who in (lead, specialist):
        assert case not in listed(who)
        assert who.http.get(f"/api/cases/{case}").status_code == 404
    sent = dispatcher.send("assign-team", case=case, visit=visit, team=team)
    assert sent.status_code == 200, sent.text
    for who in (lead, specialist):
        assert case in listed(who)
        assert other not in listed(who)
        assert card(who, case)["said"]["story"] == SAID["story"]
        assert who.send("add-note", case=case, text="x").status_code == 200
        assert who.http.get(f"/api/cases/{other}").status_code == 404
        assert who.send("add-note", case=other, text="x").status_code == 404
    assert specialist.send("accept-assignment", case=case, visit=visit).status_code == 403
    assert lead.send("accept-assignment", case=case, visit=visit).status_code == 200
    assert dispatcher.send("cancel-assignment", case=case, visit=visit, reason="x").status_code == 200
    for who in (lead, specialist):
        assert who.http.get(f"/api/cases/{case}").status_code == 404


@pytest.mark.parametrize("login", ["analyst", "auditor", "administrator", "team1"])
def test_whose_work_is_no_case_opens_none(login: str, server: Running, dispatcher: Client) -> None:
    case, client = dispatcher.received(**SAID), server.enter(login)
    for path in ("/api/cases", f"/api/cases/{case}", f"/api/cases/{case}/story"):
        answer = client.http.get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed"), path


def test_replay_asks_todays_rights(server: Running, dispatcher: Client, other: Client) -> None:
    """Once another region's, the case as it was is that region's too; whoever had it has it no more."""
    case = dispatcher.received(**SAID)
    at = card(dispatcher, case)["position"]
    assert card(dispatcher, case)["said"]["story"] == SAID["story"]
    sent = dispatcher.send("transfer-case", case=case, region="KZ-75", reason="lives there")
    assert sent.status_code == 200
    assert dispatcher.http.get(f"/api/cases/{case}", params={"at": at}).status_code == 404
    assert dispatcher.http.get(f"/api/cases/{case}/story").status_code == 404
    was = other.get(f"/api/cases/{case}", at=at)
    assert (was["said"]["story"], was["row"]["region"]) == (SAID["story"], "KZ-00")
