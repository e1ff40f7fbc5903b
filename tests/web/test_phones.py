"""Phones with a key of their own: enrolled with a code and six digits, in by key and PIN, revoked at once."""

import asyncio
import json
import time
from base64 import b64decode
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from websockets.exceptions import ConnectionClosed

from dispatch.clock import SystemClock
from tests.web.client import Client, Running
from tests.web.device import PIN, Device, confirmed, enrolled, invited, keeper, packed
from web.commands import submitted
from web.login import account_of

NOBODYS = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def boss(server: Running) -> Client:
    return keeper(server)


@pytest.fixture(scope="module")
def group(server: Running) -> str:
    return str(account_of(server.system, "team2"))


@pytest.fixture
def device(server: Running, boss: Client, group: str) -> Device:
    return enrolled(server, boss, group)


@pytest.fixture
def inside(device: Device) -> Device:
    assert device.enter().status_code == 200
    return device


def staged(boss: Client, invitation: str) -> dict[str, object]:
    found: dict[str, object] = boss.raw(
        "/api/phones/stage", json.dumps({"invitation": invitation}).encode()
    ).json()
    return found


def code(answer: object) -> str:
    return str(answer.json()["code"])  # type: ignore[attr-defined]


def test_a_phone_enters_by_key_and_pin(inside: Device) -> None:
    me = inside.client.get("/api/me")
    assert me["login"] == "team2"
    assert inside.client.get("/api/phone/assignment")["assignment"] is None


def test_the_picture_says_the_address(boss: Client, group: str, server: Running) -> None:
    body = json.dumps({"account": group, "name": "x"}).encode()
    found = boss.raw("/api/phones/invite", body).json()
    assert found["address"].startswith(f"{server.url}/enrol#")
    assert len(b64decode(found["address"].partition("#")[2] + "=", altchars=b"-_")) == 32
    assert found["qr"].startswith("data:image/svg+xml")
    assert "<svg" in unquote(found["qr"])
    assert "script" not in found["qr"]


def test_a_code_counts_once_and_the_first_phone_has_it(server: Running, boss: Client, group: str) -> None:
    invitation, text = invited(boss, group)
    first, second = Device(server.nobody(), text), Device(server.nobody(), text)
    assert staged(boss, invitation)["stage"] == "shown"
    assert first.bring().status_code == 200
    assert code(second.bring()) == "phone-code-over"
    told = staged(boss, invitation)
    assert told == {"stage": "claimed", "comparison": first.digits}
    assert first.digits != second.digits
    assert first.stage() == {"stage": "claimed", "phone": None}


def test_a_phone_that_asks_while_it_is_confirmed_is_not_told_that_its_code_is_over(
    server: Running, boss: Client, group: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    invitation, text = invited(boss, group)
    device, told = Device(server.nobody(), text), list[dict[str, Any]]()
    assert device.bring().status_code == 200

    async def asked_meanwhile(*said: Any) -> Any:
        told.append(await asyncio.to_thread(device.stage))
        return await submitted(*said)

    monkeypatch.setattr("web.phones.submitted", asked_meanwhile)
    assert confirmed(boss, invitation, device.digits).status_code == 200
    assert told == [{"stage": "confirmed", "phone": None}]
    assert device.stage()["stage"] == "enrolled"


def test_other_digits_end_it(server: Running, boss: Client, group: str) -> None:
    invitation, text = invited(boss, group)
    thief, owner = Device(server.nobody(), text), Device(server.nobody(), text)
    assert thief.bring().status_code == 200
    assert code(confirmed(boss, invitation, owner.digits)) == "phone-compared-wrong"
    assert code(confirmed(boss, invitation, thief.digits)) == "phone-code-over"
    assert thief.stage() == {"stage": "over", "phone": None}


def test_a_code_is_over_after_ten_minutes(
    server: Running, boss: Client, group: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    invitation, text = invited(boss, group)
    past = (SystemClock().now() - timedelta(seconds=1)).isoformat()
    assert server.system.access_tables.write("UPDATE invitation SET until=?", (past,))
    assert code(Device(server.nobody(), text).bring()) == "phone-code-over"
    assert code(confirmed(boss, invitation, "000000")) == "phone-code-over"


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "abcdef", "111111", "121212", "12345६"])
def test_a_pin_that_is_none_is_refused(pin: str, server: Running, boss: Client, group: str) -> None:
    assert code(Device(server.nobody(), invited(boss, group)[1]).bring(pin)) == "pin-weak"


@pytest.mark.parametrize("key", ["", "AAAA", packed(b"\x04" + b"\x01" * 64), packed(b"\x02" * 33), "*"])
def test_a_key_that_is_none_is_refused(key: str, server: Running, boss: Client, group: str) -> None:
    text = invited(boss, group)[1]
    answer = Device(server.nobody()).post("/api/enrol/key", code=text, key=key, pin=PIN)
    assert code(answer) == "phone-key-wrong"


@pytest.mark.parametrize("login", ["dispatcher", "administrator"])
def test_only_groups_have_phones(login: str, server: Running, boss: Client) -> None:
    body = {"account": str(account_of(server.system, login)), "name": "x"}
    assert code(boss.raw("/api/phones/invite", json.dumps(body).encode())) == "phone-not-for-account"


def test_other_regions_and_roles_keep_none(
    server: Running, group: str, other: Client, device: Device
) -> None:
    body = json.dumps({"account": group, "name": "x"}).encode()
    assert code(other.raw("/api/phones/invite", body)) == "not-allowed"
    assert code(server.enter("team2").raw("/api/phones/invite", body)) == "not-allowed"
    assert code(server.enter("supervisor").raw("/api/phones/invite", body)) == "second-factor-needed"
    outsider = server.enter("other-administrator", "another-region-neverwas")
    assert code(outsider.raw("/api/phones/invite", body)) == "account-unknown"
    revoke = json.dumps({"phone": device.id}).encode()
    assert code(outsider.raw("/api/phones/revoke", revoke)) == "account-unknown"
    assert outsider.get("/api/phones")["phones"] == []


