"""A volunteer who means to come to a shift, and the texts that we owe them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, Owned, belongs_to, enum_column, owned
from phonebank.domain.event_program import EventProgram


class SignUp(Owned, Base):
    """Somebody who has said that they will come; no account, only a link of their own.

    `languages` are spoken tags, the most fluent first. `e164` is empty where they want no texts.
    `caller_id` is set once they have checked in. `email` and `postal_code` are only asked for where
    another program wants them. `came_through` is the program in which they signed up, None for our
    own page.
    """

    __tablename__ = "sign_up"
    __table_args__ = owned(
        belongs_to("shift", "shift_id", ondelete="CASCADE"),
        belongs_to("caller", "caller_id"),
        UniqueConstraint("shift_id", "request_key"),
    )

    shift_id: Mapped[int]
    request_key: Mapped[str]
    name: Mapped[str]
    e164: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    postal_code: Mapped[str] = mapped_column(default="")
    came_through: Mapped[EventProgram | None] = mapped_column(enum_column(EventProgram))
    languages: Mapped[list[str]]
    page_language: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    caller_id: Mapped[int | None]


class NoticeKind(StrEnum):
    """What a volunteer is told by text."""

    REMINDER = "reminder"
    CALLED_OFF = "called off"
    SUMMARY = "summary"


class NoticeState(StrEnum):
    """Where a notice stands. ASKED: the carrier was asked, and nobody asks it again."""

    WAITING = "waiting"
    ASKED = "asked"
    SENT = "sent"
    REFUSED = "refused"


class Notice(Owned, Base):
    """One text to one volunteer, sent at most once, between `due_at` and `until`.

    `superseded_at` is when the shift was moved to another time than it tells of: the volunteer is
    then owed another.
    """

    __tablename__ = "notice"
    __table_args__ = owned(
        belongs_to("sign_up", "sign_up_id", ondelete="CASCADE"),
        Index(
            "ix_notice_owed",
            "sign_up_id",
            "kind",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index("ix_notice_waiting", "due_at", postgresql_where=text("state = 'waiting'")),
    )

    sign_up_id: Mapped[int]
    kind: Mapped[NoticeKind] = mapped_column(enum_column(NoticeKind))
    state: Mapped[NoticeState] = mapped_column(
        enum_column(NoticeState), default=NoticeState.WAITING
    )
    due_at: Mapped[datetime]
    until: Mapped[datetime]
    looked_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]
    refused_by: Mapped[str | None]
    carrier_sid: Mapped[str | None]
