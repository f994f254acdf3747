"""A coalition, its organisations, the people who run them and the numbers they own."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Identity, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, Owned, belongs_to, enum_column, owned
from phonebank.domain.contact_request import SuppressionScope


class Role(StrEnum):
    """What a member may do. A coordinator runs the organisation's campaigns and shifts."""

    COORDINATOR = "coordinator"


class FreezeReason(StrEnum):
    """Why an organisation contacts nobody."""

    SPENDING = "spending"


class Coalition(Base):
    """Organisations that work together."""

    __tablename__ = "coalition"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str]


class Organisation(Base):
    """One community organisation; nothing of it is seen by another unless it is shared.

    `frozen` stops every contact of it, `frozen_because` says why. `spend_limit_cents` is what its
    calls and texts may cost in 24 hours before that happens by itself; 0 is no limit.
    """

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    coalition_id: Mapped[int | None] = mapped_column(ForeignKey("coalition.id"))
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    opt_out_scope: Mapped[SuppressionScope] = mapped_column(
        enum_column(SuppressionScope), default=SuppressionScope.ORGANISATION
    )
    frozen: Mapped[bool] = mapped_column(default=False)
    frozen_because: Mapped[FreezeReason | None] = mapped_column(enum_column(FreezeReason))
    spend_limit_cents: Mapped[int] = mapped_column(default=50_000, server_default="50000")
    created_at: Mapped[datetime]


class Member(Owned, Base):
    """A person with a sign-in of their own."""

    __tablename__ = "member"
    __table_args__ = owned(UniqueConstraint("organisation_id", "email"))

    email: Mapped[str]
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(enum_column(Role), default=Role.COORDINATOR)
    sign_in_version: Mapped[int] = mapped_column(default=1)
    """Raised to make every earlier sign-in link and session of the member worthless."""


class OwnedNumber(Owned, Base):
    """A number that the organisation calls and texts from.

    One with a campaign serves that campaign alone. It is not shown to voters before `rests_until`:
    networks had marked it as a nuisance.
    """

    __tablename__ = "owned_number"
    __table_args__ = owned(belongs_to("campaign", "campaign_id"))

    e164: Mapped[str] = mapped_column(unique=True)
    campaign_id: Mapped[int | None]
    rests_until: Mapped[datetime | None]
