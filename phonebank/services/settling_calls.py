"""Every call ends in exactly one final state, also where jobs or the carrier's events are lost."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.call import (
    Call,
    CallEvent,
    CallState,
    ContactResult,
    result_of_ending,
)
from phonebank.domain.caller import Caller
from phonebank.domain.dial_mode import DialMode
from phonebank.services.announcing import announce_caller
from phonebank.services.closing import close_call
from phonebank.services.freeing import free_again, lock_with_caller
from phonebank.services.opting_out import lock_number
from phonebank.telephony.port import ASIDE_SECONDS, Carrier, CarrierCall, CarrierRefused

JOB_LOST_AFTER = timedelta(seconds=5)
QUEUE_AGAIN_AFTER = timedelta(seconds=10)
OUTCOME_LOST_AFTER = timedelta(seconds=30)
EVENTS_LOST_AFTER = {
    CallState.DIALLING: timedelta(seconds=60),
    CallState.RINGING: timedelta(seconds=90),
    CallState.TALKING: timedelta(minutes=20),
}
"""How long a call stays in a state before the carrier is asked what became of it."""
END_LOST_AFTER = timedelta(seconds=30)
"""How long a closed call's line may be silent before the carrier is asked whether it has ended."""
ASK_AGAIN_AFTER = timedelta(seconds=30)
HANG_UP_LOST_AFTER = timedelta(seconds=5)
SENTENCE_LASTS = timedelta(seconds=45)
"""Longer than the sentence in which a voter is taken leave of, in any language, and the time they
have for a key."""
MESSAGE_LASTS = timedelta(seconds=ASIDE_SECONDS + 15)
"""How long a line waits for the end of a greeting at most; no recording lasts longer."""
TAKEN_LEAVE_OF = (ContactResult.INTERRUPTED, ContactResult.ABANDONED)
BATCH = 500
UNKNOWN_AT_CARRIER = 20404
"""The carrier's code for a call that it has no record of (twilio.com/docs/api/errors)."""
LOST_AT_ONCE = timedelta(seconds=2)
CALLER_LOST_AFTER = timedelta(seconds=10)
CLOCKS_APART = timedelta(minutes=10)
"""How far the carrier's clock may be from ours: looking back too far finds what is ours already,
looking back too little would forget a call that was placed."""
RESULT_LOST_AFTER = timedelta(minutes=10)


def calls_without_job(session: Session, at: datetime) -> list[int]:
    """Queued calls whose job must have been lost; queueing one twice does no harm.

    Each is left alone for QUEUE_AGAIN_AFTER then: while no worker works, the queue does not fill.
    """
    lost = (
        select(Call)
        .where(
            Call.ended_at.is_(None),
            Call.state == CallState.QUEUED,
            Call.queued_at < at - JOB_LOST_AFTER,
            or_(Call.looked_at.is_(None), Call.looked_at < at - QUEUE_AGAIN_AFTER),
        )
        .limit(BATCH)
        .with_for_update(key_share=True, skip_locked=True)
    )
    calls = list(session.scalars(lost))
    for call in calls:
        call.looked_at = at
    return [call.id for call in calls]


def silent_calls(session: Session, at: datetime) -> list[int]:
    """Calls of which nothing has been heard for too long, those not asked about lately first."""
    late = [
        (Call.state == state) & (Call.placed_at < at - wait)
        for state, wait in {CallState.PLACING: OUTCOME_LOST_AFTER, **EVENTS_LOST_AFTER}.items()
    ]
    ended_unheard = Call.closed_at < at - END_LOST_AFTER
    return list(
        session.scalars(
            select(Call.id)
            .where(
                Call.ended_at.is_(None),
                Call.placed_at.is_not(None),
                or_(*late, ended_unheard),
                or_(Call.looked_at.is_(None), Call.looked_at < at - ASK_AGAIN_AFTER),
            )
            .order_by(Call.looked_at.nulls_first(), Call.id)
            .limit(BATCH)
        )
    )


def settle_call(database: Database, carrier: Carrier, call_id: int, clock: Clock) -> None:
    """Ask the carrier what became of a call, and let the call have that.

    A call that the carrier has no record of was never placed. Nothing is dialled here.
    """
    with database.transaction() as session:
        call = session.get_one(Call, call_id)
        call.looked_at = clock()
        sid, placed_at, was_open = call.carrier_sid, call.placed_at, call.closed_at is None
    if placed_at is None:
        return
    if sid is None:
        _look_for(database, carrier, call_id, clock)
    else:
        known = _known(carrier, sid)
        with database.transaction() as session:
            _apply(session, call_id, known, clock())
    if was_open:
        _free_caller(database, call_id, clock)


def _free_caller(database: Database, call_id: int, clock: Clock) -> None:
    """In a transaction of its own, since a caller is locked before a number and a call's row."""
    with database.transaction() as session:
        call = lock_with_caller(session, call_id)
        if call is not None:
            free_again(session, call, clock())


