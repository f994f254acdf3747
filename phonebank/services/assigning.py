"""Giving texters voters to write to: by language, by the gate, one of a household at a time."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from phonebank.domain.caller import Caller
from phonebank.domain.contact_rules import Channel
from phonebank.domain.languages import written_of
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.text_message import FOR_ANYBODY, Conversation
from phonebank.services.announcing import announce_caller
from phonebank.services.claiming import claim, languages_for
from phonebank.services.conversations import running_shift
from phonebank.services.dialling import VOTERS_TRIED, lock_caller
from phonebank.services.opening import open_conversation


def give_batch(session: Session, caller_id: int, at: datetime, size: int = 10) -> int:
    """Give the texter conversations, by language; returns how many.

    Replies that nobody answers come first, the longest wait first; then voters to write to,
    through the gate. Raises NotNow where the shift is not running or the texter has finished.
    """
    texter = lock_caller(session, caller_id)
    shift = running_shift(session, texter)
    given = _give_unanswered(session, shift, texter, size)
    for _ in range(size + VOTERS_TRIED):
        if given >= size:
            break
        claimed = claim(session.connection(), shift.id, texter.id, languages_for(texter, shift), at)
        if claimed is None:
            break
        opened = open_conversation(session, shift, claimed.id, texter.id, at)
        given += opened is not None
    announce_caller(session, shift.id, texter.id)
    return given


def _give_unanswered(session: Session, shift: Shift, texter: Caller, size: int) -> int:
    """Conversations in which voters wait, and which any texter may take; last those that this one
    has put back."""
    skipped = Conversation.skipped_by_id.is_not_distinct_from(texter.id)
    waiting = (
        select(Conversation)
        .where(*for_anybody(texter, shift))
        .order_by(skipped, Conversation.waiting_since, Conversation.id)
        .limit(size)
        .with_for_update(key_share=True, skip_locked=True)
    )
    found = list(session.scalars(waiting))
    for conversation in found:
        take_over(session, conversation, texter.id)
    return len(found)


def take_over(session: Session, conversation: Conversation, caller_id: int) -> None:
    """Put a conversation into a texter's hands; whoever had it is told."""
    if conversation.caller_id not in (None, caller_id):
        announce_caller(session, conversation.shift_id, conversation.caller_id)
    conversation.caller_id, conversation.offered_at = caller_id, None
    conversation.skipped_by_id = None
    announce_caller(session, conversation.shift_id, caller_id)


def for_anybody(texter: Caller, shift: Shift) -> tuple[ColumnElement[bool], ...]:
    """Which conversations wait for any texter who writes what this one does: nobody's, and those
    that have waited too long for another one. Whoever replies to a text after a call is answered
    by the texters of the same campaign."""
    written = {written_of(tag) for tag in languages_for(texter, shift)}
    called_for_it = and_(
        Shift.campaign_id == shift.campaign_id,
        Shift.channel == Channel.CALL,
        Shift.state != ShiftState.ENDED,
    )
    return (
        Conversation.shift_id.in_(select(Shift.id).where(or_(Shift.id == shift.id, called_for_it))),
        FOR_ANYBODY,
        Conversation.caller_id.is_distinct_from(texter.id),
        Conversation.language.in_(sorted(written)),
    )
