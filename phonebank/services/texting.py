"""What a texter does: take voters, send first texts, reply, record answers, decide."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from phonebank.domain.caller import Assignment, Caller
from phonebank.domain.campaign import Campaign
from phonebank.domain.contact_rules import Channel, Purpose
from phonebank.domain.errors import BadInput, NotFound, NotNow, Refused
from phonebank.domain.languages import UNKNOWN, written_of
from phonebank.domain.message_templates import Field, render
from phonebank.domain.organisation import Organisation
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.survey import AnswerDoor, Choice, next_question
from phonebank.domain.text_message import (
    Conversation,
    ConversationState,
    Direction,
    TextMessage,
    TextState,
)
from phonebank.domain.voter import DeadNumber, PhoneNumber, Voter
from phonebank.services import gate, opting_out
from phonebank.services.announcing import announce_caller
from phonebank.services.claiming import claim, finish, languages_for, put_back
from phonebank.services.dialling import VOTERS_TRIED, lock_caller, put_off
from phonebank.services.sending_numbers import number_to_contact_from
from phonebank.services.surveying import (
    Answering,
    script_of,
    survey_of,
    take_back_answer,
)
from phonebank.services.surveying import (
    record_answer as record_survey_answer,
)

BODY_LENGTH = 1_600
"""The carrier's own limit, in characters."""
SHARED_NUMBER_RESTS = timedelta(days=1)
"""How long a voter is put off whose number another voter is being written to at."""


def give_batch(session: Session, caller_id: int, at: datetime, size: int = 10) -> int:
    """Give the texter voters to write to, by language and through the gate; returns how many.

    Raises NotNow where the shift is not running or the texter has finished.
    """
    texter = lock_caller(session, caller_id)
    shift = _running_shift(session, texter)
    given = 0
    for _ in range(size + VOTERS_TRIED):
        claimed = claim(session.connection(), shift.id, texter.id, languages_for(texter, shift), at)
        if claimed is None:
            break
        given += _open_conversation(session, shift, texter, claimed.id, at)
        if given == size:
            break
    announce_caller(session, shift.id, texter.id)
    return given


def _open_conversation(
    session: Session, shift: Shift, texter: Caller, assignment_id: int, at: datetime
) -> bool:
    assignment = session.get_one(Assignment, assignment_id, populate_existing=True)
    found = gate.first_number(session, shift, assignment.voter_id, Channel.TEXT, at)
    if found.number is None:
        put_off(assignment, found.decision, at)
        return False
    our_number = number_to_contact_from(session, shift.organisation_id)
    if _somebody_else_answers(session, our_number, found.number):
        put_back(assignment, at + SHARED_NUMBER_RESTS)
        return False
    session.add(
        Conversation(
            organisation_id=shift.organisation_id,
            shift_id=shift.id,
            voter_id=assignment.voter_id,
            phone_number_id=found.number.id,
            caller_id=texter.id,
            our_number=our_number,
            their_number=found.number.e164,
            language=_language_to_write(session, shift, assignment),
            last_at=at,
        )
    )
    return True


def _somebody_else_answers(session: Session, our_number: str, number: PhoneNumber) -> bool:
    """Whether another voter with the same number is being written to: nobody could tell whose a
    reply is."""
    others = (
        select(Conversation.id)
        .join(Shift, Shift.id == Conversation.shift_id)
        .where(
            Conversation.our_number == our_number,
            Conversation.their_number == number.e164,
            Conversation.voter_id != number.voter_id,
            Conversation.state.in_((ConversationState.UNSENT, ConversationState.OPEN)),
            Shift.state != ShiftState.ENDED,
        )
    )
    return session.scalar(others.limit(1)) is not None


def _language_to_write(session: Session, shift: Shift, assignment: Assignment) -> str:
    if assignment.language == UNKNOWN:
        return session.get_one(Campaign, shift.campaign_id).languages[0]
    return written_of(assignment.language)


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


