"""A texter's inbox as it stands: the list of their conversations, and what there is to do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.caller import Caller
from phonebank.domain.campaign import Campaign
from phonebank.domain.errors import NotFound
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.text_message import (
    Attention,
    Conversation,
    ConversationState,
    Direction,
    TextMessage,
    TextState,
)
from phonebank.domain.voter import Voter
from phonebank.services.assigning import for_anybody
from phonebank.services.inbox_order import order_page
from phonebank.services.reply_times import ReplyTimes, own_reply_times
from phonebank.services.showing_script import Words, name_words, words_of
from phonebank.services.tagging import ShownTag, shown_tags, tags_on

PAGE_SIZE = 24
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
    tags: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Inbox:
    """The first conversations of the list in the order in which they want attention.

    `unsent` and `to_read` count all of the texter's conversations, listed or not; `unanswered`
    those that the texter could take: nobody's, and those that have waited too long for another.
    `longest_minutes` is how long whoever waits longest for this texter has waited.
    """

    conversations: tuple[ListedConversation, ...]
    total: int
    unsent: int
    to_read: int
    unanswered: int
    shift_state: ShiftState
    finished: bool
    times: ReplyTimes
    longest_minutes: int | None
    answer_within_minutes: int
    tags: tuple[ShownTag, ...]

    @property
    def more(self) -> bool:
        """Whether there are conversations that are not listed."""
        return self.total > len(self.conversations)


def inbox_of(session: Session, caller_id: int, at: datetime, first: int = PAGE_SIZE) -> Inbox:
    """The texter's inbox with the `first` conversations. Raises NotFound for no caller."""
    texter, shift, campaign = _texter_of(session, caller_id)
    counted = _counts(session, caller_id)
    ids = order_page(session, caller_id, size=first).ids if first else ()
    times = own_reply_times(session, caller_id, at)
    return Inbox(
        conversations=conversations_listed(session, caller_id, ids),
        total=sum(counted.values()),
        unsent=counted[Attention.UNSENT],
        to_read=counted[Attention.WAITING],
        unanswered=session.scalar(select(func.count()).where(*for_anybody(texter, shift))) or 0,
        shift_state=shift.state,
        finished=texter.finished_at is not None,
        times=times,
        longest_minutes=times.longest_minutes(at),
        answer_within_minutes=campaign.answer_within_minutes,
        tags=shown_tags(session, campaign, texter.page_language),
    )


def conversations_listed(
    session: Session, caller_id: int, ids: Sequence[int]
) -> tuple[ListedConversation, ...]:
    """These conversations of the texter as they stand now, in this order; anybody else's are left
    out."""
    lines = (
        select(Conversation, Voter)
        .join(Voter, Voter.id == Conversation.voter_id)
        .where(Conversation.caller_id == caller_id, Conversation.id.in_(ids))
        .execution_options(populate_existing=True)
    )
    found = {row[0].id: row for row in session.execute(lines)} if ids else {}
    if not found:
        return ()
    texts = _last_texts(session, list(found))
    texter, _, campaign = _texter_of(session, caller_id)
    tags = tags_on(session, campaign, texter.page_language, list(found))
    return tuple(
        _line(*found[each], texts.get(each), tags.get(each, []))
        for each in dict.fromkeys(ids)
        if each in found
    )


def _texter_of(session: Session, caller_id: int) -> tuple[Caller, Shift, Campaign]:
    """The texter with what they text for. Raises NotFound for no caller."""
    statement = (
        select(Caller, Shift, Campaign)
        .join(Shift, Shift.id == Caller.shift_id)
        .join(Campaign, Campaign.id == Shift.campaign_id)
        .where(Caller.id == caller_id)
    )
    found = session.execute(statement).first()
    if found is None:
        raise NotFound("there is no such texter")
    return found[0], found[1], found[2]


def _counts(session: Session, caller_id: int) -> Counter[int]:
    counted = (
        select(Conversation.attention, func.count())
        .where(Conversation.caller_id == caller_id)
        .group_by(Conversation.attention)
    )
    return Counter({attention: count for attention, count in session.execute(counted)})


def _last_texts(session: Session, ids: Sequence[int]) -> dict[int, TextMessage]:
    last = (
        select(func.max(TextMessage.id))
        .where(TextMessage.conversation_id.in_(ids))
        .group_by(TextMessage.conversation_id)
    )
    found = select(TextMessage).where(TextMessage.id.in_(last))
    texts = session.scalars(found.execution_options(populate_existing=True))
    return {each.conversation_id: each for each in texts}


def _line(
    conversation: Conversation, voter: Voter, last: TextMessage | None, tags: list[Words]
) -> ListedConversation:
    return ListedConversation(
        id=conversation.id,
        voter_name=name_words(voter.name, voter.language),
        language=conversation.language,
        standing=standing_of(conversation, last),
        unread=conversation.unread,
        preview=words_of(_beginning(last.body), last.language) if last else None,
        preview_is_ours=last is not None and last.direction is Direction.OUT,
        last_at=conversation.last_at,
        tags=tuple(tags),
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
