"""A phone on its way in: a code that a supervisor shows, a key that the phone brings, digits on both."""

import asyncio
import json
from base64 import b64decode
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest

from dispatch.clock import SystemClock
from dispatch.ports import StoreUnavailable
from tests.web.client import Client, Running
from tests.web.device import PIN, Device, code, confirmed, invited, packed, staged
from web.commands import submitted
from web.login import account_of


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


def test_a_phone_that_could_not_be_stored_is_told_that_its_code_is_over(
    server: Running, boss: Client, group: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    invitation, text = invited(boss, group)
    device = Device(server.nobody(), text)
    assert device.bring().status_code == 200

    async def not_now(*_: Any) -> Any:
        raise StoreUnavailable("the disk is full")

    monkeypatch.setattr("web.phones.submitted", not_now)
    assert confirmed(boss, invitation, device.digits).status_code == 503
    assert device.stage() == {"stage": "over", "phone": None}


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
