"""Ending a voter's line at the caller's wish; what came of the call is told afterwards."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from phonebank.domain.call import Call, CallState
from phonebank.domain.errors import NotNow
from phonebank.services.calling import own_call
from phonebank.services.claiming import put_back
from phonebank.services.closing import assignment_of
from phonebank.services.freeing import give_up

SKIPPED_FOR = timedelta(hours=1)


def end_line(session: Session, caller_id: int, call_id: int, at: datetime) -> str | None:
    """The carrier's id of the line that the door hangs up; None where there is nothing to end.

    A call that has not been placed yet is cancelled, and its voter waits again; one that was
    looked at and passed over waits for SKIPPED_FOR.
    Raises NotFound for another's call, NotNow while the carrier is being asked to place it.
    """
    call = own_call(session, caller_id, call_id)
    if call.state is CallState.PREVIEWED:
        give_up(session, call, at)
        put_back(assignment_of(session, call), at + SKIPPED_FOR)
    elif call.state is CallState.QUEUED:
        give_up(session, call, at)
    if call.state is CallState.PLACING and call.carrier_sid is None:
        raise NotNow("the call is just being placed: try again in a moment")
    return line_to_end(call)


def line_to_end(call: Call) -> str | None:
    """The carrier's id of the call's line, where it is still up."""
    return None if call.over else call.carrier_sid
