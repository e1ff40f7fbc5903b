"""Single sign-on against a real identity provider: in, linked, out from there, refused, and without it."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import cast
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest
from websockets.exceptions import ConnectionClosed

from dispatch.factors import new_secret
from tests.plain_http import UNREAD
from tests.ports import free_port
from tests.web.client import Client, Running
from tests.web.identity import (
    SECRET,
    RealProvider,
    begun,
    insider,
    link,
    real_provider,
    refused,
    unlink,
)
from tests.web.people import real_installation
from tests.web.served import served
from web.login import account_of
from web.oidc.pending import Pending
from web.settings import Settings


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def jedel(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Running]:
    """A real installation that knows the provider."""
    data = tmp_path_factory.mktemp("sso") / "data"
    real_installation(data)
    secret = data / "oidc.txt"
    secret.write_text(SECRET + "\n")
    secret.chmod(0o600)
    settings = Settings(
        data=data,
        port=free_port(),
        oidc_issuer=f"http://127.0.0.1:{port}",
        oidc_client="jedel",
        oidc_secret_file=secret,
        oidc_amr=("otp", "hwk"),
    )
    with served(settings) as running:
        yield running


@pytest.fixture(scope="module")
def provider(jedel: Running, port: int) -> Iterator[RealProvider]:
    with real_provider(jedel.url, port) as found:
        yield found


@pytest.fixture(scope="module")
def anna(jedel: Running) -> None:
    assert link(jedel, "anna", "subject-anna", proved=True).status_code == 200


def entered(jedel: Running, provider: RealProvider, who: str) -> tuple[Client, httpx.Response]:
    client = jedel.nobody()
    return client, client.http.get(provider.come_back(begun(client), who))


@pytest.mark.usefixtures("anna")
def test_whoever_is_linked_and_showed_two_factors_there_is_in(jedel: Running, provider: RealProvider) -> None:
    client, answer = entered(jedel, provider, "subject-anna+2")
    assert answer.status_code == 200
    assert answer.headers["refresh"] == "0; url=/"
    assert "samesite=strict" in answer.headers["set-cookie"].lower()
    assert client.get("/api/me")["login"] == "anna"
    session = jedel.system.sessions.of(account_of(jedel.system, "anna"))[-1]  # type: ignore[arg-type]
    assert session.way == "sso"
    assert session.second is not None


def test_the_address_asks_for_what_protects_the_login(jedel: Running, provider: RealProvider) -> None:
    client = jedel.nobody()
    asked = parse_qs(urlsplit(begun(client)).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["scope"] == ["openid"]
    assert min(len(asked[name][0]) for name in ("state", "nonce", "code_challenge")) >= 43


def test_the_cookie_of_the_way_there_comes_back_from_another_site(
    jedel: Running, provider: RealProvider
) -> None:
    cookie = jedel.nobody().raw("/api/sso/begin", b"{}").headers["set-cookie"].lower()
    assert cookie.startswith("jedel-sso=")
    assert all(word in cookie for word in ("samesite=lax", "httponly", "path=/", "max-age=600"))


@pytest.mark.usefixtures("anna")
def test_one_factor_there_is_not_enough(jedel: Running, provider: RealProvider) -> None:
    client, answer = entered(jedel, provider, "subject-anna")
    assert refused(answer) == "sso-one-factor"
    assert client.http.get("/api/me").status_code == 401


@pytest.mark.usefixtures("anna")
def test_after_one_factor_there_ours_is_asked_for(jedel: Running, provider: RealProvider) -> None:
    account = account_of(jedel.system, "saule")
    assert account is not None
    assert link(jedel, "saule", "subject-half").status_code == 200
    secret = new_secret()
    jedel.system.factors.enrol_totp(account, secret)
    client, answer = entered(jedel, provider, "subject-half")
    assert answer.headers["refresh"] == "0; url=/login#second-factor"
    assert client.http.get("/api/me").status_code == 401
    assert client.raw("/api/login/second", b'{"code": "000000"}').json()["code"] == "login-wrong"
    code = json.dumps({"code": pyotp.TOTP(secret).now()}).encode()
    assert client.raw("/api/login/second", code).status_code == 200
    session = jedel.system.sessions.of(account)[-1]
    assert (session.way, session.second is None) == ("sso", False)
    kept = jedel.system.access_tables.rows("SELECT subject FROM signed_on WHERE session=?", (session.id,))
    assert kept == [("subject-half",)], "a logout there ends this session too"


def test_a_stranger_is_not_let_in_by_name(jedel: Running, provider: RealProvider) -> None:
    """The login `anna` is ours; whoever calls themselves so at the provider is nobody."""
    assert refused(entered(jedel, provider, "anna+2")[1]) == "sso-not-linked"


@pytest.mark.usefixtures("anna")
def test_an_answer_counts_once_and_for_its_own_browser(jedel: Running, provider: RealProvider) -> None:
    client = jedel.nobody()
    back = provider.come_back(begun(client), "subject-anna+2")
    assert refused(jedel.nobody().http.get(back)) == "sso-state-unknown"
    ticket = client.http.cookies["jedel-sso"]
    assert client.http.get(back).status_code == 200
    client.http.cookies.set("jedel-sso", ticket)
    assert refused(client.http.get(back)) == "sso-state-unknown"


@pytest.mark.usefixtures("anna")
def test_another_providers_answer_is_none(jedel: Running, provider: RealProvider) -> None:
    client = jedel.nobody()
    back = provider.come_back(begun(client), "subject-anna+2")
    here = "iss=" + httpx.QueryParams({"i": provider.url})["i"].replace(":", "%3A").replace("/", "%2F")
    assert here in back
    assert (
        refused(client.http.get(back.replace(here, "iss=https%3A%2F%2Fevil.example"))) == "sso-issuer-wrong"
    )


def test_a_code_without_its_verifier_is_worth_nothing(
    jedel: Running, provider: RealProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The provider itself holds us to PKCE; with a wrong verifier our own login ends too."""
    client = jedel.nobody()
    code = parse_qs(urlsplit(provider.come_back(begun(client), "subject-anna+2")).query)["code"][0]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": f"{jedel.url}/sso/callback"}
    answer = httpx.post(f"{provider.url}/token", data=form, auth=("jedel", SECRET), verify=UNREAD)
    assert answer.json()["error"] == "invalid_grant"
    back = provider.come_back(begun(client), "subject-anna+2")
    sign_on = jedel.system.sign_on
    take = sign_on.pendings.take
    monkeypatch.setattr(
        sign_on.pendings, "take", lambda *shown: replace(cast(Pending, take(*shown)), verifier="x" * 64)
    )
    assert refused(client.http.get(back)) == "sso-code-refused"


