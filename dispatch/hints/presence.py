"""Which processes there are, how many live boards of each region they have: counts that go by themselves."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from dispatch.hints.port import Memory

FRESH: Final = 5
"""Seconds after which a process that says nothing is not there any more, by Redis's own clock."""

_BEAT: Final = """
local now = tonumber(redis.call('TIME')[1])
redis.call('HSET', KEYS[1], ARGV[1], now .. ' ' .. ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
local found = redis.call('HGETALL', KEYS[1])
local fresh = {}
for i = 1, #found, 2 do
  if tonumber(string.match(found[i + 1], '^%d+')) < now - ARGV[3] then
    redis.call('HDEL', KEYS[1], found[i])
  else
    fresh[#fresh + 1] = found[i]
    fresh[#fresh + 1] = found[i + 1]
  end
end
return fresh
"""


class Presence:
    """`boards` counts this process's by region. `beat` is for one thread, `seen` for any."""

    def __init__(self, memory: Memory, me: str, boards: Callable[[], Mapping[str, int]]) -> None:
        self._memory = memory
        self._me = me
        self._boards = boards
        self.seen: Mapping[str, Mapping[str, int]] = {}
        """Process -> region -> boards, as of the latest beat; nothing if it cannot be asked."""

    def beat(self) -> None:
        """Say what is here, hear what is elsewhere."""
        said = " ".join(f"{region}={count}" for region, count in sorted(self._boards().items()))
        key = self._memory.name("processes")
        answer: Any = self._memory.ask("EVAL", _BEAT, 1, key, self._me, said, FRESH)
        found = answer if isinstance(answer, list) else []
        words = [one.decode("ascii") for one in found]
        self.seen = {name: _counts(text) for name, text in zip(words[::2], words[1::2], strict=True)}


def _counts(text: str) -> dict[str, int]:
    pairs = (word.split("=") for word in text.split(" ")[1:] if word)
    return {region: int(count) for region, count in pairs}
