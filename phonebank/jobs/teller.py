"""A thread that tells other programs what happened, beside the long jobs.

An address that answers slowly holds up neither the others nor any job.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.partners.port import Outbound
from phonebank.services.event_programs.exchanging import exchange, programs_due
from phonebank.services.telling_others import hooks_due, tell_hook
from phonebank.services.van.writing import accounts_due, write_back
from phonebank.wiring import Application

log = logging.getLogger(__name__)
Telling = Callable[[Database, Outbound, int, Clock], int]
_LOOKS_EVERY_SECONDS: Final = 1.0
_AT_ONCE: Final = 4


class Teller:
    """Looks every second for addresses, and places in VAN, that are to be told something."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="telling")
        self._thread = threading.Thread(target=self._run, name="teller", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more, and wait for what is on its way."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        self._pool.shutdown()

    def once(self) -> int:
        """Tell what is due now; returns how many events and contacts arrived."""
        at = self._app.clock()
        with self._app.database.transaction() as session:
            due: list[tuple[Telling, int]] = [
                (tell_hook, hook_id) for hook_id in hooks_due(session, at)
            ]
            due += [(write_back, account_id) for account_id in accounts_due(session, at)]
            due += [(exchange, account_id) for account_id in programs_due(session, at)]
        return sum(self._pool.map(self._told, due))

    def _told(self, due: tuple[Telling, int]) -> int:
        tell, id_ = due
        return tell(self._app.database, self._app.outbound, id_, self._app.clock)

    def _run(self) -> None:
        while not self._stop.wait(_LOOKS_EVERY_SECONDS):
            try:
                self.once()
            except SQLAlchemyError as error:
                # Its own message may hold what a voter wrote.
                log.error("others were not told, trying again: %s", type(error).__name__)
