"""Voters who have waited too long for an answer: offered to every texter, then told to the desk."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.text_message import FOR_ANYBODY, WAITS, Conversation, ConversationState
from phonebank.services import gate
from phonebank.services.announcing import announce_caller, announce_shift_to_all

BATCH = 500


def shifts_to_escalate(session: Session, at: datetime) -> list[int]:
    """Shifts that run, and in which somebody has waited too long for their texter: of a text after
    a call, the shift that called."""
    late = (
        select(Conversation.id)
        .join(Campaign, Campaign.id == Shift.campaign_id)
        .where(Conversation.shift_id == Shift.id, *_overdue(at))
        .correlate(Shift)
    )
    running = select(Shift.id).where(Shift.state == ShiftState.RUNNING, late.exists())
    return list(session.scalars(running))


def offer_overdue(session: Session, shift_id: int, at: datetime) -> int:
    """Offer a shift's overdue conversations to every texter who writes their language; returns
    how many. Their texters keep them until somebody takes them.

    Whoever may not be written to at this hour is not late: they are offered when they may be.
    """
    statement = (
        select(Conversation)
        .join(Shift, Shift.id == Conversation.shift_id)
        .join(Campaign, Campaign.id == Shift.campaign_id)
        .where(Conversation.shift_id == shift_id, *_overdue(at))
        .order_by(Conversation.waiting_since)
        .limit(BATCH)
        .with_for_update(key_share=True, skip_locked=True, of=Conversation)
    )
    found = list(session.scalars(statement.execution_options(populate_existing=True)))
    numbers = [each.phone_number_id for each in found]
    open_now = gate.may_be_answered(session, shift_id, numbers, at) if numbers else set()
    offered = [each for each in found if each.phone_number_id in open_now]
    for each in offered:
        each.offered_at = at
        announce_caller(session, shift_id, each.caller_id)
    if offered:
        announce_shift_to_all(session, shift_id)
    return len(offered)


def unanswered_by_language(
    session: Session, shift: Shift, minutes: int, at: datetime
) -> dict[str, int]:
    """Who still waits though every texter has been asked for so long: written tag -> voters."""
    asked_since = func.coalesce(Conversation.offered_at, Conversation.waiting_since)
    allowed = timedelta(minutes=minutes)
    statement = (
        select(Conversation.language, func.count())
        .where(
            Conversation.shift_id == shift.id,
            FOR_ANYBODY,
            Conversation.waiting_since < at - 2 * allowed,
            asked_since < at - allowed,
        )
        .group_by(Conversation.language)
    )
    return {language: count for language, count in session.execute(statement)}


def _overdue(at: datetime) -> list[ColumnElement[bool]]:
    allowed = Campaign.answer_within_minutes * literal(timedelta(minutes=1))
    return [
        WAITS,
        Conversation.state == ConversationState.OPEN,
        ~Conversation.held,
        Conversation.caller_id.is_not(None),
        Conversation.offered_at.is_(None),
        Conversation.waiting_since < at - allowed,
    ]
