"""One conductor leads; others wait to take over. Leadership is an advisory lock of PostgreSQL."""

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from phonebank.conductor.rounds import one_round
from phonebank.wiring import Application

log = logging.getLogger(__name__)
LEADER_LOCK = 7_140_002


def run_conductor(app: Application, interval_seconds: float = 1.0) -> None:
    """Lead when it is our turn, until the process is told to stop."""
    stop = threading.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda *_: stop.set())
    while not stop.is_set():
        try:
            with _leadership(app) as leads:
                while leads and not stop.wait(interval_seconds):
                    one_round(app)
        except SQLAlchemyError:
            log.exception("the database is away, trying again")
        stop.wait(interval_seconds)


@contextmanager
def _leadership(app: Application) -> Iterator[bool]:
    """Whether this process leads; the lock falls with the connection that holds it."""
    with app.database.engine.connect().execution_options(
        isolation_level="AUTOCOMMIT"
    ) as connection:
        taken = connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": LEADER_LOCK})
        yield bool(taken.scalar())
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LEADER_LOCK})
