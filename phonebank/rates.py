"""How soon the next text may leave, shared by every worker: reservations kept in Redis.

Each limit remembers the moment at which its next text may leave (a generic cell rate algorithm:
one number a limit). Whoever reserves is told how long to wait, and need not ask again; the times
of all workers' texts are evenly spaced, whoever they are. The clock is Redis's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from redis import Redis

from phonebank.domain.sending_limits import SendingLimit

_PREFIX: Final = "phonebank:rate:"
_MARK: Final = "phonebank:rates"
_MICROSECONDS: Final = 1_000_000

_RESERVE: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local start = now
if redis.call('SET', KEYS[1], '1', 'NX') then start = now + 1000000 end
local count = tonumber(ARGV[1])
for i = 2, #KEYS do
  local free = tonumber(redis.call('GET', KEYS[i]) or '0')
  if free > start then start = free end
end
for i = 2, #KEYS do
  local free = start + count * tonumber(ARGV[i])
  local kept = math.ceil((free - now) / 1000) + 1000
  redis.call('SET', KEYS[i], string.format('%.0f', free), 'PX', kept)
end
return start - now
"""
"""A Redis that has just been emptied does not know what was reserved: the first comes a second
later, when that has left."""


@dataclass(frozen=True)
class Slots:
    """Moments at which texts may leave: the first after `wait_seconds`, then evenly spaced."""

    wait_seconds: float
    spacing_seconds: float


class Rates:
    """The limits of an installation's sending, one reservation at a time."""

    def __init__(self, redis: Redis) -> None:
        self._reserve = redis.register_script(_RESERVE)

    def reserve(self, limits: Sequence[SendingLimit], count: int = 1) -> Slots:
        """Reserve the next `count` moments that all the limits allow; more than one only where
        `may_reserve_several`. Raises RedisError where Redis is away."""
        paced = [(each.key, each.per_second) for each in limits if each.per_second]
        if not paced:
            return Slots(0.0, 0.0)
        intervals = [round(_MICROSECONDS / rate) for _, rate in paced if rate]
        keys = [_MARK, *(_PREFIX + key for key, _ in paced)]
        wait = self._reserve(keys=keys, args=[count, *intervals])
        return Slots(int(wait) / _MICROSECONDS, max(intervals) / _MICROSECONDS)


def may_reserve_several(limits: Sequence[SendingLimit]) -> bool:
    """Whether a block of moments costs nobody else theirs: not where one limit is slower than
    another, because the moments between two of the slower one are others' to use."""
    return len({each.per_second for each in limits if each.per_second}) <= 1


_ALLOW: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval = tonumber(ARGV[1])
local free = tonumber(redis.call('GET', KEYS[1]) or '0')
if free < now then free = now end
local wait = free - now - interval * (tonumber(ARGV[2]) - 1)
if wait > 0 then return math.ceil(wait) end
local next = free + interval
redis.call('SET', KEYS[1], string.format('%.0f', next), 'PX', math.ceil((next - now) / 1000) + 1000)
return 0
"""
"""The same algorithm, but nobody waits: who comes too early is told when to come again."""


class Allowance:
    """How often somebody may ask: `per_minute` on the long run, `at_once` of them together."""

    def __init__(self, redis: Redis, per_minute: int, at_once: int) -> None:
        self._ask = redis.register_script(_ALLOW)
        self._interval = round(60 * _MICROSECONDS / per_minute) if per_minute else 0
        self._at_once = at_once

    def wait_seconds(self, key: str) -> float:
        """0 where the request of `key` may be served, else how long to wait with the next.

        Raises RedisError where Redis is away.
        """
        if not self._interval:
            return 0.0
        waited = self._ask(keys=[_PREFIX + key], args=[self._interval, self._at_once])
        return int(waited) / _MICROSECONDS
