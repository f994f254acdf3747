"""What a texter writes: the first text of a conversation, and replies; one click, one text."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.base import Texts
from phonebank.domain.caller import Caller
from phonebank.domain.campaign import Campaign
from phonebank.domain.contact_rules import Channel, Purpose
from phonebank.domain.errors import BadInput, NotNow, Refused
from phonebank.domain.message_templates import Field, columns_named, render
from phonebank.domain.message_test import MessageVersion
from phonebank.domain.organisation import Organisation
from phonebank.domain.shift import Shift
from phonebank.domain.text_message import (
    Conversation,
    ConversationState,
    TextMessage,
)
from phonebank.domain.voter import Voter
from phonebank.services import gate
from phonebank.services.announcing import announce_caller
from phonebank.services.claiming import finish
from phonebank.services.conversations import (
    BODY_LENGTH,
    assignment_of_conversation,
    conversation_of,
    running_shift,
)
from phonebank.services.queueing_texts import queue_text
from phonebank.services.reply_times import note_answer
from phonebank.services.surveying import (
    script_of,
    survey_of,
)


def first_text_for(session: Session, conversation: Conversation) -> str:
    """The first text as this voter would get it."""
    shift = session.get_one(Shift, conversation.shift_id)
    voter = session.get_one(Voter, conversation.voter_id)
    campaign = session.get_one(Campaign, shift.campaign_id)
    texter = session.get(Caller, conversation.caller_id) if conversation.caller_id else None
    template = _first_words(session, shift, conversation)[conversation.language]
    return text_for(session, shift, campaign, voter, template, texter)


def _first_words(session: Session, shift: Shift, conversation: Conversation) -> Texts:
    """The script's, or the version's that a test has dealt."""
    if conversation.message_version_id is None:
        return script_of(session, shift).first_text
    return session.get_one(MessageVersion, conversation.message_version_id).text


def text_for(
    session: Session,
    shift: Shift,
    campaign: Campaign,
    voter: Voter,
    template: str,
    texter: Caller | None,
) -> str:
    """A template of a campaign, filled for one voter; the sender stands in for a texter.

    Raises BadInput where a field has neither a value nor a fallback.
    """
    values = {
        **{name: str(value) for name, value in voter.extra.items()},
        Field.VOTER_FIRST_NAME: voter.first_name,
        Field.TEXTER_NAME: texter.name if texter else campaign.sender_name,
        Field.ORGANISATION: session.get_one(Organisation, shift.organisation_id).name,
        Field.POLLING_PLACE: str(voter.extra.get("polling_place", "")),
    }
    return render(template, values, columns_named(template))


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
    shift = running_shift(session, session.get_one(Caller, caller_id))
    text = _queue_text(
        session,
        shift,
        conversation,
        body=first_text_for(session, conversation),
        request_key=request_key,
        purpose=Purpose.OUTREACH,
        at=at,
    )
    note_first(session, shift, conversation, text)
    return text


def note_first(
    session: Session, shift: Shift, conversation: Conversation, text: TextMessage
) -> None:
    """The conversation has begun: it awaits the answer to the first question."""
    text.first = True
    conversation.state = ConversationState.OPEN
    questions = survey_of(session, shift.call_script_id)
    conversation.question_id = questions[0].id if questions else None
    _count_attempt(session, conversation)


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
        told = "a text has at least one character and at most %(number)s"
        raise BadInput(told, number=BODY_LENGTH)
    note_answer(session, conversation, caller_id, at)
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
    text = queue_text(session, shift, conversation, body, purpose, at, request_key=request_key)
    conversation.last_at = at
    conversation.unread = 0
    if conversation.caller_id is not None:
        announce_caller(session, shift.id, conversation.caller_id)
    return text


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
    assignment = assignment_of_conversation(session, conversation)
    assignment.attempts += 1
    finish(assignment)
