"""Breaches over HTTP: recorded by supervisor, head or auditor, decided by the head, read with a trace."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.patience import eventually
from tests.web.client import Client, Running

CANARY = "Жүсіпбек-канарейка"


@pytest.fixture(scope="module")
def head(server: Running) -> Client:
    return server.enter("head")


def ago(hours: float) -> str:
    return (datetime.now(UTC) - timedelta(hours=hours)).isoformat(timespec="seconds")


def recorded(client: Client, **fields: Any) -> str:
    breach = str(uuid4())
    said = {"breach": breach, "detected_at": ago(2), "what": f"A list of {CANARY} went out", **fields}
    answer = client.send("record-breach", **said)
    assert answer.status_code == 200, answer.text
    return breach


def row_of(client: Client, breach: str) -> dict[str, Any]:
    offset = 0
    while True:
        page = client.get("/api/breaches", offset=offset)
        assert len(page["breaches"]) == min(page["limit"], page["total"] - offset)
        for row in page["breaches"]:
            if row["id"] == breach:
                found: dict[str, Any] = row
                return found
        offset += len(page["breaches"])
        assert page["breaches"], "not in the list"


@pytest.mark.parametrize("login", ["supervisor", "head", "auditor"])
def test_who_finds_one_writes_it_down_and_the_list_has_no_text(server: Running, login: str) -> None:
    client = server.enter(login)
    breach = recorded(client, found_by=CANARY)
    row = row_of(client, breach)
    assert (row["state"], row["missed"], row["by"]) == ("open", False, client.me["name"])
    assert row["due"]["citation"] == "pd-breach-notice"
    assert CANARY not in client.http.get("/api/breaches").text
    told = client.get(f"/api/breaches/{breach}")
    assert told["story"][0]["fields"]["found_by"] == CANARY


@pytest.mark.parametrize("login", ["dispatcher", "operator", "specialist", "administrator", "analyst"])
def test_nobody_else_sees_or_writes_any(server: Running, head: Client, login: str) -> None:
    breach = recorded(head)
    client = server.enter(login)
    assert client.http.get("/api/breaches").status_code == 403
    assert client.http.get(f"/api/breaches/{breach}").status_code == 403
    said = {"breach": str(uuid4()), "detected_at": ago(1), "what": "x"}
    assert client.send("record-breach", **said).status_code in (403, 404)


def test_the_head_says_who_was_told_and_the_auditor_cannot(server: Running, head: Client) -> None:
    breach = recorded(head)
    notice = {
        "breach": breach,
        "to": "authorised-body",
        "channel": "e-mail",
        "notified_at": ago(1),
        "person": CANARY,
        "evidence": "outgoing 7",
    }
    for login in ("auditor", "supervisor"):
        assert server.enter(login).send("notify-breach", **notice).status_code in (403, 404)
    assert head.send("notify-breach", **notice).status_code == 200
    row = row_of(head, breach)
    assert (row["state"], [one["to"] for one in row["notices"]]) == ("notified", ["authorised-body"])
    assert CANARY not in head.http.get("/api/breaches").text


def test_the_head_rules_one_out(server: Running, head: Client) -> None:
    breach = recorded(head)
    answer = head.send("rule-out-breach", breach=breach, reason=f"It was {CANARY}'s own list")
    assert answer.status_code == 200
    assert row_of(head, breach)["state"] == "ruled-out"
    again = head.send("rule-out-breach", breach=breach, reason="again")
    assert again.json()["code"] == "breach-ruled-out"


def test_reading_one_leaves_a_trace(server: Running, head: Client) -> None:
    breach = recorded(head)
    head.get(f"/api/breaches/{breach}")
    rows = head.get("/api/reads", door="breach")["readings"]
    assert [one["case"] for one in rows if one["case"] == breach] == [breach]


def test_head_and_auditor_are_told_with_nothing_of_it(server: Running) -> None:
    supervisor, auditor = server.enter("supervisor"), server.enter("auditor")
    recorded(supervisor)
    eventually(lambda: "breach-found" in {one["kind"] for one in auditor.get("/api/inbox")["notices"]})
    assert CANARY not in auditor.http.get("/api/inbox").text


def test_another_regions_breach_is_as_if_it_were_not_there(server: Running, head: Client) -> None:
    assert head.http.get(f"/api/breaches/{uuid4()}").status_code == 404
    assert head.http.get("/api/breaches/x").status_code == 404
    assert head.send("rule-out-breach", breach=str(uuid4()), reason="x").json()["code"] == "breach-unknown"


def test_it_is_missed_once_when_nobody_is_told(server: Running, head: Client) -> None:
    """Detected a fortnight ago and written down today: late at once, and said so by the clock."""
    breach = recorded(head, detected_at=ago(14 * 24))
    eventually(lambda: row_of(head, breach)["missed"])
    names = [one["name"] for one in head.get(f"/api/breaches/{breach}")["story"]]
    assert names == ["breach-found.v1", "breach-notice-missed.v1"]
