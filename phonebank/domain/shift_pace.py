"""How a shift that dials by itself was paced last: the numbers behind its lines."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, Owned, belongs_to, owned


class ShiftPace(Owned, Base):
    """The latest decision for each pool: spoken language tag -> the names and numbers that
    `pacing.Explanation` has. It is shown, and never decided by."""

    __tablename__ = "shift_pace"
    __table_args__ = owned(belongs_to("shift", "shift_id", ondelete="CASCADE"))

    shift_id: Mapped[int] = mapped_column(unique=True)
    at: Mapped[datetime]
    pools: Mapped[dict[str, Any]]
