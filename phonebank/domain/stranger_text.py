"""Texts from numbers that belong to no conversation, and what a person has read in them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, Owned, enum_column, owned


class StrangerDecision(StrEnum):
    """What a person has read in a stranger's text."""

    OPT_OUT = "opt out"
    NOTHING = "nothing"


class StrangerText(Owned, Base):
    """A text that may be an opt-out, from somebody whom nobody is writing with.

    Until somebody decides, nobody at the number is contacted.
    """

    __tablename__ = "stranger_text"
    __table_args__ = owned(
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_whole"),
        Index(
            "ix_stranger_text_undecided",
            "organisation_id",
            "their_number",
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    our_number: Mapped[str]
    their_number: Mapped[str]
    body: Mapped[str]
    received_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decision: Mapped[StrangerDecision | None] = mapped_column(enum_column(StrangerDecision))
