"""Several voters at one number: whoever talks to one asks for the next, on the same line.

Each has a call of their own, with its script language, answers and result. The line goes from one
to the next, and what the carrier tells of it goes with it (`line_holder.py`).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, CallEvent, CallState, ContactResult
from phonebank.domain.caller import Assignment, AssignmentState
from phonebank.domain.contact_rules import Channel, may_contact
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.errors import BadInput, NotNow, Refused
from phonebank.domain.shift import Shift
from phonebank.domain.voter import PhoneNumber, Voter
from phonebank.services import gate
from phonebank.services.announcing import announce_caller
from phonebank.services.calling import Telling, own_call, tell_result
from phonebank.services.dealing_scripts import deal_to_call
from phonebank.services.dialling import lock_caller
from phonebank.services.gate_facts import facts_of_numbers

BEFORE_THE_NEXT = frozenset({ContactResult.REACHED, ContactResult.NOT_HOME, ContactResult.REFUSED})
"""Results after which somebody else at that number may be asked for."""
_WAITS = (AssignmentState.WAITING, AssignmentState.PROMISED)
_MOST_SHOWN = 6


@dataclass(frozen=True)
class Mate:
    """Somebody else whom the shift wants to reach, at the number of a call."""

    voter: Voter
    language: str
    phone_number_id: int


@dataclass(frozen=True)
class Turning:
    """From one voter to the next: what came of the call, and whom the caller asks for.

    The same `request_key` is the same turn.
    """

    call_id: int
    result: ContactResult
    voter_id: int
    request_key: str
    note: str | None = None


def mates_of(session: Session, call: Call, at: datetime) -> list[Mate]:
    """Whom the caller may ask for on the line of a call that was answered and is up: those of the
    shift who wait, and whom the gate lets be called now."""
    if call.answered_at is None or call.over or call.closed_at is not None:
        return []
    rows = session.execute(
        select(PhoneNumber.id, Voter, Assignment.language)
        .join(Voter, Voter.id == PhoneNumber.voter_id)
        .join(Assignment, Assignment.voter_id == Voter.id)
        .where(
            PhoneNumber.organisation_id == call.organisation_id,
            PhoneNumber.e164 == call.to_number,
            PhoneNumber.voter_id != call.voter_id,
            Assignment.shift_id == call.shift_id,
            Assignment.state.in_(_WAITS),
        )
        .order_by(Assignment.position)
        .limit(_MOST_SHOWN)
    ).all()
    ids = [number_id for number_id, _, _ in rows]
    known = facts_of_numbers(session, call.shift_id, ids, Channel.CALL, at) if ids else []
    allowed = {each.id for each in known if may_contact(each.request).allowed}
    return [Mate(voter, tag, number) for number, voter, tag in rows if number in allowed]


def turn_to(session: Session, caller_id: int, turning: Turning, at: datetime) -> Call:
    """Close the caller's call with its result, and go on with another voter on the same line.

    Returns the other voter's call. Raises NotNow where the line is down or somebody else has that
    voter, Refused where the gate says no, BadInput for a result after which nobody is asked for.
    """
    lock_caller(session, caller_id)
    repeated = select(Call).where(
        Call.caller_id == caller_id, Call.request_key == turning.request_key
    )
    if call := session.scalar(repeated):
        return call
    if turning.result not in BEFORE_THE_NEXT:
        raise BadInput("after this result nobody else is asked for")
    first = own_call(session, caller_id, turning.call_id)
    if first.state is not CallState.TALKING or first.closed_at is not None:
        raise NotNow("the line is not up any more")
    assignment, number = _waiting_at(session, first, turning.voter_id)
    shift = session.get_one(Shift, first.shift_id)
    decision = gate.check_number(session, shift, number.id, Channel.CALL, at)
    if not decision.allowed:
        raise Refused(decision.reason.value)
    telling = Telling(first.id, turning.result, turning.note)
    tell_result(session, caller_id, telling, at)
    assignment.state, assignment.caller_id = AssignmentState.CLAIMED, caller_id
    call = _on_the_line_of(session, first, assignment, number, turning.request_key, at)
    announce_caller(session, call.shift_id, caller_id)
    return call


def _waiting_at(session: Session, call: Call, voter_id: int) -> tuple[Assignment, PhoneNumber]:
    found = session.execute(
        select(Assignment, PhoneNumber)
        .join(PhoneNumber, PhoneNumber.voter_id == Assignment.voter_id)
        .where(
            Assignment.shift_id == call.shift_id,
            Assignment.voter_id == voter_id,
            Assignment.voter_id != call.voter_id,
            Assignment.state.in_(_WAITS),
            PhoneNumber.e164 == call.to_number,
        )
        .with_for_update(of=Assignment, skip_locked=True)
    ).first()
    if found is None:
        raise NotNow("nobody waits there whom you could ask for")
    return found[0], found[1]


def _on_the_line_of(
    session: Session,
    first: Call,
    assignment: Assignment,
    number: PhoneNumber,
    request_key: str,
    at: datetime,
) -> Call:
    """The call of the next voter. A person asks for them, however the line was dialled."""
    line, first.carrier_sid = first.carrier_sid, None
    first.apply(CallEvent.COMPLETED, at)
    session.flush()
    call = Call(
        organisation_id=first.organisation_id,
        shift_id=first.shift_id,
        caller_id=first.caller_id,
        voter_id=assignment.voter_id,
        phone_number_id=number.id,
        mode=DialMode.CLICK,
        inbound=first.inbound,
        language=assignment.language,
        to_number=first.to_number,
        from_number=first.from_number,
        request_key=request_key,
        carrier_sid=line,
        state=CallState.TALKING,
        queued_at=at,
        placed_at=at,
        answered_at=at,
        connected_at=at,
        answered_by=first.answered_by,
    )
    session.add(call)
    session.flush()
    first.went_on_as_id = call.id
    deal_to_call(session, call, at)
    return call
