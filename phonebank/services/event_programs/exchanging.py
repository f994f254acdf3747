"""In and out, by one worker at a time for each account."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.event_program import (
    SWEEPS_UNTIL_AFTER,
    Attendance,
    AttendanceState,
    ProgramAccount,
    ProgramEvent,
)
from phonebank.domain.shift import Shift
from phonebank.partners.port import Outbound
from phonebank.services.event_programs.choosing import program_of
from phonebank.services.event_programs.program import Program
from phonebank.services.event_programs.speaking import (
    ProgramAway,
    ProgramRefused,
    ProgramUncertain,
)
from phonebank.services.event_programs.sweeping import IsOver, sweep
from phonebank.services.event_programs.telling import note_what_is_to_tell, tell
from phonebank.services.leasing import leased, may_be_written_to

_LOST: Final = "it did not answer"


def programs_due(session: Session, at: datetime) -> list[int]:
    """Accounts whose events are to be looked at, or which are to be told something."""
    to_sweep = exists().where(
        ProgramEvent.program_account_id == ProgramAccount.id,
        ProgramEvent.sweep_at <= at,
        Shift.id == ProgramEvent.shift_id,
        Shift.ends_at > at - SWEEPS_UNTIL_AFTER,
    )
    to_tell = exists().where(
        ProgramEvent.program_account_id == ProgramAccount.id,
        Attendance.program_event_id == ProgramEvent.id,
        Attendance.state.in_((AttendanceState.WAITING, AttendanceState.UNCERTAIN)),
        Attendance.due_at <= at,
    )
    due = select(ProgramAccount.id).where(
        or_(to_sweep, and_(ProgramAccount.tells_since.is_not(None), to_tell)),
        *may_be_written_to(ProgramAccount, at),
    )
    return list(session.scalars(due))


def exchange(
    database: Database,
    outbound: Outbound,
    account_id: int,
    clock: Clock,
    is_over: IsOver = lambda: False,
) -> int:
    """Take who is new or has changed there, and tell who is new here, until the turn is over;
    returns how many people that were. Harmless where another worker is at it."""
    with database.transaction() as session:
        account = leased(session, ProgramAccount, account_id, clock())
    if account is None:
        return 0
    moved, failure = 0, None
    try:
        moved = _exchanged(database, program_of(outbound, account), account, clock, is_over)
    except (ProgramAway, ProgramUncertain, ProgramRefused) as problem:
        failure = problem
    with database.transaction() as session:
        kept = session.get_one(ProgramAccount, account_id, with_for_update=True)
        if failure is None:
            kept.works()
        else:
            _rest(kept, failure, clock())
        if kept.leased_until == account.leased_until:  # else another worker's by now
            kept.leased_until = None
    return moved


def _exchanged(
    database: Database,
    program: Program,
    account: ProgramAccount,
    clock: Clock,
    is_over: IsOver,
) -> int:
    """Who has come in first: they need not be told of."""
    moved = sweep(database, program, account, clock, is_over)
    if is_over():
        return moved
    with database.transaction() as session:
        note_what_is_to_tell(session, account, clock())
    return moved + tell(database, program, account, clock, is_over)


def _rest(account: ProgramAccount, failure: Exception, at: datetime) -> None:
    """Not sooner than it asked for."""
    account.failed(str(failure) or _LOST, at)
    wanted = at + _wait(failure)
    if account.retry_at is None or account.retry_at < wanted:
        account.retry_at = wanted


def _wait(failure: Exception) -> timedelta:
    return timedelta(seconds=failure.wait_seconds if isinstance(failure, ProgramAway) else 0)