def test_giving_up_there_is_told(jedel: Running, provider: RealProvider) -> None:
    client = jedel.nobody()
    state = parse_qs(urlsplit(begun(client)).query)["state"][0]
    back = {"state": state, "error": "access_denied", "iss": provider.url}
    assert refused(client.http.get("/sso/callback", params=back)) == "sso-cancelled"


def test_one_links_oneself_with_both_factors(jedel: Running, provider: RealProvider) -> None:
    berik = insider(jedel, "berik")
    assert berik.get("/api/me/sso")["since"] is None
    back = provider.come_back(begun(berik, "/api/me/sso/join"), "subject-berik+2")
    assert berik.http.get(back).status_code == 200
    assert berik.get("/api/me/sso")["proved"] is True
    client, _ = entered(jedel, provider, "subject-berik+2")
    assert client.get("/api/me")["login"] == "berik"


@pytest.mark.usefixtures("anna")
def test_nobody_takes_over_what_is_linked(jedel: Running, provider: RealProvider) -> None:
    assert link(jedel, "berik", "subject-anna").json()["code"] == "sso-linked-elsewhere"
    berik = insider(jedel, "berik")
    back = provider.come_back(begun(berik, "/api/me/sso/join"), "subject-anna+2")
    answer = berik.http.get(back)
    assert answer.headers["refresh"] == "0; url=/account#sso-linked-elsewhere"


def test_an_unlinked_account_is_not_entered_that_way(jedel: Running, provider: RealProvider) -> None:
    assert link(jedel, "saule", "subject-saule", proved=True).status_code == 200
    assert entered(jedel, provider, "subject-saule+2")[1].status_code == 200
    assert unlink(jedel, "saule").status_code == 200
    assert refused(entered(jedel, provider, "subject-saule+2")[1]) == "sso-not-linked"


@pytest.mark.usefixtures("anna")
def test_a_logout_there_ends_the_session_and_its_screen_here(jedel: Running, provider: RealProvider) -> None:
    client, _ = entered(jedel, provider, "subject-anna+2")
    other, _ = entered(jedel, provider, "subject-anna+2")
    account = account_of(jedel.system, "anna")
    rows = jedel.system.access_tables.rows(
        "SELECT sid FROM signed_on WHERE account=? ORDER BY until", (str(account),)
    )
    told_from = {"sub": "subject-anna", "sid": rows[-2][0]}
    with client.live() as live, pytest.raises(ConnectionClosed) as closed:  # noqa: PT012
        began = time.monotonic()
        assert httpx.get(f"{provider.url}/test/logout", params=told_from, verify=UNREAD).text == "told"
        while True:
            live.recv(timeout=5)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401
    assert time.monotonic() - began < 5
    assert client.http.get("/api/me").status_code == 401
    assert other.http.get("/api/me").status_code == 200


def test_without_the_provider_the_password_still_works(jedel: Running, provider: RealProvider) -> None:
    """Stopped for a moment, as a provider that hangs: the page is told soon, and others enter."""
    sign_on = jedel.system.sign_on
    assert sign_on is not None
    sign_on.provider._metadata = None
    provider.process.send_signal(19)
    sign_on.provider._patience = 0.5
    try:
        answer = jedel.nobody().raw("/api/sso/begin", b"{}")
        assert (answer.status_code, answer.json()["code"]) == (503, "sso-unreachable")
        assert jedel.nobody().get("/api/door")["sso"] is True
    finally:
        provider.process.send_signal(18)
        sign_on.provider._patience, sign_on.provider._rests_until = 10.0, 0.0


def test_no_secret_of_it_is_in_the_log(jedel: Running) -> None:
    text = "\n".join(jedel.lines)
    assert "subject-" not in text
    assert SECRET not in text
