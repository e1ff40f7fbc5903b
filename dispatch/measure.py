"""How often something may happen, at all processes together: buckets in Redis, one atomic step each time.

Each process also keeps its own bucket, as if it were alone: what Redis does not answer is answered by it, so
there is a limit in any case. Keys are held as keyed hashes of a day, never as they are, here and there; in
Redis each goes when its bucket is full again.
"""

import asyncio
import hmac
import secrets
from collections.abc import Callable
from typing import Final

from dispatch.buckets import Buckets
from dispatch.clock import Clock, SystemClock
from dispatch.hints.port import Memory

_ASK: Final = """
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local every, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
if full + every - burst * every > now then return 0 end
if ARGV[3] == '1' then
  redis.call('SET', KEYS[1], string.format('%.6f', full + every), 'EX', math.ceil(full + every - now) + 1)
end
return 1
"""
"""`KEYS[1]` holds when the bucket will be full again (generic cell rate algorithm), by Redis's own clock."""


class Measure:
    """`burst` at once, then `per_hour` evenly, for each key; of one event loop. See `Buckets`."""

    def __init__(
        self,
        name: str,
        burst: float,
        per_hour: float,
        monotonic: Callable[[], float],
        most_keys: int = 1,
        clock: Clock | None = None,
    ) -> None:
        self._name = name
        self._every, self._burst = 3_600 / per_hour, burst
        self._own = Buckets(burst, per_hour, monotonic, most_keys)
        self._clock = clock or SystemClock()
        self._memory: Memory | None = None
        self._secret = secrets.token_bytes(32)

    def share(self, memory: Memory, secret: bytes) -> None:
        """From now on with all processes that have this memory and this secret."""
        self._memory, self._secret = memory, secret

    async def take(self, key: str = "") -> bool:
        """Whether one more may happen now; if so it is counted."""
        name = self._named(key)
        own = self._own.take(name)
        shared = await self._ask(name, 1)
        return own if shared is None else shared

    async def has(self, key: str = "") -> bool:
        """Whether one more could happen; nothing is counted."""
        name = self._named(key)
        shared = await self._ask(name, 0)
        return self._own.has(name) if shared is None else shared

    async def _ask(self, name: str, counted: int) -> bool | None:
        if self._memory is None:
            return None
        key = self._memory.name("measure", name)
        command = ("EVAL", _ASK, 1, key, self._every, self._burst, counted)
        answer = await asyncio.to_thread(self._memory.ask, *command)
        return bool(answer) if isinstance(answer, int) else None

    def _named(self, key: str) -> str:
        said = f"{self._clock.now().toordinal()}|{self._name}|{key}".encode()
        return hmac.digest(self._secret, said, "sha256")[:16].hex()
