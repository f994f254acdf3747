"""A voter and the numbers at which they may be reached."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from phonebank.domain.base import Base, Owned, enum_column, owned
from phonebank.domain.bulk_reference import BulkReference, belongs_to_in_bulk
from phonebank.domain.contact_rules import LineType
from phonebank.domain.languages import UNKNOWN


class DeadNumber(StrEnum):
    """Why a number is not used again; the person behind it may have others."""

    WRONG = "wrong number"
    DISCONNECTED = "disconnected"


class Voter(Owned, Base):
    """A person on a voter list.

    `language` is the spoken language, `und` where nobody knows. `voter_file_id` is the id in
    the file that the voter came from (VANID, LALVOTERID); a voter without one is known by
    `identity`, made of name and number. `extra` keeps the columns that have no place of their own.
    `voter_import_id` is the import that brought the voter in, where one did; it is no reference
    that the database checks.
    """

    __tablename__ = "voter"
    __table_args__ = owned(
        Index(None, "organisation_id", "identity", unique=True),
    )
    bulk_references = (BulkReference(("organisation_id",), "organisation", ("id",)),)

    organisation_id: Mapped[int] = mapped_column()
    voter_import_id: Mapped[int | None]
    identity: Mapped[str]
    voter_file_id: Mapped[str | None]
    first_name: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str] = mapped_column(default="")
    romanised_name: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default=UNKNOWN)
    address: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    zip_code: Mapped[str] = mapped_column(default="")
    stated_zone: Mapped[str | None]
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    numbers: Mapped[list["PhoneNumber"]] = relationship(
        primaryjoin="Voter.id == foreign(PhoneNumber.voter_id)",
        order_by="PhoneNumber.position",
        viewonly=True,
    )

    @property
    def name(self) -> str:
        """First and last name, as the file has them."""
        return f"{self.first_name} {self.last_name}".strip()


class PhoneNumber(Owned, Base):
    """One number of one voter. A household's shared number stands once for each of them.

    The organisation is the voter's: that reference is checked, and one of its own would only make
    an import of two million numbers take longer.
    """

    __tablename__ = "phone_number"
    __table_args__ = owned(
        UniqueConstraint("voter_id", "e164"),
        Index(None, "e164"),
        Index(
            "ix_phone_number_consented",
            "voter_id",
            postgresql_where=text("consent_at IS NOT NULL"),
        ),
    )
    bulk_references = (belongs_to_in_bulk("voter", "voter_id"),)

    organisation_id: Mapped[int] = mapped_column()
    voter_id: Mapped[int]
    e164: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    line_type: Mapped[LineType] = mapped_column(enum_column(LineType), default=LineType.UNKNOWN)
    looked_up_at: Mapped[datetime | None]
    consent_at: Mapped[datetime | None]
    dead: Mapped[DeadNumber | None] = mapped_column(enum_column(DeadNumber))
    no_texts_at: Mapped[datetime | None]
    """When the carrier told that texts do not reach the number; it may still be called."""
