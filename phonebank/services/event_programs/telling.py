"""Who signed up on our page, and who came, told to the other program: each once.

A person is UNCERTAIN from before the program is asked until its answer is in. Whoever is left so is
asked for there first, and told again only where they do not stand.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.event_program import (
    Attendance,
    AttendanceState,
    Deed,
    ProgramAccount,
    ProgramEvent,
)
from phonebank.domain.sign_up import SignUp
from phonebank.services.event_programs.program import Person, Program
from phonebank.services.event_programs.speaking import (
    ProgramAway,
    ProgramRefused,
    ProgramUncertain,
)
from phonebank.services.event_programs.sweeping import IsOver
from phonebank.services.leasing import LEASE

_ASKS_AFTER: Final = timedelta(minutes=2)
"""Until then a request whose answer was lost may still arrive there."""
_ON_ITS_WAY: Final = "it was told, and its answer never came in: it is asked whether it knows them"
_TO_TELL: Final = (AttendanceState.WAITING, AttendanceState.UNCERTAIN)

_SIGNED_UP: Final = text("""
    INSERT INTO attendance (organisation_id, program_event_id, sign_up_id, is_theirs, name, email,
                            e164, modified, state, deed, due_at, attempts, problem)
    SELECT s.organisation_id, e.id, s.id, false, s.name, s.email, s.e164, '', 'waiting',
           CASE WHEN s.caller_id IS NULL THEN 'signed up' ELSE 'came' END, :at, 0, ''
      FROM program_event e JOIN sign_up s ON s.shift_id = e.shift_id
     WHERE e.program_account_id = :account AND s.withdrawn_at IS NULL AND s.came_through IS NULL
       AND s.created_at >= GREATEST(e.created_at, :since)
        ON CONFLICT DO NOTHING
""")
_CAME: Final = text("""
    UPDATE attendance a SET deed = 'came', attempts = 0, due_at = :at,
           state = CASE WHEN a.state = 'stands' AND :tells_apart THEN 'waiting' ELSE a.state END
      FROM program_event e, sign_up s
     WHERE e.program_account_id = :account AND a.program_event_id = e.id AND s.id = a.sign_up_id
       AND s.caller_id IS NOT NULL AND a.deed = 'signed up'
       AND a.state IN ('stands', 'waiting', 'uncertain')
""")
_STAYED_AWAY: Final = text("""
    DELETE FROM attendance a USING program_event e, sign_up s
     WHERE e.program_account_id = :account AND a.program_event_id = e.id AND s.id = a.sign_up_id
       AND s.withdrawn_at IS NOT NULL AND a.their_id IS NULL AND a.state IN ('waiting', 'refused')
""")


def note_what_is_to_tell(session: Session, account: ProgramAccount, at: datetime) -> None:
    """Everybody who is to be told of and is not noted yet. Whoever signed up before our page said
    so is not told of, nor whoever stays away before they were."""
    if account.tells_since is None:
        return
    values = {"account": account.id, "at": at}
    session.execute(_STAYED_AWAY, {"account": account.id})
    session.execute(_SIGNED_UP, {**values, "since": account.tells_since})
    session.execute(_CAME, {**values, "tells_apart": bool(account.attended_tag)})


def tell(
    database: Database, program: Program, account: ProgramAccount, clock: Clock, is_over: IsOver
) -> int:
    """Tell what waits, one person after the other; returns how many stand there now. Raises
    ProgramAway, and ProgramUncertain for an answer that was lost: it is better left alone then."""
    told = 0
    while not is_over():
        taken = _taken(database, account, clock())
        if taken is None:
            break
        told += _tell_one(database, program, *taken, clock)
    return told


def _taken(
    database: Database, account: ProgramAccount, at: datetime
) -> tuple[Attendance, ProgramEvent, Person, bool] | None:
    """The next person, with whether they may stand there already; noted as on the way."""
    waiting = (
        select(Attendance, ProgramEvent)
        .join(ProgramEvent, ProgramEvent.id == Attendance.program_event_id)
        .where(
            ProgramEvent.program_account_id == account.id,
            Attendance.state.in_(_TO_TELL),
            Attendance.due_at <= at,
        )
        .order_by(Attendance.due_at, Attendance.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=Attendance)
    )
    with database.transaction() as session:
        kept = session.get_one(ProgramAccount, account.id, with_for_update=True)
        found = (
            session.execute(waiting).first() if kept.tells_since and not kept.paused_at else None
        )
        if found is None:
            return None
        kept.lease(at, LEASE)
        account.lease(at, LEASE)
        attendance, event = found
        was_asked = attendance.state is AttendanceState.UNCERTAIN
        attendance.state, attendance.problem = AttendanceState.UNCERTAIN, _ON_ITS_WAY
        attendance.attempts += 1
        attendance.due_at = at + _ASKS_AFTER
        return attendance, event, _person(session, attendance), was_asked


def _person(session: Session, attendance: Attendance) -> Person:
    """As they told us, and where they came from there, as they are known there."""
    signed_up = session.get_one(SignUp, attendance.sign_up_id)
    return Person(
        name=signed_up.name,
        email=signed_up.email or attendance.email,
        phone=signed_up.e164 or attendance.e164,
        postal_code=signed_up.postal_code,
    )


def _tell_one(
    database: Database,
    program: Program,
    attendance: Attendance,
    event: ProgramEvent,
    person: Person,
    was_asked: bool,
    clock: Clock,
) -> bool:
    state, problem, their_id = AttendanceState.STANDS, "", attendance.their_id
    try:
        their_id = _stands(program, attendance, event, person, was_asked)
    except ProgramRefused as refusal:
        state, problem = AttendanceState.REFUSED, str(refusal)
    except ProgramAway as away:
        state = AttendanceState.UNCERTAIN if was_asked else AttendanceState.WAITING
        _note(database, attendance, state, str(away), their_id, clock())
        raise
    except ProgramUncertain as lost:
        _note(database, attendance, AttendanceState.UNCERTAIN, str(lost), their_id, None)
        raise
    _note(database, attendance, state, problem, their_id, None)
    return state is AttendanceState.STANDS


def _stands(
    program: Program,
    attendance: Attendance,
    event: ProgramEvent,
    person: Person,
    was_asked: bool,
) -> str:
    """Their id of the attendance, which stands there now. To be marked as there twice is the same
    as once, where that can be; to sign up twice is not."""
    if lacking := program.lacking(person):
        raise ProgramRefused(lacking)
    if was_asked and not (program.marks_who_came and attendance.deed is Deed.CAME):
        their_id = program.standing(event, person)
        if their_id is not None:
            return their_id
    return program.tell(event, person, attendance.deed)


def _note(
    database: Database,
    attendance: Attendance,
    state: AttendanceState,
    problem: str,
    their_id: str | None,
    due_at: datetime | None,
) -> None:
    with database.transaction() as session:
        kept = session.get(Attendance, attendance.id, with_for_update=True)
        if kept is None:
            return
        _give_id(session, kept, their_id)
        kept.state, kept.problem = state, problem
        kept.due_at = due_at or kept.due_at


def _give_id(session: Session, kept: Attendance, their_id: str | None) -> None:
    """An id that another person of ours has already is theirs: there, both are one person."""
    same = select(Attendance.id).where(
        Attendance.program_event_id == kept.program_event_id,
        Attendance.their_id == their_id,
        Attendance.id != kept.id,
    )
    if their_id is not None and session.scalar(same) is None:
        kept.their_id = their_id
