"""The one identity provider that is set: what it says of itself, its keys, and codes exchanged for tokens.

Every request has an end in time and in size, follows no redirect and goes through no proxy of the
environment. What the provider says of itself is believed only under the issuer that is set.
"""

import asyncio
import logging
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oauth2.rfc6749.errors import OAuth2Error
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from web.oidc.bounded import Bounded
from web.oidc.pending import Pending
from web.problems import Problem

log = logging.getLogger(__name__)

KEPT_S: Final = 3_600.0
"""What the provider says of itself, and its keys, are asked for again after so long."""
AGAIN_S: Final = 60.0
"""A key that is not known makes us ask for the keys at most so often."""
REST_S: Final = 5.0
"""A provider that did not answer is left alone so long: logins behind it are told at once."""

SCOPE: Final = "openid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """How this installation is known to the provider."""

    issuer: str
    client: str
    secret: str
    callback: str
    acr: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What of the provider's own description is used."""

    authorize: str
    token: str
    keys: str
    names_itself: bool
    basic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    id_token: str
    access_token: str


class Provider:
    """Asked by the event loop's tasks; what it says is kept for a while."""

    def __init__(
        self, known: Registration, *, patience: float, most_bytes: int, monotonic: Callable[[], float]
    ) -> None:
        self.known = known
        self._patience = patience
        self._most = most_bytes
        self._monotonic = monotonic
        self._trust = ssl.create_default_context()
        self._one = asyncio.Lock()
        self._metadata: tuple[Metadata, float] | None = None
        self._keys: tuple[KeySet, float] | None = None
        self._rests_until = 0.0

    async def metadata(self) -> Metadata:
        """What the provider says of itself."""
        async with self._one:
            kept = self._metadata
            if kept is None or self._monotonic() - kept[1] > KEPT_S:
                address = self.known.issuer.rstrip("/") + "/.well-known/openid-configuration"
                kept = (described(await self._ask(address), self.known.issuer), self._monotonic())
                self._metadata = kept
            return kept[0]

    async def keys(self, *, anew: bool = False) -> KeySet:
        """The keys that it signs with; `anew`: perhaps it has others by now."""
        metadata = await self.metadata()
        async with self._one:
            kept = self._keys
            age = None if kept is None else self._monotonic() - kept[1]
            if kept is None or age is None or age > (AGAIN_S if anew else KEPT_S):
                kept = (_key_set(await self._ask(metadata.keys)), self._monotonic())
                self._keys = kept
            return kept[0]

    async def address(self, pending: Pending, max_age: int) -> str:
        """Where the browser goes to log in."""
        metadata = await self.metadata()
        more = {"acr_values": " ".join(self.known.acr)} if self.known.acr else {}
        async with self._client(metadata) as client:
            address, _ = client.create_authorization_url(
                metadata.authorize,
                state=pending.state,
                code_verifier=pending.verifier,
                nonce=pending.nonce,
                max_age=max_age,
                **more,
            )
        return str(address)

    async def exchange(self, code: str, verifier: str) -> Tokens:
        """The tokens behind a code. Raises `Problem`."""
        metadata = await self.metadata()
        try:
            async with asyncio.timeout(self._patience), self._client(metadata) as client:
                found = await client.fetch_token(
                    metadata.token, grant_type="authorization_code", code=code, code_verifier=verifier
                )
        except (OAuthError, OAuth2Error):
            raise Problem("sso-code-refused") from None
        except (httpx2.HTTPError, TimeoutError, ValueError, OSError) as error:
            raise self._away(error) from None
        texts = (found.get("id_token"), found.get("access_token"))
        if not isinstance(texts[0], str) or not isinstance(texts[1], str):
            raise Problem("sso-token-wrong")
        return Tokens(id_token=texts[0], access_token=texts[1])

    def _client(self, metadata: Metadata) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            client_id=self.known.client,
            client_secret=self.known.secret or None,
            token_endpoint_auth_method=_how(self.known, metadata),
            scope=SCOPE,
            redirect_uri=self.known.callback,
            code_challenge_method="S256",
            **self._bounds(),
        )

    def _bounds(self) -> dict[str, Any]:
        return {
            "transport": Bounded(self._most, self._trust),
            "timeout": httpx2.Timeout(self._patience),
            "follow_redirects": False,
            "trust_env": False,
            "headers": {"accept-encoding": "identity"},
        }

    async def _ask(self, address: str) -> Mapping[str, Any]:
        if self._monotonic() < self._rests_until:
            raise Problem("sso-unreachable")
        try:
            async with asyncio.timeout(self._patience), httpx2.AsyncClient(**self._bounds()) as client:
                response = await client.get(address)
                response.raise_for_status()
                found = response.json()
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ValueError, OSError) as error:
            raise self._away(error) from None
        if not isinstance(found, dict):
            raise Problem("sso-unreachable")
        return found

    def _away(self, error: Exception) -> Problem:
        log.warning("the identity provider did not answer: %s", type(error).__name__)
        self._rests_until = self._monotonic() + REST_S
        return Problem("sso-unreachable")


def described(found: Mapping[str, Any], issuer: str) -> Metadata:
    """The description, if it is the one of the issuer that is set and says what is needed."""
    if found.get("issuer") != issuer:
        raise Problem("sso-issuer-wrong")
    challenges = found.get("code_challenge_methods_supported", ["S256"])
    addresses = [found.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    same_way = urlsplit(issuer).scheme
    if not isinstance(challenges, list) or "S256" not in challenges:
        raise Problem("sso-unfit")
    if not all(isinstance(one, str) and urlsplit(one).scheme in ("https", same_way) for one in addresses):
        raise Problem("sso-unfit")
    methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return Metadata(
        authorize=str(addresses[0]),
        token=str(addresses[1]),
        keys=str(addresses[2]),
        names_itself=found.get("authorization_response_iss_parameter_supported") is True,
        basic=isinstance(methods, list) and "client_secret_basic" in methods,
    )


def _how(known: Registration, metadata: Metadata) -> str:
    if not known.secret:
        return "none"
    return "client_secret_basic" if metadata.basic else "client_secret_post"


def _key_set(found: Mapping[str, Any]) -> KeySet:
    try:
        return KeySet.import_key_set({"keys": list(found["keys"])})
    except (JoseError, ValueError, TypeError, KeyError):
        raise Problem("sso-unfit") from None
