"""Linking somebody to the organisation's login: told in the log first, then kept; and what is refused."""

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from dispatch.clock import SystemClock
from dispatch.factors import new_secret
from domain.account import OpenAccount, Role
from domain.centre import RegisterCentre
from domain.identity import AccountId, CentreId
from tests.web.client import Client, Running
from tests.web.identity import insider, link, unlink
from tests.web.people import PASSWORD, real_installation
from tests.web.served import served
from web.bootstrap import build, close
from web.login import account_of
from web.setting_up import open_account, register_centre
from web.settings import Settings
from web.system import System

ISSUER = "http://127.0.0.1:9"


async def _neighbour(system: System) -> None:
    """Somebody of another region."""
    names = {"name_kk": "О", "name_ru": "Ц", "name_en": "C"}
    centre = RegisterCentre(centre=CentreId(uuid4()), region="KZ-71", point=(51.1, 71.4), **names)
    await register_centre(system, centre)
    stranger = OpenAccount(
        account=AccountId(uuid4()), login="stranger", name="S", roles=(Role.DISPATCHER,), region="KZ-71"
    )
    await open_account(system, stranger, PASSWORD)


@pytest.fixture(scope="module")
def jedel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Nobody ever goes to the provider here."""
    data: Path = tmp_path_factory.mktemp("linking") / "data"
    real_installation(data)
    system = build(Settings(data=data))
    try:
        asyncio.run(_neighbour(system))
    finally:
        close(system)
    with served(Settings(data=data, port=0, oidc_issuer=ISSUER, oidc_client="jedel")) as running:
        yield running


def of(jedel: Running, login: str) -> UUID:
    account = account_of(jedel.system, login)
    assert account is not None
    return account


def told(jedel: Running, login: str) -> list[dict[str, Any]]:
    """What the account's history says of it, the newest first."""
    asked = {"kind": "accounts", "id": str(of(jedel, login))}
    history = insider(jedel, "boss").get("/api/registers/entry", **asked)["history"]
    return [step for step in history if step["event"].startswith("identity-")]


def kept(jedel: Running, login: str) -> str | None:
    sign_on = jedel.system.sign_on
    assert sign_on is not None
    return sign_on.identities.subject_of(ISSUER, of(jedel, login))


def tried(client: Client, account: UUID, subject: str) -> tuple[int, str]:
    body = json.dumps({"account": str(account), "subject": subject}).encode()
    answer = client.raw("/api/accounts/identity", body)
    return answer.status_code, answer.json().get("code", "")


def test_what_is_refused_is_neither_told_nor_kept(jedel: Running) -> None:
    assert link(jedel, "saule", "taken").status_code == 200
    boss, anna = insider(jedel, "boss"), of(jedel, "anna")
    bare = insider(jedel, "boss", second=False)
    assert tried(boss, of(jedel, "stranger"), "s") == (404, "account-unknown")
    assert tried(boss, uuid4(), "s") == (404, "account-unknown")
    assert tried(boss, of(jedel, "boss"), "s") == (422, "sso-own-account")
    assert tried(bare, anna, "s") == (403, "second-factor-needed")
    assert tried(insider(jedel, "berik"), anna, "s") == (403, "not-allowed")
    assert tried(boss, anna, "taken") == (409, "sso-linked-elsewhere")
    assert tried(boss, anna, "  ") == (422, "subject-missing")
    assert tried(boss, anna, "s" * 256) == (422, "text-too-long")
    assert (told(jedel, "anna"), kept(jedel, "anna"), kept(jedel, "stranger")) == ([], None, None)
    assert unlink(jedel, "stranger").json()["code"] == "account-unknown"


def test_with_one_factor_nobody_links_anything(jedel: Running) -> None:
    answer = insider(jedel, "berik", second=False).raw("/api/me/sso/join", b"{}")
    assert answer.json()["code"] == "second-factor-needed"


def test_it_is_told_once_by_whom_and_never_who_it_is_there(jedel: Running) -> None:
    for _ in range(2):
        assert link(jedel, "berik", "subject-berik-7").status_code == 200
    (step,) = told(jedel, "berik")
    assert (step["event"], step["who"], step["role"]) == ("identity-linked.v1", "Boss", "administrator")
    assert kept(jedel, "berik") == "subject-berik-7"
    log = b"".join(path.read_bytes() for path in jedel.system.settings.data.glob("log.db*"))
    assert ISSUER.encode() in log
    assert b"subject-berik-7" not in log
    notices = insider(jedel, "berik").get("/api/inbox")["notices"]
    assert [one["kind"] for one in notices] == ["identity-linked"], "the person learns of it"
    for _ in range(2):
        assert unlink(jedel, "berik").status_code == 200
    assert [step["event"] for step in told(jedel, "berik")] == ["identity-unlinked.v1", "identity-linked.v1"]
    assert kept(jedel, "berik") is None


def test_what_ended_between_log_and_store_is_mended_by_the_same_step(jedel: Running) -> None:
    """The store is set back to what it was before it was kept: as if the machine had stopped there."""
    sign_on, anna = jedel.system.sign_on, of(jedel, "anna")
    assert sign_on is not None
    assert link(jedel, "anna", "a").status_code == 200
    sign_on.identities.unlink(ISSUER, anna)
    assert link(jedel, "anna", "a").status_code == 200
    assert kept(jedel, "anna") == "a"
    assert unlink(jedel, "anna").status_code == 200
    sign_on.identities.link(ISSUER, "a", anna, SystemClock().now(), proved=False)
    assert unlink(jedel, "anna").status_code == 200
    assert kept(jedel, "anna") is None
    assert [step["event"] for step in told(jedel, "anna")] == ["identity-unlinked.v1", "identity-linked.v1"]


def test_the_sessions_of_another_or_an_unlinked_identity_end(jedel: Running) -> None:
    sign_on, account = jedel.system.sign_on, of(jedel, "saule")
    assert sign_on is not None
    for subject, end in (
        ("one", lambda: link(jedel, "saule", "two")),
        ("two", lambda: unlink(jedel, "saule")),
    ):
        assert link(jedel, "saule", subject).status_code == 200
        _, session = jedel.system.sessions.begin(account, "test", timedelta(hours=1), "sso")
        sign_on.remember(session, subject, "sid", SystemClock().now())
        assert end().status_code == 200
        assert jedel.system.sessions.named(session.id) is None


def test_nobody_unlinks_their_last_way_in(jedel: Running) -> None:
    assert link(jedel, "anna", "only-way").status_code == 200
    anna = insider(jedel, "anna")
    assert anna.get("/api/me/sso")["only"] is True
    assert anna.raw("/api/me/sso/leave", b"{}").json()["code"] == "last-way-in"
    jedel.system.factors.enrol_totp(of(jedel, "anna"), new_secret())
    bare = insider(jedel, "anna", second=False).raw("/api/me/sso/leave", b"{}")
    assert bare.json()["code"] == "second-factor-needed"
    assert kept(jedel, "anna") == "only-way"
    assert anna.raw("/api/me/sso/leave", b"{}").status_code == 200
    assert anna.get("/api/me/sso") == {"set": True, "since": None, "proved": False, "only": False}
    assert (told(jedel, "anna")[0]["who"], told(jedel, "anna")[0]["role"]) == ("Anna", "account")
