"""A lane: a connection on which pieces of work are done one after the other, each a transaction.

Two lanes keep the database busy while the file is read on.
"""

import threading
from collections.abc import Callable
from queue import Queue
from types import TracebackType
from typing import Any, Final, TypeVar

import psycopg
from psycopg import errors
from sqlalchemy import Engine
from sqlalchemy.pool import PoolProxiedConnection

Connection = psycopg.Connection[Any]
T = TypeVar("T")

_AHEAD: Final = 2
"""How much work may wait for a lane: enough that it is never idle, and little memory."""
_TRIES: Final = 4
_PASSING: Final = (errors.DeadlockDetected, errors.LockNotAvailable, errors.UniqueViolation)
"""What somebody else who is at work on the same voters may cause: the work is tried again."""


class Lane:
    """A thread with a connection of its own, for as long as the `with` block lasts."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: Queue[Callable[[], None] | None] = Queue(maxsize=_AHEAD)
        self._thread = threading.Thread(target=self._run, name="import lane", daemon=True)
        self._pooled: PoolProxiedConnection | None = None
        self._failure: BaseException | None = None

    def __enter__(self) -> "Lane":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: object, trace: TracebackType | None
    ) -> None:
        self._waiting.put(None)
        self._thread.join()

    def put(self, work: Callable[[Connection], T], done: Callable[[T], None]) -> None:
        """Let the work be done, and `done` be told of its outcome once it is committed.

        Waits while enough is waiting. Raises what earlier work raised: after that nothing is done.
        """
        self._raise()
        self._waiting.put(lambda: done(self._do(work)))

    def wait(self) -> None:
        """Wait until everything is done. Raises what the work raised."""
        self._waiting.join()
        self._raise()

    def _raise(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        while (work := self._waiting.get()) is not None:
            try:
                if self._failure is None:
                    work()
            except BaseException as failure:
                self._failure = failure
            finally:
                self._waiting.task_done()
        if self._pooled is not None:
            self._pooled.invalidate()  # temporary tables go with it

    def _do(self, work: Callable[[Connection], T]) -> T:
        connection = self._connection()
        for tries_left in reversed(range(_TRIES)):
            try:
                with connection.transaction():
                    return work(connection)
            except _PASSING:
                if not tries_left:
                    raise
        raise AssertionError("unreachable")

    def _connection(self) -> Connection:
        first = self._pooled is None
        if self._pooled is None:
            self._pooled = self._engine.raw_connection()
        connection = self._pooled.driver_connection
        assert isinstance(connection, psycopg.Connection)  # noqa: S101 - narrows for the checker
        if first:
            connection.prepare_threshold = None  # a plan for an empty table is none for a full one
        return connection
