"""A thread that tells other programs what happened, beside the long jobs.

An address that answers slowly holds up neither the others nor any job: each has turns of its own,
which are short, and is looked for again while others still have theirs.
"""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.partners.port import Outbound
from phonebank.services.event_programs.exchanging import exchange, programs_due
from phonebank.services.telling_others import hooks_due, tell_hook
from phonebank.services.van.writing import accounts_due, write_back
from phonebank.wiring import Application

log = logging.getLogger(__name__)
Telling = Callable[[Database, Outbound, int, Clock, Callable[[], bool]], int]
_LOOKS_EVERY_SECONDS: Final = 1.0
_AT_ONCE: Final = 8
_TURN_SECONDS: Final = 10.0
"""No batch is begun later in a turn: whoever is slow has one or two, whoever is fast hundreds."""


class Teller:
    """Looks every second for addresses, and places in VAN, that are to be told something."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="telling")
        self._under_way: set[tuple[Telling, int]] = set()
        self._thread = threading.Thread(target=self._run, name="teller", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more, and wait for the batches that are on their way: no more are begun, and
        each has the time limit of its requests."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        self._pool.shutdown(cancel_futures=True)

    def once(self) -> int:
        """Give a turn to each that is due now, and wait for it; returns how many events and
        contacts arrived."""
        return sum(turn.result() for turn in self._turns_begun())

    def _turns_begun(self) -> list[Future[int]]:
        at = self._app.clock()
        with self._app.database.transaction() as session:
            due: list[tuple[Telling, int]] = [
                (tell_hook, hook_id) for hook_id in hooks_due(session, at)
            ]
            due += [(write_back, account_id) for account_id in accounts_due(session, at)]
            due += [(exchange, account_id) for account_id in programs_due(session, at)]
        mine = [each for each in due if each not in self._under_way]
        self._under_way.update(mine)
        return [self._pool.submit(self._turn, each) for each in mine]

    def _turn(self, due: tuple[Telling, int]) -> int:
        tell, id_ = due
        app, ends_at = self._app, time.monotonic() + _TURN_SECONDS

        def is_over() -> bool:
            return self._stop.is_set() or time.monotonic() > ends_at

        try:
            return tell(app.database, app.outbound, id_, app.clock, is_over)
        except Exception as error:
            # Its own message may hold what a voter wrote.
            log.error("one was not told, trying again: %s", type(error).__name__)
            return 0
        finally:
            self._under_way.discard(due)

    def _run(self) -> None:
        while not self._stop.wait(_LOOKS_EVERY_SECONDS):
            try:
                self._turns_begun()
            except Exception as error:
                log.error("others were not told, trying again: %s", type(error).__name__)
