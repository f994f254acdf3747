"""Dialling: a caller's key becomes one call to the next voter who may be contacted.

The intention to dial is committed before the carrier is asked, and the carrier is asked once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, CallEvent, CallState
from phonebank.domain.caller import Assignment, AssignmentState, Caller
from phonebank.domain.contact_rules import Channel
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.errors import NotFound, NotNow
from phonebank.domain.shift import Shift, ShiftState
from phonebank.services import gate
from phonebank.services.announcing import announce_caller
from phonebank.services.caller_ids import OwnedNumbers
from phonebank.services.claiming import bar, claim, claim_in_mode, languages_for, put_back
from phonebank.services.promises import take_due
from phonebank.services.under_way import under_way

VOTERS_TRIED = 50
"""How many voters whom the gate refuses one key may pass over; each is put off until the gate
opens for them, so that the next key need not look at them again."""
IN_USE_FOR = timedelta(minutes=5)
"""How long a voter is put off whose number is just being called for somebody else."""
ASK_AGAIN_AFTER = timedelta(minutes=15)
"""How long a voter is put off where a person has to decide before the gate opens for them."""


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
    # Not FOR UPDATE: rows that refer to the caller, such as answers, may be written meanwhile.
    locked = select(Caller).where(Caller.id == caller_id).with_for_update(key_share=True)
    caller = session.scalar(locked.execution_options(populate_existing=True))
    if caller is None:
        raise NotFound("there is no such caller")
    return caller


def open_call(session: Session, caller_id: int) -> Call | None:
    """The caller's call that is not yet wrapped up."""
    return session.scalar(select(Call).where(Call.caller_id == caller_id, Call.closed_at.is_(None)))


def call_next_voter(session: Session, caller_id: int, request_key: str, at: datetime) -> NextCall:
    """Claim the next voter for the caller and note the call that is to be placed.

    The same `request_key` gives the same call, so that one click never makes two. Where the shift
    dials by itself, the key first says that the caller is free; then it calls a voter to whose
    number only a person may start a call.
    Raises NotNow where the shift is not running, the caller's line is not up, or the last call
    is not wrapped up.
    """
    caller = lock_caller(session, caller_id)
    repeated = select(Call).where(Call.caller_id == caller_id, Call.request_key == request_key)
    if call := session.scalar(repeated):
        return NextCall(call)
    shift = session.get_one(Shift, caller.shift_id)
    check_may_dial(session, shift, caller)
    if shift.mode.by_machine and caller.free_since is None:
        caller.free_since = at
        announce_caller(session, shift.id, caller.id)
        return NextCall(None)
    while_trying = (_try_next(session, shift, caller, request_key, at) for _ in range(VOTERS_TRIED))
    for tried in while_trying:
        if tried.call is not None or tried.empty is not None:
            return tried
    return NextCall(None, QueueEmpty.LATER)


def check_may_dial(session: Session, shift: Shift, caller: Caller) -> None:
    """Raises NotNow that says why the caller can call nobody now; ends their break."""
    if shift.channel is not Channel.CALL or shift.state is not ShiftState.RUNNING:
        raise NotNow("the shift is not running")
    if caller.finished_at is not None:
        raise NotNow("you have finished this shift")
    if caller.leg_call_sid is None:
        raise NotNow("your line is not connected")
    if caller.held:
        raise NotNow("your captain has paused your calls")
    if caller.leaving is not None or caller.next_shift_id is not None:
        raise NotNow("you make no more calls on this shift")
    if caller.guest_of_id is not None:
        raise NotNow("leave the call that you handed over first")
    if open_call(session, caller.id) is not None:
        raise NotNow("the last call has no result yet")
    caller.on_break = False


