"""First texts that no person sends one by one: only to voters whose consent to that is recorded.

A coordinator lets them go; from then on a few are put where workers find them whenever there are
few left, so that a pause, an opt-out or the evening stops all but those. Everybody else waits for
a texter, as they do by default.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from phonebank.domain.caller import Assignment, AssignmentState
from phonebank.domain.contact_request import Initiator
from phonebank.domain.contact_rules import Channel, Purpose
from phonebank.domain.errors import NotNow
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.text_message import Conversation, TextMessage, TextState
from phonebank.domain.voter import PhoneNumber
from phonebank.services.announcing import announce_shift
from phonebank.services.auditing import audit
from phonebank.services.opening import open_conversation
from phonebank.services.planning import shift_of
from phonebank.services.queueing_texts import queue_text
from phonebank.services.texting import first_text_for, note_first

AHEAD: Final = 300
"""How many texts of a shift wait for workers at most: three seconds' worth at the fastest."""


def begin_bulk(
    session: Session, organisation_id: int, shift_id: int, at: datetime, actor: str
) -> None:
    """Let the first texts to voters with recorded consent go; clicked twice, they go once.

    Raises NotNow where the shift is not a running one that texts.
    """
    shift = shift_of(session, organisation_id, shift_id, lock=True)
    if shift.channel is not Channel.TEXT or shift.state is not ShiftState.RUNNING:
        raise NotNow("the shift is not running")
    if shift.bulk_since is None:
        shift.bulk_since = at
        audit(session, organisation_id, at, actor, "bulk texts begin", f"shift {shift.id}")
        announce_shift(session, shift.id)


def end_bulk(
    session: Session, organisation_id: int, shift_id: int, at: datetime, actor: str
) -> None:
    """No more of them; those that already wait for a worker still go."""
    shift = shift_of(session, organisation_id, shift_id, lock=True)
    if shift.bulk_since is not None:
        shift.bulk_since = None
        audit(session, organisation_id, at, actor, "bulk texts end", f"shift {shift.id}")
        announce_shift(session, shift.id)


def consented(session: Session, shift: Shift) -> int:
    """How many voters wait whose consent to texts that no person starts is recorded."""
    return session.scalar(select(func.count()).where(*_may_be_next(shift))) or 0


def shifts_in_bulk(session: Session) -> list[int]:
    """Running shifts whose bulk texts have been let go."""
    under_way = select(Shift.id).where(
        Shift.bulk_since.is_not(None), Shift.state == ShiftState.RUNNING
    )
    return list(session.scalars(under_way))


def queue_bulk(session: Session, shift_id: int, at: datetime) -> int:
    """Put the next voters' first texts where workers find them; returns how many.

    Two of these at once put in different voters' texts.
    """
    shift = session.get_one(Shift, shift_id, with_for_update={"key_share": True})
    if shift.bulk_since is None or shift.state is not ShiftState.RUNNING:
        return 0
    queued = 0
    for assignment in session.scalars(_next(shift, at, AHEAD - _waiting(session, shift))):
        assignment.state = AssignmentState.CLAIMED
        session.flush()
        conversation = open_conversation(session, shift, assignment.id, None, at, Initiator.MACHINE)
        if conversation is not None:
            _queue_first(session, shift, conversation, at)
            queued += 1
    if queued:
        announce_shift(session, shift.id)
    return queued


def _queue_first(session: Session, shift: Shift, conversation: Conversation, at: datetime) -> None:
    body = first_text_for(session, conversation)
    text = queue_text(session, shift, conversation, body, Purpose.OUTREACH, at, bulk=True)
    note_first(session, shift, conversation, text)


def _may_be_next(shift: Shift) -> tuple[ColumnElement[bool], ...]:
    consent = select(PhoneNumber.id).where(
        PhoneNumber.voter_id == Assignment.voter_id, PhoneNumber.consent_at.is_not(None)
    )
    return (
        Assignment.shift_id == shift.id,
        Assignment.state == AssignmentState.WAITING,
        Assignment.barred_by.is_(None),
        consent.exists(),
    )


def _next(shift: Shift, at: datetime, most: int) -> Select[Assignment]:
    return (
        select(Assignment)
        .where(*_may_be_next(shift), Assignment.not_before <= at)
        .order_by(Assignment.not_before, Assignment.position)
        .limit(max(0, most))
        .with_for_update(skip_locked=True)
    )


def _waiting(session: Session, shift: Shift) -> int:
    waiting = select(func.count()).where(
        TextMessage.shift_id == shift.id, TextMessage.state == TextState.QUEUED, TextMessage.bulk
    )
    return session.scalar(waiting) or 0
