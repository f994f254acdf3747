"""Putting a conversation back for others: not now, or not by me."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from phonebank.domain.errors import NotFound, NotNow
from phonebank.domain.text_message import Conversation, ConversationState
from phonebank.services.announcing import announce_caller, announce_shift_to_all
from phonebank.services.assigning import take_over
from phonebank.services.claiming import put_back
from phonebank.services.conversations import assignment_of_conversation, conversation_of

UNSENT_RESTS: Final = timedelta(minutes=10)
"""How long a voter who was skipped waits, so that whoever skipped them is not given them again at
once where nobody else is there."""


def skip(session: Session, caller_id: int, conversation_id: int, at: datetime) -> bool:
    """Put a conversation back; True where that can be taken back.

    A voter not yet written to waits in the queue again. One who waits for an answer waits for the
    next texter of their language; whoever skipped them is offered them last. Raises NotNow where
    the voter waits for nothing, NotFound for somebody else's conversation.
    """
    conversation = conversation_of(session, caller_id, conversation_id, lock=True)
    if conversation.state is ConversationState.UNSENT:
        put_back(assignment_of_conversation(session, conversation), at + UNSENT_RESTS)
        session.execute(delete(Conversation).where(Conversation.id == conversation.id))
        announce_caller(session, conversation.shift_id, caller_id)
        return False
    waits = conversation.waiting_since is not None or conversation.unread > 0 or conversation.held
    if conversation.state is not ConversationState.OPEN or not waits:
        raise NotNow("nobody waits for an answer here: there is nothing to skip")
    conversation.caller_id, conversation.skipped_by_id = None, caller_id
    conversation.unread = max(1, conversation.unread)
    announce_caller(session, conversation.shift_id, caller_id)
    announce_shift_to_all(session, conversation.shift_id)
    return True


def take_back_skip(session: Session, caller_id: int, conversation_id: int) -> None:
    """The texter takes it after all. Raises NotNow where somebody else has it by now, NotFound
    where this texter has not skipped it."""
    statement = select(Conversation).where(
        Conversation.id == conversation_id, Conversation.skipped_by_id == caller_id
    )
    locked = statement.with_for_update(key_share=True)
    conversation = session.scalar(locked.execution_options(populate_existing=True))
    if conversation is None:
        raise NotFound("there is no such conversation")
    if conversation.caller_id is not None:
        raise NotNow("somebody else has this conversation now")
    take_over(session, conversation, caller_id)
    announce_shift_to_all(session, conversation.shift_id)
