"""Planted faults in what the provider says: each is refused with its code; the untouched one is let in."""

import gzip
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey

from tests.plain_http import browser
from tests.web.client import Running
from tests.web.identity import SECRET, Crooked, crooked_provider
from tests.web.people import real_installation
from tests.web.served import served
from web.login import account_of
from web.oidc.sign_on import sign_on_of
from web.oidc.tokens import LOGOUT_EVENT
from web.settings import Settings

NOW = int(time.time())
STRANGER = RSAKey.generate_key(2048, {"kid": "one"})


@pytest.fixture(scope="module")
def crooked() -> Iterator[Crooked]:
    with crooked_provider() as found:
        yield found


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, crooked: Crooked) -> Iterator[Running]:
    data = tmp_path_factory.mktemp("crooked") / "data"
    real_installation(data)
    secret = data / "oidc.txt"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    known = {"oidc_issuer": crooked.url, "oidc_client": "jedel", "oidc_amr": ("otp",)}
    with served(Settings(data=data, port=0, oidc_secret_file=secret, **known)) as found:  # type: ignore[arg-type]
        account, sign_on = account_of(found.system, "anna"), found.system.sign_on
        assert account is not None
        assert sign_on is not None
        sign_on.identities.link(crooked.url, "anna", account, found.system.clock.now(), proved=True)
        yield found


@pytest.fixture
def jedel(running: Running, crooked: Crooked) -> Running:
    """The same server as if just started: nothing of the provider is remembered."""
    crooked.reset()
    before = running.system.sign_on
    running.system.sign_on = sign_on_of(running.system.settings, before.identities, before.pendings._once)
    return running


def outcome(jedel: Running, crooked: Crooked, iss: str | None = None) -> str:
    """One login from begin to end: the code with which it was refused, or nothing."""
    client = jedel.nobody()
    begun = client.raw("/api/sso/begin", b"{}")
    if begun.status_code != 200:
        return str(begun.json()["code"])
    asked = parse_qs(urlsplit(begun.json()["address"]).query)
    back = {"state": asked["state"][0], "code": asked["nonce"][0], "iss": crooked.url if iss is None else iss}
    answer = client.http.get("/sso/callback", params=back)
    inside = client.http.get("/api/me").status_code == 200
    assert inside == (answer.status_code == 200)
    return "" if inside else urlsplit(answer.headers["location"]).fragment


def test_the_untouched_one_is_let_in(jedel: Running, crooked: Crooked) -> None:
    assert outcome(jedel, crooked) == ""


CLAIMS: dict[str, tuple[dict[str, Any], str]] = {
    "another issuer": ({"iss": "https://evil.example"}, "sso-issuer-wrong"),
    "no issuer": ({"iss": None}, "sso-issuer-wrong"),
    "another nonce": ({"nonce": "x" * 43}, "sso-nonce-wrong"),
    "no nonce": ({"nonce": None}, "sso-nonce-wrong"),
    "another audience": ({"aud": "other"}, "sso-audience-wrong"),
    "no audience": ({"aud": None}, "sso-audience-wrong"),
    "two audiences, nobody named": ({"aud": ["jedel", "other"]}, "sso-audience-wrong"),
    "made for another": ({"aud": ["jedel", "other"], "azp": "other"}, "sso-audience-wrong"),
    "made for another alone": ({"azp": "other"}, "sso-audience-wrong"),
    "expired": ({"exp": NOW - 120, "iat": NOW - 300}, "sso-expired"),
    "never expires": ({"exp": None}, "sso-expired"),
    "expires in words": ({"exp": "tomorrow"}, "sso-expired"),
    "from the future": ({"iat": NOW + 7_200, "exp": NOW + 9_000}, "sso-token-wrong"),
    "not yet": ({"nbf": NOW + 7_200}, "sso-token-wrong"),
    "no time": ({"auth_time": None}, "sso-token-wrong"),
    "yesterday": ({"auth_time": NOW - 86_400}, "sso-too-long-ago"),
    "nobody": ({"sub": None}, "sso-token-wrong"),
    "nobody with a name": ({"sub": ""}, "sso-not-linked"),
    "a very long name": ({"sub": "a" * 300}, "sso-token-wrong"),
    "another access token": ({"at_hash": "x" * 22}, "sso-token-wrong"),
    "one factor": ({"amr": ["pwd"]}, "sso-one-factor"),
    "factors in words": ({"amr": "otp"}, "sso-token-wrong"),
    "an address is no identity": (
        {"sub": "x", "email": "anna", "preferred_username": "anna"},
        "sso-not-linked",
    ),
}


