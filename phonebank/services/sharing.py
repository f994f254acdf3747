"""Conversations that several texters have had: who may read on, and who answers."""

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from phonebank.domain.caller import Caller
from phonebank.domain.errors import AnsweredMeanwhile, NotFound
from phonebank.domain.text_message import Conversation, Direction, TextMessage
from phonebank.services.assigning import take_over


def conversation_in_view(
    session: Session, caller_id: int, conversation_id: int, *, lock: bool = False
) -> Conversation:
    """A texter's own conversation, or one of their shift in which they have written.

    Raises NotFound for any other.
    """
    wrote = exists().where(
        TextMessage.conversation_id == Conversation.id, TextMessage.caller_id == caller_id
    )
    shift = select(Caller.shift_id).where(Caller.id == caller_id).scalar_subquery()
    mine = or_(Conversation.caller_id == caller_id, wrote)
    statement = select(Conversation).where(
        Conversation.id == conversation_id, Conversation.shift_id == shift, mine
    )
    if lock:
        statement = statement.with_for_update(key_share=True)
    found = session.scalar(statement.execution_options(populate_existing=lock))
    if found is None:
        raise NotFound("there is no such conversation")
    return found


def begin_reply(
    session: Session,
    caller_id: int,
    conversation_id: int,
    request_key: str,
    seen_text_id: int,
    *,
    anyway: bool = False,
) -> None:
    """Before a reply is written: the conversation is the texter's from now on.

    Raises AnsweredMeanwhile where another texter has written since the last text that this one saw
    (`seen_text_id`), or has the conversation now, unless the reply is to be sent `anyway`.
    """
    conversation = conversation_in_view(session, caller_id, conversation_id, lock=True)
    if _was_sent(session, conversation, request_key):
        return
    if not anyway:
        _ask_first(session, conversation, caller_id, seen_text_id)
    if conversation.caller_id != caller_id:
        take_over(session, conversation, caller_id)
        session.flush()


def _ask_first(
    session: Session, conversation: Conversation, caller_id: int, seen_text_id: int
) -> None:
    others = select(TextMessage.id).where(
        TextMessage.conversation_id == conversation.id,
        TextMessage.id > seen_text_id,
        TextMessage.direction == Direction.OUT,
        TextMessage.caller_id.is_not(None),
        TextMessage.caller_id != caller_id,
    )
    if session.scalar(others.limit(1)) is not None:
        raise AnsweredMeanwhile("somebody else has just replied")
    if conversation.caller_id not in (None, caller_id):
        raise AnsweredMeanwhile("somebody else has this conversation now")


def _was_sent(session: Session, conversation: Conversation, request_key: str) -> bool:
    sent = select(TextMessage.id).where(
        TextMessage.conversation_id == conversation.id, TextMessage.request_key == request_key
    )
    return session.scalar(sent) is not None


def names_of(session: Session, caller_ids: list[int]) -> dict[int, str]:
    """The names of texters, by id."""
    if not caller_ids:
        return {}
    found = session.execute(select(Caller.id, Caller.name).where(Caller.id.in_(caller_ids)))
    return {id_: name for id_, name in found}
