"""What passes between callers and their captain: hands raised, messages, and calls joined."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, Owned, belongs_to, enum_column, owned


class HelpReason(StrEnum):
    """Why a caller raises a hand."""

    VOTER_UPSET = "voter upset"
    QUESTION = "question"
    TECHNICAL = "technical"
    OTHER = "other"


class HelpRequest(Owned, Base):
    """A hand that was raised, with the call it was raised in; it is down once `lowered_at`."""

    __tablename__ = "help_request"
    __table_args__ = owned(
        belongs_to("caller", "caller_id"),
        belongs_to("call", "call_id"),
        Index(
            "uq_help_request_open",
            "caller_id",
            unique=True,
            postgresql_where=text("lowered_at IS NULL"),
        ),
    )

    caller_id: Mapped[int]
    call_id: Mapped[int | None]
    reason: Mapped[HelpReason] = mapped_column(enum_column(HelpReason))
    note: Mapped[str] = mapped_column(default="")
    raised_at: Mapped[datetime]
    lowered_at: Mapped[datetime | None]


class CaptainMessage(Owned, Base):
    """What a captain tells everybody on a shift; each caller sees it until they dismiss it."""

    __tablename__ = "captain_message"
    __table_args__ = owned(
        belongs_to("shift", "shift_id"),
        belongs_to("member", "member_id"),
        Index(None, "shift_id", "id"),
    )

    shift_id: Mapped[int]
    member_id: Mapped[int]
    text: Mapped[str]
    sent_at: Mapped[datetime]


class Manner(StrEnum):
    """How a captain takes part in a caller's call.

    Who LISTENS is heard by nobody, who WHISPERS by the caller alone, who JOINS by everybody; who
    TAKES OVER speaks in the caller's place, while the caller listens and writes down.
    """

    LISTEN = "listen"
    WHISPER = "whisper"
    JOIN = "join"
    TAKE_OVER = "take over"

    @property
    def is_hidden(self) -> bool:
        """Whether the voter does not notice."""
        return self in (Manner.LISTEN, Manner.WHISPER)


class Supervision(Owned, Base):
    """A captain in a caller's conference; one at a time. `call_sid` is the captain's own line.

    `is_there` tells whether that line is in the caller's conference by now,
    `voices_set_at` is when the carrier was last told who hears whom; None where it has to be.
    """

    __tablename__ = "supervision"
    __table_args__ = owned(
        belongs_to("caller", "caller_id"),
        belongs_to("member", "member_id"),
        Index(
            "uq_supervision_open",
            "member_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_supervision_of", "caller_id", postgresql_where=text("ended_at IS NULL")),
        Index("ix_supervision_unset", "id", postgresql_where=text("voices_set_at IS NULL")),
    )

    caller_id: Mapped[int]
    member_id: Mapped[int]
    manner: Mapped[Manner] = mapped_column(enum_column(Manner))
    call_sid: Mapped[str | None]
    is_there: Mapped[bool] = mapped_column(default=False)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    voices_set_at: Mapped[datetime | None]


def captain_label(member_id: int) -> str:
    """How a captain's line is named, at the carrier and in conferences."""
    return f"captain-{member_id}"
