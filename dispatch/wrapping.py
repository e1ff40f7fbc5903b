"""The key file `keys.kek`, and small secrets wrapped with it: AES-256-GCM, bound to what they belong to.

    wrapped = nonce (12) | AES-GCM(kek, secret, AAD = what it is bound to)

The file has one line per wrapping key, "<id> <base64 of 32 bytes>", the first being the one in use; whoever
keeps a wrapped secret keeps that id beside it, so a wrapping key can be changed without touching the rest.
Each table of wrapped secrets is told as a `Place`, so that rotation and check (`dispatch.wrapped`) find it.
"""

import os
import stat
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dispatch.keyring import NONCE, fresh_nonce
from dispatch.unfit import Unfit

SIZE = 32
_TRIES = 3
"""Looks at a key file that is being replaced while it is read."""


class KeysUnusable(Unfit):
    """The key file or the key database is missing, open to others, or does not fit the other."""


class Wrapped(NamedTuple):
    """A wrapped secret, and the name of the key that wraps it."""

    kek: str
    bytes: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A table of wrapped secrets, with a column `kek`. `bound` tells from the columns of `key` what a row's
    secret is bound to; where column `wrapped` is empty there is no secret."""

    file: str
    table: str
    key: tuple[str, ...]
    wrapped: str
    bound: Callable[[tuple[Any, ...]], bytes]


def new_wrapping_key() -> tuple[str, bytes]:
    """A new id and a new key."""
    return os.urandom(4).hex(), os.urandom(SIZE)


def key_line(name: str, key: bytes) -> bytes:
    """One line of the key file."""
    return f"{name} {b64encode(key).decode()}\n".encode()


def make_key_file(path: Path) -> None:
    """Make `keys.kek`, readable by its owner only. Refuses to touch one that is there."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key_line(*new_wrapping_key()))
        file.flush()
        os.fsync(file.fileno())


def read_key_file(path: Path) -> dict[str, bytes]:
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
    keys: dict[str, bytes] = {}
    for number, line in enumerate(lines, 1):
        name, _, text = line.partition(" ")
        if line and (name in keys or len(keys.setdefault(name, _decoded(text))) != SIZE):
            raise KeysUnusable(
                f"line {number} of {path.name} is not a key", "key-file-line", file=path.name, line=number
            )
    if not keys:
        raise KeysUnusable(f"{path.name} is empty", "key-file-empty", file=path.name)
    return keys


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return b""


class Wrapping:
    """Wraps with the key in use; unwraps with whichever key of the file the wrapped secret names.

    Another process may give the file a new key at any time (`dispatch.rotation`). What is wrapped inside a
    transaction that has its table alone is wrapped by the key then in use, because the file is looked at for
    each. Keys that this process once knew it goes on unwrapping with. Safe from any thread.
    """

    def __init__(self, key_file: Path) -> None:
        self._path = key_file
        self._keks: dict[str, AESGCM] = {}
        self._read = self._mark()
        self._take(read_key_file(key_file))

    def _take(self, keys: dict[str, bytes]) -> None:
        self._keks = {**self._keks, **{name: AESGCM(key) for name, key in keys.items()}}
        self.names = tuple(keys)

    @property
    def kek(self) -> str:
        """The name of the key in use, as the file was when it was looked at last."""
        return self.names[0]

    def _mark(self) -> tuple[int, int, int] | None:
        """Another one for another content: the file is only ever replaced as a whole."""
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def look(self) -> None:
        """Take in a key file that was replaced; one that cannot be read is told of at the next start."""
        for _ in range(_TRIES):
            mark = self._mark()
            if mark is None or mark == self._read:
                return
            try:
                self._take(read_key_file(self._path))
            except KeysUnusable:
                continue  # just replaced once more, or not one of ours
            self._read = mark

    def wrap(self, secret: bytes, bound: bytes) -> Wrapped:
        """The secret, readable only with the key file and the same `bound`."""
        return self.wrap_all([(secret, bound)])[0]

    def wrap_all(self, secrets: Iterable[tuple[bytes, bytes]]) -> list[Wrapped]:
        """Each secret with its `bound`, by one key and one look at the file."""
        self.look()
        kek = self.kek
        encrypt, made = self._keks[kek].encrypt, []
        for secret, bound in secrets:
            nonce = fresh_nonce()
            made.append(Wrapped(kek, nonce + encrypt(nonce, secret, bound)))
        return made

    def renewed(self, wrapped: Wrapped, bound: bytes) -> Wrapped:
        """The same secret wrapped by the key in use, if that is another one by now."""
        self.look()
        if wrapped.kek == self.kek:
            return wrapped
        return self.wrap(self.unwrap(wrapped.kek, wrapped.bytes, bound), bound)

    def unwrap(self, kek: str, wrapped: bytes, bound: bytes) -> bytes:
        """What was wrapped; raises `KeysUnusable` if the key is not there or anything was changed."""
        if kek not in self._keks:
            self.look()
        wrapping = self._keks.get(kek)
        if wrapping is None:
            raise KeysUnusable(
                f"something is wrapped by key {kek}, which keys.kek does not hold", "key-unknown", kek=kek
            )
        try:
            return wrapping.decrypt(wrapped[:NONCE], wrapped[NONCE:], bound)
        except InvalidTag:
            raise KeysUnusable(
                "a wrapped key does not fit keys.kek or its own subject", "key-unfit"
            ) from None
