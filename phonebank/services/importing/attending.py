"""What the worker does for an import: run it from its uploaded file, or take it back."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database, announce
from phonebank.domain.errors import BadInput
from phonebank.domain.voter_list import UNDER_WAY, ImportState, VoterImport
from phonebank.services.importing.reading import VoterFile, open_voter_file
from phonebank.services.importing.running import give_up, run_import
from phonebank.services.importing.taking_back import take_back
from phonebank.services.importing.uploading import forget_pieces, write_out

SILENT_AFTER: Final = timedelta(minutes=2)
"""An import of which nothing was heard for so long has lost its job, or its process."""

LEFT: Final = "The command that read this file ended too early: please import it again."


def attend(database: Database, import_id: int, folder: Path, clock: Clock) -> None:
    """Bring an import to its end, whichever that is: one from the command line, whose file is not
    here, fails unless its command still runs. Safe to be called again."""
    take_back(database, import_id, clock)
    with database.transaction() as session:
        record = session.get_one(VoterImport, import_id)
        if record.state not in (ImportState.WAITING, ImportState.RUNNING):
            return
        record.looked_at = clock()
    if record.uploaded_file_id is None:
        give_up(database, import_id, LEFT, clock)
        return
    file = _opened(database, record, folder, clock)
    if file is not None:
        run_import(database, import_id, file, clock)
    with database.transaction() as session:
        forget_pieces(session, record.uploaded_file_id)


def _opened(
    database: Database, record: VoterImport, folder: Path, clock: Clock
) -> VoterFile | None:
    path = folder / "list"
    assert record.uploaded_file_id is not None  # noqa: S101 - narrows for the checker
    write_out(database, record.uploaded_file_id, path)
    try:
        file = open_voter_file(path, record.mapping)
        file.refuse_if_empty()
    except BadInput as problem:
        with database.transaction() as session:
            noted = session.get_one(VoterImport, record.id)
            noted.state, noted.problem = ImportState.FAILED, str(problem)
            noted.finished_at = clock()
            announce(session, ("import", record.id))
        return None
    with database.transaction() as session:
        session.get_one(VoterImport, record.id).size_bytes = file.size_bytes
    return file


def imports_without_job(session: Session, at: datetime) -> list[int]:
    """Imports that somebody should work on and nobody does; each is noted as looked after."""
    silent = (
        select(VoterImport)
        .where(
            VoterImport.state.in_(UNDER_WAY),
            VoterImport.looked_at < at - SILENT_AFTER,
        )
        .with_for_update(skip_locked=True)
    )
    found = list(session.scalars(silent))
    for each in found:
        each.looked_at = at
    return [each.id for each in found]
