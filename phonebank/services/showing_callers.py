"""Who is on a shift, what each of them is doing, and what they have done."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, ContactResult
from phonebank.domain.caller import Caller, CallerState
from phonebank.domain.contact_rules import Channel
from phonebank.domain.shift import Shift
from phonebank.domain.text_message import Conversation, Direction, TextMessage, TextState


@dataclass(frozen=True)
class CallerNow:
    """One caller, what they are doing and since when, and what they have done.

    Of a texter, `texts` counts the texts sent, and who has sent one is ready while present.
    """

    caller: Caller
    state: CallerState
    since: datetime
    calls: int
    texts: int
    conversations: int


def callers_now(session: Session, shift: Shift, at: datetime) -> list[CallerNow]:
    """Everybody who joined a shift, in the order in which they did."""
    statement = select(Caller).where(Caller.shift_id == shift.id).order_by(Caller.id)
    callers = session.scalars(statement).all()
    if shift.channel is Channel.TEXT:
        texts = _texts_by_caller(session, shift)
        replied = _replied_by_caller(session, shift)
        return [
            _texter_now(each, texts.get(each.id), replied.get(each.id, 0), at) for each in callers
        ]
    calls = _calls_by_caller(session, shift)
    # A call that was handed over may be another shift's.
    open_calls = select(Call).where(
        Call.caller_id.in_([each.id for each in callers]), Call.closed_at.is_(None)
    )
    calling = {call.caller_id: call for call in session.scalars(open_calls)}
    return [_caller_now(each, calling.get(each.id), calls.get(each.id), at) for each in callers]


def _caller_now(
    caller: Caller, call: Call | None, done: tuple[int, int, datetime | None] | None, at: datetime
) -> CallerNow:
    calls, conversations, last = done or (0, 0, None)
    state = caller.state(call, at)
    since = {
        CallerState.FINISHED: caller.finished_at,
        CallerState.AWAY: caller.seen_at,
        CallerState.WAITING: caller.free_since,
        CallerState.ON_BREAK: caller.break_at,
        CallerState.PAUSED: caller.break_at,
        CallerState.HANDING_OVER: caller.guest_at,
        CallerState.DIALLING: call and call.queued_at,
        CallerState.TALKING: call and call.answered_at,
        CallerState.WRAPPING_UP: call and call.ended_at,
    }.get(state, last)
    return CallerNow(caller, state, since or caller.joined_at, calls, 0, conversations)


def _texter_now(
    caller: Caller, sent: tuple[int, datetime] | None, replied: int, at: datetime
) -> CallerNow:
    texts, last = sent or (0, caller.joined_at)
    state = caller.state(None, at)
    if state is CallerState.JOINED and texts:
        state = CallerState.READY
    since = {CallerState.FINISHED: caller.finished_at, CallerState.AWAY: caller.seen_at}.get(state)
    return CallerNow(caller, state, since or last, 0, texts, replied)


def _calls_by_caller(session: Session, shift: Shift) -> dict[int, tuple[int, int, datetime | None]]:
    """Caller id -> (calls, conversations, when the last one was wrapped up)."""
    reached = func.count().filter(Call.result == ContactResult.REACHED)
    counted = (
        select(Call.caller_id, func.count(), reached, func.max(Call.closed_at))
        .where(Call.shift_id == shift.id)
        .group_by(Call.caller_id)
    )
    return {
        caller_id: (calls, met, last)
        for caller_id, calls, met, last in session.execute(counted)
        if caller_id is not None
    }


def _texts_by_caller(session: Session, shift: Shift) -> dict[int, tuple[int, datetime]]:
    """Caller id -> (texts written, when the last one was)."""
    counted = (
        select(TextMessage.caller_id, func.count(), func.max(TextMessage.queued_at))
        .where(
            TextMessage.shift_id == shift.id,
            TextMessage.direction == Direction.OUT,
            TextMessage.state != TextState.WITHHELD,
        )
        .group_by(TextMessage.caller_id)
    )
    return {
        caller_id: (texts, last)
        for caller_id, texts, last in session.execute(counted)
        if caller_id is not None
    }


def _replied_by_caller(session: Session, shift: Shift) -> dict[int, int]:
    """Caller id -> conversations in which the voter replied."""
    counted = (
        select(Conversation.caller_id, func.count())
        .where(Conversation.shift_id == shift.id, Conversation.last_inbound_at.is_not(None))
        .group_by(Conversation.caller_id)
    )
    return {caller_id: count for caller_id, count in session.execute(counted) if caller_id}
