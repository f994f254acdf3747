"""What a texter does with a conversation beside writing: read, record answers, decide, close."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from phonebank.domain.caller import Assignment, Caller
from phonebank.domain.contact_rules import Channel
from phonebank.domain.errors import NotFound, NotNow
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.survey import AnswerDoor, Given, Question, next_question
from phonebank.domain.survey_path import chosen
from phonebank.domain.text_message import (
    Conversation,
    ConversationState,
    Deed,
)
from phonebank.domain.van_results import TEXT_ANSWERED, TEXT_OPTED_OUT
from phonebank.domain.voter import DeadNumber, PhoneNumber
from phonebank.services import opting_out
from phonebank.services.announcing import announce_caller
from phonebank.services.claiming import finish
from phonebank.services.surveying import (
    Answering,
    answers_of,
    record,
    survey_of,
    take_back_answer,
)
from phonebank.services.telling import tell_conversation_closed
from phonebank.services.van.noting import note_conversation

BODY_LENGTH = 1_600
"""The carrier's own limit, in characters."""


def conversation_of(
    session: Session, caller_id: int, conversation_id: int, *, lock: bool = False
) -> Conversation:
    """A conversation of this texter. Raises NotFound for anybody else's."""
    statement = select(Conversation).where(
        Conversation.id == conversation_id, Conversation.caller_id == caller_id
    )
    if lock:
        statement = statement.with_for_update(key_share=True)
    found = session.scalar(statement.execution_options(populate_existing=lock))
    if found is None:
        raise NotFound("there is no such conversation")
    return found


def save_draft(session: Session, caller_id: int, conversation_id: int, draft: str) -> None:
    """Keep what the texter has typed and not sent."""
    conversation_of(session, caller_id, conversation_id, lock=True).draft = draft[:BODY_LENGTH]


def mark_read(session: Session, caller_id: int, conversation_id: int) -> None:
    """The texter has the conversation before them."""
    session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.caller_id == caller_id)
        .values(unread=0)
    )


def record_answer(
    session: Session,
    caller_id: int,
    conversation_id: int,
    question_id: int,
    given: Given | int | None,
    at: datetime,
) -> None:
    """Record, correct or (with None) take back an answer that the texter read in the texts; a
    whole number is the id of the one choice that was made."""
    conversation = conversation_of(session, caller_id, conversation_id, lock=True)
    shift = session.get_one(Shift, conversation.shift_id)
    answering = Answering(
        shift, conversation.voter_id, conversation.language, AnswerDoor.TEXTER, caller_id
    )
    if given is None:
        take_back_answer(session, answering, question_id)
        conversation.question_id = question_id
    else:
        answer = Given((given,)) if isinstance(given, int) else given
        ask_next(session, conversation, shift, record(session, answering, question_id, answer, at))
    announce_caller(session, shift.id, caller_id)


def ask_next(
    session: Session,
    conversation: Conversation,
    shift: Shift,
    answered: Question,
    questions: list[Question] | None = None,
) -> None:
    """After an answer the conversation awaits the question that follows it. `questions` are those
    of the survey, where they have been read."""
    questions = questions or survey_of(session, shift.call_script_id)
    here = next((each for each in questions if each.origin == answered.origin), None)
    if here is None:
        return
    answers = answers_of(session, shift.id, conversation.voter_id)
    following = next_question(questions, here, chosen(here, answers))
    conversation.question_id = following.id if following else None


def opt_out(session: Session, caller_id: int, conversation_id: int, at: datetime) -> None:
    """The texter has read that the voter wants no more contact."""
    found = conversation_of(session, caller_id, conversation_id)
    opting_out.lock_numbers(session, found.organisation_id, found.their_number, found.voter_id)
    conversation = conversation_of(session, caller_id, conversation_id, lock=True)
    before = conversation.state
    opting_out.opt_out(
        session,
        conversation.organisation_id,
        conversation.their_number,
        conversation.voter_id,
        at,
        f"caller {caller_id}",
    )
    note_deed(conversation, Deed.OPT_OUT, before, at)
    note_conversation(session, conversation, TEXT_OPTED_OUT, at)
    announce_caller(session, conversation.shift_id, caller_id)


def release_hold(session: Session, caller_id: int, conversation_id: int, at: datetime) -> None:
    """The texter has read that a held reply was no opt-out."""
    conversation = conversation_of(session, caller_id, conversation_id)
    opting_out.release(session, conversation, at, f"caller {caller_id}")
    announce_caller(session, conversation.shift_id, caller_id)


def wrong_number(session: Session, caller_id: int, conversation_id: int, at: datetime) -> None:
    """Somebody else has this number: it is not used for this voter again."""
    conversation = conversation_of(session, caller_id, conversation_id, lock=True)
    note_deed(conversation, Deed.WRONG_NUMBER, conversation.state, at)
    session.get_one(PhoneNumber, conversation.phone_number_id).dead = DeadNumber.WRONG
    _close(session, conversation)


def close(session: Session, caller_id: int, conversation_id: int, at: datetime) -> None:
    """The conversation is done; a reply opens it again."""
    conversation = conversation_of(session, caller_id, conversation_id, lock=True)
    note_deed(conversation, Deed.CLOSE, conversation.state, at)
    _close(session, conversation)
    tell_conversation_closed(session, conversation, at)
    if conversation.last_inbound_at is not None:
        note_conversation(session, conversation, TEXT_ANSWERED, at)


def note_deed(
    conversation: Conversation, deed: Deed, before: ConversationState, at: datetime
) -> None:
    """Keep what is needed to take the deed back."""
    conversation.deed, conversation.deed_at = deed, at
    conversation.before_deed = before


def _close(session: Session, conversation: Conversation) -> None:
    """`last_at` stays: a voter's reply belongs to the conversation that wrote to them last."""
    if conversation.state is ConversationState.UNSENT:
        finish(assignment_of_conversation(session, conversation))
    if conversation.state is not ConversationState.OPTED_OUT:
        conversation.state = ConversationState.CLOSED
    conversation.unread = 0
    if conversation.caller_id is not None:
        announce_caller(session, conversation.shift_id, conversation.caller_id)


def running_shift(session: Session, texter: Caller) -> Shift:
    """The texter's shift. Raises NotNow where it is not running, or the texter has finished."""
    shift = session.get_one(Shift, texter.shift_id)
    if shift.channel is not Channel.TEXT or shift.state is not ShiftState.RUNNING:
        raise NotNow("the shift is not running")
    if texter.finished_at is not None:
        raise NotNow("you have finished this shift")
    return shift


def assignment_of_conversation(session: Session, conversation: Conversation) -> Assignment:
    """The voter's place in the queue of the conversation's shift, locked."""
    return session.scalars(
        select(Assignment)
        .where(
            Assignment.shift_id == conversation.shift_id,
            Assignment.voter_id == conversation.voter_id,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
