"""A file of results or voters that is made in the background and kept for a while."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, Owned, belongs_to, enum_column, owned


class ExportState(StrEnum):
    """Where an export stands. GONE: it was kept for its time."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    GONE = "gone"


class ExportFile(Owned, Base):
    """What was asked for, and the file that came of it: it never changes once it is finished.

    `digest` is the SHA-256 of its bytes. `looked_at` is when its process last showed that it
    lives, `beginnings` how often one began to make it.
    """

    __tablename__ = "export_file"
    __table_args__ = owned(
        belongs_to("campaign", "campaign_id"),
        belongs_to("shift", "shift_id"),
        belongs_to("voter_list", "voter_list_id"),
        Index(
            "ix_export_file_unfinished",
            "looked_at",
            postgresql_where=text("state IN ('waiting', 'running')"),
        ),
        Index(None, "organisation_id", "asked_at"),
    )

    layout: Mapped[str]
    file_format: Mapped[str]
    campaign_id: Mapped[int | None]
    shift_id: Mapped[int | None]
    voter_list_id: Mapped[int | None]
    state: Mapped[ExportState] = mapped_column(
        enum_column(ExportState), default=ExportState.WAITING
    )
    size_bytes: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(default="")
    problem: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    looked_at: Mapped[datetime]
    beginnings: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]

    @property
    def file_name(self) -> str:
        """Plain letters, digits and hyphens."""
        return f"{self.layout}-{self.id}.{self.file_format}"


class ExportPiece(Base):
    """`uploaded_file.PIECE_BYTES` of an export, the last one what is left; `number` from 0."""

    __tablename__ = "export_piece"
    __table_args__ = (belongs_to("export_file", "export_file_id", ondelete="CASCADE"),)

    organisation_id: Mapped[int]
    export_file_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes]
