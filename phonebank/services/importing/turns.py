"""Imports of one organisation take turns: two at once would take each other's voters for new."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Engine, text

_TAKE: Final = text("SELECT pg_advisory_lock(hashtextextended('voter import ' || :of, 0))")
_GIVE: Final = text("SELECT pg_advisory_unlock(hashtextextended('voter import ' || :of, 0))")


@contextmanager
def turn(engine: Engine, organisation_id: int) -> Iterator[None]:
    """Wait for the organisation's other imports to end. It is a lock of a connection, not of a
    transaction: an import is many of those, and whoever dies lets go."""
    of = {"of": str(organisation_id)}
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET lock_timeout = 0"))  # as long as it takes
        try:
            connection.execute(_TAKE, of)
            yield
            connection.execute(_GIVE, of)
        finally:
            connection.invalidate()
