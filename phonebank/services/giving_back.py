"""Voters whom a texter took and never wrote to: they go back to those who will."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.orm import Session

from phonebank.domain.caller import Assignment, AssignmentState, Caller
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.text_message import Conversation, ConversationState
from phonebank.services.announcing import announce_caller, announce_shift_to_all

TEXTER_LOST_AFTER = timedelta(minutes=15)
"""How long a texter's page may be silent before the voters not yet written to are given back."""
BATCH = 500


def give_back_unsent(session: Session, texter: Caller, at: datetime) -> int:
    """Let the voters to whom the texter has not written wait for somebody else; returns how many.

    Their conversations end before they have begun: another texter begins a new one.
    """
    unsent = (
        select(Conversation.id)
        .where(
            Conversation.caller_id == texter.id,
            Conversation.state == ConversationState.UNSENT,
        )
        .with_for_update()
    )
    gone = list(
        session.execute(
            delete(Conversation)
            .where(Conversation.id.in_(list(session.scalars(unsent))))
            .returning(Conversation.shift_id, Conversation.voter_id)
        )
    )
    places = [(shift_id, voter_id) for shift_id, voter_id in gone]
    session.execute(
        update(Assignment)
        .where(
            tuple_(Assignment.shift_id, Assignment.voter_id).in_(places),
            Assignment.state == AssignmentState.CLAIMED,
        )
        .values(state=AssignmentState.WAITING, caller_id=None, not_before=at)
    )
    if gone:
        announce_caller(session, texter.shift_id, texter.id)
    return len(gone)


def let_go_of_replies(session: Session, texter: Caller) -> int:
    """Let whoever waits for the texter's answer wait for the next texter's; returns how many."""
    waiting = session.execute(
        update(Conversation)
        .where(
            Conversation.caller_id == texter.id,
            Conversation.unread > 0,
            Conversation.state == ConversationState.OPEN,
        )
        .values(caller_id=None)
        .returning(Conversation.id)
    ).all()
    if waiting:
        announce_shift_to_all(session, texter.shift_id)
    return len(waiting)


def give_back_forgotten(session: Session, at: datetime) -> int:
    """As `give_back_unsent`, for texters whose page has been silent for long; returns how many."""
    silent = (
        select(Caller)
        .join(Conversation, Conversation.caller_id == Caller.id)
        .join(Shift, Shift.id == Caller.shift_id)
        .where(
            (Conversation.state == ConversationState.UNSENT) | (Conversation.unread > 0),
            Conversation.state.in_((ConversationState.UNSENT, ConversationState.OPEN)),
            Caller.seen_at < at - TEXTER_LOST_AFTER,
            Shift.state == ShiftState.RUNNING,
        )
        .distinct()
        .limit(BATCH)
    )
    return sum(
        give_back_unsent(session, texter, at) + let_go_of_replies(session, texter)
        for texter in list(session.scalars(silent))
    )
