"""The public form at the door: taken from anybody, nothing kept of who, found again by the receipt alone."""

import json
import re
import time
from typing import Any
from uuid import uuid4

import pytest

from tests.web.client import Client, Running
from tests.web.public import Writer, code_of, receipt_in, row_of, slip_in, writer
from web.form_gate import Gate
from web.public.request import MOST_FIELDS


@pytest.fixture
def open_gate(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins with full measures."""
    fresh = Gate(server.system.settings.limits, server.system.clock.monotonic, b"s")
    monkeypatch.setattr(server.system.form, "gate", fresh)


pytestmark = pytest.mark.usefixtures("open_gate")


@pytest.fixture
def phone(server: Running) -> Writer:
    return writer(server)


def test_a_request_without_a_name_gets_a_slip_and_a_receipt(server: Running, phone: Writer) -> None:
    answer = phone.write("Меня бьют в раздевалке Zzyzx", who="child")
    assert answer.status_code == 200
    assert not answer.cookies
    assert re.fullmatch(r"\d{16}", receipt_in(answer))
    row = row_of(server, slip_in(answer))
    assert (row["channel"], row["class"], row["anonymous"], row["alarm"]) == (
        "public-form",
        None,
        True,
        False,
    )
    assert row["school"] is not None
    for number in ("111", "150", "102", "112"):
        assert f'href="tel:{number}"' in answer.text


def test_said_danger_rings_on_the_board_and_is_nobodys_class(server: Running, phone: Writer) -> None:
    answer = phone.write("", danger="yes")
    row = row_of(server, slip_in(answer))
    assert (row["says_danger"], row["alarm"], row["class"], row["threat"]) == (True, True, None, False)
    assert 'class="call shown"' in answer.text


def test_pressed_twice_it_is_one_request_with_one_receipt(server: Running, phone: Writer) -> None:
    once = phone.once()
    first, second = (phone.write("Дважды", once=once) for _ in range(2))
    assert (slip_in(first), receipt_in(first)) == (slip_in(second), receipt_in(second))
    other = phone.write("Дважды, и ещё", once=once)
    assert slip_in(other) not in (None, slip_in(first))
    assert receipt_in(other) != receipt_in(first)


def test_the_centre_asks_and_the_writer_answers(server: Running, dispatcher: Client, phone: Writer) -> None:
    answer = phone.write("Zzyzx плачет")
    receipt, row = receipt_in(answer), row_of(server, slip_in(answer))
    assert "Zzyzx" not in phone.back(receipt).text, "what was written is not shown again"
    asked = dispatcher.send("ask-writer", case=row["id"], question="В какой вы школе? <b>")
    assert asked.status_code == 200, asked.text
    assert "В какой вы школе? &lt;b&gt;" in phone.back(receipt).text
    told = phone.back(receipt, text="В четвёртой", once=phone.once())
    assert told.status_code == 200
    story = dispatcher.get(f"/api/cases/{row['id']}/story")["story"]
    added = [each for each in story if each["name"] == "writer-answered.v1"]
    assert "В четвёртой" in json.dumps(added, ensure_ascii=False)


def test_a_receipt_that_nobody_has_is_answered_like_any_other_wrong_one(phone: Writer) -> None:
    answers = [phone.back(wrong) for wrong in ("0" * 16, "1234", "", "x" * 16, "9" * 60)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


def test_after_ten_wrong_receipts_the_network_waits_and_a_right_one_waits_with_it(phone: Writer) -> None:
    receipt = receipt_in(phone.write("x"))
    assert [phone.back("1" * 16).status_code for _ in range(11)] == [404] * 10 + [429]
    waits = phone.back(receipt)
    assert waits.status_code == 429
    assert 'href="tel:111"' in waits.text


def test_over_the_measure_it_waits_in_the_lane_and_nobody_is_sent_away(
    server: Running, dispatcher: Client, phone: Writer
) -> None:
    limits = server.system.settings.limits
    answers = [phone.write(f"Сообщение {n}") for n in range(limits.form_network_burst + 3)]
    assert {answer.status_code for answer in answers} == {200}
    assert [slip_in(each) is None for each in answers] == [False] * limits.form_network_burst + [True] * 3
    late = answers[-1]
    assert 'href="tel:150"' in late.text
    receipt = receipt_in(late)
    assert phone.back(receipt).status_code == 404
    waiting = dispatcher.get("/api/lane")
    assert waiting["waiting"] == 3
    assert [each["text"] for each in waiting["entries"]] == [f"Сообщение {n}" for n in range(10, 13)]
    accepted, misused, left = (each["number"] for each in reversed(waiting["entries"]))
    assert decide(dispatcher, entries=[accepted]) == 1
    assert decide(dispatcher, entries=[misused], misuse="joke") == 1
    assert decide(dispatcher, entries=[accepted, misused]) == 0, "somebody was first"
    assert dispatcher.get("/api/lane")["waiting"] == 1
    drained(server, phone, receipt)
    assert decide(dispatcher, entries=[left], misuse="repeated") == 1


def decide(client: Client, **fields: Any) -> int:
    answer = client.raw("/api/lane/decide", json.dumps(fields).encode())
    assert answer.status_code == 200, answer.text
    return int(answer.json()["decided"])


def drained(server: Running, phone: Writer, receipt: str) -> None:
    """What was accepted is a request like any other, and its receipt opens it."""
    until = time.monotonic() + 10
    while server.system.form.lane.store.accepted(1) and time.monotonic() < until:
        time.sleep(0.05)
    answer = phone.back(receipt)
    assert answer.status_code == 200
    assert "KZ-00-" in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "http://localhost"}, 403),
        ({"origin": "null"}, 200),
        ({"origin": "null", "sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
def test_a_form_that_stands_elsewhere_is_not_ours(
    phone: Writer, headers: dict[str, str], status: int
) -> None:
    answer = phone.post(f"/q/{phone.code}", headers, once=phone.once(), text="x")
    assert answer.status_code == status


@pytest.mark.parametrize("token", ["", "x", "0" * 32, "0" * 32 + "-" + "0" * 32])
def test_a_page_that_was_not_ours_goes_to_the_lane_and_is_not_lost(phone: Writer, token: str) -> None:
    answer = phone.write("Без страницы", once=token)
    assert (answer.status_code, slip_in(answer)) == (200, None)


def test_whoever_fills_the_hidden_field_in_goes_to_the_lane(phone: Writer) -> None:
    assert slip_in(phone.write("Купите", website="https://spam.example")) is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"text=" + b"a" * 70_000, 413),
        (b"&".join(b"f%d=x" % n for n in range(MOST_FIELDS + 1)), 400),
        (b"text=%ff%fe", 400),
        (b"text=%00", 400),
        ("text=ы".encode(), 400),
        (b"", 422),
        (b"text=%20%0A", 422),
        (b"text=" + b"a" * 20_001, 422),
        (b"danger=maybe&who=king&text=x&name=" + b"n" * 5_000, 200),
    ],
)
def test_bad_bodies_get_a_page_with_the_numbers(phone: Writer, body: bytes, status: int) -> None:
    headers = {"origin": phone.origin, "content-type": "application/x-www-form-urlencoded"}
    answer = phone.http.post(f"/q/{phone.code}", content=body, headers=headers)
    assert answer.status_code == status
    assert 'href="tel:112"' in answer.text


def test_a_code_that_is_none_leads_to_the_numbers(server: Running, phone: Writer) -> None:
    for code in ("AAAAAAAA", "x", "%00", "%2e%2e", phone.code[:-1]):
        answer = phone.http.get(f"/q/{code}")
        assert answer.status_code == 404
    assert phone.http.get(f"/q/{phone.code.lower()}").status_code == 200


def test_the_writing_comes_back_when_nothing_could_be_kept(
    server: Running, phone: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.system.form.lane, "_most_bytes", 0)
    answer = phone.write("Не потеряйте <это>", once="")
    assert answer.status_code == 503
    assert "Не потеряйте &lt;это&gt;" in answer.text


def test_no_page_sets_a_cookie_or_asks_anybody_else(server: Running, phone: Writer) -> None:
    for path in (f"/q/{phone.code}", "/r", "/form.css", "/form.js"):
        answer = phone.http.get(path)
        assert "set-cookie" not in answer.headers
        assert not re.search(r'(?:src|href)="(?!/|tel:|https://www\.wikipedia\.org/")', answer.text)
        assert not re.search(r"<style|style=|<script>|onclick", answer.text)
    assert phone.http.get("/r").headers["referrer-policy"] == "same-origin"


def test_no_address_and_no_word_of_a_child_is_kept_in_clear(server: Running, phone: Writer) -> None:
    phone.write("Zzyzx-Lane", once="", name="Qwertova-Lane", contact="+77010009988")
    receipt = receipt_in(phone.write("Zzyzx-Straight", name="Qwertova-Straight"))
    stored = b"".join(path.read_bytes() for path in server.system.settings.data.glob("*.db*"))
    for word in (b"Zzyzx-", b"Qwertova-", b"77010009988", receipt.encode(), b"127.0.0.1"):
        assert word not in stored
    assert not [line for line in server.lines if "Zzyzx-" in line or receipt in line]


def test_the_sheet_of_a_school_shows_its_code_and_a_picture(server: Running, dispatcher: Client) -> None:
    school = sorted(row["id"] for row in server.system.region_rows("schools", "KZ-00"))[0]
    sheet = dispatcher.http.get(f"/sheets/{school}")
    assert f"/q/{code_of(server)}" in sheet.text
    assert "<svg" in sheet.text
    pages = (dispatcher.http.get(f"/sheets?page={n}").text for n in range(1, 100))
    assert any(f'"/sheets/{school}"' in page for page in pages)


def test_who_opens_a_page_of_staff_without_a_session_is_led_to_the_login(server: Running) -> None:
    """A program that asks for the same gets the problem."""
    browser = server.nobody()
    led = browser.http.get("/sheets", headers={"sec-fetch-mode": "navigate"})
    assert (led.status_code, led.headers["location"]) == (303, "/login")
    assert browser.http.get("/sheets").json()["code"] == "session-over"


def test_a_sheet_of_another_region_is_not_there(server: Running, other: Client) -> None:
    school = next(row["id"] for row in server.system.region_rows("schools", "KZ-00"))
    assert other.http.get(f"/sheets/{school}").status_code == 404
    assert other.get("/api/lane") == {"entries": [], "waiting": 0, "danger": 0}


def test_a_page_of_one_process_is_known_to_another_and_its_receipt_is_the_same(server: Running) -> None:
    limits, monotonic = server.system.settings.limits, server.system.clock.monotonic
    one, other, stranger = (Gate(limits, monotonic, secret) for secret in (b"s", b"s", b"t"))
    token, request = one.token(), uuid4()
    assert [gate.trusted(token) for gate in (one, other, stranger)] == [True, True, False]
    assert one.receipt_of(request) == other.receipt_of(request) != stranger.receipt_of(request)
