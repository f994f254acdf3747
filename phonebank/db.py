"""The engine and the transaction: one session is one transaction.

What a transaction announces (who should look again) is handed to the database's listener
after the commit, never before and never when it failed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session, sessionmaker

Topic = tuple[Literal["caller", "shift", "everyone"], int]
"""Whose screens should look again: one caller's, the desk of a shift, or everyone's on a shift."""

Listener = Callable[[frozenset[Topic]], None]


def announce(session: Session, *topics: Topic) -> None:
    """Note that these screens are out of date once the session's transaction commits."""
    session.info.setdefault("announced", set()).update(topics)


def make_engine(url: str, pool_size: int = 10) -> Engine:
    """An engine for PostgreSQL through psycopg; a lost connection is noticed on its next use."""
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
    )


class Database:
    """Transactions on one PostgreSQL database.

    >>> database = Database(make_engine(url))          # doctest: +SKIP
    >>> with database.transaction() as session: ...    # doctest: +SKIP
    """

    def __init__(self, engine: Engine, listener: Listener | None = None) -> None:
        self.engine = engine
        self._sessions = sessionmaker(engine, expire_on_commit=False)
        self._listener = listener

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits at the end of the block, or rolls back on any error."""
        with self._sessions() as session:
            with session.begin():
                yield session
            topics = frozenset(session.info.pop("announced", ()))
        if topics and self._listener is not None:
            self._listener(topics)
