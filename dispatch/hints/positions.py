"""Where each team was last seen, in Redis: a geographic set of the points, a hash of the rest, an order.

Ids, points and times of teams; nobody's name. All of it goes an hour after the last report.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from dispatch.hints.port import Memory
from dispatch.positions import LivePosition
from dispatch.schema import microseconds, moment_from
from domain.places import Point

KEPT: Final = 3_660
"""Seconds; nobody reports what is older than an hour."""

_PUT: Final = """
local number = redis.call('INCR', KEYS[4])
for i = 2, #ARGV, 5 do
  local team, at = ARGV[i], tonumber(ARGV[i + 1])
  local known = redis.call('HGET', KEYS[2], team)
  if not known or tonumber(string.match(known, '^%d+')) < at then
    redis.call('GEOADD', KEYS[1], ARGV[i + 2], ARGV[i + 3], team)
    redis.call('HSET', KEYS[2], team, ARGV[i + 1] .. ' ' .. ARGV[i + 4])
    redis.call('ZADD', KEYS[3], number, team)
  end
end
for i = 1, 4 do redis.call('EXPIRE', KEYS[i], ARGV[1]) end
return number
"""
_CHANGED: Final = """
local number = tonumber(redis.call('GET', KEYS[4]) or '0')
local after = tonumber(ARGV[1])
if number < after then after = 0 end
local found = {number}
for _, team in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. after, '+inf')) do
  local point = redis.call('GEOPOS', KEYS[1], team)[1]
  local rest = redis.call('HGET', KEYS[2], team)
  if point and rest then found[#found + 1] = {team, point[1], point[2], rest} end
end
return found
"""


class NewestInMemory:
    """For one thread. What cannot be had is not had: whoever needs it looks at the table."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._keys = [memory.name("positions", part) for part in ("points", "rest", "order", "number")]
        self._looked_at = 0

    def put(self, found: Sequence[LivePosition]) -> None:
        """The newer of what is known and what was found, for each team; all at once."""
        if found:
            values = [value for each in found for value in _values(each)]
            self._memory.ask("EVAL", _PUT, 4, *self._keys, KEPT, *values)

    def forget(self, team: UUID) -> None:
        points, rest, order, _ = self._keys
        for word, key in (("ZREM", points), ("HDEL", rest), ("ZREM", order)):
            self._memory.ask(word, key, str(team))

    def changed(self) -> list[LivePosition]:
        """What was put since it was last asked; after a restart of Redis, all that is there."""
        answer = self._memory.ask("EVAL", _CHANGED, 4, *self._keys, self._looked_at)
        if not isinstance(answer, list) or not answer:
            return []
        self._looked_at = int(answer[0])
        return [_position(*each) for each in answer[1:]]


def _values(found: LivePosition) -> tuple[str | float, ...]:
    accuracy = "-" if found.accuracy_m is None else repr(found.accuracy_m)
    place = (repr(found.point.lon), repr(found.point.lat))
    return (str(found.team), microseconds(found.at), *place, f"{found.source} {accuracy}")


def _position(team: bytes, lon: bytes, lat: bytes, rest: bytes) -> LivePosition:
    at, source, accuracy = rest.decode("ascii").split(" ")
    return LivePosition(
        team=UUID(team.decode("ascii")),
        point=Point(lat=float(lat), lon=float(lon)),
        at=_time(at),
        source=source,
        accuracy_m=None if accuracy == "-" else float(accuracy),
    )


def _time(text: Any) -> datetime:
    return moment_from(int(text))
