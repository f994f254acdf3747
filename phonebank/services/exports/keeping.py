"""Exports made in the background, so that a broken download goes on where it broke.

The file lies in the database, as uploaded ones do: whoever hands it out may be a process on another
machine than whoever made it.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.export_file import ExportFile, ExportPiece, ExportState
from phonebank.domain.uploaded_file import PIECE_BYTES
from phonebank.services.auditing import Author, audit_of
from phonebank.services.exports.layouts import layout_named
from phonebank.services.exports.shape import LayoutName, Scope
from phonebank.services.exports.streaming import FileFormat, exported

KEPT_FOR: Final = timedelta(days=2)
SILENT_AFTER: Final = timedelta(minutes=2)
_MOST_AT_ONCE: Final = 20
_UNDER_WAY: Final = (ExportState.WAITING, ExportState.RUNNING)


def ask_for_export(
    session: Session, layout: str, file_format: str, scope: Scope, by: Author
) -> ExportFile:
    """Have a file made. Raises NotFound for a layout, a format or a scope that there is not, and
    BadInput where too many are being made."""
    if layout not in set(LayoutName) or file_format not in set(FileFormat):
        raise NotFound("there is no such export")
    layout_named(session, LayoutName(layout), scope)
    mine = ExportFile.organisation_id == scope.organisation_id
    waiting = select(ExportFile.id).where(mine, ExportFile.state.in_(_UNDER_WAY))
    if len(session.scalars(waiting).all()) >= _MOST_AT_ONCE:
        raise BadInput("please wait until the files that are being made are finished")
    file = ExportFile(
        layout=layout, file_format=file_format, asked_at=by.at, looked_at=by.at, **vars(scope)
    )
    session.add(file)
    session.flush()
    audit_of(session, scope.organisation_id, by, f"export {layout}", f"export {file.id}")
    return file


def make_export(database: Database, export_id: int, clock: Clock) -> None:
    """Make the file that was asked for; harmless where it is made, and begun anew where whoever
    made it died."""
    with database.transaction() as session:
        file = session.get(ExportFile, export_id, with_for_update=True)
        if file is None or file.state not in _UNDER_WAY:
            return
        file.state, file.looked_at = ExportState.RUNNING, clock()
        session.execute(delete(ExportPiece).where(ExportPiece.export_file_id == export_id))
    try:
        size, digest = _written(database, file, clock)
    except (BadInput, NotFound) as problem:
        _end(database, export_id, ExportState.FAILED, clock(), problem=str(problem))
        return
    _end(database, export_id, ExportState.FINISHED, clock(), size_bytes=size, digest=digest)


def exports_without_job(session: Session, at: datetime) -> list[int]:
    """Exports that somebody should make and nobody does; each is noted as looked after."""
    silent = (
        update(ExportFile)
        .where(ExportFile.state.in_(_UNDER_WAY), ExportFile.looked_at < at - SILENT_AFTER)
        .values(looked_at=at)
        .returning(ExportFile.id)
    )
    return list(session.scalars(silent))


def export_of(session: Session, organisation_id: int, export_id: int) -> ExportFile:
    """An export of the organisation. Raises NotFound."""
    file = session.get(ExportFile, export_id)
    if file is None or file.organisation_id != organisation_id:
        raise NotFound("there is no such export")
    return file


def exports_of(session: Session, organisation_id: int, at_most: int = 50) -> list[ExportFile]:
    """The newest first."""
    mine = select(ExportFile).where(ExportFile.organisation_id == organisation_id)
    newest = mine.order_by(ExportFile.asked_at.desc(), ExportFile.id.desc())
    return list(session.scalars(newest.limit(at_most)))


def content_of(database: Database, export_id: int, begin: int, end: int) -> Iterator[bytes]:
    """The bytes from `begin` up to `end` of a finished export, a piece at a time, each in a
    transaction of its own: a slow reader holds nothing up."""
    for number in range(begin // PIECE_BYTES, -(-end // PIECE_BYTES)):
        place = (ExportPiece.export_file_id == export_id, ExportPiece.number == number)
        with database.transaction() as session:
            content = session.scalar(select(ExportPiece.content).where(*place))
        if content is None:
            return  # it was forgotten meanwhile: the reader misses bytes, and sees it
        first = number * PIECE_BYTES
        yield content[max(begin - first, 0) : end - first]


def forget_exports(session: Session, at: datetime) -> None:
    """Forget files that were kept for their time; that they were made stays known."""
    old = (
        update(ExportFile)
        .where(ExportFile.state == ExportState.FINISHED, ExportFile.finished_at < at - KEPT_FOR)
        .values(state=ExportState.GONE)
        .returning(ExportFile.id)
    )
    gone = list(session.scalars(old))
    if gone:
        session.execute(delete(ExportPiece).where(ExportPiece.export_file_id.in_(gone)))


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
        session.execute(insert(ExportPiece).values(**values, number=number, content=content))
        mine = update(ExportFile).where(ExportFile.id == file.id)
        session.execute(mine.values(looked_at=at))


def _end(
    database: Database, export_id: int, state: ExportState, at: datetime, **values: object
) -> None:
    with database.transaction() as session:
        ended = update(ExportFile).where(ExportFile.id == export_id)
        session.execute(ended.values(state=state, finished_at=at, **values))
