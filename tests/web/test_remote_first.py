"""Remote first over HTTP: proposed with the recommendation, recorded by a command, stored with the order."""

from datetime import datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from tests.web.client import Client, Running
from tests.web.papers import fetched
from web.words import LANGUAGES, say


def late(dispatcher: Client, **fields: Any) -> str:
    """A threat that came so long ago that nobody can be there in the target time."""
    came = datetime.fromisoformat(dispatcher.get("/api/me")["now"]) - timedelta(hours=5)
    return dispatcher.received(risk_class=1, reason="x", received_at=came.isoformat(), **fields)


def found(dispatcher: Client, case: str) -> dict[str, Any]:
    return dict(dispatcher.get(f"/api/cases/{case}/recommendation"))


def told(dispatcher: Client, case: str, name: str) -> list[dict[str, Any]]:
    events = dispatcher.get(f"/api/cases/{case}/story")["story"]
    return [event["fields"] for event in events if event["name"] == name]


def arrange(dispatcher: Client, case: str, **fields: Any) -> Any:
    said = {"means": "video", "first_hands": True, **fields}
    return dispatcher.send("arrange-remote-help", case=case, **said)


def page_of(dispatcher: Client, case: str, language: str) -> str:
    """The slip as it is printed."""
    return unescape(fetched(dispatcher, f"/papers/slip/{case}/print", l=language).decode())


def test_a_group_that_is_there_in_time_leaves_nothing_to_propose(dispatcher: Client) -> None:
    assert found(dispatcher, dispatcher.received(risk_class=1, reason="x"))["remote"] is None


@pytest.mark.parametrize("risk_class", [2, 3])
def test_a_class_without_the_target_has_no_proposal(risk_class: int, dispatcher: Client) -> None:
    came = datetime.fromisoformat(dispatcher.get("/api/me")["now"]) - timedelta(days=6)
    case = dispatcher.received(risk_class=risk_class, reason="x", received_at=came.isoformat())
    assert found(dispatcher, case)["remote"] is None


