"""A named list of voters, and the imports that filled it."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, Owned, belongs_to, owned


class VoterList(Owned, Base):
    """Voters that somebody brought together under a name."""

    __tablename__ = "voter_list"
    __table_args__ = owned(UniqueConstraint("organisation_id", "name"))

    name: Mapped[str]
    created_at: Mapped[datetime]


class VoterListEntry(Base):
    """A voter's place on a list; `position` is the order in the file."""

    __tablename__ = "voter_list_entry"
    __table_args__ = (
        belongs_to("voter_list", "voter_list_id", ondelete="CASCADE"),
        belongs_to("voter", "voter_id", ondelete="CASCADE"),
        Index(None, "voter_id"),
    )

    organisation_id: Mapped[int]
    voter_list_id: Mapped[int] = mapped_column(primary_key=True)
    voter_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]


class VoterImport(Owned, Base):
    """One file that was read into a list, and what became of its rows."""

    __tablename__ = "voter_import"
    __table_args__ = owned(belongs_to("voter_list", "voter_list_id", ondelete="CASCADE"))

    voter_list_id: Mapped[int]
    file_name: Mapped[str]
    layout: Mapped[str]
    rows: Mapped[int] = mapped_column(default=0)
    imported: Mapped[int] = mapped_column(default=0)
    merged: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class RejectedRow(Owned, Base):
    """A row that was not imported, kept with its line number and the reason."""

    __tablename__ = "rejected_row"
    __table_args__ = owned(
        belongs_to("voter_import", "voter_import_id", ondelete="CASCADE"),
        UniqueConstraint("voter_import_id", "line"),
    )

    voter_import_id: Mapped[int]
    line: Mapped[int]
    reason: Mapped[str]
    row: Mapped[str]
