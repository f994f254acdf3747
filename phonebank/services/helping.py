"""A caller raises a hand, and a captain sees to it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.captain import HelpReason, HelpRequest
from phonebank.services.announcing import announce_caller
from phonebank.services.dialling import lock_caller, open_call

NOTE_LENGTH = 300


def raise_hand(
    session: Session, caller_id: int, reason: HelpReason, note: str, at: datetime
) -> HelpRequest:
    """Ask the captain for help, with the call that is open; asked again, the reason changes."""
    caller = lock_caller(session, caller_id)
    raised = raised_hand(session, caller_id)
    if raised is None:
        call = open_call(session, caller_id)
        raised = HelpRequest(
            organisation_id=caller.organisation_id,
            caller_id=caller_id,
            call_id=None if call is None else call.id,
            raised_at=at,
        )
        session.add(raised)
    raised.reason, raised.note = reason, note.strip()[:NOTE_LENGTH]
    announce_caller(session, caller.shift_id, caller_id)
    return raised


def lower_hand(session: Session, caller_id: int, at: datetime) -> None:
    """The caller has been helped, or needs no help any more; harmless where no hand is up."""
    caller = lock_caller(session, caller_id)
    raised = raised_hand(session, caller_id)
    if raised is not None:
        raised.lowered_at = at
        announce_caller(session, caller.shift_id, caller_id)


def raised_hand(session: Session, caller_id: int) -> HelpRequest | None:
    """The caller's hand that is up."""
    return session.scalar(
        select(HelpRequest).where(
            HelpRequest.caller_id == caller_id, HelpRequest.lowered_at.is_(None)
        )
    )