def test_a_challenge_is_signed_once_by_the_phone_itself(device: Device, server: Running) -> None:
    asked = device.challenge()
    assert code(device.enter(challenge=asked, signature=packed(b"\x01" * 64))) == "phone-signature-wrong"
    assert code(device.enter(challenge=asked)) == "phone-signature-wrong", "a challenge is over after one try"
    asked = device.challenge()
    assert device.enter(challenge=asked).status_code == 200
    assert code(device.enter(challenge=asked)) == "phone-signature-wrong"
    stranger = Device(server.nobody(), id=device.id)
    assert code(stranger.enter()) == "phone-signature-wrong"


def test_five_wrong_pins_lock_it_and_nobody_without_the_phone_can(
    device: Device, server: Running, boss: Client
) -> None:
    stranger = Device(server.nobody(), id=device.id)
    for _ in range(6):
        assert code(stranger.enter(pin="000111")) == "phone-signature-wrong"
    answers = [device.enter(pin="000111") for _ in range(6)]
    assert [code(answer) for answer in answers] == ["pin-wrong"] * 4 + ["phone-locked"] * 2
    assert [answer.json()["params"].get("n") for answer in answers[:4]] == [4, 3, 2, 1]
    assert code(device.enter()) == "phone-locked"
    shown = {one["id"]: one["locked"] for one in boss.get("/api/phones")["phones"]}
    assert shown[device.id] is True


def test_a_right_pin_begins_the_count_anew(device: Device) -> None:
    assert [device.enter(pin="000111").status_code for _ in range(4)] == [403] * 4
    assert device.enter().status_code == 200
    assert code(device.enter(pin="000111")) == "pin-wrong"


def test_commands_are_signed(inside: Device, server: Running) -> None:
    shift = server.system.row("teams", inside.client.get("/api/me")["team"])
    assert shift is not None
    name, fields = "change-shift", {"shift": shift["shift"] or "00000000-0000-0000-0000-000000000001"}
    signed = inside.command(name, **fields)
    assert code_or(signed) != "phone-signature-wrong"
    wrong = {
        "none": {"header": ""},
        "no clock": {"header": "x." + packed(b"\x01" * 64)},
        "another's": {"header": "1." + packed(b"\x01" * 64)},
        "another command": {"name": "end-shift"},
        "another body": {"body": json.dumps({"command_id": inside.id, **fields}).encode()},
    }
    before = server.stored
    for what, plant in wrong.items():
        assert code(inside.command(name, plant=plant, **fields)) == "phone-signature-wrong", what
    assert code(inside.command(name, device="another", **fields)) == "phone-signature-wrong"
    assert code(inside.command(name, sequence=None, **fields)) == "phone-signature-wrong"
    assert server.stored == before


def code_or(answer: object) -> str:
    return str(answer.json().get("code", ""))  # type: ignore[attr-defined]


def test_after_five_minutes_untouched_the_pin_is_asked_for_again(inside: Device, server: Running) -> None:
    phones = server.system.phones
    assert inside.post("/api/phone/active").status_code == 200
    for session, at in list(phones._touches._at.items()):
        phones._touches._at[session] = at - timedelta(minutes=6)
    for answer in (
        inside.client.http.get("/api/phone/assignment"),
        inside.client.http.get("/api/teams"),
        inside.command("end-shift", shift=inside.id),
        inside.post("/api/phone/active"),
    ):
        assert (answer.status_code, code(answer)) == (403, "phone-pin-needed")
    assert inside.client.http.get("/api/me").status_code == 200
    assert inside.enter().status_code == 200
    assert inside.client.http.get("/api/phone/assignment").status_code == 200


def test_a_revoked_phone_is_out_at_once_and_told_to_forget(
    inside: Device, server: Running, boss: Client, group: str
) -> None:
    other = server.enter("team2")
    head = server.stored
    with inside.client.live() as live, pytest.raises(ConnectionClosed) as closed:  # noqa: PT012
        began = time.monotonic()
        assert boss.raw("/api/phones/revoke", json.dumps({"phone": inside.id}).encode()).status_code == 200
        while True:
            live.recv(timeout=5)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401
    assert time.monotonic() - began < 5
    assert inside.client.http.get("/api/me").status_code == 401
    answer = inside.post("/api/phone/challenge", phone=inside.id)
    assert (answer.status_code, code(answer)) == (410, "phone-revoked")
    assert other.http.get("/api/me").status_code == 200, "the group's password login is another session"
    assert inside.id not in {one["id"] for one in boss.get("/api/phones")["phones"]}
    assert server.stored == head + 1
    assert code(boss.raw("/api/phones/revoke", json.dumps({"phone": inside.id}).encode())) == "not-found"


def test_a_phone_that_never_was_is_answered_like_a_revoked_one(server: Running) -> None:
    answer = Device(server.nobody()).post("/api/phone/challenge", phone=NOBODYS)
    assert (answer.status_code, code(answer)) == (410, "phone-revoked")


def test_the_story_tells_it_without_secrets(inside: Device, server: Running) -> None:
    rows = server.system.access_tables.rows("SELECT pin FROM phone WHERE id=?", (inside.id,))
    assert rows[0][0].startswith("$argon2id$")
    stored = b"".join(path.read_bytes() for path in server.system.settings.data.glob("log.db*"))
    assert inside.point not in stored
    assert packed(inside.point).encode() not in stored
    assert inside.code.encode() not in stored
    assert not [line for line in server.lines if inside.code in line or PIN in line]
