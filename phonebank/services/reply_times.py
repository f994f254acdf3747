"""How long voters wait for a texter's answer: noted at each answer, shown to those who answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from phonebank.domain.reply_time import ReplyTime
from phonebank.domain.text_message import WAITS, Conversation

LATELY: Final = timedelta(hours=1)
"""Answers of the last hour make the median: what was at noon helps nobody in the evening."""


@dataclass(frozen=True)
class ReplyTimes:
    """`median_seconds` of the last hour's answers, None where there were none; `waiting_since` is
    when whoever waits longest wrote, None where nobody waits."""

    median_seconds: int | None
    waiting_since: datetime | None

    def longest_minutes(self, at: datetime) -> int | None:
        """For how many whole minutes whoever waits longest has waited."""
        if self.waiting_since is None:
            return None
        return max(0, int((at - self.waiting_since).total_seconds() // 60))


def note_answer(session: Session, conversation: Conversation, caller_id: int, at: datetime) -> None:
    """A texter answers: whoever waited waits no longer, and is no more offered to others."""
    if conversation.waiting_since is not None:
        waited = at - conversation.waiting_since
        session.add(
            ReplyTime(
                organisation_id=conversation.organisation_id,
                shift_id=conversation.shift_id,
                caller_id=caller_id,
                conversation_id=conversation.id,
                seconds=max(0, int(waited.total_seconds())),
                at=at,
            )
        )
    conversation.waiting_since = conversation.offered_at = conversation.skipped_by_id = None


def reply_times_of(session: Session, shift_id: int, at: datetime) -> ReplyTimes:
    """Of all texters of a shift."""
    return ReplyTimes(
        _median(session, ReplyTime.shift_id == shift_id, at),
        _longest(session, Conversation.shift_id == shift_id),
    )


def own_reply_times(session: Session, caller_id: int, at: datetime) -> ReplyTimes:
    """Of one texter, and of those who wait for them."""
    return ReplyTimes(
        _median(session, ReplyTime.caller_id == caller_id, at),
        _longest(session, Conversation.caller_id == caller_id),
    )


def _median(session: Session, whose: ColumnElement[bool], at: datetime) -> int | None:
    middle = func.percentile_cont(0.5).within_group(ReplyTime.seconds)
    found = session.scalar(select(middle).where(whose, ReplyTime.at > at - LATELY))
    return None if found is None else round(found)


def _longest(session: Session, whose: ColumnElement[bool]) -> datetime | None:
    since = func.min(Conversation.waiting_since)
    return session.scalar(select(since).where(whose, WAITS))
