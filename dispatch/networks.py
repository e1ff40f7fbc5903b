"""A network as a key that lives a day and in memory only: no address of anybody is kept anywhere."""

import hmac
import secrets
from collections.abc import Callable
from typing import Final

DAY_S: Final = 86_400.0


class Networks:
    """`key_of` is the keyed hash of a network.

    With a new day comes a new key, `on_new_day` is called, and the day before cannot be followed any more.
    """

    def __init__(self, monotonic: Callable[[], float], on_new_day: Callable[[], None]) -> None:
        self._monotonic = monotonic
        self._on_new_day = on_new_day
        self._key = secrets.token_bytes(32)
        self._since = monotonic()

    def key_of(self, network: str) -> bytes:
        if self._monotonic() - self._since >= DAY_S:
            self._key = secrets.token_bytes(32)
            self._since = self._monotonic()
            self._on_new_day()
        return hmac.digest(self._key, network.encode(), "sha256")[:16]
