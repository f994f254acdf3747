"""The burn-down of a shift: its voters left against time, by language."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from phonebank.domain.burn_down import BurnDown, burn_downs
from phonebank.domain.call import Call
from phonebank.domain.caller import LEFT, Assignment, AssignmentState
from phonebank.domain.contact_request import Channel
from phonebank.domain.shift import Shift
from phonebank.domain.text_message import Conversation, TextMessage

POINTS: Final = 60
_STEP: Final = timedelta(minutes=1)


def burn_down_of(
    session: Session, shift: Shift, at: datetime, left: dict[str, int] | None = None
) -> tuple[list[datetime], list[BurnDown]]:
    """The moments, and what was left at each; `left` is what is left now, by spoken language tag,
    where it has been counted. Voters whom the rules bar count as never left."""
    moments = _moments(shift, at)
    done: dict[str, list[datetime]] = defaultdict(list)
    for language, moment, voters in _done(session, shift):
        done[language] += [moment] * voters
    return moments, burn_downs(moments, _left(session, shift) if left is None else left, done)


def _moments(shift: Shift, at: datetime) -> list[datetime]:
    begins = shift.launched_at or shift.starts_at
    ends = max(min(shift.ended_at or at, at), begins + _STEP)
    step = (ends - begins) / POINTS
    return [begins + step * number for number in range(POINTS)] + [ends]


def _left(session: Session, shift: Shift) -> dict[str, int]:
    counted = (
        select(Assignment.language, func.count())
        .where(Assignment.shift_id == shift.id, Assignment.state.in_(LEFT))
        .group_by(Assignment.language)
    )
    return {language: count for language, count in session.execute(counted)}


def _done(session: Session, shift: Shift) -> list[tuple[str, datetime, int]]:
    """Language, minute and how many voters were done with in it, oldest first: at the end of their
    last call, or with the first text."""
    last = (_ends_of_calls if shift.channel is Channel.CALL else _first_texts)(shift)
    counted = (
        select(Assignment.language, last.c.at, func.count())
        .join(last, last.c.voter_id == Assignment.voter_id)
        .where(
            Assignment.shift_id == shift.id,
            Assignment.state == AssignmentState.DONE,
            last.c.at.is_not(None),
        )
        .group_by(Assignment.language, last.c.at)
    )
    found = [(language, minute, count) for language, minute, count in session.execute(counted)]
    return sorted(found, key=lambda each: each[1])


def _ends_of_calls(shift: Shift) -> Subquery:
    ended = func.date_trunc("minute", func.max(Call.closed_at)).label("at")
    ends = select(Call.voter_id, ended).where(Call.shift_id == shift.id).group_by(Call.voter_id)
    return ends.subquery()


def _first_texts(shift: Shift) -> Subquery:
    """All of them from one index at once; the planner would look up each by its conversation."""
    written = func.date_trunc("minute", TextMessage.queued_at).label("at")
    texts = (
        select(TextMessage.conversation_id, written)
        .where(TextMessage.shift_id == shift.id, TextMessage.first)
        .cte()
        .prefix_with("MATERIALIZED")
    )
    return (
        select(Conversation.voter_id, texts.c.at)
        .join(texts, texts.c.conversation_id == Conversation.id)
        .where(Conversation.shift_id == shift.id)
        .subquery()
    )
