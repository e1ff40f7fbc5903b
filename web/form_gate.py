"""How much the public form takes in at once; over that it waits in the lane. Never "go away".

Three buckets: the network, the school, all together. Networks are keys of a day in memory, never addresses.
"""

import hmac
import secrets
from collections.abc import Callable
from uuid import UUID

from dispatch.buckets import Buckets
from dispatch.networks import Networks
from web.outside_limits import OutsideLimits


class Gate:
    """One in the process; for the event loop. `secret` is the same in all processes of an installation, and
    after a restart: a page that one of them made is known to all."""

    def __init__(self, limits: OutsideLimits, monotonic: Callable[[], float], secret: bytes) -> None:
        most = limits.networks_remembered
        self._networks = Buckets(limits.form_network_burst, limits.form_network_hour, monotonic, most)
        self._schools = Buckets(limits.form_school_burst, limits.form_school_hour, monotonic, most)
        self._all = Buckets(limits.form_burst, limits.form_hour, monotonic)
        tries = limits.receipt_tries
        self._tries = Buckets(tries, tries, monotonic, most)
        self._all_tries = Buckets(limits.receipt_tries_all / 10, limits.receipt_tries_all, monotonic)
        self._keys = Networks(monotonic, self._new_day)
        self._secret = secret

    def _new_day(self) -> None:
        self._networks.clear()
        self._tries.clear()

    def admits(self, network: str, school: str) -> bool:
        """Whether one more request goes straight to the board. A network over its own takes from no other."""
        key = self._keys.key_of(network)
        return self._networks.take(key) and self._schools.take(school) and self._all.take()

    def may_try(self, network: str) -> bool:
        """Whether a receipt may be looked at: within the network's tries, and the budget of all together."""
        return self._tries.has(self._keys.key_of(network)) and self._all_tries.take()

    def wrong(self, network: str) -> None:
        """It was nobody's."""
        self._tries.take(self._keys.key_of(network))

    def token(self) -> str:
        """What a page is made with: the request's id to be, signed, so that the page is known as ours."""
        once = secrets.token_hex(16)
        return f"{once}-{self._sign(once)}"

    def trusted(self, token: str) -> bool:
        """Whether a page of ours was made with it."""
        once, _, signed = token.partition("-")
        return len(once) == 32 and hmac.compare_digest(signed, self._sign(once))

    def receipt_of(self, request: UUID) -> str:
        """Sixteen digits that only we can make again, for a second pressing of the same page."""
        number = int.from_bytes(hmac.digest(self._secret, b"receipt" + request.bytes, "sha256"))
        return f"{number % 10**16:016d}"

    def _sign(self, once: str) -> str:
        return hmac.new(self._secret, b"page" + once.encode(), "sha256").hexdigest()[:32]
