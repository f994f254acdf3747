"""What voters ask, or have heard wrong, and the coalition's one answer to it."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, Owned, Texts, belongs_to, owned

WORDS_LENGTH = 300


class Rumour(Owned, Base):
    """One thing that is being said, at one question of a campaign (by its origin), or at none.

    `answer` is by written language; callers see it once it is written.
    """

    __tablename__ = "rumour"
    __table_args__ = owned(
        belongs_to("campaign", "campaign_id", ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["organisation_id", "question_id"], ["question.organisation_id", "question.id"]
        ),
        Index(None, "campaign_id", "question_id"),
    )

    campaign_id: Mapped[int]
    question_id: Mapped[int | None]
    words: Mapped[str]
    answer: Mapped[Texts] = mapped_column(default=dict)
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class RumourHeard(Owned, Base):
    """A caller has met it on a call: once a call, however often the key is pressed."""

    __tablename__ = "rumour_heard"
    __table_args__ = owned(
        belongs_to("rumour", "rumour_id", ondelete="CASCADE"),
        belongs_to("shift", "shift_id"),
        belongs_to("call", "call_id"),
        Index(None, "rumour_id", "call_id", unique=True),
    )

    rumour_id: Mapped[int]
    shift_id: Mapped[int]
    call_id: Mapped[int]
    language: Mapped[str]
    at: Mapped[datetime]
