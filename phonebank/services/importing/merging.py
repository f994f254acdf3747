"""A batch becomes voters, numbers and entries on a list, in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from phonebank.services.importing import statements as sql
from phonebank.services.importing.batches import Batch
from phonebank.services.importing.bringing_in import Destination, bring_in, copy, nobody_knows
from phonebank.services.importing.copying import WrittenVoter, arriving_lines, rejected_lines
from phonebank.services.importing.lanes import Connection


@dataclass(frozen=True)
class Merger:
    """Does the work of a lane. Each method is to be run in a transaction of its own."""

    to: Destination

    def prepare(self, connection: Connection) -> None:
        """Make the tables in which rows arrive."""
        for statement in (sql.NO_HASTE, *sql.TABLES):
            connection.execute(statement.encode())

    def take_in(self, connection: Connection, batch: Batch) -> int:
        """Copy and merge a batch, and let its strangers wait where somebody with an id may still
        come; returns how many voters are new."""
        ready, waiting = batch.known_by_id, batch.strangers
        if not self.to.strangers_wait:
            ready, waiting = waiting, []
        copy(connection, sql.COPY_STRANGERS, arriving_lines(waiting))
        owner = (self.to.organisation_id, self.to.import_id)
        copy(connection, sql.COPY_REJECTED, rejected_lines(*owner, batch.refused))
        if not ready:
            return 0
        if not self.to.strangers_wait or self.to.gives_ids:
            return self._merge_copied(connection, ready)
        fresh, others = nobody_knows(connection, self.to.organisation_id, ready)
        bring_in(connection, self.to, fresh)
        return len(fresh) + (self._merge_copied(connection, others) if others else 0)

    def let_strangers_in(self, connection: Connection) -> None:
        """Everybody with an id is in."""
        connection.execute("CREATE INDEX ON stranger (line)")
        connection.execute("ANALYZE stranger")

    def take_strangers_in(self, connection: Connection, first: int, last: int) -> int:
        """Merge the strangers of these lines; returns how many voters are new."""
        connection.execute(sql.FETCH_STRANGERS, {"first": first, "last": last})
        return self._merge(connection, by_name=True)

    def _merge_copied(self, connection: Connection, rows: list[WrittenVoter]) -> int:
        copy(connection, sql.COPY, arriving_lines(rows))
        return self._merge(connection, by_name=not self.to.strangers_wait)

    def _merge(self, connection: Connection, *, by_name: bool) -> int:
        if by_name:
            self._run(connection, (sql.FIND_KNOWN, sql.RECOGNISE))
        else:
            gives = (sql.GIVE_IDS,) if self.to.gives_ids else ()
            self._run(connection, (*gives, sql.FIND_KNOWN))
        if _one(connection, sql.ARE_REPEATED)[0]:
            self._run(connection, (sql.JOIN_ROWS,))
        new, known = _one(connection, sql.COUNT)
        if new:
            self._run(connection, (sql.ADD_VOTERS, sql.ADD_NUMBERS, sql.ADD_ENTRIES))
        if known:
            self._run(connection, (sql.UPDATE_VOTERS, sql.UPDATE_NUMBERS, sql.UPDATE_ENTRIES))
        return int(new)

    def _run(self, connection: Connection, statements: Iterable[str]) -> None:
        for statement in statements:
            connection.execute(statement.encode(), vars(self.to))


def _one(connection: Connection, statement: str) -> Sequence[Any]:
    row: Sequence[Any] | None = connection.execute(statement.encode()).fetchone()
    assert row is not None  # noqa: S101 - an aggregate is always one row
    return row
