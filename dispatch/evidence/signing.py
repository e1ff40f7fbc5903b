"""The key that signs checkpoints: Ed25519, in `checkpoints.key`, readable by its owner only.

The file has one line per key, "<id> <base64 of 32 bytes>", the first being the one in use; the one it
replaced stays behind it, so that the new key's first checkpoint is signed by both. A key's id is the first
16 hexadecimal digits of SHA-256 of its public half. Public halves are written as PEM, as OpenSSL reads them.
"""

import os
import stat
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from dispatch.unfit import Unfit

KEY_FILE: Final = "checkpoints.key"
KEPT: Final = 2
"""Keys in the file: the one in use and the one it replaced."""


class SigningKeyUnusable(Unfit):
    """The signing key is missing, open to others, or no key."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key; `public` is its public half, 32 bytes."""

    private: Ed25519PrivateKey
    public: bytes

    @property
    def id(self) -> str:
        return key_id(self.public)

    def sign(self, text: bytes) -> bytes:
        return self.private.sign(text)


def key_id(public: bytes) -> str:
    """How a key is called where its 32 bytes would be too long."""
    return sha256(public).hexdigest()[:16]


def make_signing_key(path: Path) -> SigningKey:
    """Put a new key in use; the one in use until now stays behind it. Durable when this returns."""
    before = read_signing_keys(path)[: KEPT - 1] if path.exists() else []
    made = _key(Ed25519PrivateKey.generate())
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for key in (made, *before):
            file.write(f"{key.id} {b64encode(key.private.private_bytes_raw()).decode()}\n".encode())
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    settle(path.parent)
    return made


def read_signing_keys(path: Path) -> list[SigningKey]:
    """The key in use, then the one it replaced; raises `SigningKeyUnusable`."""
    try:
        mode = path.stat().st_mode
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        why = "missing" if isinstance(error, FileNotFoundError) else "unreadable"
        raise _unusable(path, why, error=type(error).__name__) from None
    if stat.S_IMODE(mode) & 0o077:
        raise _unusable(path, "open")
    try:
        keys = [_key_of(line) for line in lines if line]
    except ValueError:
        raise _unusable(path, "line") from None
    if not keys:
        raise _unusable(path, "empty")
    return keys


def _unusable(path: Path, why: str, **more: str) -> SigningKeyUnusable:
    return SigningKeyUnusable(f"{path.name}: {why}", f"key-file-{why}", file=path.name, **more)


def _key_of(line: bytes) -> SigningKey:
    name, _, text = line.partition(b" ")
    key = _key(Ed25519PrivateKey.from_private_bytes(b64decode(text, validate=True)))
    if key.id.encode() != name:
        raise ValueError("a key under another key's id")
    return key


def _key(private: Ed25519PrivateKey) -> SigningKey:
    return SigningKey(private, private.public_key().public_bytes_raw())


def public_pem(public: bytes) -> bytes:
    """A public key as a file for auditors and for OpenSSL."""
    key = Ed25519PublicKey.from_public_bytes(public)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def read_public_pem(text: bytes) -> bytes:
    """The 32 bytes of such a file; raises ValueError for what is none."""
    key = load_pem_public_key(text)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("not an Ed25519 key")
    return key.public_bytes_raw()


def settle(folder: Path) -> None:
    """The folder's own entries on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
