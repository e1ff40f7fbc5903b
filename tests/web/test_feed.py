"""The calendar feed: read by another parser, behind its secret address, without a word about anybody."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web.client import Client, Running
from tests.web.test_duties import threat
from web.cli.backup import _copy
from web.duty_limits import DutyLimits
from web.feed_gate import feed_gate
from web.ical import WIDTH, Event, calendar, escaped
from web.words import say

AT = datetime(2026, 3, 16, 18, 59, 59, tzinfo=UTC)
ANY_TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=200) | st.just("а;б,в\\г\nд" * 20)


def event(summary: str) -> Event:
    return Event(
        uid="x@jedel", made=AT, at=AT + timedelta(days=1), summary=summary, link="https://x.kz/#case=1"
    )


@given(summary=ANY_TEXT, name=ANY_TEXT)
def test_any_text_comes_back_from_another_parser_and_no_line_is_too_long(summary: str, name: str) -> None:
    sent = calendar(name, [event(summary), event("b")])
    assert all(len(line) <= WIDTH for line in sent.split(b"\r\n"))
    assert b"\n" not in sent.replace(b"\r\n", b"")
    (first, second) = icalendar.Calendar.from_ical(sent).walk("VEVENT")
    assert str(first["SUMMARY"]) == summary.replace("\r\n", "\n").replace("\r", "")
    assert (first["DTSTART"].dt, second["SUMMARY"]) == (AT + timedelta(days=1), "b")
    assert not first.errors


def test_planted_an_unescaped_comma_is_another_value() -> None:
    assert escaped("a;b,c\\d\ne") == "a\\;b\\,c\\\\d\\ne"


@pytest.fixture
def supervisor(server: Running) -> Client:
    client = server.enter("supervisor")
    server.step_up(client)
    return client


def address_of(client: Client) -> str:
    answer = client.raw("/api/duties/feed", b"{}")
    assert answer.status_code == 200, answer.text
    path: str = answer.json()["address"].removeprefix(client.origin)
    return path


def test_it_takes_a_fresh_second_factor_and_is_shown_once(server: Running) -> None:
    client = server.enter("supervisor")
    if not server.system.demonstration:
        assert client.raw("/api/duties/feed", b"{}").json()["code"] == "second-factor-needed"
    server.step_up(client)
    path = address_of(client)
    told = client.get("/api/duties/feed")
    assert set(told) == {"since"}
    token = path.split("/")[-1].removesuffix(".ics")
    stored = (server.system.settings.data / "access.db").read_bytes()
    stored += b"".join(each.read_bytes() for each in server.system.settings.data.glob("access.db-*"))
    assert token.encode() not in stored


def test_it_tells_numbers_and_kinds_in_the_accounts_language_and_nothing_about_anybody(
    server: Running, dispatcher: Client, supervisor: Client
) -> None:
    case = threat(dispatcher, child_name="Zzyzx", story="Zzyzx")
    answer = server.nobody().http.get(address_of(supervisor))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "Zzyzx" not in answer.text
    found = icalendar.Calendar.from_ical(answer.content)
    summaries = {str(each["UID"]): str(each["SUMMARY"]) for each in found.walk("VEVENT")}
    number = dispatcher.get(f"/api/cases/{case}")["row"]["number"]
    language = supervisor.me["language"]
    about = say("duties.case", language, {"number": number})
    assert (
        summaries[f"{case}/inform-parents@jedel"] == f"{about}: {say('duties.kind.inform-parents', language)}"
    )
    assert f"{case}/contact@jedel" not in summaries, "a target is over before a calendar asks again"
    times = [each["DTSTART"].dt for each in found.walk("VEVENT")]
    assert all(each.utcoffset() == timedelta() for each in times)


def test_nobody_is_reminded_of_what_is_on_hold(
    server: Running, dispatcher: Client, supervisor: Client
) -> None:
    case = threat(dispatcher)
    dispatcher.send("record-household-danger", case=case, words="w")
    text = server.nobody().http.get(address_of(supervisor)).text.replace("\r\n ", "")
    assert f"{case}/inform-competent-body" in text
    assert f"{case}/inform-parents" not in text


def test_unchanged_it_is_not_sent_again(server: Running, dispatcher: Client, supervisor: Client) -> None:
    path, http = address_of(supervisor), server.nobody().http
    first = http.get(path)
    again = http.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    threat(dispatcher)
    assert http.get(path, headers={"if-none-match": first.headers["etag"]}).status_code == 200


def test_a_new_address_closes_the_one_before_and_revoked_there_is_none(
    server: Running, supervisor: Client
) -> None:
    first, second = address_of(supervisor), address_of(supervisor)
    http = server.nobody().http
    assert (http.get(first).status_code, http.get(second).status_code) == (404, 200)
    assert supervisor.raw("/api/duties/feed/revoke", b"{}").status_code == 200
    assert http.get(second).status_code == 404
    assert supervisor.get("/api/duties/feed") == {"since": None}


def test_it_closes_with_the_rights_and_with_the_account(
    server: Running, supervisor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, account = address_of(supervisor), supervisor.me["account"]
    hot, http = server.system.store.hot, server.nobody().http
    row = hot._rows["accounts"][account]
    for changed in ({"roles": ["dispatcher"]}, {"closed": True}, {"roles": []}):
        monkeypatch.setitem(hot._rows["accounts"], account, {**row, **changed})
        assert http.get(path).status_code == 404, changed
    monkeypatch.setitem(hot._rows["accounts"], account, row)
    assert http.get(path).status_code == 200


def test_guessing_and_polling_are_bounded(
    server: Running, supervisor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, http = address_of(supervisor), server.nobody().http
    gate = feed_gate(DutyLimits(feed_hour=4, feed_wrong_hour=4))
    monkeypatch.setattr(server.system, "feed_gate", gate)
    assert [http.get(path).status_code for _ in range(5)] == [200] * 4 + [429]
    wrong = "/calendar/" + "A" * 43 + ".ics"
    codes = [http.get(wrong) for _ in range(5)]
    assert [each.status_code for each in codes] == [404] * 4 + [429]
    assert codes[-1].headers["retry-after"]


@pytest.mark.parametrize("token", ["", "x", "..%2f..%2fkeys", "A" * 5_000])
def test_what_is_no_token_is_not_found(token: str, server: Running) -> None:
    assert server.nobody().http.get(f"/calendar/{token}.ics").status_code == 404


@pytest.mark.parametrize("login", ["dispatcher", "specialist", "administrator", "analyst"])
def test_who_does_not_see_the_ledger_has_no_feed(login: str, server: Running) -> None:
    client = server.enter(login)
    assert client.raw("/api/duties/feed", b"{}").status_code == 403


def test_no_address_stands_in_the_programs_log(server: Running, supervisor: Client) -> None:
    path = address_of(supervisor)
    server.nobody().http.get(path)
    token = path.split("/")[-1].removesuffix(".ics")
    assert not any(token in line for line in server.lines)


def test_a_restored_copy_opens_no_feed(server: Running, supervisor: Client, tmp_path: Path) -> None:
    address_of(supervisor)
    _copy(server.system.settings.data, tmp_path)
    with sqlite3.connect(tmp_path / "access.db") as db:
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='table'")}
    assert "calendar_feed" not in tables
    assert "credential" in tables


def test_the_account_of_a_token_is_found_by_its_hash_alone(server: Running, supervisor: Client) -> None:
    token = address_of(supervisor).split("/")[-1].removesuffix(".ics")
    feeds = server.system.feeds
    assert feeds.account_of(token) == UUID(supervisor.me["account"])
    assert feeds.account_of(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert json.loads(json.dumps(supervisor.get("/api/duties/feed")))["since"]
