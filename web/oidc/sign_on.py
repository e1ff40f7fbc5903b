"""Single sign-on as it is set: the provider, logins under way there, and what counts as a second factor."""

import asyncio
import stat
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from dispatch.clock import SystemClock
from dispatch.identities import Identities
from dispatch.once import Once
from dispatch.sessions import Session
from web.oidc.pending import Pending, Pendings
from web.oidc.provider import Provider, Registration
from web.oidc.tokens import Expected, KeyUnknown, Who, id_token, logout_token
from web.problems import Problem
from web.settings import BadSettings, Settings

CALLBACK: Final = "/sso/callback"
LONGEST: Final = 16 * 1024
"""Characters of a token that is looked at."""


@dataclass(slots=True, kw_only=True)
class SignOn:
    """`acr` and `amr` are values that say that the provider has asked for a second factor; `linking` is held
    while an identity is told of and kept, so that nobody comes between.
    """

    provider: Provider
    identities: Identities
    pendings: Pendings
    acr: frozenset[str]
    amr: frozenset[str]
    linking: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def issuer(self) -> str:
        return self.provider.known.issuer

    def remember(self, session: Session, subject: str, sid: str, now: datetime) -> None:
        """A logout at the provider ends this session too."""
        self.identities.signed_on(session, self.issuer, subject, sid, now)

    async def who(self, code: str, pending: Pending, max_age: int, now: datetime) -> Who:
        """The person behind the code that the provider sent the browser back with. Raises `Problem`."""
        tokens = await self.provider.exchange(code, pending.verifier)
        _short(tokens.id_token)
        for anew in (False, True):
            try:
                return id_token(
                    tokens.id_token,
                    await self.provider.keys(anew=anew),
                    self._expected(now),
                    nonce=pending.nonce,
                    access_token=tokens.access_token,
                    max_age=max_age,
                )
            except KeyUnknown:
                continue
        raise Problem("sso-signature-wrong")

    async def logged_out(self, token: str, now: datetime) -> Who:
        """Whose session at the provider is over. Raises `Problem`."""
        _short(token)
        for anew in (False, True):
            try:
                return logout_token(token, await self.provider.keys(anew=anew), self._expected(now))
            except KeyUnknown:
                continue
        raise Problem("sso-signature-wrong")

    def showed_second(self, who: Who) -> bool:
        """Whether the provider says that it asked for a second factor, in a way that is set to count."""
        return who.acr in self.acr or not self.amr.isdisjoint(who.amr)

    def _expected(self, now: datetime) -> Expected:
        known = self.provider.known
        return Expected(issuer=known.issuer, client=known.client, now=now)


def sign_on_of(settings: Settings, identities: Identities, once: Once) -> SignOn | None:
    """What the settings say; none where no provider is set: then nobody is ever asked."""
    if not settings.oidc_issuer:
        return None
    limits = settings.limits
    known = Registration(
        issuer=settings.oidc_issuer,
        client=settings.oidc_client,
        secret=_secret(settings.oidc_secret_file),
        callback=settings.url + CALLBACK,
        acr=settings.oidc_acr,
    )
    monotonic = SystemClock().monotonic
    return SignOn(
        provider=Provider(
            known, patience=limits.sso_patience, most_bytes=limits.sso_bytes, monotonic=monotonic
        ),
        identities=identities,
        pendings=Pendings(once, limits.sso_under_way),
        acr=frozenset(settings.oidc_acr),
        amr=frozenset(settings.oidc_amr),
    )


def _secret(path: Path | None) -> str:
    """The client's secret: the first line of a file that its owner alone may read."""
    if path is None:
        return ""
    try:
        open_to_others = stat.S_IMODE(path.stat().st_mode) & 0o077
        text = path.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError):
        raise BadSettings("secret-unreadable", path=str(path)) from None
    if open_to_others:
        raise BadSettings("secret-open", path=str(path))
    if not text:
        raise BadSettings("secret-unreadable", path=str(path))
    return text


def _short(token: str) -> None:
    if len(token) > LONGEST:
        raise Problem("sso-token-wrong")
