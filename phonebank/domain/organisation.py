"""A coalition, its organisations, the people who run them and the numbers they own."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Identity, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, Owned, enum_column, owned
from phonebank.domain.contact_request import SuppressionScope


class Role(StrEnum):
    """What a member may do. A coordinator runs the organisation's campaigns and shifts."""

    COORDINATOR = "coordinator"


class Coalition(Base):
    """Organisations that work together."""

    __tablename__ = "coalition"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str]


class Organisation(Base):
    """One community organisation; nothing of it is seen by another unless it is shared."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    coalition_id: Mapped[int | None] = mapped_column(ForeignKey("coalition.id"))
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    opt_out_scope: Mapped[SuppressionScope] = mapped_column(
        enum_column(SuppressionScope), default=SuppressionScope.ORGANISATION
    )
    frozen: Mapped[bool] = mapped_column(default=False)
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
    """A number that the organisation calls and texts from."""

    __tablename__ = "owned_number"
    __table_args__ = owned()

    e164: Mapped[str] = mapped_column(unique=True)
