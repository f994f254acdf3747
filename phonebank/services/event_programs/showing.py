"""How an account stands: its events, counts that add up, and each person to look at."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from phonebank.domain.event_program import (
    Attendance,
    AttendanceState,
    EventProgram,
    ProgramAccount,
    ProgramEvent,
)
from phonebank.domain.shift import Shift
from phonebank.services.auditing import Author, audit_of
from phonebank.services.event_programs.choosing import NAMES
from phonebank.services.event_programs.connecting import account_of

_OPEN = (AttendanceState.REFUSED, AttendanceState.UNCERTAIN, AttendanceState.UNREADABLE)


@dataclass(frozen=True)
class LinkedEvent:
    """An event of theirs, its shift, and how many people are at it."""

    event: ProgramEvent
    shift: Shift
    people: int


@dataclass(frozen=True)
class OpenAttendance:
    """A person whom a coordinator should look at, and the shift."""

    attendance: Attendance
    shift: Shift


@dataclass(frozen=True)
class ProgramShown:
    """An account, its linked events, how many people are in each state, the newest open ones."""

    account: ProgramAccount
    events: list[LinkedEvent]
    counts: dict[AttendanceState, int]
    open: list[OpenAttendance]


def program_shown(
    session: Session, organisation_id: int, program: EventProgram, at_most: int = 200
) -> ProgramShown:
    """How it stands. Raises NotFound where the organisation is not connected."""
    account = account_of(session, organisation_id, program)
    counted = session.execute(
        select(Attendance.state, func.count())
        .join(ProgramEvent, ProgramEvent.id == Attendance.program_event_id)
        .where(ProgramEvent.program_account_id == account.id)
        .group_by(Attendance.state)
    )
    counts = {state: 0 for state in AttendanceState} | {state: n for state, n in counted}
    return ProgramShown(
        account, _linked(session, account), counts, _open(session, account, at_most)
    )


def _linked(session: Session, account: ProgramAccount) -> list[LinkedEvent]:
    rows = session.execute(
        select(ProgramEvent, Shift, func.count(Attendance.id))
        .join(Shift, Shift.id == ProgramEvent.shift_id)
        .outerjoin(Attendance, Attendance.program_event_id == ProgramEvent.id)
        .where(ProgramEvent.program_account_id == account.id)
        .group_by(ProgramEvent.id, Shift.id)
        .order_by(Shift.starts_at.desc(), ProgramEvent.id)
    )
    return [LinkedEvent(event, shift, people) for event, shift, people in rows]


def _open(session: Session, account: ProgramAccount, at_most: int) -> list[OpenAttendance]:
    rows = session.execute(
        select(Attendance, Shift)
        .join(ProgramEvent, ProgramEvent.id == Attendance.program_event_id)
        .join(Shift, Shift.id == ProgramEvent.shift_id)
        .where(
            ProgramEvent.program_account_id == account.id,
            or_(Attendance.state.in_(_OPEN), Attendance.problem != ""),
        )
        .order_by(Attendance.id.desc())
        .limit(at_most)
    )
    return [OpenAttendance(attendance, shift) for attendance, shift in rows]


def pause(
    session: Session, organisation_id: int, program: EventProgram, paused: bool, by: Author
) -> None:
    """Take and tell nothing for now, or go on at once."""
    account = account_of(session, organisation_id, program)
    account.paused_at = by.at if paused else None
    account.works()
    action = f"{'pause' if paused else 'resume'} {NAMES[program]}"
    audit_of(session, organisation_id, by, action, f"program account {account.id}")


def try_again(session: Session, organisation_id: int, program: EventProgram, by: Author) -> None:
    """Look at everybody there anew, those included who could not be taken, and tell once more what
    was refused: something was mended there or here."""
    account = account_of(session, organisation_id, program)
    _look_again(session, account, by.at)
    account.works()
    audit_of(
        session, organisation_id, by, f"ask {NAMES[program]} again", f"program account {account.id}"
    )


def _look_again(session: Session, account: ProgramAccount, at: datetime) -> None:
    mine = select(ProgramEvent.id).where(ProgramEvent.program_account_id == account.id)
    session.execute(
        update(ProgramEvent)
        .where(ProgramEvent.program_account_id == account.id)
        .values(swept_to=None, sweep_at=at)
    )
    of_them = update(Attendance).where(Attendance.program_event_id.in_(mine))
    session.execute(
        of_them.where(Attendance.state == AttendanceState.REFUSED).values(
            state=AttendanceState.WAITING, attempts=0, problem="", due_at=at
        )
    )
    unread = of_them.where(Attendance.state == AttendanceState.UNREADABLE)
    session.execute(unread.values(modified=""))
