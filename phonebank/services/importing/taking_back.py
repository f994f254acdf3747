"""Taking an import back: whom it brought in, and nobody whom somebody has been in touch with."""

from datetime import datetime
from typing import Final

from sqlalchemy import exists, select, text
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database, announce
from phonebank.domain.errors import NotFound, NotNow
from phonebank.domain.voter_list import ImportState, VoterImport, VoterList
from phonebank.services.auditing import Author, audit_of
from phonebank.services.importing.turns import turn

_ROWS: Final = 2_000

# Voters who were in a queue, called or written to stay; only their place on the list goes.
_TAKE_ENTRIES: Final = text(
    """
    WITH gone AS MATERIALIZED (
        DELETE FROM voter_list_entry
         WHERE voter_list_id = :list_id
           AND voter_id IN (SELECT voter_id FROM voter_list_entry
                             WHERE voter_list_id = :list_id AND voter_import_id = :import_id
                               AND voter_id > :after
                             ORDER BY voter_id LIMIT :rows)
        RETURNING voter_id
    ), forgotten AS (
        DELETE FROM voter v USING gone
         WHERE v.id = gone.voter_id AND v.voter_import_id = :import_id
           AND NOT EXISTS (SELECT FROM assignment a WHERE a.voter_id = v.id)
           AND NOT EXISTS (SELECT FROM call c WHERE c.voter_id = v.id)
           AND NOT EXISTS (SELECT FROM conversation t WHERE t.voter_id = v.id)
           AND NOT EXISTS (SELECT FROM voter_list_entry e
                            WHERE e.voter_id = v.id AND e.voter_list_id <> :list_id)
    )
    SELECT max(voter_id) FROM gone
    """
)
_TAKE_REJECTED: Final = text("DELETE FROM rejected_row WHERE voter_import_id = :import_id")


def take_away(database: Database, record: VoterImport) -> None:
    """Remove what the import has brought so far, in short transactions: its places on the list,
    the voters who are known by it alone, and its rejected rows.

    What it changed of known voters stays, and so do opt-outs. Safe to be run again.
    """
    values = {"list_id": record.voter_list_id, "import_id": record.id, "rows": _ROWS}
    after: int | None = 0
    while after is not None:
        with database.transaction() as session:
            after = session.scalar(_TAKE_ENTRIES, values | {"after": after})
    with database.transaction() as session:
        session.execute(_TAKE_REJECTED, {"import_id": record.id})
        session.get_one(VoterList, record.voter_list_id).counted_at = None


def ask_to_take_back(session: Session, organisation_id: int, import_id: int, by: Author) -> bool:
    """Ask that a finished import be undone; False where there is nothing to be done.

    Raises NotFound, also where it is another organisation's; NotNow while it goes on, or where a
    later import stands on it: voters whom both files name are on the list by the first alone.
    """
    record = import_of(session, organisation_id, import_id, lock=True)
    if record.under_way:
        raise NotNow("this import is still going on: please cancel it instead")
    if record.state is not ImportState.FINISHED:
        return False
    if _has_successor(session, record):
        raise NotNow("a later import brought voters to this list: please take that one back first")
    record.state, record.looked_at = ImportState.TAKING_BACK, by.at
    audit_of(session, organisation_id, by, "take import back", f"import {import_id}")
    announce(session, ("import", import_id))
    return True


def _has_successor(session: Session, record: VoterImport) -> bool:
    standing = (ImportState.WAITING, ImportState.RUNNING, ImportState.FINISHED)
    later = exists().where(
        VoterImport.voter_list_id == record.voter_list_id,
        VoterImport.id > record.id,
        VoterImport.state.in_(standing),
    )
    return bool(session.scalar(select(later)))


def take_back(database: Database, import_id: int, clock: Clock) -> None:
    """Undo an import of which that was asked, in its turn; any other is left alone."""
    record = _found(database, import_id)
    if record.state is not ImportState.TAKING_BACK:
        return
    with turn(database.engine, record.organisation_id):
        if _found(database, import_id).state is ImportState.TAKING_BACK:
            _take_back(database, record, clock)


def _found(database: Database, import_id: int) -> VoterImport:
    with database.transaction() as session:
        return session.get_one(VoterImport, import_id)


def _take_back(database: Database, record: VoterImport, clock: Clock) -> None:
    take_away(database, record)
    with database.transaction() as session:
        taken = session.get_one(VoterImport, record.id)
        taken.state, taken.looked_at = ImportState.TAKEN_BACK, clock()
        announce(session, ("import", record.id))


def cancel(session: Session, organisation_id: int, import_id: int, at: datetime) -> None:
    """Ask an import that goes on to end, and to take back what it has brought. Raises NotFound."""
    record = import_of(session, organisation_id, import_id, lock=True)
    if record.state is ImportState.WAITING:
        record.state, record.finished_at = ImportState.CANCELLED, at
        announce(session, ("import", import_id))
    elif record.state is ImportState.RUNNING:
        record.cancel_asked_at = at


def import_of(
    session: Session, organisation_id: int, import_id: int, *, lock: bool = False
) -> VoterImport:
    """An import of the organisation. Raises NotFound also where it is another's."""
    found = session.get(VoterImport, import_id, with_for_update=lock)
    if found is None or found.organisation_id != organisation_id:
        raise NotFound("there is no such import")
    return found
