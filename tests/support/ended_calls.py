"""Calls and conversations as rows, for tests of what comes after them."""

from typing import Any

from sqlalchemy.orm import Session

from phonebank.domain.call import Call, CallState
from phonebank.domain.shift import Shift
from phonebank.domain.text_message import Conversation, ConversationState
from phonebank.domain.voter import PhoneNumber, Voter
from tests.support.world import NOON, OUR_NUMBER


def add_call(session: Session, shift: Shift, voter: Voter, caller_id: int, **values: Any) -> Call:
    """A call to the voter's first number that is over; `result` and `closed_at` are given."""
    number = first_number(session, voter)
    call = Call(
        organisation_id=voter.organisation_id,
        shift_id=shift.id,
        caller_id=caller_id,
        voter_id=voter.id,
        phone_number_id=number.id,
        to_number=number.e164,
        from_number=OUR_NUMBER,
        request_key=f"voter {voter.id}",
        state=CallState.COMPLETED,
        queued_at=NOON,
        ended_at=NOON,
        **values,
    )
    session.add(call)
    session.flush()
    return call


def add_conversation(session: Session, shift: Shift, voter: Voter, **values: Any) -> Conversation:
    """A conversation by text with the voter that is open."""
    number = first_number(session, voter)
    conversation = Conversation(
        organisation_id=voter.organisation_id,
        shift_id=shift.id,
        voter_id=voter.id,
        phone_number_id=number.id,
        our_number=OUR_NUMBER,
        their_number=number.e164,
        language="en",
        state=ConversationState.OPEN,
        last_at=NOON,
        **values,
    )
    session.add(conversation)
    session.flush()
    return conversation


def first_number(session: Session, voter: Voter) -> PhoneNumber:
    """The number at which the voter is tried first."""
    return session.query(PhoneNumber).filter_by(voter_id=voter.id, position=0).one()
