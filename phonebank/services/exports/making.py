"""Making the file of an export: by one worker at a time, and not for ever.

Each beginning has its number, and whoever writes says by which one: a worker that was silent for
so long that another began anew finds, when it comes back, that nothing more is wanted of it.
"""

import hashlib
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

import psycopg
import sqlalchemy.exc
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.export_file import ExportFile, ExportPiece, ExportState
from phonebank.domain.uploaded_file import PIECE_BYTES
from phonebank.services.exports.layouts import layout_named
from phonebank.services.exports.shape import LayoutName, Scope
from phonebank.services.exports.streaming import FileFormat, exported

log = logging.getLogger(__name__)
MOST_BEGINNINGS: Final = 3
"""A file whose worker dies so often kills it: it is not begun again."""
NOT_MADE: Final = "This file could not be made. Please ask for it once more, or for CSV."
_RENEWED_EVERY_SECONDS: Final = 20.0
_AWAY: Final = (psycopg.OperationalError, sqlalchemy.exc.OperationalError)


class _TakenOver(Exception):
    """Another worker makes the file by now."""


def make_export(database: Database, export_id: int, clock: Clock) -> None:
    """Make the file that waits to be made; harmless where it is made, or another worker does. One
    whose database was away is left to be begun anew; after any other error it is FAILED."""
    file = _begun(database, export_id, clock())
    if file is None:
        return
    try:
        with _shown_alive(database, file, clock):
            size, digest = _written(database, file, clock)
        done = {"finished_at": clock(), "size_bytes": size, "digest": digest}
        with database.transaction() as session:
            _note(session, file, state=ExportState.FINISHED, **done)
    except _TakenOver:
        return
    except (BadInput, NotFound) as problem:
        _fail(database, file, str(problem), clock())
    except Exception as error:
        # Its own message may hold what a voter wrote.
        log.error("export %d was not made: %s", export_id, type(error).__name__)
        if not isinstance(error, _AWAY):
            _fail(database, file, NOT_MADE, clock())


def _begun(database: Database, export_id: int, at: datetime) -> ExportFile | None:
    with database.transaction() as session:
        file = session.get(ExportFile, export_id, with_for_update=True)
        if file is None or file.state is not ExportState.WAITING:
            return None
        session.execute(delete(ExportPiece).where(ExportPiece.export_file_id == export_id))
        if file.beginnings >= MOST_BEGINNINGS:
            file.state, file.problem, file.finished_at = ExportState.FAILED, NOT_MADE, at
            return None
        file.beginnings += 1
        file.state, file.looked_at = ExportState.RUNNING, at
    return file


@contextmanager
def _shown_alive(database: Database, file: ExportFile, clock: Clock) -> Iterator[None]:
    """Show that somebody is at it, also while no piece comes: a list is sorted before its first
    row, and a workbook is whole before its first byte."""
    over = threading.Event()

    def renew() -> None:
        while not over.wait(_RENEWED_EVERY_SECONDS):
            try:
                with database.transaction() as session:
                    _note(session, file, looked_at=clock())
            except Exception as error:
                log.error("export %d looks forsaken: %s", file.id, type(error).__name__)

    thread = threading.Thread(target=renew, name=f"export {file.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _written(database: Database, file: ExportFile, clock: Clock) -> tuple[int, str]:
    """Write the pieces; returns how many bytes they are, and their SHA-256."""
    scope = Scope(file.organisation_id, file.campaign_id, file.shift_id, file.voter_list_id)
    digest, size, held = hashlib.sha256(), 0, bytearray()
    number = 0
    with database.transaction() as reading:
        layout = layout_named(reading, LayoutName(file.layout), scope)
        for content in exported(reading, layout, FileFormat(file.file_format)):
            digest.update(content)
            size += len(content)
            held += content
            while len(held) >= PIECE_BYTES:
                _keep(database, file, number, bytes(held[:PIECE_BYTES]), clock())
                del held[:PIECE_BYTES]
                number += 1
    _keep(database, file, number, bytes(held), clock())
    return size, digest.hexdigest()


def _keep(database: Database, file: ExportFile, number: int, content: bytes, at: datetime) -> None:
    values = {"organisation_id": file.organisation_id, "export_file_id": file.id}
    with database.transaction() as session:
        _note(session, file, looked_at=at)
        session.execute(insert(ExportPiece).values(**values, number=number, content=content))


def _note(session: Session, file: ExportFile, **values: object) -> None:
    """Note it of the file that was begun. Raises _TakenOver where it has been begun anew."""
    mine = (
        ExportFile.id == file.id,
        ExportFile.state == ExportState.RUNNING,
        ExportFile.beginnings == file.beginnings,
    )
    noted = update(ExportFile).where(*mine).values(**values).returning(ExportFile.id)
    if session.scalar(noted) is None:
        raise _TakenOver


def _fail(database: Database, file: ExportFile, problem: str, at: datetime) -> None:
    with database.transaction() as session:
        _note(session, file, state=ExportState.FAILED, problem=problem, finished_at=at)
        session.execute(delete(ExportPiece).where(ExportPiece.export_file_id == file.id))
