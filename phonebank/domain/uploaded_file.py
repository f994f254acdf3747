"""A file that somebody brought, kept in pieces until it has been read."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, Owned, belongs_to, owned

PIECE_BYTES = 1 << 20


class UploadedFile(Owned, Base):
    """A voter file on its way in. It lies in the database, because whoever reads it may be a
    process on another machine than whoever was given it."""

    __tablename__ = "uploaded_file"
    __table_args__ = owned()

    name: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(default=0)
    uploaded_at: Mapped[datetime]


class UploadedPiece(Base):
    """`PIECE_BYTES` of an uploaded file at most; `number` counts from 0."""

    __tablename__ = "uploaded_piece"
    __table_args__ = (belongs_to("uploaded_file", "uploaded_file_id", ondelete="CASCADE"),)

    organisation_id: Mapped[int]
    uploaded_file_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class ColumnMapping(Owned, Base):
    """What the columns of a layout were said to mean, remembered for the next file of its kind.

    `layout_key` is made of the file's headers; `columns` is header -> column, `extra` for one
    without a meaning.
    """

    __tablename__ = "column_mapping"
    __table_args__ = owned(UniqueConstraint("organisation_id", "layout_key"))

    layout_key: Mapped[str]
    columns: Mapped[dict[str, str]]
    updated_at: Mapped[datetime]