@pytest.mark.parametrize("name", CLAIMS)
def test_a_wrong_claim_is_refused(name: str, jedel: Running, crooked: Crooked) -> None:
    crooked.claims, code = CLAIMS[name]
    assert outcome(jedel, crooked) == code


SIGNED: dict[str, Callable[[Crooked, dict[str, Any]], str]] = {
    "not at all": lambda crooked, claims: crooked.unsigned(claims),
    "with the client's secret": lambda crooked, claims: crooked.with_secret(claims),
    "by a stranger under our key's name": lambda crooked, claims: crooked.signed(claims, key=STRANGER),
    "with a key that nobody knows": lambda crooked, claims: crooked.signed(claims, kid="two", key=STRANGER),
    "and then changed": lambda crooked, claims: changed(crooked.signed(claims)),
    "no token": lambda crooked, claims: "x.y",
    "endless": lambda crooked, claims: "x" * 20_000,
}


def changed(token: str) -> str:
    head, body, signature = token.split(".")
    return f"{head}.{body[:-4]}AAAA.{signature}"


@pytest.mark.parametrize("name", SIGNED)
def test_a_wrong_signature_is_refused(name: str, jedel: Running, crooked: Crooked) -> None:
    crooked.sign = lambda claims: SIGNED[name](crooked, claims)
    code = "sso-token-wrong" if name == "endless" else "sso-signature-wrong"
    assert outcome(jedel, crooked) == code


@pytest.mark.parametrize("iss", ["", "https://evil.example"])
def test_whoever_does_not_name_themselves_is_refused(iss: str, jedel: Running, crooked: Crooked) -> None:
    assert outcome(jedel, crooked, iss=iss) == "sso-issuer-wrong"


DESCRIBED: dict[str, tuple[dict[str, Any], str]] = {
    "another issuer": ({"issuer": "https://evil.example"}, "sso-issuer-wrong"),
    "no PKCE": ({"code_challenge_methods_supported": ["plain"]}, "sso-unfit"),
    "no keys": ({"jwks_uri": None}, "sso-unfit"),
}


@pytest.mark.parametrize("name", DESCRIBED)
def test_a_wrong_description_is_refused(name: str, jedel: Running, crooked: Crooked) -> None:
    crooked.described, code = DESCRIBED[name]
    assert outcome(jedel, crooked) == code


