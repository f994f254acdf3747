"""Transactions that meet: a thread that is let run until it waits for a lock, or has ended."""

import threading
import time
from collections.abc import Callable

from sqlalchemy import text

from phonebank.db import Database

DEADLINE_SECONDS = 20.0
_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    " AND datname = current_database()"
)


class Meanwhile:
    """Something that happens in a thread of its own; `join` gives its outcome or its error."""

    def __init__(self, database: Database, act: Callable[[], object]) -> None:
        self._database, self._act = database, act
        self._outcome: object = None
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self, waiting: int = 1) -> "Meanwhile":
        """Begin, and return once it has ended or so many transactions wait for a lock."""
        self._thread.start()
        deadline = time.monotonic() + DEADLINE_SECONDS
        while self._thread.is_alive() and self._waiters() < waiting:
            assert time.monotonic() < deadline, "it neither waits nor ends"
            self._thread.join(0.01)
        return self

    def join(self) -> object:
        """Wait for its end. Raises what it raised."""
        self._thread.join(DEADLINE_SECONDS)
        assert not self._thread.is_alive(), "it never ends"
        if self._error is not None:
            raise self._error
        return self._outcome

    def _waiters(self) -> int:
        with self._database.engine.connect() as connection:
            return connection.scalar(_WAITING) or 0

    def _run(self) -> None:
        try:
            self._outcome = self._act()
        except Exception as error:
            self._error = error
