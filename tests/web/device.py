"""A phone as its browser would be it: a key of its own, a PIN, signed commands."""

import json
import secrets
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from dispatch.invitations import comparison
from tests.web.client import Client, Running

PIN = "194207"


def packed(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Device:
    """`id` is known once it is enrolled."""

    client: Client
    code: str = ""
    id: str = ""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    sequence: int = 0

    @property
    def point(self) -> bytes:
        form = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        return self.key.public_key().public_bytes(*form)

    @property
    def digits(self) -> str:
        return comparison(self.code, self.point)

    def post(self, path: str, **fields: Any) -> httpx.Response:
        return self.client.raw(path, json.dumps(fields).encode())

    def bring(self, pin: str = PIN) -> httpx.Response:
        return self.post("/api/enrol/key", code=self.code, key=packed(self.point), pin=pin)

    def stage(self) -> dict[str, Any]:
        found: dict[str, Any] = self.post("/api/enrol/stage", code=self.code).json()
        self.id = found.get("phone") or self.id
        return found

    def sign(self, text: bytes) -> str:
        r, s = decode_dss_signature(self.key.sign(text, ec.ECDSA(hashes.SHA256())))
        return packed(r.to_bytes(32) + s.to_bytes(32))

    def challenge(self) -> str:
        return str(self.post("/api/phone/challenge", phone=self.id).json()["challenge"])

    def enter(self, pin: str = PIN, challenge: str | None = None, signature: str = "") -> httpx.Response:
        asked = self.challenge() if challenge is None else challenge
        signed = signature or self.sign(f"jedel-login-1\n{self.id}\n{asked}".encode())
        return self.post("/api/phone/login", phone=self.id, challenge=asked, signature=signed, pin=pin)

    def command(self, name: str, *, plant: dict[str, Any] | None = None, **fields: Any) -> httpx.Response:
        """A signed command. `plant`: what of it is changed after it was signed, or left out."""
        self.sequence += 1
        meta = {"command_id": str(uuid4()), "device": self.id, "sequence": self.sequence}
        body = json.dumps({**meta, **fields}).encode()
        clock = str(int(time.time() * 1000))
        text = f"jedel-command-1\n{self.id}\n{clock}\n{name}\n".encode() + body
        header = f"{clock}.{self.sign(text)}"
        planted = plant or {}
        return self.client.raw(
            f"/api/commands/{planted.get('name', name)}",
            planted.get("body", body),
            **{"x-jedel-signature": planted.get("header", header)},
        )


def keeper(running: Running, login: str = "supervisor") -> Client:
    """Somebody who keeps phones and has just shown a second factor."""
    client = running.enter(login)
    code = client.get("/api/me/step-up")["code"]
    if code is None:
        # The code of this step was used already; the session is raised as the step-up would.
        token = running.system.sessions.raise_to(client.http.cookies["jedel"])
        assert token is not None
        client.http.cookies.set("jedel", token, domain="localhost.local", path="/")
        return client
    assert client.raw("/api/me/step-up", json.dumps({"code": code}).encode()).status_code == 200
    return client


def invited(boss: Client, account: str, name: str = "") -> tuple[str, str]:
    """A code for this account: the invitation and the code in the QR picture."""
    body = {"account": account, "name": name or f"phone {secrets.token_hex(3)}"}
    answer = boss.raw("/api/phones/invite", json.dumps(body).encode())
    assert answer.status_code == 200, answer.text
    found = answer.json()
    return found["invitation"], found["address"].partition("#")[2]


def confirmed(boss: Client, invitation: str, digits: str) -> httpx.Response:
    body = {"invitation": invitation, "comparison": digits}
    return boss.raw("/api/phones/confirm", json.dumps(body).encode())


def enrolled(running: Running, boss: Client, account: str) -> Device:
    """A phone of this account, confirmed, not logged in."""
    invitation, code = invited(boss, account)
    device = Device(running.nobody(), code)
    assert device.bring().status_code == 200
    assert confirmed(boss, invitation, device.digits).status_code == 200
    assert device.stage()["stage"] == "enrolled"
    return device


def staged(boss: Client, invitation: str) -> dict[str, object]:
    found: dict[str, object] = boss.raw(
        "/api/phones/stage", json.dumps({"invitation": invitation}).encode()
    ).json()
    return found


def code(answer: object) -> str:
    return str(answer.json()["code"])  # type: ignore[attr-defined]