def test_what_was_seen_is_recorded_and_shown_in_the_case(dispatcher: Client) -> None:
    case = late(dispatcher)
    seen = found(dispatcher, case)
    remote = seen["remote"]
    assert remote["late_minutes"] > 200
    assert remote["soonest_minutes"] == -(-seen["ranked"][0]["seconds"] // 60)
    assert dispatcher.get(f"/api/cases/{case}")["remote"] is None
    answer = arrange(dispatcher, case, recommendation_id=seen["id"], note="директор знает")
    assert answer.status_code == 200, answer.text
    (event,) = told(dispatcher, case, "remote-help-arranged.v1")
    assert (event["means"], event["first_hands"]) == ("video", True)
    assert event["school"] == dispatcher.get(f"/api/cases/{case}")["row"]["school"]
    assert event["target_minutes"] == remote["target_minutes"]
    assert event["soonest_minutes"] == remote["soonest_minutes"]
    shown = dispatcher.get(f"/api/cases/{case}")["remote"]
    assert (shown["means"], shown["first_hands"], shown["note"]) == ("video", True, "директор знает")
    assert shown["by"] == dispatcher.me["account"]


def test_the_group_goes_all_the_same_and_its_order_keeps_the_proposal(dispatcher: Client) -> None:
    """Also where the dispatcher did not take it."""
    for taken in (False, True):
        case, visit = late(dispatcher), str(uuid4())
        seen = found(dispatcher, case)
        if taken:
            assert arrange(dispatcher, case, recommendation_id=seen["id"]).status_code == 200
        team = seen["ranked"][0]["team"]
        order = {"case": case, "visit": visit, "team": team, "recommendation_id": seen["id"]}
        assert dispatcher.send("assign-team", **order).status_code == 200
        (event,) = told(dispatcher, case, "team-assigned.v1")
        assert event["recommendation"]["remote"] == seen["remote"]
        assert dispatcher.send("cancel-assignment", case=case, visit=visit, reason="x").status_code == 200


def test_the_phone_of_the_group_says_who_acts_first_and_no_name(dispatcher: Client, server: Running) -> None:
    case, visit, phone = late(dispatcher), str(uuid4()), server.enter("team1")
    order = {"case": case, "visit": visit, "team": phone.me["team"]}
    assert dispatcher.send("assign-team", **order).status_code == 200
    assert phone.get("/api/phone/assignment")["assignment"]["remote"] is None
    assert arrange(dispatcher, case, note="завуч сообщила").status_code == 200
    shown = phone.get("/api/phone/assignment")["assignment"]["remote"]
    assert (shown["means"], shown["first_hands"]) == ("video", True)
    assert set(shown) == {"means", "first_hands", "at"}
    assert dispatcher.send("cancel-assignment", case=case, visit=visit, reason="x").status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_slip_says_what_comes_before_the_group(dispatcher: Client, language: str) -> None:
    case, name = late(dispatcher), say("paper.slip.remote", language)
    assert name not in page_of(dispatcher, case, language)
    assert arrange(dispatcher, case, note="завуч сообщила").status_code == 200
    page = page_of(dispatcher, case, language)
    for words in (
        name,
        say("story.word.means.video", language),
        say("story.word.first_hands.true", language),
    ):
        assert words in page
    assert "завуч" not in page
    assert arrange(dispatcher, case, means="call", first_hands=False).status_code == 200
    page = page_of(dispatcher, case, language)
    assert say("story.word.first_hands.true", language) not in page
    assert say("story.word.first_hands.false", language) not in page
    assert say("story.word.means.call", language) in page


def test_the_slip_is_silent_where_its_holder_may_be_the_danger(dispatcher: Client) -> None:
    case = late(dispatcher)
    assert arrange(dispatcher, case).status_code == 200
    assert dispatcher.send("record-household-danger", case=case, words="x").status_code == 200
    page = page_of(dispatcher, case, "en")
    assert say("paper.slip.remote", "en") not in page


def test_what_was_noted_with_it_is_read_by_those_who_may(dispatcher: Client, server: Running) -> None:
    case, operator = late(dispatcher), server.enter("operator")
    assert arrange(dispatcher, case, note="завуч сообщила").status_code == 200
    assert dispatcher.get(f"/api/cases/{case}")["remote"]["note"] == "завуч сообщила"
    shown = operator.get(f"/api/cases/{case}")["remote"]
    assert (shown["means"], shown["note"]) == ("video", {"hidden": True})


def test_a_group_on_its_way_that_is_in_time_ends_the_proposal(dispatcher: Client) -> None:
    case, visit = dispatcher.received(risk_class=1, reason="x"), str(uuid4())
    team = found(dispatcher, case)["ranked"][0]["team"]
    assert dispatcher.send("assign-team", case=case, visit=visit, team=team).status_code == 200
    assert found(dispatcher, case)["remote"] is None
    assert dispatcher.send("cancel-assignment", case=case, visit=visit, reason="x").status_code == 200


def test_the_server_alone_says_what_was_proposed(dispatcher: Client) -> None:
    answer = arrange(dispatcher, late(dispatcher), proposed={"target_minutes": 1, "on_site_by": "x"})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-field")


def test_refusals_are_in_words(dispatcher: Client, other: Client, server: Running) -> None:
    case = str(uuid4())
    assert dispatcher.send("receive-request", case=case, channel="messenger").status_code == 200
    refused = arrange(dispatcher, case)
    assert (refused.status_code, refused.json()["code"]) == (422, "first-hands-need-school")
    assert "refusal." not in refused.json()["detail"]
    assert arrange(dispatcher, case, first_hands=False, means="call").status_code == 200
    wrong = arrange(dispatcher, case, means="pigeon")
    assert wrong.status_code == 422
    assert arrange(other, case).status_code == 404, "another region's"
    for login in ("operator", "team1", "specialist", "auditor"):
        assert arrange(server.enter(login), case).status_code == 403, login
