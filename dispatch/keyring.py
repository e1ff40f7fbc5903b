"""What sealing needs besides the values: whose key, and a nonce that no other sealing had."""

import os
from typing import Final, NoReturn, Protocol
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE: Final = 12
"""Bytes of a nonce."""
_AT_ONCE: Final = 256
_left: Final[list[bytes]] = []


class Keyring(Protocol):
    """Keys by subject: to seal with, made if need be; to open with, or nothing if it was destroyed."""

    def sealing_key(self, subject: UUID) -> AESGCM: ...

    def opening_key(self, subject: UUID) -> AESGCM | None: ...


class NoKeys:
    """A ring without keys: whatever is sealed reads as forgotten, and its fields are still known by name."""

    def sealing_key(self, subject: UUID) -> NoReturn:
        raise NotImplementedError("nothing is sealed here")

    def opening_key(self, subject: UUID) -> None:
        return None


def fresh_nonce() -> bytes:
    """96 bits of the system's chance, given out once; for any thread.

    Asked for one by one they cost more than the sealing: whoever asks the system lets go of the interpreter
    each time. A child of a fork throws away what its parent had drawn (two would seal with the same).
    """
    try:
        return _left.pop()
    except IndexError:
        drawn = os.urandom(NONCE * _AT_ONCE)
        *others, mine = (drawn[at : at + NONCE] for at in range(0, len(drawn), NONCE))
        _left.extend(others)
        return mine


os.register_at_fork(after_in_child=_left.clear)
