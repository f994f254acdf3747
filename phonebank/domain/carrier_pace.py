"""The calls a second that the carrier's account allows, shared by every process that dials."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base


class CarrierPace(Base):
    """When the next call of an account may be started. There is one row an account."""

    __tablename__ = "carrier_pace"

    account: Mapped[str] = mapped_column(primary_key=True)
    next_at: Mapped[datetime]
