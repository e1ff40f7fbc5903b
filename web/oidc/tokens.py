"""What the provider signed, believed only when every claim is as it must be.

Authlib's claims check what OpenID Connect Core 3.1.3.7 asks; which algorithms and issuers count is ours.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import (
    ClaimError,
    ExpiredTokenError,
    InvalidKeyIdError,
    JoseError,
    SecurityWarning,
)
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from web.problems import Problem

ALGORITHMS: Final = ("RS256", "PS256", "ES256")
"""Asymmetric ones only: neither `none` nor a signature with the client's secret is ever believed."""

LEEWAY_S: Final = 60
LONGEST: Final = 255
"""Characters of a subject (OpenID Connect Core 2) and of what names the provider's session."""

LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"


class KeyUnknown(Exception):
    """Signed with a key that is not among those that we have: perhaps the provider has newer ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a token must say of itself."""

    issuer: str
    client: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Whom the provider named, how they showed it, and its name for their session."""

    subject: str
    acr: str
    amr: tuple[str, ...]
    sid: str


def id_token(
    text: str, keys: KeySet, expected: Expected, *, nonce: str, access_token: str, max_age: int
) -> Who:
    """The person in an ID token; raises `Problem` with the code of what is wrong, or `KeyUnknown`."""
    token = _opened(text, keys)
    claims = CodeIDToken(
        token.claims,
        token.header,
        _pinned(expected),
        {
            "client_id": expected.client,
            "nonce": nonce,
            "access_token": access_token,
            "max_age": max_age,
        },
    )
    _validate(claims, expected)
    if expected.now.timestamp() - token.claims["auth_time"] > max_age + LEEWAY_S:
        raise Problem("sso-too-long-ago")
    return _who(token.claims)


def logout_token(text: str, keys: KeySet, expected: Expected) -> Who:
    """Whose session is over, in a logout token (OpenID Connect Back-Channel Logout 2.6)."""
    token = _opened(text, keys)
    claims = dict(token.claims)
    # It is no ID token: it must not be usable as one, nor the other way round.
    events = claims.get("events")
    told = isinstance(events, dict) and LOGOUT_EVENT in events
    if not told or "nonce" in claims or not isinstance(claims.get("jti"), str):
        raise Problem("sso-token-wrong")
    if not isinstance(claims.get("sub", claims.get("sid")), str):
        raise Problem("sso-token-wrong")
    # Authlib wants a subject; a provider may name the session alone.
    checked = CodeIDToken(
        {"sub": "", **claims}, token.header, _pinned(expected), {"client_id": expected.client}
    )
    _validate(checked, expected)
    return _who({"sub": "", **claims})


def _opened(text: str, keys: KeySet) -> jwt.Token:
    registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", SecurityWarning)
            return jwt.decode(text, keys, registry=registry)
    except InvalidKeyIdError:
        raise KeyUnknown from None
    except (JoseError, SecurityWarning, ValueError, TypeError, KeyError):
        raise Problem("sso-signature-wrong") from None


def _pinned(expected: Expected) -> dict[str, Any]:
    return {
        "iss": {"essential": True, "value": expected.issuer},
        "aud": {"essential": True, "value": expected.client},
        "sub": {"essential": True, "allow_blank": True},
    }


def _validate(claims: CodeIDToken, expected: Expected) -> None:
    try:
        claims.validate(now=int(expected.now.timestamp()), leeway=LEEWAY_S)
    except ExpiredTokenError:
        raise Problem("sso-expired") from None
    except ClaimError as error:
        raise Problem(_CODES.get(str(error.claim), "sso-token-wrong")) from None
    except (JoseError, ValueError, TypeError, KeyError):
        raise Problem("sso-token-wrong") from None


_CODES: Final = {
    "iss": "sso-issuer-wrong",
    "aud": "sso-audience-wrong",
    "azp": "sso-audience-wrong",
    "nonce": "sso-nonce-wrong",
    "exp": "sso-expired",
}


def _who(claims: Mapping[str, Any]) -> Who:
    subject, sid, acr, amr = (claims.get(name) for name in ("sub", "sid", "acr", "amr"))
    if not isinstance(subject, str) or len(subject) > LONGEST or len(str(sid or "")) > LONGEST:
        raise Problem("sso-token-wrong")
    return Who(
        subject=subject,
        acr=acr if isinstance(acr, str) else "",
        amr=tuple(one for one in amr if isinstance(one, str)) if isinstance(amr, list) else (),
        sid=sid if isinstance(sid, str) else "",
    )
