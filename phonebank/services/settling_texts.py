"""No text stays in between: lost jobs are found, and lost outcomes are asked of the carrier."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.text_message import Conversation, TextEvent, TextMessage, TextState
from phonebank.services.announcing import announce_caller
from phonebank.telephony.port import Carrier, CarrierText

JOB_LOST_AFTER = timedelta(seconds=10)
OUTCOME_LOST_AFTER = timedelta(seconds=60)
"""Longer than the carrier can take to answer, so that no request is still under way."""
BATCH = 500
CLOCKS_APART = timedelta(minutes=10)
"""How far the carrier's clock may be from ours: looking back too far finds what is ours already,
looking back too little would send a text twice."""


def texts_without_job(session: Session, at: datetime) -> list[int]:
    """Queued texts whose job must have been lost, or that waited for the voter's hours."""
    return list(
        session.scalars(
            select(TextMessage.id)
            .where(
                TextMessage.state == TextState.QUEUED,
                TextMessage.queued_at < at - JOB_LOST_AFTER,
            )
            .order_by(TextMessage.queued_at)
            .limit(BATCH)
        )
    )


def unsettled_texts(session: Session, at: datetime) -> list[int]:
    """Texts of which nobody knows whether the carrier took them."""
    return list(
        session.scalars(
            select(TextMessage.id)
            .where(
                or_(
                    TextMessage.state == TextState.UNCERTAIN,
                    TextMessage.state == TextState.SENDING,
                ),
                TextMessage.taken_at < at - OUTCOME_LOST_AFTER,
            )
            .limit(BATCH)
        )
    )


def settle_text(database: Database, carrier: Carrier, text_id: int, clock: Clock) -> None:
    """Look for a text in the carrier's own records: found, it was sent; not found, it was not,
    and goes back to its queue."""
    with database.transaction() as session:
        text = session.get_one(TextMessage, text_id)
        number = session.get_one(Conversation, text.conversation_id).their_number
        body, taken_at = text.body, text.taken_at
    if taken_at is None:
        return
    sent = carrier.texts_to(number, taken_at - CLOCKS_APART)
    with database.transaction() as session:
        _apply(session, text_id, [each for each in sent if each.body == body], clock())


def _apply(session: Session, text_id: int, found: list[CarrierText], at: datetime) -> None:
    text = session.get_one(TextMessage, text_id, with_for_update=True)
    ours = set(
        session.scalars(
            select(TextMessage.carrier_sid).where(
                TextMessage.carrier_sid.in_([each.sid for each in found])
            )
        )
    )
    mine = next((each for each in found if each.sid not in ours), None)
    if mine is None:
        text.apply(TextEvent.NOT_SENT, at)
        return
    text.carrier_sid = mine.sid
    text.apply(mine.event or TextEvent.ACCEPTED, at)
    if text.caller_id is not None:
        conversation = session.get_one(Conversation, text.conversation_id)
        announce_caller(session, conversation.shift_id, text.caller_id)
