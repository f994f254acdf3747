"""A named list of voters, and the imports that filled it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, Owned, belongs_to, enum_column, owned
from phonebank.domain.bulk_reference import belongs_to_in_bulk


class ListKind(StrEnum):
    """What a list is for: to contact who is on it, or to leave them alone. EXCLUSION bars the
    person (who has voted already, for example), DO_NOT_CONTACT the person's numbers too, whoever
    else has them."""

    CONTACT = "contact"
    EXCLUSION = "exclusion"
    DO_NOT_CONTACT = "do not contact"


class VoterList(Owned, Base):
    """Voters that somebody brought together under a name.

    `counted_at` is when the list was last counted, None where it has changed since: counting a
    million voters takes longer than a page may. `counts` are voters by spoken language then.

    Whoever is on a list of another kind than CONTACT is contacted for no list of the organisation.
    `barred` is channel -> reason of the gate -> voters who cannot be contacted, as of `barred_at`.
    """

    __tablename__ = "voter_list"
    __table_args__ = owned(
        UniqueConstraint("organisation_id", "name"),
        Index(
            "ix_voter_list_exclusion",
            "organisation_id",
            postgresql_where=text("kind <> 'contact'"),
        ),
    )

    name: Mapped[str]
    kind: Mapped[ListKind] = mapped_column(
        enum_column(ListKind), default=ListKind.CONTACT, server_default="contact"
    )
    created_at: Mapped[datetime]
    counted_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    barred_at: Mapped[datetime | None]
    barred: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    numbers: Mapped[int] = mapped_column(default=0, server_default="0")
    unknown_lines: Mapped[int] = mapped_column(default=0, server_default="0")

    @property
    def voters(self) -> int:
        """How many were on it when it was counted."""
        return sum(self.counts.values())


class VoterListEntry(Base):
    """A voter's place on a list; `position` is the order in the file.

    `voter_import_id` is the import that put the voter there. It is no reference that the database
    checks: that would cost an import of a million rows a million look-ups.
    """

    __tablename__ = "voter_list_entry"
    __table_args__ = (Index(None, "voter_id"),)
    bulk_references = (
        belongs_to_in_bulk("voter_list", "voter_list_id"),
        belongs_to_in_bulk("voter", "voter_id"),
    )

    organisation_id: Mapped[int]
    voter_list_id: Mapped[int] = mapped_column(primary_key=True)
    voter_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    voter_import_id: Mapped[int | None]


class ImportState(StrEnum):
    """Where an import stands."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"
    TAKING_BACK = "taking back"
    TAKEN_BACK = "taken back"


UNDER_WAY = frozenset({ImportState.WAITING, ImportState.RUNNING, ImportState.TAKING_BACK})
"""The states in which somebody is to work on an import."""


class VoterImport(Owned, Base):
    """One file that is read into a list, and what becomes of its rows.

    `mapping` is header -> column as it was confirmed, empty where we found out by ourselves;
    `actor` is who asked, as audit events name them. `problem` says why an import failed.
    `looked_at` is when its process last showed that it lives.
    """

    __tablename__ = "voter_import"
    __table_args__ = owned(
        belongs_to("voter_list", "voter_list_id", ondelete="CASCADE"),
        belongs_to("uploaded_file", "uploaded_file_id"),
        Index(None, "voter_list_id"),
        Index(
            "ix_voter_import_unfinished",
            "looked_at",
            postgresql_where=text("state IN ('waiting', 'running', 'taking back')"),
        ),
    )

    voter_list_id: Mapped[int]
    uploaded_file_id: Mapped[int | None]
    file_name: Mapped[str]
    layout: Mapped[str]
    mapping: Mapped[dict[str, str]] = mapped_column(default=dict)
    actor: Mapped[str]
    state: Mapped[ImportState] = mapped_column(enum_column(ImportState))
    problem: Mapped[str] = mapped_column(default="")
    size_bytes: Mapped[int] = mapped_column(default=0)
    read_bytes: Mapped[int] = mapped_column(default=0)
    looked_at: Mapped[datetime]
    cancel_asked_at: Mapped[datetime | None]
    rows: Mapped[int] = mapped_column(default=0)
    imported: Mapped[int] = mapped_column(default=0)
    merged: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    @property
    def percent(self) -> int:
        """How much of the file has been read."""
        return min(100, 100 * self.read_bytes // self.size_bytes) if self.size_bytes else 0

    @property
    def under_way(self) -> bool:
        """Whether it is still to come to an end."""
        return self.state in UNDER_WAY


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
