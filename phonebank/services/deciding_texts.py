"""What a person decides of a text of which nobody can tell whether the carrier sent it."""

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from phonebank.domain.caller import Caller
from phonebank.domain.errors import NotFound, NotNow
from phonebank.domain.text_message import Conversation, TextEvent, TextMessage, TextState
from phonebank.services.announcing import announce_caller
from phonebank.services.auditing import Author, audit_of
from phonebank.services.conversations import conversation_of
from phonebank.services.giving_back import TEXTER_LOST_AFTER

MOST_SHOWN = 100


def send_again(
    session: Session, caller_id: int, conversation_id: int, text_id: int, at: datetime
) -> TextMessage:
    """Send it once more: the voter may get it twice, and a person takes that upon them.

    Raises NotFound for a text of somebody else, NotNow where its outcome is known, or may yet be.
    """
    return _again(_undecided(session, caller_id, conversation_id, text_id), at)


def _again(text: TextMessage, at: datetime) -> TextMessage:
    text.apply(TextEvent.NOT_SENT, at)
    text.due_at, text.times_lost = at, 0
    return text


def leave(
    session: Session, caller_id: int, conversation_id: int, text_id: int, at: datetime
) -> None:
    """Leave it as it is. It is looked for a while longer, and nobody is asked again.

    Raises as `send_again` does.
    """
    _undecided(session, caller_id, conversation_id, text_id).needs_decision = False


def texts_left_to_decide(
    session: Session, organisation_id: int, at: datetime
) -> list[tuple[TextMessage, Conversation]]:
    """Texts to decide about that no texter has before them, the oldest first."""
    statement = (
        select(TextMessage, Conversation)
        .join(Conversation, Conversation.id == TextMessage.conversation_id)
        .where(
            TextMessage.organisation_id == organisation_id,
            TextMessage.state == TextState.UNCERTAIN,
            TextMessage.needs_decision,
            left_alone(at),
        )
        .order_by(TextMessage.id)
        .limit(MOST_SHOWN)
    )
    return [(text, conversation) for text, conversation in session.execute(statement)]


def left_alone(at: datetime) -> ColumnElement[bool]:
    """The condition that a conversation is in the hands of no texter who is at work."""
    at_work = select(Caller.id).where(
        Caller.id == Conversation.caller_id,
        Caller.finished_at.is_(None),
        Caller.seen_at >= at - TEXTER_LOST_AFTER,
    )
    return ~at_work.exists()


def decide_for_nobody(
    session: Session, organisation_id: int, text_id: int, again: bool, author: Author
) -> TextMessage:
    """A coordinator sends it once more, or leaves it as it is.

    Raises NotFound for another organisation's text, NotNow where there is nothing to decide.
    """
    text = session.get(TextMessage, text_id, with_for_update={"key_share": True})
    if text is None or text.organisation_id != organisation_id:
        raise NotFound("there is no such text")
    if not text.needs_decision:
        raise NotNow("there is nothing to decide about this text")
    text.needs_decision = False
    if again:
        _again(text, author.at)
    deed = "send again" if again else "leave"
    audit_of(session, organisation_id, author, deed, f"text {text.id}")
    conversation = session.get_one(Conversation, text.conversation_id)
    announce_caller(session, conversation.shift_id, conversation.caller_id)
    return text


def _undecided(session: Session, caller_id: int, conversation_id: int, text_id: int) -> TextMessage:
    """The text before its conversation: a receipt that opts the voter out takes them so."""
    conversation_of(session, caller_id, conversation_id)
    text = session.get(TextMessage, text_id, with_for_update={"key_share": True})
    conversation = conversation_of(session, caller_id, conversation_id, lock=True)
    if text is None or text.conversation_id != conversation.id:
        raise NotFound("there is no such text")
    if not text.needs_decision:
        raise NotNow("there is nothing to decide about this text")
    announce_caller(session, conversation.shift_id, caller_id)
    return text
