"""How much the public form takes in at once; over that it waits in the lane. Never "go away".

Three buckets: the network, the school, all together. No address is held: a network is a keyed hash of a day.
"""

import hmac
import secrets
from collections.abc import Callable
from uuid import UUID

from dispatch.hints.port import Memory
from dispatch.measure import Measure
from web.outside_limits import OutsideLimits


class Gate:
    """One in the process; for the event loop. `secret` is the same in all processes of an installation, and
    after a restart: a page that one of them made is known to all."""

    def __init__(self, limits: OutsideLimits, monotonic: Callable[[], float], secret: bytes) -> None:
        most = limits.networks_remembered
        burst, hour = limits.form_network_burst, limits.form_network_hour
        self._networks = Measure("network", burst, hour, monotonic, most)
        burst, hour = limits.form_school_burst, limits.form_school_hour
        self._schools = Measure("school", burst, hour, monotonic, most)
        self._all = Measure("form", limits.form_burst, limits.form_hour, monotonic)
        tries, all_tries = limits.receipt_tries, limits.receipt_tries_all
        self._tries = Measure("receipts", tries, tries, monotonic, most)
        self._all_tries = Measure("all receipts", all_tries / 10, all_tries, monotonic)
        self._secret = secret

    def share(self, memory: Memory) -> None:
        """With all processes of this installation."""
        for each in (self._networks, self._schools, self._all, self._tries, self._all_tries):
            each.share(memory, self._secret)

    async def admits(self, network: str, school: str) -> bool:
        """Whether one more request goes straight to the board. A network over its own takes from no other."""
        within = await self._networks.take(network)
        return within and await self._schools.take(school) and await self._all.take()

    async def may_try(self, network: str) -> bool:
        """Whether a receipt may be looked at: within the network's tries, and the budget of all together."""
        return await self._tries.has(network) and await self._all_tries.take()

    async def wrong(self, network: str) -> None:
        """It was nobody's."""
        await self._tries.take(network)

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
