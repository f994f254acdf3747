"""Several workers at once: every text once, in order, and never faster than the carrier allows."""

import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from redis import Redis
from sqlalchemy import select, text

from phonebank.clock import SystemClock
from phonebank.config import ClockConfig, Config, SendingConfig
from phonebank.domain.contact_rules import Channel
from phonebank.domain.text_message import Conversation, TextMessage, TextState
from phonebank.jobs.sender import Sender
from phonebank.services import assigning, texting
from phonebank.telephony.port import SendText
from phonebank.wiring import Application
from tests.support.carrier import FakeCarrier
from tests.support.simulator import wait_until
from tests.support.world import NOON, add_caller, make_world

RATE = 40
TEXTS = 50


@dataclass
class TimingCarrier(FakeCarrier):
    """Notes when it was asked, and takes a while to answer, as a real one does."""

    asked: list[tuple[float, int]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, request: SendText) -> str:
        with self.lock:
            self.asked.append((time.monotonic(), request.text_id))
            sid = super().send(request)
        time.sleep(0.05)
        return sid


@dataclass
class Backlog:
    """Texts that wait, and two workers' senders that share a carrier."""

    apps: list[Application]
    carrier: TimingCarrier
    texts: list[int]

    def sent(self) -> int:
        return len(self.carrier.asked)


@pytest.fixture
def backlog(migrated_database_url: str, redis_url: str) -> Iterator[Backlog]:
    offset = int((NOON - SystemClock()()).total_seconds()) + 1
    config = Config(
        database_url=migrated_database_url,
        redis_url=redis_url,
        public_url="http://127.0.0.1:1",
        webhooks_url="http://127.0.0.1:1",
        secret_key="made up for the tests",
        clock=ClockConfig(offset),
        sending=SendingConfig(service_texts_per_second=RATE, threads=8),
    )
    carrier = TimingCarrier(SystemClock(offset))
    apps = [Application(config), Application(config)]
    for app in apps:
        app.__dict__["carrier"] = carrier
    with apps[0].database.transaction() as session:
        world = make_world(session, channel=Channel.TEXT, languages=["en"] * TEXTS)
        texter = add_caller(session, world.shift, connected=False)
        assigning.give_batch(session, texter.id, apps[0].clock(), size=TEXTS)
        conversations = list(session.scalars(select(Conversation).order_by(Conversation.id)))
        texts = [
            texting.send_first(session, texter.id, each.id, f"k{each.id}", apps[0].clock()).id
            for each in conversations
        ]
        # As if they had been written at one moment, so that they are due in order of writing.
        session.execute(text("UPDATE text_message SET due_at = queued_at"))
    yield Backlog(apps, carrier, texts)
    for app in apps:
        app.database.engine.dispose()
        app.redis.close()


def most_in_a_second(times: list[float]) -> int:
    return max(sum(at <= each < at + 1 for each in times) for at in times)


def test_two_workers_send_each_text_once_evenly_and_no_faster_than_allowed(
    backlog: Backlog,
) -> None:
    senders = [Sender(app) for app in backlog.apps]
    for sender in senders:
        sender.start()
    try:
        wait_until(lambda: backlog.sent() == TEXTS, "all are sent", 30)
    finally:
        for sender in senders:
            sender.stop()
    times = sorted(at for at, _ in backlog.carrier.asked)
    assert Counter(each for _, each in backlog.carrier.asked) == Counter(backlog.texts)
    assert most_in_a_second(times) <= RATE + 1
    middle = sorted(after - before for before, after in itertools.pairwise(times))[TEXTS // 2]
    assert middle == pytest.approx(1 / RATE, rel=0.3)
    with backlog.apps[0].database.transaction() as session:
        assert set(session.scalars(select(TextMessage.state))) == {TextState.SENT}


def test_an_emptied_redis_loses_no_text_and_doubles_none(backlog: Backlog, redis_url: str) -> None:
    sender = Sender(backlog.apps[0])
    sender.start()
    try:
        with Redis.from_url(redis_url) as redis:
            for part in (1, 2):
                wait_until(lambda many=part * 10: backlog.sent() >= many, "some are sent", 20)
                redis.flushall()
        wait_until(lambda: backlog.sent() >= TEXTS, "all are sent", 30)
    finally:
        sender.stop()
    assert Counter(each for _, each in backlog.carrier.asked) == Counter(backlog.texts)
    assert most_in_a_second([at for at, _ in backlog.carrier.asked]) <= RATE + 1
