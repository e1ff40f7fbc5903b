"""A checkpoint: what the log's newest link was, signed. One line of text, the same in the log and outside it.

    {"jedel":"checkpoint-1","log":..,"number":..,"position":..,"link":..,"recorded_at":..,
     "readings":..,"previous":..,"key":..} <base64 of the signature> [<base64 of another>]

The signature (Ed25519, by the private half of `key`) is over the JSON as it stands there. `link` is that of
the batch which ends at `position`; it binds every event up to there, and `recorded_at` that batch's clock
row in microseconds since 1970-01-01 UTC. `readings` is position and hash of the newest row of the log of
readings, or null. `previous` is SHA-256 of the line before, whole, so that none can be left out; the first
follows SHA-256("jedel-checkpoints-1" | the log's id). The first line of a new key is signed by the one before
it too: a key that nobody handed over is seen. Bytes are written as hexadecimal digits.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from dispatch.evidence.signing import SigningKey

KIND: Final = "checkpoint-1"
SIGNATURE: Final = 64
MOST_BYTES: Final = 2_000
"""No line is longer; what is, is none of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What is signed. `readings` is position and hash of the log of readings, or nothing."""

    log: UUID
    number: int
    position: int
    link: bytes
    recorded_at: int
    readings: tuple[int, bytes] | None
    previous: bytes
    key: bytes

    def text(self) -> bytes:
        """The bytes that are signed."""
        readings = self.readings and {"position": self.readings[0], "hash": self.readings[1].hex()}
        return orjson.dumps(
            {
                "jedel": KIND,
                "log": str(self.log),
                "number": self.number,
                "position": self.position,
                "link": self.link.hex(),
                "recorded_at": self.recorded_at,
                "readings": readings,
                "previous": self.previous.hex(),
                "key": self.key.hex(),
            }
        )


@dataclass(frozen=True, slots=True)
class Signed:
    """A line as it stands, taken apart; nothing about it has been believed yet."""

    line: bytes
    told: Checkpoint
    signatures: tuple[bytes, ...]

    @property
    def hash(self) -> bytes:
        """What the next one follows."""
        return sha256(self.line).digest()

    def holds(self) -> bool:
        """Whether the key that it names has signed it."""
        return _holds(self.told.key, self.signatures[0], self.told.text())

    def handed_over_by(self, before: bytes) -> bool:
        """Whether the key before has signed it too."""
        return len(self.signatures) > 1 and _holds(before, self.signatures[1], self.told.text())


def first_previous(log_id: UUID) -> bytes:
    """What the first checkpoint of a log follows."""
    return sha256(b"jedel-checkpoints-1" + log_id.bytes).digest()


def signed(told: Checkpoint, key: SigningKey, before: SigningKey | None = None) -> Signed:
    """The line of a checkpoint; `before` is the key that hands over to this one."""
    text = told.text()
    signatures = tuple(each.sign(text) for each in (key, before) if each is not None)
    line = b" ".join([text, *map(b64encode, signatures)])
    return Signed(line, told, signatures)


def read_line(line: bytes) -> Signed:
    """A line taken apart; raises ValueError for what is none, be it cut short or written otherwise."""
    text, *signatures = line.split(b" ")
    if len(line) > MOST_BYTES or not 1 <= len(signatures) <= 2:
        raise ValueError("not a checkpoint")
    try:
        told = _told(orjson.loads(text))
        found = Signed(line, told, tuple(b64decode(each, validate=True) for each in signatures))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a checkpoint") from error
    if told.text() != text or any(len(each) != SIGNATURE for each in found.signatures):
        raise ValueError("a checkpoint written otherwise")
    return found


def _told(values: dict[str, Any]) -> Checkpoint:
    readings = values["readings"]
    numbers = [values["number"], values["position"], values["recorded_at"]]
    if values["jedel"] != KIND or any(type(each) is not int for each in numbers):
        raise ValueError("not a checkpoint")
    return Checkpoint(
        log=UUID(values["log"]),
        number=values["number"],
        position=values["position"],
        link=bytes.fromhex(values["link"]),
        recorded_at=values["recorded_at"],
        readings=readings and (readings["position"], bytes.fromhex(readings["hash"])),
        previous=bytes.fromhex(values["previous"]),
        key=bytes.fromhex(values["key"]),
    )


def _holds(public: bytes, signature: bytes, text: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True
