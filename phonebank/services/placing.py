"""Placing: a queued call becomes one dial by the carrier, or none."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.call import Call, CallEvent, CallState, ContactResult
from phonebank.domain.caller import Caller
from phonebank.domain.contact_rules import Channel
from phonebank.domain.shift import Shift
from phonebank.services import gate
from phonebank.services.announcing import announce_caller
from phonebank.services.closing import close_call
from phonebank.services.opting_out import lock_number
from phonebank.telephony.port import (
    Carrier,
    CarrierBusy,
    CarrierRefused,
    DialVoter,
    OutcomeUnknown,
)

NOT_A_NUMBER_TO_DIAL = frozenset({13224, 21211, 21214, 21215, 21216, 21217})
"""The carrier's codes for a number that it never dials (twilio.com/docs/api/errors); any other
refusal is about us, and says nothing of the voter."""


def place(database: Database, carrier: Carrier, call_id: int, clock: Clock) -> None:
    """Ask the carrier to ring the voter of a queued call, once.

    Run twice, it dials once: only one run can take the call. If it dies after the carrier was
    asked, the call stays PLACING until the carrier's own events or records settle it.
    """
    with database.transaction() as session:
        request = _take(session, call_id, clock())
    if request is None:
        return
    try:
        with database.transaction() as session:
            unwanted = _dial_unless_refused(session, carrier, request, clock)
    except (CarrierRefused, CarrierBusy) as refusal:
        with database.transaction() as session:
            _not_dialled(session, call_id, refusal.code, clock())
    except OutcomeUnknown:
        return  # PLACING until the carrier's events or records tell what it did
    else:
        if unwanted is not None:
            carrier.hang_up(unwanted)


def _take(session: Session, call_id: int, at: datetime) -> DialVoter | None:
    """The second look at the gate, in the transaction that commits the dial."""
    call = session.get(Call, call_id, with_for_update={"key_share": True})
    if call is None or call.closed_at is not None or not call.apply(CallEvent.PLACE, at):
        return None
    shift = session.get_one(Shift, call.shift_id)
    decision = gate.check_number(session, shift, call.phone_number_id, Channel.CALL, at)
    caller = session.get_one(Caller, call.caller_id)
    if not decision.allowed or caller.leg_call_sid is None:
        _cancel(session, call, at)
        return None
    announce_caller(session, shift.id, call.caller_id)
    return DialVoter(call.id, caller.conference, call.to_number, call.from_number)


def _dial_unless_refused(
    session: Session, carrier: Carrier, request: DialVoter, clock: Clock
) -> str | None:
    """Ask the carrier, with the number locked; returns a line that nobody wants any more, because
    the caller took the click back while the carrier was being asked."""
    lock_number(session, request.to)
    at = clock()
    call = session.get_one(Call, request.call_id)
    if call.state is not CallState.PLACING or call.carrier_sid is not None:
        return None  # this run was held up, and the call has been settled meanwhile
    if call.closed_at is not None or not _may_still_be_dialled(session, call, at):
        _cancel(session, _locked(session, call.id), at)
        return None
    sid = carrier.dial(request)
    call = _locked(session, call.id)
    call.carrier_sid = sid
    return None if call.closed_at is None else sid


def _may_still_be_dialled(session: Session, call: Call, at: datetime) -> bool:
    shift = session.get_one(Shift, call.shift_id)
    if not gate.check_number(session, shift, call.phone_number_id, Channel.CALL, at).allowed:
        return False
    others = select(Call.id).where(
        Call.to_number == call.to_number,
        Call.id != call.id,
        Call.ended_at.is_(None),
        Call.closed_at.is_(None),
        Call.carrier_sid.is_not(None),
    )
    return session.scalar(others.limit(1)) is None


def _locked(session: Session, call_id: int) -> Call:
    return session.get_one(
        Call, call_id, with_for_update={"key_share": True}, populate_existing=True
    )


def _cancel(session: Session, call: Call, at: datetime) -> None:
    """The call was not dialled, and its voter waits again."""
    if call.apply(CallEvent.CANCELLED, at) and call.closed_at is None:
        close_call(session, call, ContactResult.NOT_PLACED, at)


def _not_dialled(session: Session, call_id: int, code: int, at: datetime) -> None:
    call = _locked(session, call_id)
    call.error_code = code
    if code not in NOT_A_NUMBER_TO_DIAL:
        _cancel(session, call, at)
    elif call.apply(CallEvent.FAILED, at) and call.closed_at is None:
        close_call(session, call, ContactResult.NO_CONNECTION, at)
