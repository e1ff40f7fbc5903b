"""What must be refused, over HTTP: a code, words in three languages, nothing stored, others go on."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.web.client import Client, Running
from web.words import LANGUAGES, say

COMMAND = str(uuid4())
TOMORROW = (datetime.now(UTC) + timedelta(days=2)).isoformat()


def request(**fields: Any) -> bytes:
    """A body of receive-request, correct but for `fields`."""
    body = {"command_id": str(uuid4()), "case": str(uuid4()), "channel": "phone", "story": "…", **fields}
    return json.dumps({name: value for name, value in body.items() if value is not ...}).encode()


def spliced(text: str) -> bytes:
    """A correct body with a piece of raw JSON put into it."""
    return request()[:-1] + b", " + text.encode() + b"}"


TABLE: dict[str, tuple[bytes, int, str]] = {
    "unknown school": (request(school=str(uuid4())), 422, "school-unknown"),
    "coordinates swapped": (request(point=[76.9, 43.2]), 422, "point-swapped"),
    "coordinates zero": (request(point=[0, 0]), 422, "point-zero"),
    "outside the country": (request(point=[48.85, 2.35]), 422, "point-outside-country"),
    "far outside the country": (request(point=[1e300, 1]), 422, "point-outside-country"),
    "NaN": (spliced('"point": [NaN, 70.0]'), 422, "number-not-finite"),
    "infinity": (spliced('"point": [Infinity, 70.0]'), 422, "number-not-finite"),
    "overflowing number": (spliced('"point": [1e999, 70.0]'), 422, "number-not-finite"),
    "three coordinates": (request(point=[43.2, 76.9, 1]), 422, "wrong-type"),
    "received in the future": (request(received_at=TOMORROW), 422, "time-in-the-future"),
    "happened in the future": (request(happened_at=TOMORROW), 422, "time-in-the-future"),
    "time without zone": (request(received_at="2026-03-20T16:00:00"), 422, "time-without-zone"),
    "happened without zone": (request(happened_at="2026-03-20T16:00:00"), 422, "time-without-zone"),
    "no time": (request(received_at="yesterday"), 422, "not-a-time"),
    "year one": (request(received_at="0001-01-01T00:00:00+23:59"), 422, "not-a-time"),
    "February 30": (request(child_birth_date="2012-02-30"), 422, "not-a-date"),
    "born after today": (request(child_birth_date=TOMORROW[:10]), 422, "birth-date-after-today"),
    "born too long ago": (request(child_birth_date="1901-01-01"), 422, "birth-date-too-long-ago"),
    "1 MB of text": (request(story="ж" * 500_000), 413, "body-too-large"),
    "long text": (request(story="s" * 20_001), 422, "text-too-long"),
    "long line": (request(child_name="n" * 301), 422, "text-too-long"),
    "unknown field": (request(colour="red"), 422, "unknown-field"),
    "duplicate key": (spliced('"channel": "e-mail"'), 400, "duplicate-key"),
    "duplicate inner key": (
        spliced('"answers": [{"question": "a", "question": "b", "answer": "c"}]'),
        400,
        "duplicate-key",
    ),
    "integer above 64 bit": (request(sequence=2**64), 422, "number-too-large"),
    "enormous integer": (spliced('"sequence": 1' + "0" * 5_000), 422, "number-too-large"),
    "no integer": (request(sequence=1.5), 422, "wrong-type"),
    "flag for a number": (request(sequence=True), 422, "wrong-type"),
    "unknown channel": (request(channel="pigeon"), 422, "not-a-choice"),
    "unknown class": (request(risk_class=7, reason="x"), 422, "not-a-choice"),
    "field missing": (request(channel=...), 422, "field-missing"),
    "command id missing": (request(command_id=...), 422, "field-missing"),
    "no id": (request(case="7"), 422, "not-an-id"),
    "null where a text is": (request(story=None), 422, "wrong-type"),
    "half a surrogate": (spliced('"place": "\\ud800"'), 422, "text-unreadable"),
    "control character": (spliced('"place": "\\u0000"'), 422, "text-unreadable"),
    "broken UTF-8": (request()[:-1] + b', "place": "\xc3\x28"}', 400, "body-not-utf8"),
    "not JSON": (b"channel=phone", 400, "body-not-json"),
    "empty body": (b"", 400, "body-not-json"),
    "a list": (b"[]", 400, "body-not-object"),
    "nested too deep": (spliced('"place": ' + "[" * 3_000 + "]" * 3_000), 400, "body-too-deep"),
    "nested deeper": (spliced('"place": ' + "[" * 30_000 + "]" * 30_000), 400, "body-too-deep"),
    "too long a list": (request(answers=[{"question": "q", "answer": "a"}] * 101), 422, "list-too-long"),
    "prose for a device": (request(device="my phone, Aigerim"), 422, "not-a-key"),
}


@pytest.mark.parametrize("name", TABLE)
def test_is_refused_in_words(name: str, server: Running, dispatcher: Client) -> None:
    body, status, code = TABLE[name]
    before, logged = server.stored, len(server.lines)
    answer = dispatcher.raw("/api/commands/receive-request", body)
    assert_refused(answer.status_code, answer.json(), status, code)
    assert server.stored == before, "something was stored"
    assert_quiet(server, logged)
    assert dispatcher.http.get("/health").json()["status"] == "ok"


def assert_refused(got: int, problem: dict[str, Any], status: int, code: str) -> None:
    assert (got, problem["code"], problem["status"]) == (status, code, status), problem
    texts = {say(f"refusal.{code}", language, problem["params"]) for language in LANGUAGES}
    assert len(texts) == len(LANGUAGES), f"refusal.{code} is not said in three languages"
    assert problem["detail"] in texts, "the detail is not the catalogue's text"
    assert "{" not in problem["detail"]


def assert_quiet(server: Running, since: int) -> None:
    noise = [line for line in server.lines[since:] if "Traceback" in line or "no words" in line]
    assert not noise, noise


def test_the_language_is_the_persons(server: Running) -> None:
    before = server.stored
    for language in LANGUAGES:
        problem = server.nobody(language).raw("/api/commands/take-case", b"{}").json()
        assert problem["detail"] == say("refusal.session-over", language)
    assert server.stored == before


def test_a_repeated_command_changes_nothing(server: Running, dispatcher: Client) -> None:
    body = request()
    first = dispatcher.raw("/api/commands/receive-request", body)
    head = server.stored
    again = dispatcher.raw("/api/commands/receive-request", body)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == {**first.json(), "repeated": True}
    assert server.stored == head


def test_a_repeated_id_with_another_body_is_refused(server: Running, dispatcher: Client) -> None:
    command = str(uuid4())
    assert dispatcher.send("receive-request", command_id=command, **_request()).status_code == 200
    head = server.stored
    answer = dispatcher.send("receive-request", command_id=command, **_request())
    assert_refused(answer.status_code, answer.json(), 409, "command-id-reused")
    other_name = dispatcher.send("add-note", command_id=command, case=str(uuid4()), text="x")
    assert other_name.status_code == 404
    assert server.stored == head


def _request() -> dict[str, Any]:
    return {"case": str(uuid4()), "channel": "phone"}


def test_a_command_for_another_region_looks_like_nothing(
    server: Running, dispatcher: Client, other: Client
) -> None:
    case = dispatcher.received()
    before = server.stored
    theirs, missing = (
        other.send("take-case", case=one).json() | {"params": {}} for one in (case, str(uuid4()))
    )
    assert theirs == missing
    assert_refused(404, theirs, 404, "case-unknown")
    team = dispatcher.get("/api/teams")["teams"][0]["id"]
    assert other.send("assign-team", case=case, visit=str(uuid4()), team=team).status_code == 404
    school = dispatcher.get("/api/schools")["schools"][0]["id"]
    answer = other.send("receive-request", case=str(uuid4()), channel="phone", school=school)
    assert_refused(answer.status_code, answer.json(), 422, "school-unknown")
    assert other.http.get(f"/api/cases/{case}").status_code == 404
    assert other.http.get(f"/api/cases/{case}/story").status_code == 404
    assert other.http.get(f"/api/cases/{case}/recommendation").status_code == 404
    assert server.stored == before


def test_registering_for_another_region_is_refused(server: Running) -> None:
    administrator = server.enter("administrator")
    head = server.stored
    answer = administrator.send(
        "register-school", school=str(uuid4()), region="KZ-75", label="x", point=[43.2, 76.9]
    )
    assert_refused(answer.status_code, answer.json(), 403, "other-region")
    assert server.stored == head


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "", "http://localhost", "http://localhost:1", "HTTP://LOCALHOST"],
)
def test_a_foreign_origin_is_refused(origin: str, server: Running, dispatcher: Client) -> None:
    head = server.stored
    answer = dispatcher.raw("/api/commands/receive-request", request(), origin=origin)
    assert_refused(answer.status_code, answer.json(), 403, "foreign-origin")
    assert server.stored == head


@pytest.mark.parametrize(
    "kind", ["text/plain", "", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_other_types_than_json_are_refused(kind: str, server: Running, dispatcher: Client) -> None:
    answer = dispatcher.raw("/api/commands/receive-request", request(), **{"content-type": kind})
    assert_refused(answer.status_code, answer.json(), 415, "not-json-type")


def test_an_ended_session_is_over(server: Running) -> None:
    client = server.enter("dispatcher2")
    copy = server.nobody()
    copy.http.cookies.update(client.http.cookies)
    assert copy.http.get("/api/me").status_code == 200
    client.raw("/api/logout", b"{}")
    head = server.stored
    answer = copy.raw("/api/commands/receive-request", request())
    assert_refused(answer.status_code, answer.json(), 401, "session-over")
    assert server.stored == head


def test_an_unknown_command_and_an_unknown_address(server: Running, dispatcher: Client) -> None:
    assert_refused(404, dispatcher.send("drop-tables").json(), 404, "command-unknown")
    assert_refused(404, dispatcher.http.get("/api/nothing").json(), 404, "not-found")
    assert_refused(405, dispatcher.http.get("/api/commands/take-case").json(), 405, "method-unknown")


def test_the_server_alone_says_what_it_recommended(server: Running, dispatcher: Client) -> None:
    answer = dispatcher.send("assign-team", case=str(uuid4()), recommendation={}, visit=str(uuid4()))
    assert_refused(answer.status_code, answer.json(), 422, "unknown-field")


def test_a_planted_lenient_reader_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table would notice a parser that keeps the last of two equal keys."""
    from web import doors
    from web.body import Unreadable, parse

    lenient: Callable[[bytes], Any] = json.loads
    body = TABLE["duplicate key"][0]
    monkeypatch.setattr(doors, "parse", lenient)
    assert doors.parse(body)["channel"] == "e-mail"
    with pytest.raises(Unreadable):
        parse(body)
