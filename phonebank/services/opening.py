"""Opening a conversation with a voter who was taken from the queue, through the gate."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.caller import Assignment
from phonebank.domain.campaign import Campaign
from phonebank.domain.contact_request import Initiator
from phonebank.domain.contact_rules import Channel
from phonebank.domain.languages import UNKNOWN, written_of
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.text_message import Conversation, ConversationState
from phonebank.domain.voter import PhoneNumber
from phonebank.services import gate
from phonebank.services.claiming import put_back
from phonebank.services.dialling import put_off
from phonebank.services.drawing_versions import draw_version
from phonebank.services.sending_numbers import number_to_contact_from

SHARED_NUMBER_RESTS = timedelta(days=1)
"""How long a voter is put off whose number another voter is being written to at."""
BY_HAND_ONLY = "by hand only"
"""Why a voter who waits is not written to in bulk, although a number of theirs has consent."""


def open_conversation(
    session: Session,
    shift: Shift,
    assignment_id: int,
    caller_id: int | None,
    at: datetime,
    initiated_by: Initiator = Initiator.PERSON,
) -> Conversation | None:
    """Open one that is yet to be written in, in a texter's hands or in nobody's.

    None where the gate refuses, or a housemate is being written to at the same number: the voter
    then waits for a better moment, or has left the queue.
    """
    assignment = session.get_one(Assignment, assignment_id, populate_existing=True)
    found = gate.first_number(session, shift, assignment.voter_id, Channel.TEXT, at, initiated_by)
    if found.number is None:
        if initiated_by is Initiator.MACHINE and not found.decision.passes:
            put_back(assignment, assignment.not_before)
            assignment.barred_by = BY_HAND_ONLY
        else:
            put_off(assignment, found.decision, at)
        return None
    our_number = number_to_contact_from(session, shift.organisation_id)
    if _somebody_else_answers(session, our_number, found.number):
        put_back(assignment, at + SHARED_NUMBER_RESTS)
        return None
    language = _language_to_write(session, shift, assignment)
    version = draw_version(session, shift.campaign_id, found.number.e164, language, at)
    conversation = Conversation(
        organisation_id=shift.organisation_id,
        shift_id=shift.id,
        voter_id=assignment.voter_id,
        phone_number_id=found.number.id,
        caller_id=caller_id,
        our_number=our_number,
        their_number=found.number.e164,
        language=language,
        message_version_id=None if version is None else version.id,
        last_at=at,
    )
    session.add(conversation)
    session.flush()
    return conversation


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
