"""How a shift that dials by itself was paced last: the numbers behind its lines."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base


class ShiftPace(Base):
    """The latest decision for each pool: spoken language tag -> the names and numbers that
    `pacing.Explanation` has. It is shown, and never decided by."""

    __tablename__ = "shift_pace"

    shift_id: Mapped[int] = mapped_column(
        ForeignKey("shift.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime]
    pools: Mapped[dict[str, Any]]
