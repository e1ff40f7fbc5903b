"""Passkeys (WebAuthn): what a browser is asked to sign, and whether what it signed is good.

A passkey verifies its person itself (fingerprint, face, PIN), which is demanded each time, so it is
both factors in one. What it signs is bound to our address: another page gets no signature that counts
here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from dispatch.factors import ISSUER, Passkey
from web.problems import Problem
from web.settings import Settings
from web.system import System

TIMEOUT_MS: Final = 120_000
_VERIFIED: Final = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyMade:
    """What a browser answers to `navigator.credentials.create`, in base64url."""

    id: str
    client_data: str
    attestation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyShown:
    """What a browser answers to `navigator.credentials.get`, in base64url."""

    id: str
    client_data: str
    authenticator_data: str
    signature: str


def to_make(
    settings: Settings, challenge: bytes, account: UUID, login: str, known: Iterable[bytes]
) -> dict[str, Any]:
    """What the browser is asked for a new passkey; none that is `known` already is made twice."""
    options = generate_registration_options(
        rp_id=host_of(settings),
        rp_name=ISSUER,
        user_id=account.bytes,
        user_name=login,
        challenge=challenge,
        timeout=TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return dict(options_to_json_dict(options))


def to_show(settings: Settings, challenge: bytes, known: Iterable[bytes] = ()) -> dict[str, Any]:
    """What the browser is asked for a signature; of any passkey it has for us, or of those `known`."""
    options = generate_authentication_options(
        rp_id=host_of(settings),
        challenge=challenge,
        timeout=TIMEOUT_MS,
        allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        user_verification=_VERIFIED,
    )
    return dict(options_to_json_dict(options))


def host_of(settings: Settings) -> str:
    """What passkeys are bound to: the name of the host that people type."""
    return urlsplit(settings.url).hostname or "localhost"


def made(settings: Settings, challenge: bytes, sent: PasskeyMade) -> tuple[bytes, bytes, int]:
    """A new passkey's name, its public key and its counter. Raises `Problem`."""
    response = {"clientDataJSON": sent.client_data, "attestationObject": sent.attestation}
    try:
        found = verify_registration_response(
            credential={"id": sent.id, "rawId": sent.id, "type": "public-key", "response": response},
            expected_challenge=challenge,
            expected_rp_id=host_of(settings),
            expected_origin=sorted(settings.allowed_origins),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        raise Problem("passkey-wrong") from None
    return found.credential_id, found.credential_public_key, found.sign_count


def shown(system: System, challenge: bytes, sent: PasskeyShown) -> tuple[Passkey, int]:
    """The passkey that signed, and its counter, which is the caller's to look at. Raises `Problem`."""
    response = {
        "clientDataJSON": sent.client_data,
        "authenticatorData": sent.authenticator_data,
        "signature": sent.signature,
    }
    try:
        passkey = system.factors.passkey(base64url_to_bytes(sent.id))
        if passkey is None:
            raise Problem("passkey-wrong")
        found = verify_authentication_response(
            credential={"id": sent.id, "rawId": sent.id, "type": "public-key", "response": response},
            expected_challenge=challenge,
            expected_rp_id=host_of(system.settings),
            expected_origin=sorted(system.settings.allowed_origins),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        raise Problem("passkey-wrong") from None
    return passkey, found.new_sign_count
