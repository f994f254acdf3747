"""Voters in: from a file of VAN's, L2's, PDI's or anybody's to a voter list.

encodings  which encoding a file is in, or why it is no list
records    lines to rows, with recovery
reading    the file recognised: delimiter, columns
people     a row to a voter, or to the reason why not (numbers, cells)
loading    COPY and set-based statements
rejected   the rows left over, to be downloaded
"""

from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.organisation import Organisation
from phonebank.domain.voter_list import VoterImport, VoterList
from phonebank.services.auditing import audit
from phonebank.services.importing.cells import clean
from phonebank.services.importing.loading import Destination, Loader
from phonebank.services.importing.people import ReadyVoter, RefusedRow, read_voter
from phonebank.services.importing.reading import VoterFile, open_voter_file
from phonebank.services.importing.rejected import rejected_csv, rejected_rows
from phonebank.services.importing.report import ImportReport
from phonebank.services.opting_out import opt_out

__all__ = ["ImportReport", "import_voters", "rejected_csv", "rejected_rows"]

_BATCH: Final = 1_000
_LONGEST_NAME: Final = 200

_TAKE_TURNS: Final = text(
    "SELECT pg_advisory_xact_lock(hashtextextended('voter import ' || :organisation_id, 0))"
)
_WAIT_AS_LONG_AS_IT_TAKES = text("SET LOCAL lock_timeout = 0")


def import_voters(
    database: Database,
    slug: str,
    list_name: str,
    path: Path,
    clock: Clock,
    *,
    actor: str = "command line",
    file_name: str | None = None,
) -> ImportReport:
    """Read a voter file into a list of an organisation; the list is made if there is none.

    All in one transaction: a failure half way leaves nothing but the opt-outs. The same file
    twice changes nothing. Numbers are added and never taken away, a dead one stays dead, and no
    opt-out is lifted; the numbers of voters whom the file marks as not to be contacted are opted
    out, and their rows rejected. `file_name` is what the person calls the file, by default the
    path's last part.

    Raises NotFound for an unknown organisation, BadInput for a file that is no voter list.
    """
    started = clock()
    file = open_voter_file(path)
    with database.transaction() as session:
        organisation_id = _take_turn(session, slug)
        record = VoterImport(
            organisation_id=organisation_id,
            voter_list_id=_list(session, organisation_id, list_name, started),
            file_name=clean(file_name or path.name)[:_LONGEST_NAME],
            layout=file.layout,
            started_at=started,
        )
        session.add(record)
        session.flush()
        _load(database, session, record, file, actor)
        record.finished_at = clock()
        _audit(session, record, actor)
    return _report(record, record.finished_at, file)


def _take_turn(session: Session, slug: str) -> int:
    """The organisation's id; two imports of one organisation wait for each other."""
    organisation_id = session.scalar(select(Organisation.id).where(Organisation.slug == slug))
    if organisation_id is None:
        raise NotFound(f"there is no organisation {slug}")
    session.execute(_WAIT_AS_LONG_AS_IT_TAKES)
    session.execute(_TAKE_TURNS, {"organisation_id": str(organisation_id)})
    return organisation_id


def _list(session: Session, organisation_id: int, name: str, at: datetime) -> int:
    tidy = clean(name)
    if not 0 < len(tidy) <= _LONGEST_NAME:
        raise BadInput(f"Please give the list a name of at most {_LONGEST_NAME} letters.")
    statement = select(VoterList).where(
        VoterList.organisation_id == organisation_id, VoterList.name == tidy
    )
    found = session.scalar(statement)
    if found is None:
        found = VoterList(organisation_id=organisation_id, name=tidy, created_at=at)
        session.add(found)
        session.flush()
    return found.id


def _load(
    database: Database, session: Session, record: VoterImport, file: VoterFile, actor: str
) -> None:
    destination = Destination(
        record.organisation_id, record.voter_list_id, record.id, record.started_at
    )
    loader = Loader(session, destination)
    rows = (read_voter(file.columns, row) for row in file.records())
    while batch := list(islice(rows, _BATCH)):
        voters = [row for row in batch if isinstance(row, ReadyVoter)]
        refused = [row for row in batch if isinstance(row, RefusedRow)]
        loader.take_in(voters, refused)
        _opt_out(database, record, refused, actor)
        record.rows += len(batch)
        record.rejected += len(refused)
    if record.rows == 0:
        raise BadInput("This file has a header and no voters: please export the list again.")
    record.imported = loader.merge()
    record.merged = record.rows - record.rejected - record.imported


def _opt_out(
    database: Database, record: VoterImport, refused: list[RefusedRow], actor: str
) -> None:
    """In transactions of their own: each holds its numbers against whoever sends or writes STOP,
    and a long import would hold them all, more than the database has locks for."""
    for number in sorted({number for row in refused for number in row.opted_out}):
        with database.transaction() as session:
            opt_out(session, record.organisation_id, number, None, record.started_at, actor)


def _audit(session: Session, record: VoterImport, actor: str) -> None:
    books = {key: getattr(record, key) for key in ("rows", "imported", "merged", "rejected")}
    subject = f"voter list {record.voter_list_id}"
    at = record.finished_at or record.started_at
    audit(
        session,
        record.organisation_id,
        at,
        actor,
        "import voters",
        subject,
        voter_import=record.id,
        **books,
    )


def _report(record: VoterImport, finished_at: datetime, file: VoterFile) -> ImportReport:
    return ImportReport(
        rows=record.rows,
        imported=record.imported,
        merged=record.merged,
        rejected=record.rejected,
        seconds=(finished_at - record.started_at).total_seconds(),
        list_id=record.voter_list_id,
        import_id=record.id,
        layout=file.layout,
        mapping=file.columns.as_dict(),
    )
