"""A file on its way from a browser to whoever reads it: kept in pieces, then forgotten."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Final

from sqlalchemy import delete, exists, insert, select
from sqlalchemy.orm import Session

from phonebank.db import Database
from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.uploaded_file import PIECE_BYTES, UploadedFile, UploadedPiece
from phonebank.domain.voter_list import UNDER_WAY, VoterImport
from phonebank.services.importing.cells import clean

KEPT_FOR: Final = timedelta(days=1)
_LONGEST_NAME: Final = 200


def keep_upload(
    database: Database, organisation_id: int, name: str, stream: IO[bytes], at: datetime
) -> int:
    """Keep what the stream holds, piece by piece in constant memory; returns the file's id.

    Raises BadInput where it holds nothing.
    """
    with database.transaction() as session:
        file = UploadedFile(
            organisation_id=organisation_id, name=clean(name)[:_LONGEST_NAME], uploaded_at=at
        )
        session.add(file)
    size = number = 0
    while content := stream.read(PIECE_BYTES):
        values = {"organisation_id": organisation_id, "uploaded_file_id": file.id}
        piece = insert(UploadedPiece).values(**values, number=number, content=content)
        with database.transaction() as session:
            session.execute(piece)
        size, number = size + len(content), number + 1
    with database.transaction() as session:
        kept = session.get_one(UploadedFile, file.id)
        if not size:
            session.delete(kept)
        kept.size_bytes = size
    if not size:
        raise BadInput("please choose a file that has something in it", "file")
    return file.id


def uploaded_file(session: Session, organisation_id: int, file_id: int) -> UploadedFile:
    """A file of the organisation. Raises NotFound also where it is another's."""
    found = session.get(UploadedFile, file_id)
    if found is None or found.organisation_id != organisation_id:
        raise NotFound("there is no such file")
    return found


def write_out(database: Database, file_id: int, path: Path, at_most_bytes: int = 0) -> None:
    """Write a kept file to the disk, or so many bytes of its beginning."""
    written = number = 0
    with path.open("wb") as stream:
        while not at_most_bytes or written < at_most_bytes:
            with database.transaction() as session:
                content = session.scalar(
                    select(UploadedPiece.content).where(
                        UploadedPiece.uploaded_file_id == file_id, UploadedPiece.number == number
                    )
                )
            if content is None:
                return
            written += stream.write(content)
            number += 1


def forget_pieces(session: Session, file_id: int) -> None:
    """The file has been read: its name stays, its voters do not."""
    session.execute(delete(UploadedPiece).where(UploadedPiece.uploaded_file_id == file_id))


def forget_left_behind(session: Session, at: datetime) -> int:
    """Forget what was uploaded a day ago and is not being read: nobody came back for it, or its
    import failed. Returns how many pieces went."""
    read = exists().where(
        VoterImport.uploaded_file_id == UploadedFile.id, VoterImport.state.in_(UNDER_WAY)
    )
    left = select(UploadedFile.id).where(UploadedFile.uploaded_at < at - KEPT_FOR, ~read)
    gone = delete(UploadedPiece).where(UploadedPiece.uploaded_file_id.in_(left))
    return len(session.execute(gone.returning(UploadedPiece.number)).all())


def head_written_out(database: Database, file_id: int, folder: Path) -> Path:
    """As much of a kept file on the disk as shows its columns: an archive whole, since its table of
    contents stands at its end."""
    path = folder / "list"
    write_out(database, file_id, path, at_most_bytes=1)
    with path.open("rb") as stream:
        is_archive = stream.read(2) == b"PK"
    if is_archive:
        write_out(database, file_id, path)
    elif path.stat().st_size == PIECE_BYTES:
        _cut_to_whole_lines(path)
    return path


def _cut_to_whole_lines(path: Path) -> None:
    content = path.read_bytes()
    end = max(content.rfind(b"\n"), content.rfind(b"\r"))
    path.write_bytes(content[: end + 1] or content)
