"""Live events: which screens should look again, carried by Redis from any process to every stream.

An event says only "look again", never what changed: whoever misses one, or loses Redis, loses
nothing but time, and finds the truth in PostgreSQL at the next look.
"""

import json
import logging
import queue
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis
from redis.exceptions import RedisError

from phonebank.db import Topic

CHANNEL = "phonebank:live"
log = logging.getLogger(__name__)


class Publisher:
    """Publishes what transactions announce; a Redis that is away is noted, and no error."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def __call__(self, topics: frozenset[Topic]) -> None:
        try:
            self._redis.publish(CHANNEL, json.dumps(sorted(topics)))
        except RedisError:
            log.warning("live events are not delivered: Redis is away")


class Hub:
    """One subscription a process, shared by all of its streams."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._waiting: dict[Topic, set[queue.SimpleQueue[Topic]]] = defaultdict(set)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @contextmanager
    def listening(self, *topics: Topic) -> Iterator["queue.SimpleQueue[Topic]"]:
        """A queue that is given each of the topics when it is announced."""
        mailbox: queue.SimpleQueue[Topic] = queue.SimpleQueue()
        with self._lock:
            for topic in topics:
                self._waiting[topic].add(mailbox)
            self._start()
        try:
            yield mailbox
        finally:
            with self._lock:
                for topic in topics:
                    self._waiting[topic].discard(mailbox)

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="live events", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        pause_seconds = 1.0
        while True:
            try:
                self._deliver_for_ever()
            except RedisError:
                log.warning("live events: Redis is away, trying again")
                threading.Event().wait(pause_seconds)

    def _deliver_for_ever(self) -> None:
        with self._redis.pubsub(ignore_subscribe_messages=True) as pubsub:  # type: ignore[no-untyped-call]
            pubsub.subscribe(CHANNEL)
            for message in pubsub.listen():
                self._deliver(json.loads(message["data"]))

    def _deliver(self, announced: list[list[object]]) -> None:
        with self._lock:
            for kind, number in announced:
                topic: Topic = (kind, number)  # type: ignore[assignment]
                for mailbox in self._waiting.get(topic, ()):
                    mailbox.put(topic)
