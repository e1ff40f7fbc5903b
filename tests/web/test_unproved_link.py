"""An administrator links their own identity to somebody's account: that alone lets them in nowhere."""

import json
from collections.abc import Iterator
from uuid import UUID

import httpx
import pyotp
import pytest

from dispatch.factors import new_secret
from dispatch.identities import Identities, Linked
from dispatch.sessions import Session
from tests.web.client import Client, Running
from tests.web.identity import Crooked, crooked_provider, insider, link, refused, unlink
from tests.web.people import real_installation
from tests.web.served import served
from tests.web.soft_passkey import SoftPasskey
from web.login import account_of
from web.settings import Settings

OURS = "0; url=/login#second-factor"


@pytest.fixture(scope="module")
def crooked() -> Iterator[Crooked]:
    """It says of everybody that they showed a second factor there."""
    with crooked_provider() as found:
        yield found


@pytest.fixture
def jedel(tmp_path_factory: pytest.TempPathFactory, crooked: Crooked) -> Iterator[Running]:
    data = tmp_path_factory.mktemp("unproved") / "data"
    real_installation(data)
    settings = Settings(data=data, port=0, oidc_issuer=crooked.url, oidc_client="jedel", oidc_amr=("otp",))
    with served(settings) as running:
        yield running


def back(jedel: Running, crooked: Crooked, subject: str) -> tuple[Client, httpx.Response]:
    """A new browser, back from the provider with both factors shown there."""
    crooked.claims = {"sub": subject}
    client = jedel.nobody()
    asked = httpx.URL(client.raw("/api/sso/begin", b"{}").json()["address"]).params
    given = {"state": asked["state"], "code": asked["nonce"], "iss": crooked.url}
    return client, client.http.get("/sso/callback", params=given)


def inside(client: Client) -> bool:
    return client.http.get("/api/me").status_code == 200


def of(jedel: Running, login: str) -> UUID:
    account = account_of(jedel.system, login)
    assert account is not None
    return account


def with_app(jedel: Running, login: str) -> pyotp.TOTP:
    secret = new_secret()
    jedel.system.factors.enrol_totp(of(jedel, login), secret)
    return pyotp.TOTP(secret)


def coded(client: Client, code: str) -> tuple[int, str]:
    answer = client.raw("/api/login/second", json.dumps({"code": code}).encode())
    return answer.status_code, answer.json().get("code", "")


def states(jedel: Running, login: str) -> tuple[bool, bool]:
    """Proved, as the administrator's page and as the person's own say."""
    asked = {"kind": "accounts", "id": str(of(jedel, login))}
    entry = insider(jedel, "boss").get("/api/registers/entry", **asked)["entry"]
    return entry["proved"], insider(jedel, login).get("/api/me/sso")["proved"]


def last(jedel: Running, login: str) -> Session:
    return jedel.system.sessions.of(of(jedel, login))[-1]


def test_the_administrators_own_identity_does_not_get_in(jedel: Running, crooked: Crooked) -> None:
    with_app(jedel, "anna")
    own = with_app(jedel, "boss")
    assert link(jedel, "anna", "subject-boss").status_code == 200
    client, answer = back(jedel, crooked, "subject-boss")
    assert answer.headers["refresh"] == OURS
    assert not inside(client)
    assert coded(client, own.now()) == (401, "login-wrong")
    assert not inside(client)
    assert states(jedel, "anna") == (False, False)


def test_without_the_check_they_would(
    jedel: Running, crooked: Crooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: every link counts as proved."""
    with_app(jedel, "anna")
    assert link(jedel, "anna", "subject-boss").status_code == 200
    told = Identities.linked

    def believed(self: Identities, issuer: str, account: UUID) -> Linked | None:
        found = told(self, issuer, account)
        return None if found is None else Linked(since=found.since, proved=True)

    monkeypatch.setattr(Identities, "linked", believed)
    client, _ = back(jedel, crooked, "subject-boss")
    assert client.get("/api/me")["login"] == "anna"


def test_shown_once_it_is_not_asked_again_until_it_is_linked_anew(jedel: Running, crooked: Crooked) -> None:
    app = with_app(jedel, "anna")
    assert link(jedel, "anna", "subject-anna").status_code == 200
    client, _ = back(jedel, crooked, "subject-anna")
    assert coded(client, app.now()) == (200, "")
    assert states(jedel, "anna") == (True, True)
    assert link(jedel, "anna", "subject-anna").status_code == 200, "the same once more changes nothing"
    client, _ = back(jedel, crooked, "subject-anna")
    assert client.get("/api/me")["login"] == "anna"
    assert last(jedel, "anna").second is not None
    assert link(jedel, "anna", "subject-boss").status_code == 200
    assert states(jedel, "anna") == (False, False)
    assert back(jedel, crooked, "subject-boss")[1].headers["refresh"] == OURS


def test_a_passkey_proves_it_too_but_only_the_accounts_own(jedel: Running, crooked: Crooked) -> None:
    annas = SoftPasskey(jedel.system, of(jedel, "anna"))
    bosses = SoftPasskey(jedel.system, of(jedel, "boss"))
    assert link(jedel, "anna", "subject-anna").status_code == 200
    client, _ = back(jedel, crooked, "subject-anna")
    assert bosses.shown(client) == (200, "")
    assert client.get("/api/me")["login"] == "boss", "a passkey is a login of its own"
    assert states(jedel, "anna") == (False, False)
    assert annas.shown(jedel.nobody()) == (200, "")
    assert states(jedel, "anna") == (False, False), "that was no login through the provider"
    client, _ = back(jedel, crooked, "subject-anna")
    assert annas.shown(client) == (200, "")
    assert (client.get("/api/me")["login"], last(jedel, "anna").way) == ("anna", "sso")
    assert states(jedel, "anna") == (True, True)


def test_whoever_has_no_second_factor_enrols_one_first(jedel: Running, crooked: Crooked) -> None:
    assert link(jedel, "berik", "subject-boss").status_code == 200
    client, answer = back(jedel, crooked, "subject-boss")
    assert refused(answer) == "sso-unproved"
    assert not inside(client)


def test_what_was_undone_meanwhile_is_not_proved(jedel: Running, crooked: Crooked) -> None:
    app = with_app(jedel, "anna")
    assert link(jedel, "anna", "subject-anna").status_code == 200
    client, _ = back(jedel, crooked, "subject-anna")
    assert unlink(jedel, "anna").status_code == 200
    assert coded(client, app.now())[1] == "sso-not-linked"
    assert not inside(client)
    assert states(jedel, "anna") == (False, False)


def test_a_demonstration_asks_later(
    jedel: Running, crooked: Crooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There one enters with one factor; what the provider saw still counts for no step that needs two."""
    assert link(jedel, "anna", "subject-boss").status_code == 200
    monkeypatch.setattr(jedel.system, "demonstration", True)
    client, _ = back(jedel, crooked, "subject-boss")
    assert client.get("/api/me")["login"] == "anna"
    assert last(jedel, "anna").second is None
