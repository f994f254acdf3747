"""One file into one list: read on the one hand, merged on the other, with books and progress."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Final

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database, announce
from phonebank.domain.errors import BadInput
from phonebank.domain.voter import Voter
from phonebank.domain.voter_columns import Column
from phonebank.domain.voter_list import ImportState, VoterImport, VoterList, VoterListEntry
from phonebank.services.auditing import audit
from phonebank.services.counting_lists import count_list
from phonebank.services.importing import batches as batching
from phonebank.services.importing.batches import Batch, batches_of
from phonebank.services.importing.bringing_in import Destination
from phonebank.services.importing.collecting import seldom_collecting
from phonebank.services.importing.lanes import Lane
from phonebank.services.importing.merging import Merger
from phonebank.services.importing.people import RefusedRow, read_voters
from phonebank.services.importing.reading import VoterFile
from phonebank.services.importing.taking_back import take_away
from phonebank.services.importing.turns import turn
from phonebank.services.opting_out import opt_out

LANES: Final = 2
_LOOK_SECONDS: Final = 0.5


class Cancelled(Exception):
    """Somebody asked that the import end."""


def run_import(database: Database, import_id: int, file: VoterFile, clock: Clock) -> None:
    """Run an import that waits, or one whose process has died: then from the beginning.

    It ends finished, or cancelled on demand; or failed, and raises. Whatever is not finished is
    taken back. One that has come to an end already is left alone.
    """
    with database.transaction() as session:
        organisation_id = session.get_one(VoterImport, import_id).organisation_id
    with turn(database.engine, organisation_id):
        to = _set_out(database, import_id, file, clock())
        if to is None:
            return
        running = _Running(database, file, to, clock)
        try:
            running.run()
        except Cancelled:
            _end_early(database, import_id, ImportState.CANCELLED, "", clock())
        except BaseException as failure:
            _end_early(database, import_id, ImportState.FAILED, _told(failure), clock())
            raise


def give_up(database: Database, import_id: int, problem: str, clock: Clock) -> None:
    """End an import whose file nobody has any more: failed, and what it brought is taken back.

    It waits for its turn: one whose process lives has come to an end by then, and is left alone.
    """
    with database.transaction() as session:
        organisation_id = session.get_one(VoterImport, import_id).organisation_id
    with turn(database.engine, organisation_id):
        with database.transaction() as session:
            state = session.get_one(VoterImport, import_id).state
        if state in (ImportState.WAITING, ImportState.RUNNING):
            _end_early(database, import_id, ImportState.FAILED, problem, clock())


def _told(failure: BaseException) -> str:
    """Why, in words that hold no voter: an error of the database may quote the row."""
    return str(failure) if isinstance(failure, BadInput) else type(failure).__name__


def _set_out(
    database: Database, import_id: int, file: VoterFile, at: datetime
) -> Destination | None:
    with database.transaction() as session:
        record = session.get_one(VoterImport, import_id)
    if record.state is ImportState.RUNNING:
        take_away(database, record)
    with database.transaction() as session:
        record = session.get_one(VoterImport, import_id, with_for_update=True)
        if record.state not in (ImportState.WAITING, ImportState.RUNNING):
            return None
        record.state, record.looked_at = ImportState.RUNNING, at
        session.get_one(VoterList, record.voter_list_id).counted_at = None
        return Destination(
            organisation_id=record.organisation_id,
            list_id=record.voter_list_id,
            import_id=record.id,
            at=record.started_at,
            behind=_behind(session, record),
            gives_ids=_knows_voters_without_id(session, record),
            strangers_wait=Column.VOTER_FILE_ID in file.columns.place,
        )


def _behind(session: Session, record: VoterImport) -> int:
    last = select(func.max(VoterListEntry.position)).where(
        VoterListEntry.voter_list_id == record.voter_list_id
    )
    found = session.scalar(last)
    return 0 if found is None else found + 1


def _knows_voters_without_id(session: Session, record: VoterImport) -> bool:
    nameless = exists().where(
        Voter.organisation_id == record.organisation_id, Voter.voter_file_id.is_(None)
    )
    return bool(session.scalar(select(nameless)))


def _end_early(
    database: Database, import_id: int, state: ImportState, problem: str, at: datetime
) -> None:
    with database.transaction() as session:
        record = session.get_one(VoterImport, import_id)
    take_away(database, record)
    with database.transaction() as session:
        record = session.get_one(VoterImport, import_id, with_for_update=True)
        record.rows = record.imported = record.merged = record.rejected = 0
        record.state, record.problem, record.finished_at = state, problem, at
        _tell(session, record)


def _tell(session: Session, record: VoterImport) -> None:
    books = {key: getattr(record, key) for key in ("rows", "imported", "merged", "rejected")}
    done = "import voters" if record.state is ImportState.FINISHED else f"import {record.state}"
    audit(
        session,
        record.organisation_id,
        record.finished_at or record.started_at,
        record.actor,
        done,
        f"voter list {record.voter_list_id}",
        voter_import=record.id,
        **books,
    )
    announce(session, ("import", record.id))


@dataclass
class _Running:
    database: Database
    file: VoterFile
    to: Destination
    clock: Clock
    rows: int = 0
    rejected: int = 0
    imported: int = 0
    looked: float = 0.0
    strangers: dict[Lane, list[tuple[int, int]]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self) -> None:
        merger = Merger(self.to)
        with ExitStack() as stack:
            stack.enter_context(seldom_collecting())
            lanes = [stack.enter_context(Lane(self.database.engine)) for _ in range(self._lanes())]
            for lane in lanes:
                lane.put(merger.prepare, _nothing)
            for batches in self._batches(len(lanes)):
                for lane, batch in zip(lanes, batches, strict=True):
                    self._hand_over(lane, merger, batch)
                self._look()
            self._let_strangers_in(lanes, merger)
            for lane in lanes:
                lane.wait()
        self._finish()

    def _lanes(self) -> int:
        """In one lane only, whoever comes first in the file is also the first to be recognised."""
        return 1 if self.to.gives_ids or self.file.is_small else LANES

    def _batches(self, lanes: int) -> Iterator[list[Batch]]:
        rows = read_voters(self.file.columns, self.file.records())
        return batches_of(rows, lanes, batching.BATCH)

    def _hand_over(self, lane: Lane, merger: Merger, batch: Batch) -> None:
        self._opt_out(batch.refused)
        if batch.strangers and self.to.strangers_wait:
            self.strangers.setdefault(lane, []).append((batch.first, batch.last))
        self.rows += batch.rows
        self.rejected += len(batch.refused)
        lane.put(partial(merger.take_in, batch=batch), self._count)

    def _let_strangers_in(self, lanes: list[Lane], merger: Merger) -> None:
        for lane in lanes:
            lane.wait()
        for lane, spans in self.strangers.items():
            lane.put(merger.let_strangers_in, _nothing)
            for first, last in spans:
                lane.put(partial(merger.take_strangers_in, first=first, last=last), self._count)
                self._look()

    def _count(self, new: int) -> None:
        with self.lock:
            self.imported += new

    def _opt_out(self, refused: list[RefusedRow]) -> None:
        """In transactions of their own: each holds its numbers against whoever sends or writes
        STOP, and a long import would hold more than the database has locks for."""
        to = self.to
        for number in sorted({number for row in refused for number in row.opted_out}):
            with self.database.transaction() as session:
                record = session.get_one(VoterImport, to.import_id)
                opt_out(session, to.organisation_id, number, None, to.at, record.actor)

    def _look(self) -> None:
        """Twice a second: say how far it is, and hear whether it is to go on."""
        if monotonic() - self.looked < _LOOK_SECONDS:
            return
        self.looked = monotonic()
        with self.database.transaction() as session:
            # Rejected rows refer to it: whoever brings some in is not waited for.
            lock = {"key_share": True}
            record = session.get_one(VoterImport, self.to.import_id, with_for_update=lock)
            if record.cancel_asked_at is not None:
                raise Cancelled
            self._write(record)
            record.looked_at = self.clock()
            announce(session, ("import", record.id))

    def _write(self, record: VoterImport) -> None:
        record.rows, record.imported, record.rejected = self.rows, self.imported, self.rejected
        record.merged = max(0, self.rows - self.rejected - self.imported)
        record.read_bytes = self.file.read_bytes

    def _finish(self) -> None:
        with self.database.transaction() as session:
            record = session.get_one(VoterImport, self.to.import_id)
            self._write(record)
            record.read_bytes = record.size_bytes
            record.state, record.finished_at = ImportState.FINISHED, self.clock()
            count_list(session, record.voter_list_id, self.clock())
            _tell(session, record)


def _nothing(_: None) -> None:
    """Nothing to be counted."""
