"""No text stays in between: lost jobs are found, and lost outcomes are asked of the carrier."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.text_message import Conversation, TextEvent, TextMessage, TextState
from phonebank.services.announcing import announce_caller
from phonebank.services.opting_out import lock_number
from phonebank.telephony.port import Carrier, CarrierText

JOB_LOST_AFTER = timedelta(seconds=10)
OUTCOME_LOST_AFTER = timedelta(seconds=60)
"""Longer than the carrier can take to answer, so that no request is still under way."""
NOT_SENT_AFTER = timedelta(minutes=5)
"""How long a text whose answer was lost may still turn up in the carrier's records, or by a
receipt, before it is taken for not sent."""
MOST_TIMES_LOST = 3
"""How often a text may be lost on its way to the carrier before it has failed, and a person sees
to it."""
LOOK_AGAIN_AFTER = timedelta(seconds=30)
QUEUE_AGAIN_AFTER = timedelta(seconds=60)
"""How long a job may wait its turn before its text is put on the queue once more."""
BATCH = 500
CLOCKS_APART = timedelta(minutes=10)
"""How far the carrier's clock may be from ours: looking back too far finds what is ours already,
looking back too little would send a text twice."""


def texts_without_job(session: Session, at: datetime) -> list[int]:
    """Queued texts whose job must have been lost, or that waited for the voter's hours.

    Each is left alone for QUEUE_AGAIN_AFTER then, so that a backlog does not feed on itself.
    """
    due_at = func.coalesce(TextMessage.due_at, TextMessage.queued_at + JOB_LOST_AFTER)
    due = (
        select(TextMessage)
        .where(TextMessage.state == TextState.QUEUED, due_at <= at)
        .order_by(due_at, TextMessage.id)
        .limit(BATCH)
        .with_for_update(key_share=True, skip_locked=True)
    )
    texts = list(session.scalars(due))
    for text in texts:
        text.due_at = at + QUEUE_AGAIN_AFTER
    return [text.id for text in texts]


def unsettled_texts(session: Session, at: datetime) -> list[int]:
    """Texts of which nobody knows whether the carrier took them."""
    return list(
        session.scalars(
            select(TextMessage.id)
            .where(
                TextMessage.state.in_(_UNSETTLED),
                TextMessage.taken_at < at - OUTCOME_LOST_AFTER,
                or_(TextMessage.due_at.is_(None), TextMessage.due_at <= at),
            )
            .order_by(TextMessage.due_at.nulls_first(), TextMessage.taken_at)
            .limit(BATCH)
        )
    )


def settle_text(database: Database, carrier: Carrier, text_id: int, clock: Clock) -> None:
    """Look for a text in the carrier's own records: found, it was sent; not found, it was not,
    and goes back to its queue, or has failed where that happens again and again.

    The number is locked meanwhile: a run of the text's job that was held up comes before the
    look or after it, and then finds that the text is no longer its own.
    """
    with database.transaction() as session:
        text = session.get_one(TextMessage, text_id)
        text.due_at = clock() + LOOK_AGAIN_AFTER
        number = session.get_one(Conversation, text.conversation_id).their_number
    with database.transaction() as session:
        lock_number(session, number)
        text = session.get_one(TextMessage, text_id)
        if text.state in _UNSETTLED and text.taken_at is not None:
            sent = carrier.texts_to(number, text.taken_at - CLOCKS_APART)
            _apply(session, text_id, [each for each in sent if each.body == text.body], clock())


def _apply(session: Session, text_id: int, found: list[CarrierText], at: datetime) -> None:
    text = session.get_one(
        TextMessage, text_id, with_for_update={"key_share": True}, populate_existing=True
    )
    ours = set(
        session.scalars(
            select(TextMessage.carrier_sid).where(
                TextMessage.carrier_sid.in_([each.sid for each in found])
            )
        )
    )
    mine = next((each for each in found if each.sid not in ours), None)
    if mine is not None and text.carrier_sid is None:
        text.carrier_sid = mine.sid
        text.apply(mine.event or TextEvent.ACCEPTED, at)
    elif mine is None and not _may_turn_up(text, at):
        text.times_lost += 1
        given_up = text.times_lost >= MOST_TIMES_LOST
        text.apply(TextEvent.FAILED if given_up else TextEvent.NOT_SENT, at)
        text.due_at = None
    conversation = session.get_one(Conversation, text.conversation_id)
    if conversation.caller_id is not None:
        announce_caller(session, conversation.shift_id, conversation.caller_id)


def _may_turn_up(text: TextMessage, at: datetime) -> bool:
    """Whether the carrier, which never answered, may yet have taken the text."""
    return (
        text.state is TextState.UNCERTAIN
        and text.taken_at is not None
        and at - text.taken_at < NOT_SENT_AFTER
    )


_UNSETTLED = frozenset({TextState.SENDING, TextState.UNCERTAIN})