def first_text_for(session: Session, conversation: Conversation) -> str:
    """The first text as this voter would get it."""
    shift = session.get_one(Shift, conversation.shift_id)
    voter = session.get_one(Voter, conversation.voter_id)
    campaign = session.get_one(Campaign, shift.campaign_id)
    texter = session.get(Caller, conversation.caller_id) if conversation.caller_id else None
    return render(
        script_of(session, shift).first_text[conversation.language],
        {
            Field.VOTER_FIRST_NAME: voter.first_name,
            Field.TEXTER_NAME: texter.name if texter else campaign.sender_name,
            Field.ORGANISATION: session.get_one(Organisation, shift.organisation_id).name,
            Field.POLLING_PLACE: str(voter.extra.get("polling_place", "")),
        },
    )


def send_first(
    session: Session, caller_id: int, conversation_id: int, request_key: str, at: datetime
) -> TextMessage:
    """Send the first text of a conversation: one deliberate action, one text.

    The same `request_key`, or a second click on the same voter, gives the text that is there.
    Raises Refused where the gate says no, NotNow where the shift is not running.
    """
    conversation = conversation_of(session, caller_id, conversation_id, lock=True)
    if earlier := _first_of(session, conversation):
        return earlier
    shift = _running_shift(session, session.get_one(Caller, caller_id))
    text = _queue_text(
        session,
        shift,
        conversation,
        body=first_text_for(session, conversation),
        request_key=request_key,
        purpose=Purpose.OUTREACH,
        at=at,
    )
    text.first = True
    conversation.state = ConversationState.OPEN
    questions = survey_of(session, shift.call_script_id)
    conversation.question_id = questions[0].id if questions else None
    _count_attempt(session, conversation)
    return text


def reply(
    session: Session,
    caller_id: int,
    conversation_id: int,
    request_key: str,
    body: str,
    at: datetime,
) -> TextMessage:
    """Write to a voter in an open conversation; the same `request_key` gives the same text.

    Raises Refused where the gate says no, NotNow before the first text, BadInput for an empty
    or overlong text. The draft is kept in each of these cases.
    """
    conversation = conversation_of(session, caller_id, conversation_id, lock=True)
    if earlier := _by_key(session, conversation, request_key):
        return earlier
    if conversation.state is ConversationState.UNSENT:
        raise NotNow("the first text has not been sent yet")
    if not body.strip() or len(body) > BODY_LENGTH:
        raise BadInput(f"a text has at least one character and at most {BODY_LENGTH}")
    text = _queue_text(
        session,
        session.get_one(Shift, conversation.shift_id),
        conversation,
        body=body.strip(),
        request_key=request_key,
        purpose=Purpose.REPLY,
        at=at,
    )
    conversation.draft = ""
    return text


def _queue_text(
    session: Session,
    shift: Shift,
    conversation: Conversation,
    *,
    body: str,
    request_key: str,
    purpose: Purpose,
    at: datetime,
) -> TextMessage:
    decision = gate.check_number(
        session, shift, conversation.phone_number_id, Channel.TEXT, at, purpose
    )
    if not decision.allowed:
        raise Refused(decision.reason)
    text = TextMessage(
        organisation_id=conversation.organisation_id,
        conversation_id=conversation.id,
        caller_id=conversation.caller_id,
        direction=Direction.OUT,
        body=body,
        language=conversation.language,
        request_key=request_key,
        purpose=purpose,
        state=TextState.QUEUED,
        queued_at=at,
    )
    session.add(text)
    conversation.last_at = at
    conversation.unread = 0
    session.flush()
    if conversation.caller_id is not None:
        announce_caller(session, shift.id, conversation.caller_id)
    return text


def _running_shift(session: Session, texter: Caller) -> Shift:
    shift = session.get_one(Shift, texter.shift_id)
    if shift.channel is not Channel.TEXT or shift.state is not ShiftState.RUNNING:
        raise NotNow("the shift is not running")
    if texter.finished_at is not None:
        raise NotNow("you have finished this shift")
    return shift