def _try_next(
    session: Session, shift: Shift, caller: Caller, request_key: str, at: datetime
) -> NextCall:
    claimed = take_due(session, shift, caller, at) or _claim(session, shift, caller, at)
    if claimed is None:
        return why_empty(session, shift, caller)
    assignment = session.get_one(Assignment, claimed.id)
    found = gate.first_number(session, shift, claimed.voter_id, Channel.CALL, at)
    if found.number is None:
        put_off(assignment, found.decision, at)
        return NextCall(None)
    if is_in_use(session, found.number.e164):
        put_back(assignment, at + IN_USE_FOR)
        return NextCall(None)
    call = Call(
        organisation_id=shift.organisation_id,
        shift_id=shift.id,
        caller_id=caller.id,
        voter_id=claimed.voter_id,
        phone_number_id=found.number.id,
        mode=DialMode.PREVIEW if shift.mode is DialMode.PREVIEW else DialMode.CLICK,
        language=assignment.language,
        to_number=found.number.e164,
        from_number=OwnedNumbers.of(session, shift, at).for_voter(found.number.e164),
        request_key=request_key,
        state=CallState.PREVIEWED if shift.mode is DialMode.PREVIEW else CallState.QUEUED,
        queued_at=at,
    )
    session.add(call)
    caller.free_since = None
    session.flush()
    announce_caller(session, shift.id, caller.id)
    return NextCall(call)


def release_call(session: Session, caller_id: int, call_id: int, at: datetime) -> Call:
    """The caller has looked at the voter, and presses; pressed twice, it is one dial.

    Raises NotFound for a call that is not the caller's.
    """
    lock_caller(session, caller_id)
    call = session.get(Call, call_id, with_for_update={"key_share": True}, populate_existing=True)
    if call is None or call.caller_id != caller_id:
        raise NotFound("there is no such call")
    if call.apply(CallEvent.RELEASE, at):
        call.queued_at = at
    announce_caller(session, call.shift_id, caller_id)
    return call


def _claim(
    session: Session, shift: Shift, caller: Caller, at: datetime
) -> Row[tuple[int, int]] | None:
    """The next voter of the caller's languages; where the shift dials the others by itself, one
    who has to be called by hand."""
    connection, languages = session.connection(), languages_for(caller, shift)
    if not shift.mode.by_machine:
        return claim(connection, shift.id, caller.id, languages, at)
    for language in languages:
        if found := claim_in_mode(connection, shift.id, DialMode.CLICK, language, 1, at, caller.id):
            return found[0]
    return None


def is_in_use(session: Session, number: str) -> bool:
    """Whether a call to the number is under way: a household shares it, or allies call it too."""
    live = select(Call.id).where(Call.to_number == number, under_way())
    return session.scalar(live.limit(1)) is not None


def put_off(assignment: Assignment, decision: gate.Decision, at: datetime) -> None:
    """Put a voter whom the gate refuses back until it opens, or bar them where it never will."""
    if decision.passes:
        put_back(assignment, decision.opens_at or at + ASK_AGAIN_AFTER)
    else:
        bar(assignment, decision.reason.value)


def why_empty(session: Session, shift: Shift, caller: Caller) -> NextCall:
    """Who waits in the shift's queue, and from when, where nobody can be called now."""
    promised_to_others = Assignment.promised_to_id.is_not(None) & (
        Assignment.promised_to_id != caller.id
    )
    waiting = select(Assignment.language, Assignment.not_before).where(
        Assignment.shift_id == shift.id,
        or_(
            Assignment.state == AssignmentState.WAITING,
            (Assignment.state == AssignmentState.PROMISED) & ~promised_to_others,
        ),
    )
    theirs = waiting.where(Assignment.language.in_(languages_for(caller, shift)))
    soonest = session.execute(theirs.order_by(Assignment.not_before).limit(1)).first()
    if soonest is not None:
        return NextCall(None, QueueEmpty.LATER, soonest.not_before)
    if session.execute(waiting.limit(1)).first() is not None:
        return NextCall(None, QueueEmpty.OTHER_LANGUAGES)
    return NextCall(None, QueueEmpty.ALL_DONE)
