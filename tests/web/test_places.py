"""The place field's search over HTTP, and the district of a point."""

from typing import Any
from uuid import uuid4

from tests.web.client import Client, Running


def places(client: Client, q: str) -> dict[str, list[dict[str, Any]]]:
    answer = client.http.post("/api/places", json={"q": q}, headers={"origin": client.origin})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def street(client: Client) -> dict[str, Any]:
    """A street of the town, with a district."""
    return next(each for each in places(client, "Ветряная")["streets"] if each["district"])


def test_schools_and_streets_are_found_by_what_is_typed(dispatcher: Client) -> None:
    school = dispatcher.get("/api/schools")["schools"][7]
    assert school["id"] in [each["id"] for each in places(dispatcher, school["number"])["schools"]]
    found = places(dispatcher, "ветряная 154")
    assert found["schools"] == []
    assert 1 < len(found["streets"]) <= 8
    for spelling in ("Vetryanaya", "Breeze", "Самал"):
        assert places(dispatcher, spelling)["streets"], spelling
    assert places(dispatcher, " ") == places(dispatcher, "нет такой") == {"schools": [], "streets": []}


def test_another_regions_schools_are_not_found(dispatcher: Client, other: Client) -> None:
    assert {each["region"] for each in places(dispatcher, "1")["schools"]} == {"KZ-00"}
    assert {each["region"] for each in places(other, "1")["schools"]} <= {"KZ-75"}


def test_what_is_typed_stands_in_no_address(dispatcher: Client, server: Running) -> None:
    answer = dispatcher.http.get("/api/places", params={"q": "Абая 54"})
    assert answer.status_code in (404, 405)
    long = dispatcher.http.post("/api/places", json={"q": "x" * 301}, headers={"origin": dispatcher.origin})
    assert (long.status_code, long.json()["code"]) == (422, "text-too-long")


def test_who_may_not_read_the_registers_finds_nothing(server: Running) -> None:
    client = server.enter("analyst")
    answer = client.http.post("/api/places", json={"q": "1"}, headers={"origin": client.origin})
    assert answer.status_code == 403


def test_a_point_has_the_district_that_it_lies_in(dispatcher: Client) -> None:
    lies = street(dispatcher)
    case = str(uuid4())
    fields = {"case": case, "channel": "phone", "point": lies["at"], "place": "дом 15"}
    assert dispatcher.send("receive-request", **fields).status_code == 200
    assert dispatcher.get(f"/api/cases/{case}")["row"]["district"] == lies["district"]
    away = next(each for each in _all(dispatcher) if each["district"] not in ("", lies["district"]))
    assert dispatcher.send("correct-school", case=case, point=away["at"]).status_code == 200
    assert dispatcher.get(f"/api/cases/{case}")["row"]["district"] == away["district"]


def _all(client: Client) -> list[dict[str, Any]]:
    return [each for letter in "абвгдзклмнопрст" for each in places(client, letter)["streets"]]


def test_the_server_alone_says_which_district(dispatcher: Client) -> None:
    answer = dispatcher.send("receive-request", case=str(uuid4()), channel="phone", district="Anywhere")
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-field")
