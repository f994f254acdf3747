"""Taking back what a texter has just done to a conversation."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from phonebank.domain.caller import Assignment, AssignmentState
from phonebank.domain.errors import NotNow
from phonebank.domain.event_hook import EventKind
from phonebank.domain.suppression import Suppression
from phonebank.domain.text_message import Conversation, ConversationState, Deed
from phonebank.domain.voter import PhoneNumber
from phonebank.services.announcing import announce_caller
from phonebank.services.auditing import audit
from phonebank.services.conversations import assignment_of_conversation, conversation_of
from phonebank.services.opting_out import lock_numbers
from phonebank.services.telling import tell_opted

UNDO_WITHIN: Final = timedelta(seconds=15)
"""Ten seconds on the page, and what the way to us may take."""


def undo(session: Session, caller_id: int, conversation_id: int, at: datetime) -> None:
    """Take back the texter's last deed; taken back twice, it is taken back once.

    An opt-out is taken back only where this very deed made it: never a voter's own. Raises NotNow
    where there is none, or it is too long ago.
    """
    found = conversation_of(session, caller_id, conversation_id)
    lock_numbers(session, found.organisation_id, found.their_number, found.voter_id)
    conversation = conversation_of(session, caller_id, conversation_id, lock=True)
    deed, since = conversation.deed, conversation.deed_at
    if deed is None or since is None or at - since > UNDO_WITHIN:
        raise NotNow("there is nothing that can still be taken back")
    if deed is Deed.OPT_OUT:
        _lift(session, conversation, since, at)
    if deed is Deed.WRONG_NUMBER:
        session.get_one(PhoneNumber, conversation.phone_number_id).dead = None
    _restore(session, conversation)
    subject = f"conversation {conversation.id}"
    audit(session, conversation.organisation_id, at, f"caller {caller_id}", f"undo {deed}", subject)
    announce_caller(session, conversation.shift_id, caller_id)


def _restore(session: Session, conversation: Conversation) -> None:
    conversation.state = conversation.before_deed or ConversationState.OPEN
    conversation.deed = conversation.deed_at = conversation.before_deed = None
    if conversation.state is ConversationState.UNSENT:
        assignment_of_conversation(session, conversation).state = AssignmentState.CLAIMED


def _lift(session: Session, conversation: Conversation, since: datetime, at: datetime) -> None:
    lifted = session.execute(
        update(Suppression)
        .where(
            Suppression.organisation_id == conversation.organisation_id,
            Suppression.e164.in_(
                lock_numbers(
                    session,
                    conversation.organisation_id,
                    conversation.their_number,
                    conversation.voter_id,
                )
            ),
            Suppression.at == since,
            Suppression.lifted_at.is_(None),
        )
        .values(lifted_at=at)
        .returning(Suppression.e164)
    )
    numbers = [each.e164 for each in lifted]
    if not numbers:
        raise NotNow("this person had opted out before, and stays so")
    owner, voter_id = conversation.organisation_id, conversation.voter_id
    tell_opted(session, EventKind.OPTED_IN, owner, numbers, voter_id, at)
    session.execute(
        update(Assignment)
        .where(
            Assignment.organisation_id == conversation.organisation_id,
            Assignment.voter_id == conversation.voter_id,
            Assignment.state == AssignmentState.BARRED,
            Assignment.barred_by == "opted out",
        )
        .values(state=AssignmentState.WAITING, barred_by=None)
    )
