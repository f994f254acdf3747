"""Every call ends in exactly one final state, also where jobs or the carrier's events are lost."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.call import Call, CallEvent, CallState, ContactResult, result_of_ending
from phonebank.domain.caller import Caller
from phonebank.services.announcing import announce_caller
from phonebank.services.closing import close_call
from phonebank.telephony.port import Carrier, CarrierCall

JOB_LOST_AFTER = timedelta(seconds=5)
OUTCOME_LOST_AFTER = timedelta(seconds=30)
EVENTS_LOST_AFTER = {
    CallState.DIALLING: timedelta(seconds=60),
    CallState.RINGING: timedelta(seconds=90),
    CallState.TALKING: timedelta(minutes=20),
}
"""How long a call stays in a state before the carrier is asked what became of it."""
CALLER_LOST_AFTER = timedelta(seconds=10)
CLOCKS_APART = timedelta(minutes=10)
"""How far the carrier's clock may be from ours: looking back too far finds what is ours already,
looking back too little would forget a call that was placed."""
RESULT_LOST_AFTER = timedelta(minutes=10)


def calls_without_job(session: Session, at: datetime) -> list[int]:
    """Queued calls whose job must have been lost; queueing one twice does no harm."""
    return list(
        session.scalars(
            select(Call.id).where(
                Call.ended_at.is_(None),
                Call.state == CallState.QUEUED,
                Call.queued_at < at - JOB_LOST_AFTER,
            )
        )
    )


def silent_calls(session: Session, at: datetime) -> list[int]:
    """Calls of which nothing has been heard for too long."""
    late = [
        (Call.state == state) & (Call.placed_at < at - wait)
        for state, wait in {CallState.PLACING: OUTCOME_LOST_AFTER, **EVENTS_LOST_AFTER}.items()
    ]
    return list(session.scalars(select(Call.id).where(Call.ended_at.is_(None), or_(*late))))


def settle_call(database: Database, carrier: Carrier, call_id: int, clock: Clock) -> None:
    """Ask the carrier what became of a call, and let the call have that.

    A call that the carrier has no record of was never placed. Nothing is dialled here.
    """
    with database.transaction() as session:
        call = session.get_one(Call, call_id)
        sid, number, placed_at = call.carrier_sid, call.to_number, call.placed_at
    if placed_at is None:
        return
    known = carrier.call(sid) if sid else _adopted(database, carrier, number, placed_at)
    with database.transaction() as session:
        _apply(session, call_id, known, clock())


def _adopted(
    database: Database, carrier: Carrier, number: str, placed_at: datetime
) -> CarrierCall | None:
    """The carrier's call to the number at that time which belongs to no call of ours yet."""
    found = carrier.calls_to(number, placed_at - CLOCKS_APART)
    with database.transaction() as session:
        ours = set(
            session.scalars(
                select(Call.carrier_sid).where(Call.carrier_sid.in_([c.sid for c in found]))
            )
        )
    return next((call for call in found if call.sid not in ours), None)


def _apply(session: Session, call_id: int, known: CarrierCall | None, at: datetime) -> None:
    call = session.get_one(Call, call_id, with_for_update=True)
    if known is not None:
        call.carrier_sid = known.sid
    event = CallEvent.CANCELLED if known is None else known.event
    if event is None or not call.apply(event, at):
        return
    result = result_of_ending(call.state, call.error_code)
    if call.over and call.closed_at is None and result is not None:
        close_call(session, call, result, at)
    announce_caller(session, call.shift_id, call.caller_id)


def abandoned_lines(session: Session, at: datetime) -> list[int]:
    """Calls in progress whose volunteer's own line has been gone for too long."""
    return list(
        session.scalars(
            select(Call.id)
            .join(Caller, Caller.id == Call.caller_id)
            .where(
                Call.ended_at.is_(None),
                Call.placed_at.is_not(None),
                Caller.leg_call_sid.is_(None),
                Caller.leg_lost_at < at - CALLER_LOST_AFTER,
            )
        )
    )


def interrupt(session: Session, call_id: int, at: datetime) -> Call | None:
    """Give up a call whose volunteer is gone; the voter may be called again by another.

    Returns the call, whose voter the conductor takes leave of; None where it is settled already.
    """
    call = session.get_one(Call, call_id, with_for_update=True)
    if call.over:
        return None
    if call.closed_at is None:
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
        .with_for_update(of=Call)
    )
    calls = list(session.scalars(forgotten))
    for call in calls:
        close_call(session, call, ContactResult.INTERRUPTED, at)
    return len(calls)
