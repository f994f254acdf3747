"""How long voters waited for a texter's answer."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from phonebank.domain.base import Base, Owned, belongs_to, owned


class ReplyTime(Owned, Base):
    """One answer: from the first text of the voter that nobody had answered, to the texter's."""

    __tablename__ = "reply_time"
    __table_args__ = owned(
        belongs_to("shift", "shift_id"),
        belongs_to("caller", "caller_id"),
        belongs_to("conversation", "conversation_id", ondelete="CASCADE"),
        Index(None, "shift_id", "at"),
        Index(None, "caller_id", "at"),
    )

    shift_id: Mapped[int]
    caller_id: Mapped[int]
    conversation_id: Mapped[int]
    seconds: Mapped[int]
    at: Mapped[datetime]
