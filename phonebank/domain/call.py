"""One dial to one number of a voter: its states, and what came of it."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, Owned, belongs_to, enum_column, owned


class CallState(StrEnum):
    """Where a call stands. QUEUED is ours alone; PLACING means that the carrier is being asked."""

    QUEUED = "queued"
    PLACING = "placing"
    DIALLING = "dialling"
    RINGING = "ringing"
    TALKING = "talking"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no answer"
    FAILED = "failed"
    CANCELLED = "cancelled"


class CallEvent(StrEnum):
    """What can happen to a call."""

    PLACE = "place"
    INITIATED = "initiated"
    RINGING = "ringing"
    ANSWERED = "answered"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no answer"
    FAILED = "failed"
    CANCELLED = "cancelled"


_LIVE = (
    CallState.QUEUED,
    CallState.PLACING,
    CallState.DIALLING,
    CallState.RINGING,
    CallState.TALKING,
)
_FORWARD = {
    CallEvent.PLACE: CallState.PLACING,
    CallEvent.INITIATED: CallState.DIALLING,
    CallEvent.RINGING: CallState.RINGING,
    CallEvent.ANSWERED: CallState.TALKING,
}
_FINAL = {
    CallEvent.COMPLETED: CallState.COMPLETED,
    CallEvent.BUSY: CallState.BUSY,
    CallEvent.NO_ANSWER: CallState.NO_ANSWER,
    CallEvent.FAILED: CallState.FAILED,
    CallEvent.CANCELLED: CallState.CANCELLED,
}

TRANSITIONS: dict[tuple[CallState, CallEvent], CallState] = {
    **{
        (state, event): to
        for state in _LIVE
        for event, to in _FORWARD.items()
        if _LIVE.index(to) > _LIVE.index(state)
    },
    **{(state, event): to for state in _LIVE for event, to in _FINAL.items()},
}
"""The one table of what a call may do. A pair that is not in it has no effect: the carrier's
events arrive repeated and out of order, so a call only ever moves forward, and ends once."""


MOMENT: dict[CallState, str] = {
    CallState.PLACING: "placed_at",
    CallState.TALKING: "answered_at",
    **{state: "ended_at" for state in _FINAL.values()},
}
"""The field that keeps when a call came to a state."""


class ContactResult(StrEnum):
    """What came of a call, in the words that callers know."""

    REACHED = "reached"
    NOT_HOME = "not home"
    VOICEMAIL = "voicemail"
    BUSY = "busy"
    WRONG_NUMBER = "wrong number"
    DISCONNECTED = "disconnected"
    NO_CONNECTION = "no connection"
    CALL_BACK = "call back"
    OTHER_LANGUAGE = "other language"
    REFUSED = "refused"
    DO_NOT_CALL = "do not call"
    INTERRUPTED = "interrupted"
    NOT_PLACED = "not placed"


TOLD_BY_CALLERS = frozenset(ContactResult) - {
    ContactResult.BUSY,
    ContactResult.DISCONNECTED,
    ContactResult.NO_CONNECTION,
    ContactResult.INTERRUPTED,
    ContactResult.NOT_PLACED,
}
"""The results that a person tells; the others come from the carrier's events, or their absence."""


class AnsweredBy(StrEnum):
    """What the carrier's machine detection took the answer for."""

    HUMAN = "human"
    MACHINE = "machine"
    FAX = "fax"
    UNKNOWN = "unknown"


class Call(Owned, Base):
    """One dial, from the caller's key to the contact result.

    `request_key` is the key that the caller's page made for the click, so that a repeated
    click is the same call. A caller has one call at most that is not `closed_at`; a line may
    outlast that by moments. `looked_at` is when its job or the carrier was last looked after,
    `language_before` the voter's language before the result changed it.
    """

    __tablename__ = "call"
    __table_args__ = owned(
        belongs_to("shift", "shift_id"),
        belongs_to("caller", "caller_id"),
        belongs_to("voter", "voter_id"),
        belongs_to("phone_number", "phone_number_id"),
        UniqueConstraint("caller_id", "request_key"),
        Index(
            "uq_call_open",
            "caller_id",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_call_live", "queued_at", postgresql_where=text("ended_at IS NULL")),
        Index(None, "shift_id", "queued_at"),
        Index(None, "voter_id"),
        Index(None, "to_number", "id"),
    )

    shift_id: Mapped[int]
    caller_id: Mapped[int]
    voter_id: Mapped[int]
    phone_number_id: Mapped[int]
    to_number: Mapped[str]
    from_number: Mapped[str]
    request_key: Mapped[str]
    carrier_sid: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[CallState] = mapped_column(enum_column(CallState), default=CallState.QUEUED)
    queued_at: Mapped[datetime]
    placed_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    answered_by: Mapped[AnsweredBy | None] = mapped_column(enum_column(AnsweredBy))
    result: Mapped[ContactResult | None] = mapped_column(enum_column(ContactResult))
    language_before: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")
    error_code: Mapped[int | None]

    def apply(self, event: CallEvent, at: datetime) -> bool:
        """Let an event act on the call; False where it has no effect any more."""
        to = TRANSITIONS.get((self.state, event))
        if to is None:
            return False
        self.state = to
        if to in MOMENT:
            setattr(self, MOMENT[to], at)
        return True

    @property
    def over(self) -> bool:
        """Whether the line is down for good."""
        return self.ended_at is not None


def voter_label(call_id: int) -> str:
    """How a voter's line is named in a volunteer's conference."""
    return f"voter-{call_id}"


_RESULT_OF_ENDING = {
    CallState.BUSY: ContactResult.BUSY,
    CallState.NO_ANSWER: ContactResult.NOT_HOME,
    CallState.FAILED: ContactResult.NO_CONNECTION,
    CallState.CANCELLED: ContactResult.NOT_PLACED,
}
_NO_SUCH_NUMBER = frozenset({404, 410, 484, 604})
"""SIP's codes for a number that is not in use (RFC 3261, section 21); any other failure may be
the network's, and says nothing of the number."""


def result_of_ending(state: CallState, error_code: int | None) -> ContactResult | None:
    """The contact result that an ending tells by itself; None after a conversation, of which a
    person tells it."""
    if state is CallState.FAILED and error_code in _NO_SUCH_NUMBER:
        return ContactResult.DISCONNECTED
    return _RESULT_OF_ENDING.get(state)


RETRY_AFTER = {
    ContactResult.NOT_HOME: timedelta(hours=4),
    ContactResult.VOICEMAIL: timedelta(hours=4),
    ContactResult.BUSY: timedelta(minutes=15),
    ContactResult.NO_CONNECTION: timedelta(minutes=15),
    ContactResult.CALL_BACK: timedelta(hours=1),
    ContactResult.INTERRUPTED: timedelta(minutes=5),
    ContactResult.OTHER_LANGUAGE: timedelta(0),
    ContactResult.NOT_PLACED: timedelta(minutes=5),
}
"""How long a voter is left alone before the next attempt; other results end the matter."""

UNCOUNTED = frozenset({ContactResult.OTHER_LANGUAGE, ContactResult.NOT_PLACED})
"""Results that do not use up one of the campaign's attempts."""
