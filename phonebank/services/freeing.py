"""Being free: a volunteer of a shift that dials by itself waits to be put through, or does not."""

from datetime import datetime

from sqlalchemy.orm import Session

from phonebank.domain.call import Call, CallEvent, CallState, ContactResult
from phonebank.domain.caller import Caller
from phonebank.domain.shift import Shift
from phonebank.services.claiming import put_back
from phonebank.services.closing import assignment_of, close_call
from phonebank.services.dialling import lock_caller, open_call


def lock_with_caller(session: Session, call_id: int) -> Call | None:
    """A call, locked after its caller: every lock on a caller comes before the rows of calls."""
    call = session.get(Call, call_id, populate_existing=True)
    if call is not None and call.caller_id is not None:
        lock_caller(session, call.caller_id)
    return session.get(Call, call_id, with_for_update={"key_share": True}, populate_existing=True)


def free_again(session: Session, call: Call, at: datetime) -> None:
    """The caller of a closed call waits for the next voter, where nobody has to tell anything of
    it and the shift goes on by itself. The caller is locked."""
    if call.caller_id is None or not call.by_machine or call.closed_at is None:
        return
    caller = session.get_one(Caller, call.caller_id)
    shift = session.get_one(Shift, caller.shift_id)
    free = caller.takes_calls and open_call(session, caller.id) is None
    if shift.mode.by_machine and free:
        caller.free_since = caller.free_since or at


def stop_being_free(session: Session, caller: Caller, at: datetime) -> Call | None:
    """The caller, who is locked, takes no calls for now. Returns the call that was ringing for
    them alone, given up, whose line the door hangs up."""
    caller.free_since = None
    ringing = open_call(session, caller.id)
    if ringing is None or not ringing.awaits_answer:
        return None
    call = lock_with_caller(session, ringing.id)
    if call is None or not call.awaits_answer:
        return None  # the voter has just answered
    give_up(session, call, at)
    return call


def give_up(session: Session, call: Call, at: datetime) -> None:
    """Close a call that nobody has answered; its voter waits again. Once the carrier has been
    asked, only the carrier can say how its line ends."""
    if call.state in (CallState.PREVIEWED, CallState.QUEUED):
        call.apply(CallEvent.CANCELLED, at)
    close_call(session, call, ContactResult.NOT_PLACED, at)
    place = assignment_of(session, call)
    put_back(place, max(place.promised_for or at, at))
    session.flush()
