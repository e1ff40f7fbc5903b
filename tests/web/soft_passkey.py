"""A passkey in software, for tests without a browser: it signs what it is asked to, its person seen."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url, encode_cbor

from tests.web.client import Client
from web.passkeys import host_of
from web.system import System

PRESENT_AND_VERIFIED = 0b101


@dataclass
class SoftPasskey:
    """Enrolled for an account as if it had been made on its page."""

    system: System
    account: UUID
    name: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    signed: int = 0

    def __post_init__(self) -> None:
        point = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (point.x, point.y))
        cose = encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        assert self.system.factors.enrol_passkey(self.account, self.name, cose, 0) is not None

    def shown(self, client: Client) -> tuple[int, str]:
        """Log this browser in with it: status, and the code of a refusal."""
        options = client.raw("/api/passkey/options", b"{}").json()["options"]
        origin = min(self.system.settings.allowed_origins)
        made = {"type": "webauthn.get", "challenge": options["challenge"], "origin": origin}
        said = json.dumps(made).encode()
        self.signed += 1
        host = hashlib.sha256(host_of(self.system.settings).encode()).digest()
        seen = host + bytes([PRESENT_AND_VERIFIED]) + self.signed.to_bytes(4, "big")
        signature = self.key.sign(seen + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        parts = {"id": self.name, "client_data": said, "authenticator_data": seen, "signature": signature}
        passkey = {name: bytes_to_base64url(part) for name, part in parts.items()}
        answer = client.raw("/api/login/passkey", json.dumps({"passkey": passkey}).encode())
        return answer.status_code, answer.json().get("code", "")
