"""The key file `keys.kek`, and small secrets wrapped with it: AES-256-GCM, bound to what they belong to.

    wrapped = nonce (12) | AES-GCM(kek, secret, AAD = what it is bound to)

The file has one line per wrapping key, "<id> <base64 of 32 bytes>", the first being the one in use; whoever
keeps a wrapped secret keeps that id beside it, so a wrapping key can be changed without touching the rest.
"""

import os
import stat
from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dispatch.unfit import Unfit

NONCE = 12


class KeysUnusable(Unfit):
    """The key file or the key database is missing, open to others, or does not fit the other."""


def make_key_file(path: Path) -> None:
    """Make `keys.kek`, readable by its owner only. Refuses to touch one that is there."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(f"{os.urandom(4).hex()} {b64encode(os.urandom(32)).decode()}\n".encode())
        file.flush()
        os.fsync(file.fileno())


def read_key_file(path: Path) -> dict[str, AESGCM]:
    """Wrapping keys by id, the one in use first."""
    try:
        mode = path.stat().st_mode
        lines = path.read_text("ascii").split("\n")
    except FileNotFoundError:
        raise KeysUnusable(
            f"{path.name} is missing: set-up makes it, or restore it from its own backup",
            "key-file-missing",
            file=path.name,
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise KeysUnusable(
            f"{path.name} cannot be read: {type(error).__name__}",
            "key-file-unreadable",
            file=path.name,
            error=type(error).__name__,
        ) from error
    if stat.S_IMODE(mode) & 0o077:
        raise KeysUnusable(
            f"{path.name} can be read by others: chmod 600 {path.name}", "key-file-open", file=path.name
        )
    keys: dict[str, AESGCM] = {}
    for line in filter(None, lines):
        name, _, text = line.partition(" ")
        try:
            keys[name] = AESGCM(b64decode(text, validate=True))
        except ValueError as error:
            raise KeysUnusable(
                f"{path.name} holds a line that is not a key", "key-file-line", file=path.name
            ) from error
    if not keys:
        raise KeysUnusable(f"{path.name} is empty", "key-file-empty", file=path.name)
    return keys


class Wrapping:
    """Wraps with the key in use; unwraps with whichever key of the file the wrapped secret names."""

    def __init__(self, key_file: Path) -> None:
        self._keks = read_key_file(key_file)
        self.kek = next(iter(self._keks))

    def wrap(self, secret: bytes, bound: bytes) -> bytes:
        """The secret, readable only with the key file and the same `bound`."""
        nonce = os.urandom(NONCE)
        return nonce + self._keks[self.kek].encrypt(nonce, secret, bound)

    def unwrap(self, kek: str, wrapped: bytes, bound: bytes) -> bytes:
        """What was wrapped; raises `KeysUnusable` if the key is not there or anything was changed."""
        wrapping = self._keks.get(kek)
        if wrapping is None:
            raise KeysUnusable(
                f"keys.db was wrapped by key {kek}, which keys.kek does not hold", "key-unknown", kek=kek
            )
        try:
            return wrapping.decrypt(wrapped[:NONCE], wrapped[NONCE:], bound)
        except InvalidTag:
            raise KeysUnusable(
                "a key in keys.db does not fit keys.kek or its own subject", "key-unfit"
            ) from None