def _known(carrier: Carrier, sid: str) -> CarrierCall | None:
    try:
        return carrier.call(sid)
    except CarrierRefused as refusal:
        if refusal.code != UNKNOWN_AT_CARRIER:
            raise
        return None


def _look_for(database: Database, carrier: Carrier, call_id: int, clock: Clock) -> None:
    """Find the carrier's call to the number at that time which belongs to no call of ours yet.

    The number is locked meanwhile: a dial that was held up comes before the look or after it.
    """
    with database.transaction() as session:
        number = session.get_one(Call, call_id).to_number
        lock_number(session, number)
        call = session.get_one(Call, call_id, populate_existing=True)
        if call.state is not CallState.PLACING or call.placed_at is None:
            return
        found = carrier.calls_to(number, call.placed_at - CLOCKS_APART)
        taken = select(Call.carrier_sid).where(
            Call.carrier_sid.in_([each.sid for each in found]), Call.id != call_id
        )
        ours = set(session.scalars(taken))
        known = next((each for each in found if each.sid not in ours), None)
        _apply(session, call_id, known, clock())


def _apply(session: Session, call_id: int, known: CarrierCall | None, at: datetime) -> None:
    call = session.get_one(
        Call, call_id, with_for_update={"key_share": True}, populate_existing=True
    )
    if known is not None:
        call.carrier_sid = known.sid
    forgotten = CallEvent.CANCELLED if call.answered_at is None else CallEvent.COMPLETED
    event = forgotten if known is None else known.event
    if event is None or not call.apply(event, at):
        return
    result = result_of_ending(call.state, call.error_code)
    if call.over and call.closed_at is None and result is not None:
        close_call(session, call, result, at)
    announce_caller(session, call.shift_id, call.caller_id)


def lines_to_end(session: Session, at: datetime) -> list[str]:
    """The carrier's ids of lines whose call was closed and which are up still: the job that hangs
    up was lost, or nobody knew the line when its call was given up."""
    alone_since = func.greatest(Call.apart_at, Call.message_at)
    return list(
        session.scalars(
            select(Call.carrier_sid)
            .where(
                Call.ended_at.is_(None),
                Call.carrier_sid.is_not(None),
                Call.closed_at < at - HANG_UP_LOST_AFTER,
                or_(
                    Call.result.not_in(TAKEN_LEAVE_OF),
                    Call.closed_at < at - SENTENCE_LASTS,
                ),
                # Alone with an answering machine, it waits for the beep or has the message.
                or_(alone_since.is_(None), alone_since < at - MESSAGE_LASTS),
            )
            .limit(BATCH)
        )
    )


def abandoned_lines(session: Session, at: datetime) -> list[int]:
    """Calls in progress whose volunteer's own line has been gone for too long."""
    return list(
        session.scalars(
            select(Call.id)
            .join(Caller, Caller.id == Call.caller_id)
            .where(
                Call.ended_at.is_(None),
                Call.closed_at.is_(None),
                Call.placed_at.is_not(None),
                Caller.leg_call_sid.is_(None),
                or_(
                    Caller.leg_lost_at < at - CALLER_LOST_AFTER,
                    # They went as the voter came: there is no conversation to come back to.
                    Caller.leg_lost_at < _met_at() + LOST_AT_ONCE,
                ),
            )
        )
    )


def _met_at() -> ColumnElement[datetime | None]:
    """When the voter came to the volunteer: where a line was theirs alone, by answering it."""
    theirs = case((Call.mode == DialMode.PROGRESSIVE, Call.answered_at))
    return func.coalesce(Call.connected_at, theirs)


def interrupt(session: Session, call_id: int, at: datetime) -> Call | None:
    """Give up a call whose volunteer is gone; the voter may be called again by another.

    Returns the call, whose voter the conductor takes leave of; None where it is settled already.
    """
    call = session.get_one(
        Call, call_id, with_for_update={"key_share": True}, populate_existing=True
    )
    if call.over or call.closed_at is not None:
        return None
    close_call(session, call, ContactResult.INTERRUPTED, at)
    return call


def close_forgotten(session: Session, at: datetime) -> int:
    """Close calls that ended long ago and were never given a result, because their volunteer is
    gone; returns how many."""
    forgotten = (
        select(Call)
        .join(Caller, Caller.id == Call.caller_id)
        .where(
            Call.closed_at.is_(None),
            Call.ended_at < at - RESULT_LOST_AFTER,
            Caller.seen_at < at - RESULT_LOST_AFTER,
        )
        .limit(BATCH)
        .with_for_update(of=Call, key_share=True)
    )
    calls = list(session.scalars(forgotten))
    for call in calls:
        close_call(session, call, ContactResult.INTERRUPTED, at)
    return len(calls)
