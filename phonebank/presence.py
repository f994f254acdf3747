"""Which texters have a conversation before them, and who is writing: kept in Redis, for seconds.

Nothing depends on it: who may answer is decided in PostgreSQL. A Redis that is away, or was
emptied, shows nobody until pages have looked again.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from redis import Redis
from redis.exceptions import RedisError

HERE_SECONDS: Final = 25
"""Longer than a page's own pause between two looks."""
_CONVERSATION: Final = "phonebank:here:"
_TEXTER: Final = "phonebank:at:"
log = logging.getLogger(__name__)

_NOTE: Final = """
local now = tonumber(redis.call('TIME')[1])
local before = redis.call('GET', KEYS[2])
if before and before ~= ARGV[1] then redis.call('HDEL', ARGV[5] .. before, ARGV[2]) end
redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[4])
local told = {''}
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local at, how = string.match(all[i + 1], '(%d+) (%d)')
  if now - tonumber(at) >= tonumber(ARGV[4]) then
    redis.call('HDEL', KEYS[1], all[i])
  elseif all[i] == ARGV[2] then
    told[1] = how
  else
    table.insert(told, all[i])
    table.insert(told, how)
  end
end
redis.call('HSET', KEYS[1], ARGV[2], now .. ' ' .. ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[4])
return told
"""


@dataclass(frozen=True)
class Company:
    """The other texters in a conversation, and whether each is writing; `is_news` where they have
    not been told of this one, or of what this one does."""

    others: Mapping[int, bool] = field(default_factory=dict)
    is_news: bool = False


class Presence:
    """Who is in which conversation; a texter is in one at a time."""

    def __init__(self, redis: Redis) -> None:
        self._note = redis.register_script(_NOTE)

    def note(self, conversation_id: int, caller_id: int, *, replying: bool) -> Company:
        """A texter has the conversation before them; returns who else has."""
        keys = [f"{_CONVERSATION}{conversation_id}", f"{_TEXTER}{caller_id}"]
        how = "1" if replying else "0"
        args: list[int | str] = [conversation_id, caller_id, how, HERE_SECONDS, _CONVERSATION]
        try:
            mine, *others = [each.decode() for each in self._note(keys=keys, args=args)]
        except RedisError:
            log.warning("who else is in a conversation is not known: Redis is away")
            return Company()
        pairs = zip(others[::2], others[1::2], strict=True)
        return Company({int(id_): does == "1" for id_, does in pairs}, mine != how)
