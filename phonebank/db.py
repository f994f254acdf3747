"""The engine and the transaction: one session is one transaction.

What a transaction announces (who should look again) is handed to the database's listener
after the commit, never before and never when it failed.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Literal

import psycopg
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

RESTED_SECONDS = 2.0
WAITS = "SET lock_timeout = '14s'; SET idle_in_transaction_session_timeout = '5min'"
"""Nobody waits for ever: neither for a lock, longer than the carrier waits for a webhook, nor for
a process that was stopped in the middle of a transaction."""

Topic = tuple[Literal["caller", "shift", "everyone", "import"], int]
"""Whose screens should look again: one caller's, the desk of a shift, everyone's on a shift, or
those that watch an import."""

Listener = Callable[[frozenset[Topic]], None]


def announce(session: Session, *topics: Topic) -> None:
    """Note that these screens are out of date once the session's transaction commits."""
    session.info.setdefault("announced", set()).update(topics)


def make_engine(url: str, pool_size: int = 10) -> Engine:
    """An engine for PostgreSQL through psycopg.

    A connection that rested is tried before it is used, so that a restart of the database costs
    nobody an error; one in steady use is not, since the question would cost a fifth of a claim.
    """
    return _watched(
        create_engine(
            url.replace("postgresql://", "postgresql+psycopg://", 1),
            pool_size=pool_size,
            max_overflow=pool_size,
            hide_parameters=True,
        )
    )


def _for_statements(engine: Engine) -> Engine:
    """An engine beside another one, for statements that are each a transaction by themselves.

    Its connections are never in a transaction, so there is nothing to set at their checkout and
    nothing to roll back at their return: that alone cost a quarter of a claim. They are closed
    with the other engine's.
    """
    beside = _watched(
        create_engine(
            engine.url,
            isolation_level="AUTOCOMMIT",
            pool_reset_on_return=None,
            hide_parameters=True,
        )
    )
    event.listen(engine, "engine_disposed", lambda _: beside.dispose())
    return beside


def _watched(engine: Engine) -> Engine:
    """With bounded waits, and rested connections tried. Engines hide parameters in their errors,
    because numbers and bodies are parameters, and errors end up in logs."""
    event.listen(engine, "connect", _set_waits)
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", _try_rested)
    return engine


def _set_waits(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(WAITS)
    cursor.close()
    connection.commit()


def _note_use(_: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info["used_at"] = time.monotonic()


def _try_rested(
    connection: DBAPIConnection, record: ConnectionPoolEntry, _: PoolProxiedConnection
) -> None:
    used_at = record.info.get("used_at")
    if used_at is None or time.monotonic() - used_at < RESTED_SECONDS:
        return
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT 1")
        cursor.close()
        connection.rollback()
    except psycopg.Error as error:
        raise DisconnectionError from error  # the pool opens another, and tries again


class Database:
    """Transactions on one PostgreSQL database.

    `engine` is what they run on; `statements` is the engine of `statement`.

    >>> database = Database(make_engine(url))          # doctest: +SKIP
    >>> with database.transaction() as session: ...    # doctest: +SKIP
    """

    def __init__(self, engine: Engine, listener: Listener | None = None) -> None:
        self.engine = engine
        self._sessions = sessionmaker(engine, expire_on_commit=False)
        self.statements = _for_statements(engine)
        self._statements = sessionmaker(self.statements, expire_on_commit=False)
        self._listener = listener

    def transaction(self) -> AbstractContextManager[Session]:
        """A session that commits at the end of the block, or rolls back on any error."""
        return self._begin(self._sessions)

    def statement(self) -> AbstractContextManager[Session]:
        """A session for a single statement, which is a transaction by itself: without BEGIN and
        COMMIT it takes one trip to the database instead of three."""
        return self._begin(self._statements)

    @contextmanager
    def _begin(self, sessions: "sessionmaker[Session]") -> Iterator[Session]:
        with sessions() as session:
            with session.begin():
                yield session
            topics = frozenset(session.info.pop("announced", ()))
        if topics and self._listener is not None:
            self._listener(topics)
