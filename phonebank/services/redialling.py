"""Calling the same voter once more: the line broke, or was busy."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, ContactResult
from phonebank.domain.caller import AssignmentState
from phonebank.domain.contact_rules import Channel
from phonebank.domain.errors import NotNow, Refused
from phonebank.domain.shift import Shift
from phonebank.services import gate
from phonebank.services.announcing import announce_caller
from phonebank.services.caller_ids import OwnedNumbers
from phonebank.services.closing import assignment_of, close_call
from phonebank.services.dealing_scripts import deal_to_call
from phonebank.services.dialling import check_may_dial, is_in_use, lock_caller, open_call


def redial(session: Session, caller_id: int, request_key: str, at: datetime) -> Call:
    """Note a call to the voter of the caller's last call, by the rules of any other call.

    A call that broke off is closed as interrupted. The same `request_key` gives the same call.
    Raises NotNow where the line is still up, there was no call, or somebody else has the voter;
    Refused where the gate says no.
    """
    caller = lock_caller(session, caller_id)
    repeated = select(Call).where(Call.caller_id == caller_id, Call.request_key == request_key)
    if call := session.scalar(repeated):
        return call
    broken = open_call(session, caller_id)
    if broken is not None:
        _close_broken(session, broken, at)
    shift = session.get_one(Shift, caller.shift_id)
    check_may_dial(session, shift, caller)
    last = session.scalar(
        select(Call)
        .where(Call.caller_id == caller_id, Call.shift_id == shift.id)
        .order_by(Call.closed_at.desc(), Call.id.desc())
        .limit(1)
    )
    if last is None:
        raise NotNow("there is nobody to call again")
    _claim(session, shift, last, at)
    call = Call(
        organisation_id=shift.organisation_id,
        shift_id=shift.id,
        caller_id=caller.id,
        voter_id=last.voter_id,
        phone_number_id=last.phone_number_id,
        language=last.language,
        to_number=last.to_number,
        from_number=OwnedNumbers.of(session, shift, at).for_voter(last.to_number),
        request_key=request_key,
        queued_at=at,
    )
    session.add(call)
    caller.free_since = None
    session.flush()
    deal_to_call(session, call, at)
    announce_caller(session, shift.id, caller.id)
    return call


def _close_broken(session: Session, call: Call, at: datetime) -> None:
    if not call.over:
        raise NotNow("the line is still up")
    close_call(session, call, ContactResult.INTERRUPTED, at)
    session.flush()


def _claim(session: Session, shift: Shift, last: Call, at: datetime) -> None:
    assignment = assignment_of(session, last)
    session.refresh(assignment)
    if assignment.state not in (AssignmentState.WAITING, AssignmentState.PROMISED):
        raise NotNow("this voter cannot be called again now")
    decision = gate.check_number(session, shift, last.phone_number_id, Channel.CALL, at)
    if not decision.allowed:
        raise Refused(decision.reason.value)
    if is_in_use(session, last.to_number):
        raise NotNow("somebody is calling this number just now")
    assignment.state, assignment.caller_id = AssignmentState.CLAIMED, last.caller_id
