"""What a person decides of a text of which nobody can tell whether the carrier sent it."""

from datetime import datetime

from sqlalchemy.orm import Session

from phonebank.domain.errors import NotFound, NotNow
from phonebank.domain.text_message import TextEvent, TextMessage
from phonebank.services.announcing import announce_caller
from phonebank.services.conversations import conversation_of


def send_again(
    session: Session, caller_id: int, conversation_id: int, text_id: int, at: datetime
) -> TextMessage:
    """Send it once more: the voter may get it twice, and a person takes that upon them.

    Raises NotFound for a text of somebody else, NotNow where its outcome is known, or may yet be.
    """
    text = _undecided(session, caller_id, conversation_id, text_id)
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
