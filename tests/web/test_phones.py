"""Phones with a key of their own: in by key and PIN, revoked at once."""

import json
import time
from datetime import timedelta

import pytest
from websockets.exceptions import ConnectionClosed

from tests.web.client import Client, Running
from tests.web.device import PIN, Device, code, enrolled, packed

NOBODYS = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def device(server: Running, boss: Client, group: str) -> Device:
    return enrolled(server, boss, group)


@pytest.fixture
def inside(device: Device) -> Device:
    assert device.enter().status_code == 200
    return device


def test_a_phone_enters_by_key_and_pin(inside: Device) -> None:
    me = inside.client.get("/api/me")
    assert me["login"] == "team2"
    assert inside.client.get("/api/phone/assignment")["assignment"] is None


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
