"""Exports made in the background, so that a broken download goes on where it broke.

The file lies in the database, as uploaded ones do: whoever hands it out may be a process on another
machine than whoever made it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from phonebank.db import Database
from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.export_file import ExportFile, ExportPiece, ExportState
from phonebank.domain.uploaded_file import PIECE_BYTES
from phonebank.services.auditing import Author, audit_of
from phonebank.services.exports.layouts import layout_named
from phonebank.services.exports.shape import LayoutName, Scope
from phonebank.services.exports.streaming import FileFormat

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


def exports_without_job(session: Session, at: datetime) -> list[int]:
    """Exports that somebody should make and nobody does; each is noted as looked after, and waits
    to be begun anew where whoever made it fell silent."""
    silent = (
        update(ExportFile)
        .where(ExportFile.state.in_(_UNDER_WAY), ExportFile.looked_at < at - SILENT_AFTER)
        .values(state=ExportState.WAITING, looked_at=at)
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
