"""A worker's threads that hand waiting texts to the carrier, in order and at its pace.

PostgreSQL holds the queue, so a worker that dies loses none, and an emptied Redis neither: threads
look for themselves each second, and at once when a job wakes them. One process at a time takes a
campaign's next texts, for as long as they are few enough to leave at once; each is then handed
over by a thread of its own, since the carrier's answer takes longer than its turn.
"""

import logging
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import Final

from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from phonebank.config import SendingConfig
from phonebank.domain.sending_limits import SendingLimit, SendingScope
from phonebank.jobs.turns import Turns
from phonebank.rates import Rates, may_reserve_several
from phonebank.services.delivering import hand_over
from phonebank.services.taking_texts import Taken, campaigns_with_texts, take_due
from phonebank.wiring import Application

log = logging.getLogger(__name__)

TAKERS: Final = 2
"""Threads that take texts, so that a slow campaign does not hold up the others."""
LOOK_SECONDS: Final = 1.0
BUSY_SECONDS: Final = 0.25
"""How soon to look again while another process takes the texts of every campaign."""
BLOCK_SECONDS: Final = 0.1
"""Texts are taken for so long at a time: what an opt-out or a pause may have to wait for."""
LEAD_SECONDS: Final = 0.4
"""How long before its turn a text is taken, so that no turn is missed by who was held up."""
READY_SECONDS: Final = 0.15
"""How long before its turn a text's number is locked and the gate asked a last time."""
LARGEST_BLOCK: Final = 25
_CAMPAIGN_LOCK: Final = 7_140_005


@cache
def sender_of(app: Application) -> "Sender":
    """The sender of a process's application, which has been started."""
    sender = Sender(app)
    sender.start()
    return sender


class Sender:
    """Hands texts over until it is told to stop."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self._rates = Rates(app.redis)
        threads = app.config.sending.threads
        self._pool = ThreadPoolExecutor(threads, "handing over")
        self._free = threading.Semaphore(2 * threads)
        self._turns: dict[tuple[SendingLimit, ...], Turns] = {}
        self._news = threading.Condition()
        self._stop = threading.Event()
        self._takers = [
            threading.Thread(target=self._run, name="taking", daemon=True) for _ in range(TAKERS)
        ]

    def start(self) -> None:
        """Begin to look for texts."""
        for taker in self._takers:
            taker.start()

    def wake(self) -> None:
        """Look at once."""
        with self._news:
            self._news.notify_all()

    def stop(self) -> None:
        """Take no more, and wait for what was taken."""
        self._stop.set()
        self.wake()
        for taker in self._takers:
            taker.join()
        self._pool.shutdown()

    def empty(self) -> None:
        """Hand over everything that is due now, without threads that go on looking."""
        while not self._stop.is_set():
            with self._app.database.transaction() as session:
                due = campaigns_with_texts(session, self._app.clock())
            if not due or not any([self._hand_over_some(each) for each in due]):
                break
        self._pool.shutdown()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                pause_seconds = self._turn()
            except RedisError:
                log.warning("texts wait: Redis, which keeps their pace, is away")
                pause_seconds = LOOK_SECONDS
            except SQLAlchemyError as error:
                # Its own message may hold a number or a body.
                log.error("texts wait: the database says %s", type(error).__name__)
                pause_seconds = LOOK_SECONDS
            if pause_seconds:
                with self._news:
                    self._news.wait(pause_seconds)

    def _turn(self) -> float:
        """Hand over some texts of one campaign; how long to rest before the next look."""
        with self._app.database.transaction() as session:
            due = campaigns_with_texts(session, self._app.clock())
        if any(self._hand_over_some(campaign) for campaign in due):
            return 0.0
        return BUSY_SECONDS if due else LOOK_SECONDS

    def _hand_over_some(self, campaign: SendingLimit) -> bool:
        """False where another process has the campaign in hand, or nothing of it may leave."""
        limits = (*limits_of(self._app.config.sending), campaign)
        most = _block(limits)
        with self._in_hand(campaign) as mine:
            if not mine:
                return False
            if limits not in self._turns:
                self._turns[limits] = Turns(lambda: self._rates.reserve(limits))
            since = time.monotonic()
            slots = self._rates.reserve(limits, most)
            turns = self._turns[limits]
            moments = turns.add(slots, most, since)
            self._stop.wait(moments[0] - LEAD_SECONDS - time.monotonic())
            if self._stop.is_set():
                return False
            with self._app.database.transaction() as session:
                taken = take_due(session, limits, self._app.clock(), most)
        turns.forget_unused(most - len(taken))
        for each, moment in zip(taken, moments, strict=False):
            self._free.acquire()
            self._pool.submit(self._deliver, each, moment, turns)
        return bool(taken)

    def _deliver(self, taken: Taken, moment: float, turns: Turns) -> None:
        app = self._app
        try:
            time.sleep(max(0.0, moment - READY_SECONDS - time.monotonic()))
            hand_over(app.database, app.carrier, taken, app.clock, turns.wait)
        except Exception as error:
            # Without its words, which may hold a number. The conductor finds the text.
            frames = "".join(traceback.format_tb(error.__traceback__))
            log.error("a text was not handed over: %s\n%s", type(error).__name__, frames)
        finally:
            self._free.release()

    @contextmanager
    def _in_hand(self, campaign: SendingLimit) -> Iterator[bool]:
        """Whether this process is the one that takes the campaign's texts for now."""
        key = {"space": _CAMPAIGN_LOCK, "id": campaign.holder_id % 2**31}
        with self._app.database.transaction() as session:
            ours = text("SELECT pg_try_advisory_xact_lock(:space, :id)")
            yield bool(session.scalar(ours, key))


def limits_of(sending: SendingConfig) -> tuple[SendingLimit, SendingLimit]:
    """The limits that every text is held to, whoever it goes to."""
    return (
        SendingLimit(
            SendingScope.ACCOUNT,
            sending.account_texts_per_second or None,
            sending.account_segments_per_day or None,
        ),
        SendingLimit(
            SendingScope.SERVICE,
            sending.service_texts_per_second or None,
            sending.service_segments_per_day or None,
        ),
    )


def _block(limits: Sequence[SendingLimit]) -> int:
    rates = [each.per_second for each in limits if each.per_second]
    if not rates:
        return LARGEST_BLOCK
    if not may_reserve_several(limits):
        return 1
    return max(1, min(LARGEST_BLOCK, int(min(rates) * BLOCK_SECONDS)))