def _sent(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for header, text in {"content-length": str(len(body)), **headers}.items():
        handler.send_header(header.replace("_", "-"), text)
    handler.end_headers()
    handler.wfile.write(body)


ANSWERS: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {
    "endless": lambda handler: _sent(handler, 200, b'{"a":"' + b"x" * 2_000_000 + b'"}'),
    "packed": lambda handler: _sent(handler, 200, gzip.compress(b"{}"), content_encoding="gzip"),
    "elsewhere": lambda handler: _sent(handler, 302, b"", location="http://127.0.0.1:1/"),
    "no JSON": lambda handler: _sent(handler, 200, b"<html>"),
    "a list": lambda handler: _sent(handler, 200, b"[]"),
    "broken": lambda handler: _sent(handler, 500, b"{}"),
    "late": lambda handler: time.sleep(2),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_that_cannot_be_used_is_no_answer(name: str, jedel: Running, crooked: Crooked) -> None:
    assert jedel.system.sign_on is not None
    jedel.system.sign_on.provider._patience = 0.5
    crooked.answer = ANSWERS[name]
    began = time.monotonic()
    assert outcome(jedel, crooked) == "sso-unreachable"
    assert time.monotonic() - began < 1.9


def test_a_provider_that_is_away_is_left_alone_for_a_while(jedel: Running, crooked: Crooked) -> None:
    crooked.answer = ANSWERS["broken"]
    assert [outcome(jedel, crooked) for _ in range(5)] == ["sso-unreachable"] * 5
    assert len(crooked.asked) == 1


def test_new_keys_are_asked_for_once_and_not_by_everybody(jedel: Running, crooked: Crooked) -> None:
    assert outcome(jedel, crooked) == ""
    assert jedel.system.sign_on is not None
    crooked.sign = lambda claims: crooked.signed(claims, kid="two", key=STRANGER)
    for _ in range(3):
        assert outcome(jedel, crooked) == "sso-signature-wrong"
    assert crooked.asked.count("/jwks") == 1, "within a minute of the last time it is not asked again"
    keys, at = jedel.system.sign_on.provider._keys or (None, 0.0)
    assert keys is not None
    jedel.system.sign_on.provider._keys = (keys, at - 61)
    assert outcome(jedel, crooked) == "sso-signature-wrong"
    assert crooked.asked.count("/jwks") == 2


LOGOUTS: dict[str, tuple[dict[str, Any], str]] = {
    "an ID token": ({"events": None, "nonce": "n"}, "sso-token-wrong"),
    "another event": ({"events": {"other": {}}}, "sso-token-wrong"),
    "with a nonce": ({"nonce": "n"}, "sso-token-wrong"),
    "of nobody": ({"sub": None, "sid": None}, "sso-token-wrong"),
    "without a name of its own": ({"jti": None}, "sso-token-wrong"),
    "another audience": ({"aud": "other"}, "sso-audience-wrong"),
    "another issuer": ({"iss": "https://evil.example"}, "sso-issuer-wrong"),
    "expired": ({"exp": NOW - 120}, "sso-expired"),
}


def logout(jedel: Running, crooked: Crooked, token: str, **headers: str) -> httpx.Response:
    return browser(jedel.url).post("/sso/logout", data={"logout_token": token}, headers=headers)


def logout_claims(crooked: Crooked) -> dict[str, Any]:
    kept = ("iss", "aud", "sub", "sid", "iat", "exp")
    good = {name: value for name, value in crooked.good("").items() if name in kept}
    return {**good, "jti": "1", "events": {LOGOUT_EVENT: {}}}


@pytest.mark.parametrize("name", LOGOUTS)
def test_a_wrong_logout_ends_nothing(name: str, jedel: Running, crooked: Crooked) -> None:
    assert outcome(jedel, crooked) == ""
    account = account_of(jedel.system, "anna")
    assert account is not None
    before = len(jedel.system.sessions.of(account))
    crooked.claims, code = LOGOUTS[name]
    answer = logout(jedel, crooked, crooked.token(logout_claims(crooked)))
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert len(jedel.system.sessions.of(account)) == before


def test_a_logout_without_a_subject_names_the_session(jedel: Running, crooked: Crooked) -> None:
    assert outcome(jedel, crooked) == ""
    crooked.claims = {"sub": None}
    assert logout(jedel, crooked, crooked.token(logout_claims(crooked))).status_code == 200
    account = account_of(jedel.system, "anna")
    assert account is not None
    assert jedel.system.sessions.of(account) == []


def test_no_page_sends_a_logout(jedel: Running, crooked: Crooked) -> None:
    token = crooked.token(logout_claims(crooked))
    assert logout(jedel, crooked, token, origin=jedel.url).json()["code"] == "foreign-origin"
    json = logout(jedel, crooked, token, **{"content-type": "application/json"})
    assert json.json()["code"] == "not-form-type"
