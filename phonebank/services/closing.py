"""Closing a call: its contact result, and what that means for the voter's place in the queue."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from phonebank.domain.call import UNCOUNTED, Call, ContactResult
from phonebank.domain.caller import Assignment, AssignmentState
from phonebank.domain.contact_rules import Channel
from phonebank.domain.retrying import (
    HOUSEHOLD_REST,
    NOBODY_THERE,
    OF_THE_LINE,
    SPOKEN_WITH,
    is_tried_again,
    not_before,
    promise_again,
)
from phonebank.domain.shift import Shift
from phonebank.domain.voter import DeadNumber, PhoneNumber, Voter
from phonebank.domain.zones import Whereabouts, candidate_zones
from phonebank.services.announcing import announce_caller
from phonebank.services.claiming import finish, put_back
from phonebank.services.gate_facts import facts_of_numbers
from phonebank.services.opting_out import opt_out
from phonebank.services.telling import tell_call_closed
from phonebank.services.van.noting import note_call

DEAD = {
    ContactResult.WRONG_NUMBER: DeadNumber.WRONG,
    ContactResult.DISCONNECTED: DeadNumber.DISCONNECTED,
}
"""Results that take the number out of use; the person may have others."""


def close_call(
    session: Session,
    call: Call,
    result: ContactResult,
    at: datetime,
    *,
    note: str | None = None,
    language: str | None = None,
) -> None:
    """Give a call its result and free its caller for the next one; what was noted so far stays
    where no `note` takes its place."""
    call.result, call.closed_at = result, at
    if note is not None:
        call.note = note.strip()
    assignment = assignment_of(session, call)
    if result is ContactResult.OTHER_LANGUAGE and language is not None:
        voter = session.get_one(Voter, call.voter_id)
        call.language_before = voter.language
        voter.language = assignment.language = language
    if result in DEAD:
        session.get_one(PhoneNumber, call.phone_number_id).dead = DEAD[result]
    if result is ContactResult.DO_NOT_CALL:
        actor = f"caller {call.caller_id}"
        opt_out(session, call.organisation_id, call.to_number, call.voter_id, at, actor)
    call.promised_for_before = assignment.promised_for
    call.promised_to_before_id = assignment.promised_to_id
    call.promise_tries_before = assignment.promise_tries
    _requeue(session, call, assignment, result, at)
    tell_call_closed(session, call, result, at)
    note_call(session, call, at)
    announce_caller(session, call.shift_id, call.caller_id)


def assignment_of(session: Session, call: Call) -> Assignment:
    """The voter's place in the queue of the call's shift."""
    return session.scalars(
        select(Assignment)
        .where(Assignment.shift_id == call.shift_id, Assignment.voter_id == call.voter_id)
        .with_for_update()
    ).one()


def _requeue(
    session: Session, call: Call, assignment: Assignment, result: ContactResult, at: datetime
) -> None:
    if result not in UNCOUNTED:
        assignment.attempts += 1
    if _is_still_owed(session, call, assignment, result, at):
        return
    assignment.promised_for = assignment.promised_to_id = None
    if result in SPOKEN_WITH:
        _put_household_off(session, call, at + HOUSEHOLD_REST)
    if result in DEAD and _has_another_number(session, call):
        put_back(assignment, at)
    elif is_tried_again(result) and _attempts_left(session, call, at):
        again_at = not_before(result, at, _zone_of(session, call))
        put_back(assignment, again_at)
        if result in OF_THE_LINE:
            _put_household_off(session, call, again_at)
    else:
        finish(assignment)


def _is_still_owed(
    session: Session, call: Call, assignment: Assignment, result: ContactResult, at: datetime
) -> bool:
    """Let a promise that this call was to keep, and could not, wait to be tried again."""
    if assignment.promised_for is None:
        return False
    if result is ContactResult.NOT_PLACED:
        soon = not_before(result, at, _zone_of(session, call))
        put_back(assignment, max(assignment.promised_for, soon))  # nobody was rung: no try
        return True
    again_at = promise_again(result, assignment.promise_tries + 1, at)
    if again_at is None:
        return False
    if at < assignment.promised_for:
        put_back(assignment, assignment.promised_for)  # called before its time: still owed
        return True
    assignment.promise_tries += 1
    if result in NOBODY_THERE:
        assignment.promised_to_id = None
    put_back(assignment, again_at)
    if result in OF_THE_LINE:
        _put_household_off(session, call, not_before(result, at, _zone_of(session, call)))
    return True


def _attempts_left(session: Session, call: Call, at: datetime) -> bool:
    """Whether the campaign, on all of its shifts together, may try the voter once more."""
    shift = session.get_one(Shift, call.shift_id)
    (known,) = facts_of_numbers(session, shift.id, [call.phone_number_id], Channel.CALL, at)
    limit = known.request.campaign.max_attempts
    return limit is None or known.request.history.attempts < limit


def _zone_of(session: Session, call: Call) -> ZoneInfo:
    voter = session.get_one(Voter, call.voter_id)
    where = Whereabouts(voter.state or None, voter.zip_code or None, voter.stated_zone)
    return ZoneInfo(candidate_zones(call.to_number, where)[0])


def _put_household_off(session: Session, call: Call, again_at: datetime) -> None:
    """A phone that others share has just been rung: it is not rung for each of them in turn."""
    mates = select(PhoneNumber.voter_id).where(
        PhoneNumber.organisation_id == call.organisation_id,
        PhoneNumber.e164 == call.to_number,
        PhoneNumber.voter_id != call.voter_id,
    )
    session.execute(
        update(Assignment)
        .where(
            Assignment.shift_id == call.shift_id,
            Assignment.state == AssignmentState.WAITING,
            Assignment.not_before < again_at,
            Assignment.voter_id.in_(mates),
        )
        .values(not_before=again_at)
        .execution_options(synchronize_session=False)
    )


def _has_another_number(session: Session, call: Call) -> bool:
    session.flush()
    others = select(PhoneNumber.id).where(
        PhoneNumber.voter_id == call.voter_id, PhoneNumber.dead.is_(None)
    )
    return session.scalar(others.limit(1)) is not None
