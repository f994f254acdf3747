"""Closing a call: its contact result, and what that means for the voter's place in the queue."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.call import RETRY_AFTER, UNCOUNTED, Call, ContactResult
from phonebank.domain.caller import Assignment
from phonebank.domain.campaign import Campaign
from phonebank.domain.shift import Shift
from phonebank.domain.voter import DeadNumber, PhoneNumber, Voter
from phonebank.services.announcing import announce_caller
from phonebank.services.claiming import finish, put_back
from phonebank.services.opting_out import opt_out

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
    note: str = "",
    language: str | None = None,
) -> None:
    """Give a call its result and free its caller for the next one."""
    call.result, call.note, call.closed_at = result, note.strip(), at
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
    _requeue(session, call, assignment, result, at)
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
    if result is not ContactResult.NOT_PLACED:
        assignment.promised_for = assignment.promised_to_id = None
    if result in DEAD and _has_another_number(session, call):
        put_back(assignment, at)
    elif result in RETRY_AFTER and _attempts_left(session, call, assignment):
        put_back(assignment, at + RETRY_AFTER[result])
    else:
        finish(assignment)


def _attempts_left(session: Session, call: Call, assignment: Assignment) -> bool:
    shift = session.get_one(Shift, call.shift_id)
    return assignment.attempts < session.get_one(Campaign, shift.campaign_id).max_attempts


def _has_another_number(session: Session, call: Call) -> bool:
    session.flush()
    others = select(PhoneNumber.id).where(
        PhoneNumber.voter_id == call.voter_id, PhoneNumber.dead.is_(None)
    )
    return session.scalar(others.limit(1)) is not None
