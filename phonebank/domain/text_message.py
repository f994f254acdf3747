"""A conversation by text and the texts in it."""

from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import (
    ColumnElement,
    Computed,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from phonebank.domain.base import Base, Owned, belongs_to, enum_column, owned
from phonebank.domain.contact_request import Purpose


class TextState(StrEnum):
    """Where a text stands. UNCERTAIN: the carrier was asked, and nobody knows what it did."""

    QUEUED = "queued"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    WITHHELD = "withheld"
    RECEIVED = "received"


class TextEvent(StrEnum):
    """What can happen to a text of ours."""

    TAKE = "take"
    ACCEPTED = "accepted"
    LOST = "lost"
    NOT_SENT = "not sent"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    WITHHOLD = "withhold"


_S, _E = TextState, TextEvent
TRANSITIONS: dict[tuple[TextState, TextEvent], TextState] = {
    (_S.QUEUED, _E.TAKE): _S.SENDING,
    (_S.QUEUED, _E.WITHHOLD): _S.WITHHELD,
    (_S.SENDING, _E.WITHHOLD): _S.WITHHELD,
    (_S.SENDING, _E.LOST): _S.UNCERTAIN,
    (_S.SENDING, _E.NOT_SENT): _S.QUEUED,
    (_S.UNCERTAIN, _E.NOT_SENT): _S.QUEUED,
    **{
        (state, event): to
        for state in (_S.QUEUED, _S.SENDING, _S.UNCERTAIN)
        for event, to in (
            (_E.ACCEPTED, _S.SENT),
            (_E.SENT, _S.SENT),
            (_E.DELIVERED, _S.DELIVERED),
            (_E.UNDELIVERED, _S.UNDELIVERED),
            (_E.FAILED, _S.FAILED),
        )
    },
    (_S.SENT, _E.DELIVERED): _S.DELIVERED,
    (_S.SENT, _E.UNDELIVERED): _S.UNDELIVERED,
    (_S.SENT, _E.FAILED): _S.FAILED,
}
"""The one table of what a text may do; a pair that is not in it has no effect, so that a
receipt which comes twice, or after a later one, changes nothing. A receipt for a text that waits
in its queue proves that the carrier has it after all: it is not sent again."""


class Direction(StrEnum):
    """Who wrote a text."""

    IN = "in"
    OUT = "out"


class Deed(StrEnum):
    """What a texter may take back for a moment."""

    OPT_OUT = "opt out"
    WRONG_NUMBER = "wrong number"
    CLOSE = "close"


class ConversationState(StrEnum):
    """Where a conversation stands."""

    UNSENT = "unsent"
    OPEN = "open"
    CLOSED = "closed"
    OPTED_OUT = "opted out"


class Attention(IntEnum):
    """How much a conversation wants its texter's attention; the inbox is in this order.

    WAITING: written by the voter and not read, or held. READ: read, and not answered yet.
    """

    WAITING = 0
    READ = 1
    UNSENT = 2
    OPEN = 3
    OVER = 4


def _is(state: str) -> str:
    return f"state::text = '{state}'::text"


def _microseconds(moment: str) -> str:
    """A moment as a whole number, by functions whose results depend on no setting."""
    return f"(EXTRACT(epoch FROM ({moment} AT TIME ZONE 'UTC'::text)) * 1000000::numeric)::bigint"


# Written as PostgreSQL writes them back, so that a comparison with the database finds them equal.
_UNREAD = "held OR (unread > 0)"
_UNANSWERED = f"({_is('open')}) AND (waiting_since IS NOT NULL)"
_WAITED_SINCE = _microseconds("COALESCE(waiting_since, last_inbound_at, last_at)")
_MOVED_LAST = f"-{_microseconds('last_at')}"
_ATTENTION = f"""CASE
    WHEN {_is("opted out")} THEN 4
    WHEN {_UNREAD} THEN 0
    WHEN {_UNANSWERED} THEN 1
    WHEN {_is("unsent")} THEN 2
    WHEN {_is("open")} THEN 3
    ELSE 4 END"""
_ATTENTION_KEY = f"""CASE
    WHEN {_is("opted out")} THEN {_MOVED_LAST}
    WHEN {_UNREAD} OR ({_UNANSWERED}) THEN {_WAITED_SINCE}
    WHEN {_is("unsent")} THEN 0::bigint
    ELSE {_MOVED_LAST} END"""


_WAITING = text("attention <= 1")
_FOR_ANYBODY = text("attention <= 1 AND (caller_id IS NULL OR offered_at IS NOT NULL)")


class Conversation(Owned, Base):
    """What one voter and one shift's texters write to each other.

    `question_id` is the question that was asked last and awaits an answer. `draft` is what the
    texter has typed and not sent. `held` is set while a reply may have been an opt-out, until
    a person has decided. `deed` is what its texter did last that can be taken back, with the state
    that was before it. `message_version_id` is the version of the first text that a test dealt.
    `waiting_since` is when the voter first wrote of what no texter has answered yet; it counts
    while the conversation is open. `offered_at` is when that had been so for too long, and the
    conversation was offered to every texter; `skipped_by_id` put it back for others.

    `attention`, `attention_key` and the id are the order of an inbox: whoever has waited longest
    first, the unsent as they were given, then what moved last. PostgreSQL computes them, so that
    one index holds every inbox in its order, and no page of it need be sorted.
    """

    __tablename__ = "conversation"
    __table_args__ = owned(
        belongs_to("shift", "shift_id"),
        belongs_to("voter", "voter_id"),
        belongs_to("phone_number", "phone_number_id"),
        belongs_to("caller", "caller_id"),
        belongs_to("caller", "skipped_by_id"),
        belongs_to("question", "question_id"),
        belongs_to("message_version", "message_version_id"),
        Index(
            "uq_conversation_shift_id_voter_id",
            "shift_id",
            "voter_id",
            unique=True,
            postgresql_include=["id"],
        ),
        UniqueConstraint("shift_id", "organisation_id", "id"),
        Index(None, "our_number", "their_number", "last_at"),
        Index(None, "message_version_id", postgresql_where=text("message_version_id IS NOT NULL")),
        Index("ix_conversation_inbox", "caller_id", "attention", "attention_key", "id"),
        Index(
            "ix_conversation_held",
            "organisation_id",
            "their_number",
            postgresql_where=text("held"),
        ),
        Index("ix_conversation_waiting", "shift_id", "waiting_since", postgresql_where=_WAITING),
        Index(
            "ix_conversation_for_anybody",
            "shift_id",
            "language",
            "waiting_since",
            postgresql_where=_FOR_ANYBODY,
        ),
        Index(
            "ix_conversation_answered",
            "shift_id",
            "caller_id",
            postgresql_include=["state", "last_inbound_at"],
            postgresql_where=text("last_inbound_at IS NOT NULL OR state = 'opted out'"),
        ),
        Index("ix_conversation_unread", "shift_id", postgresql_where=text("unread > 0")),
    )

    shift_id: Mapped[int]
    voter_id: Mapped[int]
    phone_number_id: Mapped[int]
    caller_id: Mapped[int | None]
    question_id: Mapped[int | None]
    message_version_id: Mapped[int | None]
    our_number: Mapped[str]
    their_number: Mapped[str]
    language: Mapped[str]
    state: Mapped[ConversationState] = mapped_column(
        enum_column(ConversationState), default=ConversationState.UNSENT
    )
    draft: Mapped[str] = mapped_column(default="")
    unread: Mapped[int] = mapped_column(default=0)
    held: Mapped[bool] = mapped_column(default=False)
    last_at: Mapped[datetime]
    last_inbound_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    offered_at: Mapped[datetime | None]
    skipped_by_id: Mapped[int | None]
    attention: Mapped[int] = mapped_column(SmallInteger, Computed(_ATTENTION, persisted=True))
    attention_key: Mapped[int] = mapped_column(Computed(_ATTENTION_KEY, persisted=True))
    deed: Mapped[Deed | None] = mapped_column(enum_column(Deed))
    deed_at: Mapped[datetime | None]
    before_deed: Mapped[ConversationState | None] = mapped_column(
        enum_column(ConversationState, "before_deed")
    )
    texts: Mapped[list["TextMessage"]] = relationship(order_by="TextMessage.id", viewonly=True)


# Numbers as they stand in the conditions of the indexes: a bound value would not match them.
WAITS: ColumnElement[bool] = Conversation.attention <= literal_column("1")
"""Which conversations wait for an answer."""
FOR_ANYBODY: ColumnElement[bool] = WAITS & (
    Conversation.caller_id.is_(None) | Conversation.offered_at.is_not(None)
)
"""Which of them any texter may take."""
ANSWERED: ColumnElement[bool] = Conversation.last_inbound_at.is_not(None) | (
    Conversation.state == literal_column(f"'{ConversationState.OPTED_OUT.value}'")
)
"""In which the voter wrote, or opted out in another way."""


class TextMessage(Owned, Base):
    """One text. `shift_id` is its conversation's, and the database holds it to that: so what a
    shift wrote is counted from one index (decision record 023). `request_key` is the key that the
    texter's page made for the click.

    `due_at` is the moment before which nobody need look for it again: not the workers while it
    waits, nor the carrier's records while its outcome is unknown. Those that wait leave in the
    order of it, whatever a person wrote before what leaves in `bulk`. `times_lost` is how often
    it was handed over, and the carrier had no record of it afterwards. `needs_decision` where the
    carrier's records cannot tell whether it was sent, and a person has to.
    """

    __tablename__ = "text_message"
    __table_args__ = owned(
        ForeignKeyConstraint(
            ["shift_id", "organisation_id", "conversation_id"],
            ["conversation.shift_id", "conversation.organisation_id", "conversation.id"],
        ),
        belongs_to("caller", "caller_id"),
        belongs_to("campaign", "campaign_id"),
        UniqueConstraint("conversation_id", "request_key"),
        Index(None, "conversation_id", "id"),
        Index(
            "ix_text_message_counts",
            "shift_id",
            "state",
            postgresql_include=["direction", "first", "conversation_id", "caller_id", "queued_at"],
        ),
        Index(
            "ix_text_message_queue",
            "campaign_id",
            "bulk",
            "due_at",
            "id",
            postgresql_where=text("state = 'queued'"),
        ),
        Index(
            "ix_text_message_unsettled",
            "due_at",
            postgresql_where=text("state IN ('sending', 'uncertain')"),
        ),
    )

    shift_id: Mapped[int]
    conversation_id: Mapped[int]
    campaign_id: Mapped[int | None]
    caller_id: Mapped[int | None]
    direction: Mapped[Direction] = mapped_column(enum_column(Direction))
    body: Mapped[str]
    segments: Mapped[int] = mapped_column(default=0)
    bulk: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str]
    first: Mapped[bool] = mapped_column(default=False)
    purpose: Mapped[Purpose] = mapped_column(enum_column(Purpose))
    request_key: Mapped[str | None]
    carrier_sid: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[TextState] = mapped_column(enum_column(TextState))
    error_code: Mapped[int | None]
    withheld_by: Mapped[str | None]
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    times_lost: Mapped[int] = mapped_column(default=0)
    needs_decision: Mapped[bool] = mapped_column(default=False)
    settled_at: Mapped[datetime | None]

    def apply(self, event: TextEvent, at: datetime) -> bool:
        """Let an event act on the text; False where it has no effect any more."""
        to = TRANSITIONS.get((self.state, event))
        if to is None:
            return False
        self.state, self.needs_decision = to, False
        if event is TextEvent.TAKE:
            self.taken_at, self.due_at = at, None
        elif to is not TextState.UNCERTAIN:
            self.settled_at = at
        return True
