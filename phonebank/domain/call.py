"""One dial to one number of a voter: its states, and what came of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, Owned, belongs_to, enum_column, owned
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.languages import UNKNOWN


class CallState(StrEnum):
    """Where a call stands. PREVIEWED and QUEUED are ours alone: the caller looks at the voter, or
    has pressed. PLACING means that the carrier is being asked."""

    PREVIEWED = "previewed"
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
    """What can happen to a call. RELEASE is the caller's press after a preview."""

    RELEASE = "release"
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
    CallState.PREVIEWED,
    CallState.QUEUED,
    CallState.PLACING,
    CallState.DIALLING,
    CallState.RINGING,
    CallState.TALKING,
)
_FORWARD = {
    CallEvent.RELEASE: CallState.QUEUED,
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
        and (event is CallEvent.RELEASE or state is not CallState.PREVIEWED)
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
    ABANDONED = "abandoned"
    NOT_PLACED = "not placed"


TOLD_BY_CALLERS = frozenset(ContactResult) - {
    ContactResult.BUSY,
    ContactResult.DISCONNECTED,
    ContactResult.NO_CONNECTION,
    ContactResult.INTERRUPTED,
    ContactResult.ABANDONED,
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
    `language_before` the voter's language before the result changed it; what was promised to the
    voter before it is `promised_for_before`, to be called by `promised_to_before_id`, after
    `promise_tries_before` in vain.

    A predictive call belongs to nobody until somebody free is `connected_at` to the voter, after
    having waited for `waited_seconds`; where nobody is, it is `abandoned_at`. `language` is the
    pool of voters that it was dialled for. `inbound` is a voter who rang us. `heard_as` is what
    the caller heard, where they tell it.

    Where somebody else at the number was asked for, the line `went_on_as_id`, the call with them.

    With `awaits_beep` the carrier tells when an answering machine's greeting is over, since a
    recorded message may follow. Its line is `apart_at` from the volunteer's conference, alone with
    the machine, and has the message since `message_at`.
    """

    __tablename__ = "call"
    __table_args__ = owned(
        belongs_to("shift", "shift_id"),
        belongs_to("caller", "caller_id"),
        belongs_to("voter", "voter_id"),
        belongs_to("phone_number", "phone_number_id"),
        belongs_to("call", "went_on_as_id"),
        belongs_to("caller", "promised_to_before_id"),
        UniqueConstraint("caller_id", "request_key"),
        Index(
            "uq_call_open",
            "caller_id",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_call_live", "queued_at", postgresql_where=text("ended_at IS NULL")),
        Index(
            "ix_call_over_dialled",
            "shift_id",
            "answered_at",
            postgresql_where=text("mode = 'predictive' AND answered_at IS NOT NULL"),
        ),
        Index("ix_call_up", "caller_id", postgresql_where=text("ended_at IS NULL")),
        Index(None, "from_number", "queued_at"),
        Index(None, "shift_id", "queued_at"),
        Index("ix_call_results", "shift_id", "result"),
        Index(None, "voter_id"),
        Index(None, "to_number", "id"),
    )

    shift_id: Mapped[int]
    caller_id: Mapped[int | None]
    voter_id: Mapped[int]
    phone_number_id: Mapped[int]
    mode: Mapped[DialMode] = mapped_column(
        enum_column(DialMode), default=DialMode.CLICK, server_default=DialMode.CLICK.value
    )
    inbound: Mapped[bool] = mapped_column(default=False, server_default="false")
    language: Mapped[str] = mapped_column(default=UNKNOWN, server_default=UNKNOWN)
    to_number: Mapped[str]
    from_number: Mapped[str]
    request_key: Mapped[str]
    carrier_sid: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[CallState] = mapped_column(enum_column(CallState), default=CallState.QUEUED)
    queued_at: Mapped[datetime]
    placed_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    connected_at: Mapped[datetime | None]
    abandoned_at: Mapped[datetime | None]
    waited_seconds: Mapped[float | None]
    ended_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    answered_by: Mapped[AnsweredBy | None] = mapped_column(enum_column(AnsweredBy))
    heard_as: Mapped[AnsweredBy | None] = mapped_column(enum_column(AnsweredBy, "heardas"))
    went_on_as_id: Mapped[int | None]
    awaits_beep: Mapped[bool] = mapped_column(default=False, server_default="false")
    apart_at: Mapped[datetime | None]
    message_at: Mapped[datetime | None]
    result: Mapped[ContactResult | None] = mapped_column(enum_column(ContactResult))
    language_before: Mapped[str | None]
    promised_for_before: Mapped[datetime | None]
    promised_to_before_id: Mapped[int | None]
    promise_tries_before: Mapped[int] = mapped_column(default=0, server_default="0")
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
    def by_machine(self) -> bool:
        """Whether no person started it."""
        return self.mode.by_machine and not self.inbound

    @property
    def awaits_answer(self) -> bool:
        """Whether it rings for a caller who need not see it before somebody answers."""
        return self.by_machine and self.answered_at is None and not self.over

    @property
    def over(self) -> bool:
        """Whether the line is down for good."""
        return self.ended_at is not None


def result_of_unconnected(call: Call) -> ContactResult:
    """The result of a call that was answered or has ended, and that nobody was put through to."""
    if call.answered_by in (AnsweredBy.MACHINE, AnsweredBy.FAX):
        return ContactResult.VOICEMAIL
    return ContactResult.NOT_HOME if call.answered_at is None else ContactResult.ABANDONED


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


UNCOUNTED = frozenset({ContactResult.OTHER_LANGUAGE, ContactResult.NOT_PLACED})
"""Results that do not use up one of the campaign's attempts."""
