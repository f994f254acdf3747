"""Tags: a campaign's own words for what a conversation is about, for its texters to put on it."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from phonebank.domain.base import Base, Owned, Texts, belongs_to, owned

MOST_TAGS = 9
"""One for each key from 1 to 9."""
NAME_LENGTH = 40


class Tag(Owned, Base):
    """One of a campaign's tags. `name` is by written language; who has no words of their own in
    it reads the campaign's first language. One that is `retired_at` stays on what has it, and is
    put on nothing any more."""

    __tablename__ = "tag"
    __table_args__ = owned(
        belongs_to("campaign", "campaign_id", ondelete="CASCADE"),
        Index(None, "campaign_id", "position"),
    )

    campaign_id: Mapped[int]
    position: Mapped[int]
    name: Mapped[Texts]
    retired_at: Mapped[datetime | None]


class ConversationTag(Owned, Base):
    """A tag that a texter has put on a conversation."""

    __tablename__ = "conversation_tag"
    __table_args__ = owned(
        belongs_to("conversation", "conversation_id", ondelete="CASCADE"),
        belongs_to("tag", "tag_id", ondelete="CASCADE"),
        belongs_to("caller", "caller_id"),
        UniqueConstraint("conversation_id", "tag_id"),
        Index(None, "tag_id"),
    )

    conversation_id: Mapped[int]
    tag_id: Mapped[int]
    caller_id: Mapped[int | None]
    at: Mapped[datetime]
