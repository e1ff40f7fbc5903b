"""A case goes to another region's centre; what could be a threat never goes to where nobody would see it."""

from tests.web.client import Client

HERE_TOO, NOT_HERE = "KZ-75", "KZ-71"


def transfer(client: Client, case: str, region: str) -> tuple[int, str]:
    answer = client.send("transfer-case", case=case, region=region, reason="lives there now")
    return answer.status_code, answer.json().get("code", "")


def test_a_threat_stays_with_those_who_see_it(dispatcher: Client) -> None:
    threat = dispatcher.received(risk_class=1, reason="said so")
    assert transfer(dispatcher, threat, NOT_HERE) == (422, "centre-not-connected")
    assert transfer(dispatcher, dispatcher.received(), NOT_HERE) == (422, "centre-not-connected")


def test_an_ordinary_request_stays_on_a_board_too(dispatcher: Client) -> None:
    """Nowhere to arrive: it does not leave the sender's board, and the sender may redirect it."""
    ordinary = dispatcher.received(risk_class=3, reason="said so")
    assert transfer(dispatcher, ordinary, NOT_HERE) == (422, "centre-not-connected")
    assert dispatcher.get(f"/api/cases/{ordinary}")["row"]["region"] == "KZ-00"
    redirected = dispatcher.send("redirect-case", case=ordinary, to="akimat", reason="lives there")
    assert redirected.status_code == 200, redirected.text


def test_a_connected_centre_gets_a_threat_at_once(dispatcher: Client, other: Client) -> None:
    threat = dispatcher.received(risk_class=1, reason="said so")
    assert transfer(dispatcher, threat, HERE_TOO) == (200, "")
    there = {row["id"]: row for row in other.get("/api/cases")["cases"]}
    assert there[threat]["alarm"]
    assert dispatcher.http.get(f"/api/cases/{threat}").status_code == 404


def test_the_refusal_tells_no_other_region_anything(dispatcher: Client, other: Client) -> None:
    threat = dispatcher.received(risk_class=1, reason="said so")
    assert transfer(other, threat, NOT_HERE) == (404, "case-unknown")
