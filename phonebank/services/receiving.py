"""Taking in a voter's text: opt-outs first, then what it answers, then to the texter's eyes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, literal_column, select
from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign
from phonebank.domain.contact_rules import Channel, Purpose
from phonebank.domain.errors import NotFound
from phonebank.domain.keyword_replies import CARRIER_ANSWERS, Keyword, keyword_reply
from phonebank.domain.opt_out import OptOutKind, classify
from phonebank.domain.reply_reading import (
    Reading,
    ReadingKind,
    read_reply,
)
from phonebank.domain.shift import Shift
from phonebank.domain.survey import Question
from phonebank.domain.text_message import (
    Conversation,
    ConversationState,
    Direction,
    TextMessage,
    TextState,
)
from phonebank.domain.van_results import TEXT_OPTED_OUT
from phonebank.services import gate, opting_out
from phonebank.services.announcing import announce_caller, announce_shift_to_all
from phonebank.services.answering_by_text import (
    Written,
    open_question,
    take_answer,
    to_read,
)
from phonebank.services.auditing import audit
from phonebank.services.carrier_events import first_time
from phonebank.services.keeping_replies import SOMETHING_LEFT, event_key, keep_reply
from phonebank.services.queueing_texts import queue_text
from phonebank.services.sending_numbers import organisation_of_number
from phonebank.services.strangers import keep_stranger
from phonebank.services.surveying import survey_of
from phonebank.services.telling import tell_text
from phonebank.services.van.noting import note_conversation
from phonebank.services.voters_at import only_voter_at
from phonebank.telephony.port import TextReceived


@dataclass(frozen=True)
class Received:
    """What came of a text; `to_send` are texts of ours that the door hands on after its commit."""

    kind: ReadingKind
    to_send: tuple[int, ...] = ()


def text_received(session: Session, event: TextReceived, at: datetime) -> Received:
    """Take in a text, once however often it is delivered.

    An opt-out acts in this transaction, whether or not anybody knows the number it came from.
    Raises NotFound where the number it came to is not ours.
    """
    if classify(event.body) is OptOutKind.NONE:
        return _plain_reply(session, event, at)
    organisation_id = organisation_of_number(session, event.to)
    if organisation_id is None:
        raise NotFound("this number belongs to no organisation")
    if not first_time(session, event_key(event), "text", at):
        return Received(ReadingKind.FREE)
    conversation = session.scalar(_latest_conversation(event))
    if conversation is None:
        return _from_a_stranger(session, organisation_id, event, at)
    opting_out.lock_numbers(session, organisation_id, event.from_, conversation.voter_id)
    locked = _latest_conversation(event).with_for_update(key_share=True)
    conversation = session.scalars(locked.execution_options(populate_existing=True)).one()
    return _in_conversation(session, conversation, event, at)


def _plain_reply(session: Session, event: TextReceived, at: datetime) -> Received:
    """A text that opts nobody out, whatever the language: kept, and read as an answer."""
    kept = keep_reply(session, event, _body(event), at)
    if kept is None:
        raise NotFound("this number belongs to no organisation")
    if kept.conversation_id is None:
        if not first_time(session, event_key(event), "text", at):
            return Received(ReadingKind.FREE)
        return _from_a_stranger(session, kept.organisation_id, event, at)
    if kept.text_id is None or kept.shift_id is None:
        return Received(ReadingKind.FREE)
    _tell(session, kept.shift_id, kept.caller_id)
    if kept.question_id is None:
        return Received(ReadingKind.FREE)
    return Received(_read_answer(session, kept.conversation_id, kept.text_id, event.body, at))


def _read_answer(
    session: Session, conversation_id: int, text_id: int, body: str, at: datetime
) -> ReadingKind:
    conversation = session.get_one(Conversation, conversation_id, populate_existing=True)
    shift = session.get_one(Shift, conversation.shift_id)
    questions = survey_of(session, shift.call_script_id)
    reading = read_reply(
        body, to_read(open_question(questions, conversation)), conversation.language
    )
    text = Written(text_id, body)
    take_answer(session, shift, conversation, questions, reading, text, at)
    return reading.kind


def _latest_conversation(event: TextReceived) -> Select[Conversation]:
    """The latest conversation between the two numbers in which something was sent."""
    return (
        select(Conversation)
        .where(
            Conversation.our_number == event.to,
            Conversation.their_number == event.from_,
            Conversation.state != ConversationState.UNSENT,
        )
        .order_by(literal_column(SOMETHING_LEFT).desc(), Conversation.last_at.desc())
        .limit(1)
    )


def _from_a_stranger(
    session: Session, organisation_id: int, event: TextReceived, at: datetime
) -> Received:
    reading = read_reply(event.body, None)
    if reading.kind is ReadingKind.OPT_OUT:
        voter_id = only_voter_at(session, organisation_id, event.from_)
        opting_out.opt_out(session, organisation_id, event.from_, voter_id, at, "voter")
    elif reading.kind is ReadingKind.HOLD:
        _hold_a_stranger(session, organisation_id, event, at)
    elif reading.kind is ReadingKind.OPT_IN:
        opting_out.opt_in(session, organisation_id, event.from_, at, "voter")
    audit(session, organisation_id, at, "voter", "text outside any conversation", reading.kind)
    return Received(reading.kind)


def _hold_a_stranger(
    session: Session, organisation_id: int, event: TextReceived, at: datetime
) -> None:
    """Whoever writes to the person from another of our numbers reads what they wrote; where nobody
    does, a coordinator reads it."""
    opting_out.lock_number(session, event.from_)
    begun = (
        select(Conversation)
        .where(
            Conversation.organisation_id == organisation_id,
            Conversation.their_number == event.from_,
            Conversation.state != ConversationState.UNSENT,
        )
        .order_by(Conversation.last_at.desc())
        .limit(1)
    )
    conversation = session.scalar(begun.with_for_update(key_share=True))
    if conversation is not None:
        _keep(session, conversation, event, at)
        _tell(session, conversation.shift_id, conversation.caller_id)
    else:
        keep_stranger(session, organisation_id, event, at)
    opting_out.hold(session, organisation_id, event.from_, at, conversation)


def _in_conversation(
    session: Session, conversation: Conversation, event: TextReceived, at: datetime
) -> Received:
    shift = session.get_one(Shift, conversation.shift_id)
    text = _keep(session, conversation, event, at)
    questions = survey_of(session, shift.call_script_id)
    question = open_question(questions, conversation)
    reading = read_reply(event.body, to_read(question), conversation.language)
    to_send = _act(session, shift, conversation, questions, reading, text, at)
    _tell(session, shift.id, conversation.caller_id)
    return Received(reading.kind, tuple(to_send))


def _tell(session: Session, shift_id: int, caller_id: int | None) -> None:
    if caller_id is not None:
        announce_caller(session, shift_id, caller_id)
    else:
        announce_shift_to_all(session, shift_id)


def _body(event: TextReceived) -> str:
    return "\n".join([event.body, *event.media]).strip()


def _keep(
    session: Session, conversation: Conversation, event: TextReceived, at: datetime
) -> TextMessage:
    text = TextMessage(
        organisation_id=conversation.organisation_id,
        shift_id=conversation.shift_id,
        conversation_id=conversation.id,
        direction=Direction.IN,
        body=_body(event),
        language=conversation.language,
        purpose=Purpose.REPLY,
        carrier_sid=event.text_sid,
        state=TextState.RECEIVED,
        queued_at=at,
        settled_at=at,
    )
    session.add(text)
    conversation.unread += 1
    conversation.last_at = conversation.last_inbound_at = at
    if conversation.state is not ConversationState.OPEN:
        conversation.waiting_since = conversation.offered_at = None
    conversation.waiting_since = conversation.waiting_since or at
    if conversation.state is ConversationState.CLOSED:
        conversation.state = ConversationState.OPEN
    session.flush()
    tell_text(session, conversation, text.id, text.body, at)
    return text


def _act(
    session: Session,
    shift: Shift,
    conversation: Conversation,
    questions: list[Question],
    reading: Reading,
    text: TextMessage,
    at: datetime,
) -> list[int]:
    match reading.kind:
        case ReadingKind.OPT_OUT:
            return _opted_out(session, shift, conversation, text, at)
        case ReadingKind.HOLD:
            number = conversation.their_number
            opting_out.hold(session, conversation.organisation_id, number, at, conversation)
        case ReadingKind.OPT_IN:
            return _opted_in(session, shift, conversation, at)
        case ReadingKind.HELP:
            return _answer_keyword(session, shift, conversation, Keyword.HELP, at)
        case ReadingKind.ANSWER | ReadingKind.FREE:
            written = Written(text.id, text.body)
            take_answer(session, shift, conversation, questions, reading, written, at)
    return []


def _opted_out(
    session: Session, shift: Shift, conversation: Conversation, text: TextMessage, at: datetime
) -> list[int]:
    new = opting_out.opt_out(
        session,
        conversation.organisation_id,
        conversation.their_number,
        conversation.voter_id,
        at,
        "voter",
    )
    note_conversation(session, conversation, TEXT_OPTED_OUT, at)
    word = "".join(filter(str.isalnum, text.body)).casefold()
    if not new or word in CARRIER_ANSWERS:
        return []
    return _answer_keyword(session, shift, conversation, Keyword.STOP, at)


def _opted_in(
    session: Session, shift: Shift, conversation: Conversation, at: datetime
) -> list[int]:
    number = conversation.their_number
    if not opting_out.opt_in(session, conversation.organisation_id, number, at, "voter"):
        return []
    conversation.state, conversation.held = ConversationState.OPEN, False
    return _answer_keyword(session, shift, conversation, Keyword.START, at)


def _answer_keyword(
    session: Session, shift: Shift, conversation: Conversation, keyword: Keyword, at: datetime
) -> list[int]:
    """The one automatic answer, through the gate like every text."""
    session.flush()
    number_id, purpose = conversation.phone_number_id, Purpose.KEYWORD_REPLY
    if not gate.check_number(session, shift, number_id, Channel.TEXT, at, purpose).allowed:
        return []
    sender = session.get_one(Campaign, shift.campaign_id).sender_name
    body = keyword_reply(keyword, sender, conversation.language)
    text = queue_text(session, shift, conversation, body, purpose, at, by_caller=False)
    return [text.id]
