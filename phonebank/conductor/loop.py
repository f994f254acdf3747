"""One conductor leads; others wait to take over. Leadership is an advisory lock of PostgreSQL."""

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from phonebank.conductor.dialer import run_dialer
from phonebank.conductor.rounds import SpendingWatch, one_round
from phonebank.wiring import Application

log = logging.getLogger(__name__)
LEADER_LOCK = 7_140_002

StillLeads = Callable[[], None]
"""Raises SQLAlchemyError where the connection that holds the lock is gone, and the lead with it."""


def run_conductor(app: Application, interval_seconds: float = 1.0) -> None:
    """Lead when it is our turn, and dial the shifts that nobody else does, until the process is
    told to stop."""
    stop = threading.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda *_: stop.set())
    dialling = threading.Thread(target=run_dialer, args=(app, stop), name="dialer")
    dialling.start()
    try:
        _lead_until(stop, app, interval_seconds)
    finally:
        stop.set()
        dialling.join()


def _lead_until(stop: threading.Event, app: Application, interval_seconds: float) -> None:
    watch = SpendingWatch()
    while not stop.is_set():
        try:
            with leadership(app) as still_leads:
                while still_leads is not None and not stop.wait(interval_seconds):
                    still_leads()
                    one_round(app, watch)
        except SQLAlchemyError as error:
            # Its own message may hold a number or a body.
            log.error("the database is away, trying again: %s", type(error).__name__)
        stop.wait(interval_seconds)


@contextmanager
def leadership(app: Application) -> Iterator[StillLeads | None]:
    """A check that this process leads still; None where another one leads.

    The lock falls with the connection that holds it, so that one is closed afterwards, never put
    back for others to use: a lock left on it would keep everybody from leading.
    """
    with app.database.engine.connect().execution_options(
        isolation_level="AUTOCOMMIT"
    ) as connection:
        try:
            taken = connection.scalar(
                text("SELECT pg_try_advisory_lock(:key)"), {"key": LEADER_LOCK}
            )
            yield (lambda: connection.execute(text("SELECT 1")).close()) if taken else None
        finally:
            connection.invalidate()
