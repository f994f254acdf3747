"""Giving texters voters to write to: by language, by the gate, one of a household at a time."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.caller import Assignment, Caller
from phonebank.domain.campaign import Campaign
from phonebank.domain.contact_rules import Channel
from phonebank.domain.languages import UNKNOWN, written_of
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.text_message import (
    Conversation,
    ConversationState,
)
from phonebank.domain.voter import PhoneNumber
from phonebank.services import gate
from phonebank.services.announcing import announce_caller
from phonebank.services.claiming import claim, languages_for, put_back
from phonebank.services.conversations import running_shift
from phonebank.services.dialling import VOTERS_TRIED, lock_caller, put_off
from phonebank.services.sending_numbers import number_to_contact_from

SHARED_NUMBER_RESTS = timedelta(days=1)
"""How long a voter is put off whose number another voter is being written to at."""


def give_batch(session: Session, caller_id: int, at: datetime, size: int = 10) -> int:
    """Give the texter voters to write to, by language and through the gate; returns how many.

    Raises NotNow where the shift is not running or the texter has finished.
    """
    texter = lock_caller(session, caller_id)
    shift = running_shift(session, texter)
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
