"""Placing: a queued call becomes one dial by the carrier, or none."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.call import Call, CallEvent, CallState, ContactResult
from phonebank.domain.caller import Caller
from phonebank.domain.contact_request import Initiator
from phonebank.domain.contact_rules import Channel, may_contact
from phonebank.domain.shift import Shift
from phonebank.domain.voicemail import VoicemailPolicy
from phonebank.services import gate
from phonebank.services.announcing import announce_caller
from phonebank.services.closing import close_call
from phonebank.services.freeing import free_again, lock_with_caller
from phonebank.services.gate_facts import CallToPlace, call_to_place
from phonebank.services.leaving_messages import message_for
from phonebank.services.opting_out import lock_number
from phonebank.telephony.port import (
    Carrier,
    CarrierBusy,
    CarrierRefused,
    DialVoter,
    OutcomeUnknown,
    RingVoter,
)

NOT_A_NUMBER_TO_DIAL = frozenset({13224, 21211, 21214, 21215, 21216, 21217})
"""The carrier's codes for a number that it never dials (twilio.com/docs/api/errors); any other
refusal is about us, and says nothing of the voter."""


class _NotAllowed(Exception):
    """The gate has closed, or nobody wants the call any more."""


def place(database: Database, carrier: Carrier, call_id: int, clock: Clock) -> None:
    """Ask the carrier to ring the voter of a queued call, once.

    Run twice, it dials once: only one run can take the call. If it dies after the carrier was
    asked, the call stays PLACING until the carrier's own events or records settle it.
    """
    with database.transaction() as session:
        request = _take(session, call_id, clock())
    if request is not None:
        with suppress(CarrierBusy):  # the caller has been told, and may press again
            place_taken(database, carrier, request, clock)


def place_taken(
    database: Database, carrier: Carrier, request: DialVoter | RingVoter, clock: Clock
) -> None:
    """As `place`, for a call that this run has committed as being placed.

    Raises CarrierBusy where the carrier asks to be left alone; the call is given up then.
    """
    try:
        with database.transaction() as session:
            unwanted = _dial_unless_refused(session, carrier, request, clock)
    except _NotAllowed:
        # Apart from the number's lock, since the caller's comes before it.
        with database.transaction() as session:
            _cancel(session, _locked(session, request.call_id), clock())
    except (CarrierRefused, CarrierBusy) as refusal:
        with database.transaction() as session:
            _not_dialled(session, request.call_id, refusal.code, clock())
        if isinstance(refusal, CarrierBusy):
            raise
    except OutcomeUnknown:
        return  # PLACING until the carrier's events or records tell what it did
    else:
        if unwanted is not None:
            carrier.hang_up(unwanted)


def _take(session: Session, call_id: int, at: datetime) -> DialVoter | None:
    """The second look at the gate, in the transaction that commits the dial."""
    call = lock_with_caller(session, call_id)
    if call is None or call.closed_at is not None or not call.apply(CallEvent.PLACE, at):
        return None
    if call.caller_id is None:
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
    session: Session, carrier: Carrier, request: DialVoter | RingVoter, clock: Clock
) -> str | None:
    """Ask the carrier, with the number locked; returns a line that nobody wants any more, because
    the caller took the click back while the carrier was being asked."""
    lock_number(session, request.to)
    at = clock()
    now = call_to_place(session, request.call_id, at)
    if now.state is not CallState.PLACING or now.carrier_sid is not None:
        return None  # this run was held up, and the call has been settled meanwhile
    if now.closed_at is not None or now.in_use or not _is_still_allowed(now):
        raise _NotAllowed
    waits = _may_leave_a_message(session, now, request.call_id, at)
    request = replace(request, until_the_beep=waits)
    sid = carrier.dial(request) if isinstance(request, DialVoter) else carrier.ring(request)
    values = {"call_id": request.call_id, "sid": sid, "waits": waits}
    kept = session.connection().exec_driver_sql(_KEEP, values).one()
    return None if kept.closed_at is None else sid


_KEEP = """
    UPDATE call SET carrier_sid = %(sid)s, awaits_beep = %(waits)s
     WHERE id = %(call_id)s RETURNING closed_at
"""


def _may_leave_a_message(session: Session, call: CallToPlace, call_id: int, at: datetime) -> bool:
    if call.voicemail is not VoicemailPolicy.RECORDED_MESSAGE:
        return False
    return message_for(session, session.get_one(Call, call_id), at) is not None


def _is_still_allowed(call: CallToPlace) -> bool:
    initiator = Initiator.MACHINE if call.mode.by_machine else Initiator.PERSON
    return may_contact(replace(call.number.request, initiated_by=initiator)).allowed


def _locked(session: Session, call_id: int) -> Call:
    lock_with_caller(session, call_id)
    return session.get_one(Call, call_id)


def _cancel(session: Session, call: Call, at: datetime) -> None:
    """The call was not dialled, and its voter waits again."""
    if call.apply(CallEvent.CANCELLED, at) and call.closed_at is None:
        close_call(session, call, ContactResult.NOT_PLACED, at)
        free_again(session, call, at)


def _not_dialled(session: Session, call_id: int, code: int, at: datetime) -> None:
    call = _locked(session, call_id)
    call.error_code = code
    if code not in NOT_A_NUMBER_TO_DIAL:
        _cancel(session, call, at)
    elif call.apply(CallEvent.FAILED, at) and call.closed_at is None:
        close_call(session, call, ContactResult.NO_CONNECTION, at)
        free_again(session, call, at)
