"""Texters in one conversation see each other, for as long as they are there."""

import pytest
from redis import Redis

from phonebank.presence import HERE_SECONDS, Presence

HOA, TAM = 1, 2
ADA, BEN = 10, 11


@pytest.fixture
def redis(redis_url: str) -> Redis:
    return Redis.from_url(redis_url)


def test_the_second_sees_the_first_and_what_they_do(redis: Redis) -> None:
    presence = Presence(redis)
    assert presence.note(ADA, HOA, replying=True).others == {}
    seen = presence.note(ADA, TAM, replying=False)
    assert (dict(seen.others), seen.is_news) == ({HOA: True}, True)
    again = presence.note(ADA, TAM, replying=False)
    assert (dict(again.others), again.is_news) == ({HOA: True}, False)
    assert presence.note(ADA, HOA, replying=False).is_news
    assert dict(presence.note(ADA, TAM, replying=False).others) == {HOA: False}


def test_whoever_opens_another_conversation_has_left(redis: Redis) -> None:
    presence = Presence(redis)
    presence.note(ADA, HOA, replying=False)
    presence.note(BEN, HOA, replying=False)
    assert presence.note(ADA, TAM, replying=False).others == {}


def test_nobody_stays_for_long_without_a_sign(redis: Redis) -> None:
    presence = Presence(redis)
    presence.note(ADA, HOA, replying=True)
    (key,) = redis.keys("phonebank:here:*")
    assert 0 < redis.ttl(key) <= HERE_SECONDS
    stamp = int(redis.hget(key, str(HOA)).decode().split()[0])
    redis.hset(key, str(HOA), f"{stamp - HERE_SECONDS} 1")
    assert presence.note(ADA, TAM, replying=False).others == {}


def test_without_redis_nobody_is_seen_and_nothing_fails() -> None:
    presence = Presence(Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.2))
    assert presence.note(ADA, HOA, replying=True).others == {}
