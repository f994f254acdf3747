"""How the texts of a shift are getting on: what waits, for what, and what a person must decide."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.contact_rules import Channel
from phonebank.domain.sending_limits import SendingLimit, SendingPause, SendingScope
from phonebank.domain.shift import Shift
from phonebank.domain.text_message import Conversation, TextMessage, TextState
from phonebank.services.bulk_texting import consented
from phonebank.services.sending_pauses import pause_of


@dataclass(frozen=True)
class SendingNow:
    """`waiting` texts are due, `later` ones wait for a moment, such as the voters' morning;
    `first_later_at` is the first of these moments. `undecided` texts may or may not have been
    sent. `consented` voters may be written to in bulk, which is under way since `bulk_since`."""

    waiting: int
    later: int
    first_later_at: datetime | None
    undecided: int
    unanswered: int
    consented: int
    bulk_since: datetime | None
    pause: SendingPause | None


def sending_now(session: Session, shift: Shift, at: datetime) -> SendingNow | None:
    """How the shift's texts are getting on; None for one that calls."""
    if shift.channel is not Channel.TEXT:
        return None
    queued = TextMessage.state == TextState.QUEUED
    waiting, later, first_later_at, undecided = session.execute(
        select(
            func.count().filter(queued, TextMessage.due_at <= at),
            func.count().filter(queued, TextMessage.due_at > at),
            func.min(TextMessage.due_at).filter(queued, TextMessage.due_at > at),
            func.count().filter(TextMessage.needs_decision),
        ).where(
            TextMessage.shift_id == shift.id,
            TextMessage.state.in_((TextState.QUEUED, TextState.UNCERTAIN)),
        )
    ).one()
    unanswered = select(func.count()).where(
        Conversation.shift_id == shift.id,
        Conversation.caller_id.is_(None),
        Conversation.unread > 0,
    )
    return SendingNow(
        waiting=waiting,
        later=later,
        first_later_at=first_later_at,
        undecided=undecided,
        unanswered=session.scalar(unanswered) or 0,
        consented=consented(session, shift),
        bulk_since=shift.bulk_since,
        pause=pause_of(session, _limits(shift), at),
    )


def _limits(shift: Shift) -> list[SendingLimit]:
    return [
        SendingLimit(SendingScope.ACCOUNT),
        SendingLimit(SendingScope.SERVICE),
        SendingLimit(SendingScope.CAMPAIGN, holder_id=shift.campaign_id),
    ]
