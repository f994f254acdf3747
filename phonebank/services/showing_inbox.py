"""A texter's inbox as it stands: the list of their conversations, and what there is to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from phonebank.domain.caller import Caller
from phonebank.domain.errors import NotFound
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.text_message import (
    Conversation,
    ConversationState,
    Direction,
    TextMessage,
    TextState,
)
from phonebank.domain.voter import Voter
from phonebank.services.assigning import in_nobodys_hands
from phonebank.services.showing_script import Words, name_words, words_of

PAGE_SIZE = 50
PREVIEW_LENGTH = 90
_NOT_DELIVERED = frozenset({TextState.UNDELIVERED, TextState.FAILED, TextState.WITHHELD})


class Standing(StrEnum):
    """What a conversation asks of its texter, in a word."""

    HELD = "held"
    NEW_REPLY = "new reply"
    UNSENT = "unsent"
    NOT_DELIVERED = "not delivered"
    VOTER_WROTE = "voter wrote"
    WAITING = "waiting"
    CLOSED = "closed"
    OPTED_OUT = "opted out"


@dataclass(frozen=True)
class ListedConversation:
    """One line of the list. `preview` begins the last text, None where there is none; `language`
    is the written tag in which the voter is written to."""

    id: int
    voter_name: Words
    language: str
    standing: Standing
    unread: int
    preview: Words | None
    preview_is_ours: bool
    last_at: datetime


@dataclass(frozen=True)
class Inbox:
    """The first conversations of the list in the order in which they want attention.

    `unsent` and `to_read` count all of the texter's conversations, listed or not; `unanswered`
    those in nobody's hands that the texter could take.
    """

    conversations: tuple[ListedConversation, ...]
    total: int
    unsent: int
    to_read: int
    unanswered: int
    shift_state: ShiftState
    finished: bool

    @property
    def more(self) -> bool:
        """Whether there are conversations that are not listed."""
        return self.total > len(self.conversations)


def inbox_of(session: Session, caller_id: int, first: int = PAGE_SIZE) -> Inbox:
    """The texter's inbox with the `first` conversations. Raises NotFound for no caller."""
    texter = session.get(Caller, caller_id)
    if texter is None:
        raise NotFound("there is no such texter")
    total, unsent, to_read = session.execute(
        select(
            func.count(),
            func.count().filter(Conversation.state == ConversationState.UNSENT),
            func.count().filter(Conversation.unread > 0),
        ).where(Conversation.caller_id == caller_id)
    ).one()
    shift = session.get_one(Shift, texter.shift_id)
    return Inbox(
        conversations=_listed(session, _by_attention(caller_id).limit(first)),
        total=total,
        unsent=unsent,
        to_read=to_read,
        unanswered=session.scalar(select(func.count()).where(*in_nobodys_hands(texter, shift)))
        or 0,
        shift_state=shift.state,
        finished=texter.finished_at is not None,
    )


def conversations_found(
    session: Session, caller_id: int, words: str, first: int = PAGE_SIZE
) -> tuple[ListedConversation, ...]:
    """The texter's conversations with voters whose names hold each of the words, in any case."""
    found = _by_attention(caller_id)
    names = func.concat_ws(" ", Voter.first_name, Voter.last_name, Voter.romanised_name)
    for word in words.split():
        found = found.where(names.icontains(word, autoescape=True))
    return _listed(session, found.limit(first))


def conversations_listed(
    session: Session, caller_id: int, ids: Sequence[int]
) -> tuple[ListedConversation, ...]:
    """These conversations of the texter as they stand now; anybody else's are left out."""
    return _listed(session, _of_texter(caller_id).where(Conversation.id.in_(ids)))


_Lines = Select[Conversation, Voter]


def _of_texter(caller_id: int) -> _Lines:
    return (
        select(Conversation, Voter)
        .join(Voter, Voter.id == Conversation.voter_id)
        .where(Conversation.caller_id == caller_id)
    )


def _by_attention(caller_id: int) -> _Lines:
    """Whoever waits for an answer comes first, the longest wait first; then the unsent; then what
    moved last."""
    waits = (Conversation.unread > 0) | Conversation.held
    rank = case(
        (waits, 0),
        (Conversation.state == ConversationState.UNSENT, 1),
        (Conversation.state == ConversationState.OPEN, 2),
        else_=3,
    )
    return _of_texter(caller_id).order_by(
        rank,
        case((waits, Conversation.last_inbound_at)),
        case((Conversation.state == ConversationState.UNSENT, Conversation.id)),
        Conversation.last_at.desc(),
        Conversation.id,
    )


def _listed(session: Session, lines: _Lines) -> tuple[ListedConversation, ...]:
    """The last texts are looked up for those alone that are listed, not for all that are put in
    order."""
    rows = session.execute(lines.execution_options(populate_existing=True)).all()
    last = (
        select(func.max(TextMessage.id))
        .where(TextMessage.conversation_id.in_([conversation.id for conversation, _ in rows]))
        .group_by(TextMessage.conversation_id)
    )
    found = select(TextMessage).where(TextMessage.id.in_(last))
    texts = {
        each.conversation_id: each
        for each in session.scalars(found.execution_options(populate_existing=True))
    }
    return tuple(
        _line(conversation, voter, texts.get(conversation.id)) for conversation, voter in rows
    )


def _line(conversation: Conversation, voter: Voter, last: TextMessage | None) -> ListedConversation:
    return ListedConversation(
        id=conversation.id,
        voter_name=name_words(voter.name, voter.language),
        language=conversation.language,
        standing=standing_of(conversation, last),
        unread=conversation.unread,
        preview=words_of(_beginning(last.body), last.language) if last else None,
        preview_is_ours=last is not None and last.direction is Direction.OUT,
        last_at=conversation.last_at,
    )


def _beginning(body: str) -> str:
    """Cut between words only: scripts that join their letters are never cut inside one."""
    flat = " ".join(body.split())
    whole, _, _ = flat[:PREVIEW_LENGTH].rpartition(" ")
    return f"{whole} …" if whole and len(flat) > PREVIEW_LENGTH else flat


def standing_of(conversation: Conversation, last: TextMessage | None) -> Standing:
    """What the conversation asks of its texter; `last` is its last text, if it has one."""
    if conversation.state is ConversationState.OPTED_OUT:
        return Standing.OPTED_OUT
    if conversation.held:
        return Standing.HELD
    if conversation.unread:
        return Standing.NEW_REPLY
    if conversation.state is not ConversationState.OPEN:
        closed = conversation.state is ConversationState.CLOSED
        return Standing.CLOSED if closed else Standing.UNSENT
    if last is not None and last.direction is Direction.IN:
        return Standing.VOTER_WROTE
    failed = last is not None and last.state in _NOT_DELIVERED
    return Standing.NOT_DELIVERED if failed else Standing.WAITING
