"""Numbers that must not be contacted, and the trail of who did what."""

from datetime import datetime
from typing import Any

from sqlalchemy import Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, Owned, enum_column, owned
from phonebank.domain.contact_request import SuppressionReason, SuppressionScope


class Suppression(Owned, Base):
    """A number that an organisation, or its whole coalition, must not contact on any channel.

    It holds the number itself, not a voter: the person may be on other lists, or on none yet.
    `lifted_at` is set when the person opted back in; the row stays.
    """

    __tablename__ = "suppression"
    __table_args__ = owned(
        Index(
            "uq_suppression_active",
            "e164",
            "organisation_id",
            unique=True,
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    e164: Mapped[str]
    scope: Mapped[SuppressionScope] = mapped_column(enum_column(SuppressionScope))
    reason: Mapped[SuppressionReason] = mapped_column(enum_column(SuppressionReason))
    at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]


class AuditEvent(Owned, Base):
    """Something a person or the carrier did that somebody may have to account for."""

    __tablename__ = "audit_event"
    __table_args__ = owned(Index(None, "organisation_id", "at"))

    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class CarrierEvent(Base):
    """An event of the carrier's that had been taken in, by the id that tells repeats apart."""

    __tablename__ = "carrier_event"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    received_at: Mapped[datetime]
