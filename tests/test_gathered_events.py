"""Announcements that are gathered: none is lost, and a burst is few messages."""

import threading

from phonebank.db import Topic
from phonebank.live import Gatherer

DEADLINE_SECONDS = 5.0


class Screens:
    """Notes what is published, and says when all that is expected has come."""

    def __init__(self, expected: frozenset[Topic]) -> None:
        self._expected = expected
        self.messages: list[frozenset[Topic]] = []
        self.all_told = threading.Event()

    def __call__(self, topics: frozenset[Topic]) -> None:
        self.messages.append(topics)
        if frozenset().union(*self.messages) >= self._expected:
            self.all_told.set()


def test_every_announcement_of_a_burst_is_published_in_few_messages() -> None:
    topics: list[Topic] = [("caller", number) for number in range(1000)]
    screens = Screens(frozenset(topics))
    gatherer = Gatherer(screens)
    for topic in topics:
        gatherer(frozenset({topic}))
    assert screens.all_told.wait(DEADLINE_SECONDS)
    assert len(screens.messages) < len(topics) / 10


def test_what_is_still_gathered_is_published_at_the_end() -> None:
    screens = Screens(frozenset({("shift", 1), ("shift", 2)}))
    gatherer = Gatherer(screens, pause_seconds=60)
    gatherer(frozenset({("shift", 1)}))
    gatherer(frozenset({("shift", 2)}))
    gatherer.publish()
    assert screens.all_told.wait(DEADLINE_SECONDS)
