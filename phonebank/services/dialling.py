"""Dialling: a caller's key becomes one call to the next voter who may be contacted.

The intention to dial is committed before the carrier is asked, and the carrier is asked once.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.call import Call, CallEvent, ContactResult
from phonebank.domain.caller import Assignment, Caller
from phonebank.domain.contact_rules import Channel
from phonebank.domain.errors import NotFound, NotNow
from phonebank.domain.shift import Shift, ShiftState
from phonebank.services import gate
from phonebank.services.announcing import announce_caller
from phonebank.services.claiming import bar, claim, languages_for, put_back
from phonebank.services.closing import close_call
from phonebank.services.opting_out import lock_number
from phonebank.services.sending_numbers import number_to_contact_from
from phonebank.telephony.port import (
    Carrier,
    CarrierBusy,
    CarrierRefused,
    DialVoter,
    OutcomeUnknown,
)

VOTERS_TRIED = 50
"""How many voters whom the gate refuses one key may pass over; each is put off until the gate
opens for them, so that the next key need not look at them again."""


class QueueEmpty(StrEnum):
    """Why there is nobody to call."""

    ALL_DONE = "all done"
    LATER = "later"
    OTHER_LANGUAGES = "other languages"


@dataclass(frozen=True)
class NextCall:
    """The call that the key began, or why there is none and when there will be somebody."""

    call: Call | None
    empty: QueueEmpty | None = None
    opens_at: datetime | None = None


def lock_caller(session: Session, caller_id: int) -> Caller:
    """The caller, whose clicks now take turns until the transaction ends."""
    caller = session.scalar(select(Caller).where(Caller.id == caller_id).with_for_update())
    if caller is None:
        raise NotFound("there is no such caller")
    return caller


def open_call(session: Session, caller_id: int) -> Call | None:
    """The caller's call that is not yet wrapped up."""
    return session.scalar(select(Call).where(Call.caller_id == caller_id, Call.closed_at.is_(None)))


def call_next_voter(session: Session, caller_id: int, request_key: str, at: datetime) -> NextCall:
    """Claim the next voter for the caller and note the call that is to be placed.

    The same `request_key` gives the same call, so that one click never makes two.
    Raises NotNow where the shift is not running, the caller's line is not up, or the last call
    is not wrapped up.
    """
    caller = lock_caller(session, caller_id)
    repeated = select(Call).where(Call.caller_id == caller_id, Call.request_key == request_key)
    if call := session.scalar(repeated):
        return NextCall(call)
    shift = session.get_one(Shift, caller.shift_id)
    _check_may_dial(session, shift, caller)
    while_trying = (_try_next(session, shift, caller, request_key, at) for _ in range(VOTERS_TRIED))
    for tried in while_trying:
        if tried.call is not None or tried.empty is not None:
            return tried
    return NextCall(None, QueueEmpty.LATER)


def _check_may_dial(session: Session, shift: Shift, caller: Caller) -> None:
    if shift.channel is not Channel.CALL or shift.state is not ShiftState.RUNNING:
        raise NotNow("the shift is not running")
    if caller.finished_at is not None:
        raise NotNow("you have finished this shift")
    if caller.leg_call_sid is None:
        raise NotNow("your line is not connected")
    if open_call(session, caller.id) is not None:
        raise NotNow("the last call has no result yet")
    caller.on_break = False


def _try_next(
    session: Session, shift: Shift, caller: Caller, request_key: str, at: datetime
) -> NextCall:
    claimed = claim(session, shift.id, caller.id, languages_for(caller, shift), at)
    if claimed is None:
        return why_empty(session, shift, caller)
    assignment = session.get_one(Assignment, claimed.id)
    found = gate.first_number(session, shift, claimed.voter_id, Channel.CALL, at)
    if found.number is None:
        put_off(assignment, found.decision)
        return NextCall(None)
    call = Call(
        organisation_id=shift.organisation_id,
        shift_id=shift.id,
        caller_id=caller.id,
        voter_id=claimed.voter_id,
        phone_number_id=found.number.id,
        to_number=found.number.e164,
        from_number=number_to_contact_from(session, shift.organisation_id),
        request_key=request_key,
        queued_at=at,
    )
    session.add(call)
    session.flush()
    announce_caller(session, shift.id, caller.id)
    return NextCall(call)


def put_off(assignment: Assignment, decision: gate.Decision) -> None:
    """Put a voter whom the gate refuses back until it opens, or bar them where it never will."""
    if decision.opens_at is not None:
        put_back(assignment, decision.opens_at)
    else:
        bar(assignment, decision.reason.value)


def why_empty(session: Session, shift: Shift, caller: Caller) -> NextCall:
    """Who waits in the shift's queue, and from when, where nobody can be called now."""
    waiting = select(Assignment.language, Assignment.not_before).where(
        Assignment.shift_id == shift.id, Assignment.state == "waiting"
    )
    theirs = waiting.where(Assignment.language.in_(languages_for(caller, shift)))
    soonest = session.execute(theirs.order_by(Assignment.not_before).limit(1)).first()
    if soonest is not None:
        return NextCall(None, QueueEmpty.LATER, soonest.not_before)
    if session.execute(waiting.limit(1)).first() is not None:
        return NextCall(None, QueueEmpty.OTHER_LANGUAGES)
    return NextCall(None, QueueEmpty.ALL_DONE)


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
            _dial_unless_suppressed(session, carrier, request, clock())
    except (CarrierRefused, CarrierBusy) as refusal:
        with database.transaction() as session:
            _not_dialled(session, call_id, refusal.code, clock())
    except OutcomeUnknown:
        return  # PLACING until the carrier's events or records tell what it did


def _take(session: Session, call_id: int, at: datetime) -> DialVoter | None:
    """The second look at the gate, in the transaction that commits the dial."""
    call = session.scalar(select(Call).where(Call.id == call_id).with_for_update())
    if call is None or call.closed_at is not None or not call.apply(CallEvent.PLACE, at):
        return None
    shift = session.get_one(Shift, call.shift_id)
    decision = gate.check_number(session, shift, call.phone_number_id, Channel.CALL, at)
    if not decision.allowed or shift.state is ShiftState.ENDED:
        call.apply(CallEvent.CANCELLED, at)
        close_call(session, call, ContactResult.NOT_PLACED, at)
        return None
    announce_caller(session, shift.id, call.caller_id)
    caller = session.get_one(Caller, call.caller_id)
    return DialVoter(call.id, caller.conference, call.to_number, call.from_number)


def _dial_unless_suppressed(
    session: Session, carrier: Carrier, request: DialVoter, at: datetime
) -> None:
    lock_number(session, request.to)
    call = session.get_one(Call, request.call_id)
    if gate.is_suppressed(session, call.organisation_id, request.to):
        call = session.get_one(Call, request.call_id, with_for_update=True)
        call.apply(CallEvent.CANCELLED, at)
        close_call(session, call, ContactResult.NOT_PLACED, at)
        return
    sid = carrier.dial(request)
    call = session.get_one(Call, request.call_id, with_for_update=True, populate_existing=True)
    call.carrier_sid = sid
    if call.closed_at is not None:
        # The caller took the click back while the carrier was being asked.
        carrier.hang_up(sid)


def _not_dialled(session: Session, call_id: int, code: int, at: datetime) -> None:
    call = session.get_one(Call, call_id, with_for_update=True)
    call.error_code = code
    if call.apply(CallEvent.CANCELLED, at):
        close_call(session, call, ContactResult.NOT_PLACED, at)
