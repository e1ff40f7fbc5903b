"""Accounts while the server runs, and what changes when people come over https."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pyotp
import pytest

from dispatch.town.accounts import TOTP_SECRET
from domain.account import OpenAccount, Role
from domain.centre import RegisterCentre
from domain.identity import AccountId, CentreId
from tests.web.client import Client, Running
from web.app import build_app
from web.bootstrap import build, close, set_up
from web.setting_up import open_account, register_centre
from web.settings import Settings
from web.system import System

PASSWORD = "a new and long password"


def give(client: Client, account: str, password: str) -> tuple[int, str]:
    answer = client.raw(
        "/api/accounts/password", json.dumps({"account": account, "password": password}).encode()
    )
    return answer.status_code, answer.json().get("code", "")


def test_an_administrator_lets_somebody_in(server: Running, other: Client) -> None:
    administrator = server.enter("administrator")
    server.step_up(administrator)
    account = str(uuid4())
    fields = {"login": "Newcomer", "name": "Жаңа", "roles": ["operator"], "region": "KZ-00"}
    opened = administrator.send("open-account", account=account, **fields)
    assert opened.status_code == 200, opened.text
    taken = administrator.send("open-account", account=str(uuid4()), **fields)
    assert (taken.status_code, taken.json()["code"]) == (409, "login-taken")
    assert give(administrator, account, "short") == (422, "password-too-short")
    assert give(administrator, account, "x" * 129) == (422, "password-too-long")
    assert give(administrator, str(uuid4()), PASSWORD) == (404, "account-unknown")
    assert give(other, account, PASSWORD) == (403, "not-allowed")
    neighbour = server.enter("other-administrator", "another-region-neverwas")
    server.step_up(neighbour)
    assert give(neighbour, account, PASSWORD) == (404, "account-unknown")
    assert give(administrator, account, PASSWORD) == (200, "")
    newcomer = server.enter("newcomer", PASSWORD)
    assert newcomer.me["roles"] == ["operator"]
    assert give(administrator, account, PASSWORD + "!") == (200, "")
    assert newcomer.http.get("/api/me").status_code == 401


def test_no_password_is_in_the_log(server: Running) -> None:
    stored = b"".join(path.read_bytes() for path in server.system.settings.data.glob("*.db*"))
    assert PASSWORD.encode() not in stored
    assert not [line for line in server.lines if PASSWORD in line]


@pytest.fixture
def behind_https(tmp_path: Path) -> Iterator[System]:
    """An installation that people reach through a proxy that speaks https."""
    set_up(tmp_path, {"demonstration": False})
    system = build(Settings(data=tmp_path, public_url="https://jedel.example"))
    asyncio.run(_person(system))
    yield system
    close(system)


async def _person(system: System) -> None:
    centre = CentreId(uuid4())
    names = {"name_kk": "О", "name_ru": "Ц", "name_en": ""}
    await register_centre(system, RegisterCentre(centre=centre, region="KZ-75", point=(43.2, 76.9), **names))
    account = OpenAccount(
        account=AccountId(uuid4()), login="d", name="D", roles=(Role.DISPATCHER,), region="KZ-75"
    )
    await open_account(system, account, PASSWORD)
    system.factors.enrol_totp(account.account, TOTP_SECRET)


def test_over_https_cookies_are_bound_to_the_host(behind_https: System) -> None:
    async def visit() -> tuple[httpx.Response, httpx.Response]:
        transport = httpx.ASGITransport(app=build_app(behind_https))
        async with httpx.AsyncClient(transport=transport, base_url="https://jedel.example") as client:
            body = {"login": "d", "password": PASSWORD}
            origin = {"origin": "https://jedel.example"}
            half = await client.post("/api/login", json=body, headers=origin)
            assert half.headers["set-cookie"].startswith("__Host-jedel-step=")
            code = {"code": pyotp.TOTP(TOTP_SECRET).now()}
            entered = await client.post("/api/login/second", json=code, headers=origin)
            return entered, await client.get("/api/me")

    entered, me = asyncio.run(visit())
    cookie = entered.headers["set-cookie"]
    assert cookie.startswith("__Host-jedel=")
    assert "; Secure" in cookie
    assert "max-age=63072000" in entered.headers["strict-transport-security"]
    assert me.json()["demonstration"] is False