def _first_of(session: Session, conversation: Conversation) -> TextMessage | None:
    return session.scalar(
        select(TextMessage).where(
            TextMessage.conversation_id == conversation.id, TextMessage.first.is_(True)
        )
    )


def _by_key(session: Session, conversation: Conversation, key: str) -> TextMessage | None:
    return session.scalar(
        select(TextMessage).where(
            TextMessage.conversation_id == conversation.id, TextMessage.request_key == key
        )
    )


def _count_attempt(session: Session, conversation: Conversation) -> None:
    assignment = _assignment_of(session, conversation)
    assignment.attempts += 1
    finish(assignment)


def _assignment_of(session: Session, conversation: Conversation) -> Assignment:
    return session.scalars(
        select(Assignment)
        .where(
            Assignment.shift_id == conversation.shift_id,
            Assignment.voter_id == conversation.voter_id,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


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
    choice_id: int | None,
    at: datetime,
) -> None:
    """Record, correct or (with None) take back an answer that the texter read in the texts."""
    conversation = conversation_of(session, caller_id, conversation_id, lock=True)
    shift = session.get_one(Shift, conversation.shift_id)
    answering = Answering(
        shift, conversation.voter_id, conversation.language, AnswerDoor.TEXTER, caller_id
    )
    if choice_id is None:
        take_back_answer(session, answering, question_id)
        conversation.question_id = question_id
    else:
        choice = record_survey_answer(session, answering, question_id, choice_id, at)
        ask_next(session, conversation, shift, choice)
    announce_caller(session, shift.id, caller_id)


def ask_next(session: Session, conversation: Conversation, shift: Shift, choice: Choice) -> None:
    """After an answer the conversation awaits the question that follows it."""
    questions = survey_of(session, shift.call_script_id)
    answered = next(question for question in questions if question.id == choice.question_id)
    following = next_question(questions, answered, choice)
    conversation.question_id = following.id if following else None


def opt_out(session: Session, caller_id: int, conversation_id: int, at: datetime) -> None:
    """The texter has read that the voter wants no more contact."""
    conversation = conversation_of(session, caller_id, conversation_id)
    opting_out.opt_out(
        session,
        conversation.organisation_id,
        conversation.their_number,
        conversation.voter_id,
        at,
        f"caller {caller_id}",
    )
    announce_caller(session, conversation.shift_id, caller_id)


def release_hold(session: Session, caller_id: int, conversation_id: int, at: datetime) -> None:
    """The texter has read that a held reply was no opt-out."""
    conversation = conversation_of(session, caller_id, conversation_id)
    opting_out.release(session, conversation, at, f"caller {caller_id}")
    announce_caller(session, conversation.shift_id, caller_id)


def wrong_number(session: Session, caller_id: int, conversation_id: int, at: datetime) -> None:
    """Somebody else has this number: it is not used for this voter again."""
    conversation = conversation_of(session, caller_id, conversation_id, lock=True)
    session.get_one(PhoneNumber, conversation.phone_number_id).dead = DeadNumber.WRONG
    _close(session, conversation)


def close(session: Session, caller_id: int, conversation_id: int, at: datetime) -> None:
    """The conversation is done; a reply opens it again."""
    _close(session, conversation_of(session, caller_id, conversation_id, lock=True))


def _close(session: Session, conversation: Conversation) -> None:
    """`last_at` stays: a voter's reply belongs to the conversation that wrote to them last."""
    if conversation.state is ConversationState.UNSENT:
        finish(_assignment_of(session, conversation))
    if conversation.state is not ConversationState.OPTED_OUT:
        conversation.state = ConversationState.CLOSED
    conversation.unread = 0
    if conversation.caller_id is not None:
        announce_caller(session, conversation.shift_id, conversation.caller_id)
