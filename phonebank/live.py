"""Live events: which screens should look again, carried by Redis from any process to every stream.

An event says only "look again", never what changed: whoever misses one, or loses Redis, loses
nothing but time, and finds the truth in PostgreSQL at the next look.
"""

import atexit
import json
import logging
import queue
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis
from redis.exceptions import RedisError

from phonebank.db import Listener, Topic

CHANNEL = "phonebank:live"
LOOK_SECONDS = 1.0
"""How long a process that is told to stop may still listen, and the pause after an error."""
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


class Gatherer:
    """Publishes from a thread of its own, many transactions' announcements at once.

    For a process that serves requests and lives on: it need not wait for Redis in each of them.
    A job's process may end at any moment, so it publishes for itself.
    """

    def __init__(self, publisher: Listener, pause_seconds: float = 0.02) -> None:
        self._publisher = publisher
        self._pause_seconds = pause_seconds
        self._gathered: set[Topic] = set()
        self._lock = threading.Lock()
        self._something = threading.Event()
        self._thread: threading.Thread | None = None

    def __call__(self, topics: frozenset[Topic]) -> None:
        with self._lock:
            self._gathered |= topics
            if self._thread is None:
                self._start()
        self._something.set()

    def publish(self) -> None:
        """Publish what has been gathered so far."""
        with self._lock:
            topics, self._gathered = frozenset(self._gathered), set()
        if topics:
            self._publisher(topics)

    def _start(self) -> None:
        # Only now: a server's workers are forked after the application has been made.
        self._thread = threading.Thread(target=self._run, name="publishing", daemon=True)
        self._thread.start()
        atexit.register(self.publish)

    def _run(self) -> None:
        pause = threading.Event()
        while self._something.wait():
            self._something.clear()
            self.publish()
            pause.wait(self._pause_seconds)


class Hub:
    """One subscription a process, shared by all of its streams."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._waiting: dict[Topic, set[queue.SimpleQueue[Topic]]] = defaultdict(set)
        self._lock = threading.Lock()
        self._closed = threading.Event()
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

    def close(self) -> None:
        """Stop listening for good."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="live events", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                self._deliver_until_closed()
            except RedisError:
                log.warning("live events: Redis is away, trying again")
                self._closed.wait(LOOK_SECONDS)

    def _deliver_until_closed(self) -> None:
        with self._redis.pubsub() as pubsub:  # type: ignore[no-untyped-call]
            pubsub.subscribe(CHANNEL)
            while not self._closed.is_set():
                message = pubsub.get_message(timeout=LOOK_SECONDS)
                if message is None:
                    continue
                if message["type"] == "subscribe":
                    self._wake_everybody()
                else:
                    self._deliver(json.loads(message["data"]))

    def _wake_everybody(self) -> None:
        """What was announced before the subscription stood, nobody has heard."""
        with self._lock:
            for topic, mailboxes in self._waiting.items():
                for mailbox in mailboxes:
                    mailbox.put(topic)

    def _deliver(self, announced: list[list[object]]) -> None:
        with self._lock:
            for kind, number in announced:
                topic: Topic = (kind, number)  # type: ignore[assignment]
                for mailbox in self._waiting.get(topic, ()):
                    mailbox.put(topic)
