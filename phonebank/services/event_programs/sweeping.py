"""Everybody of theirs who is new or has changed, page by page; each is looked at once a change."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.event_program import (
    SWEEPS_EVERY,
    SWEEPS_UNTIL_AFTER,
    ProgramAccount,
    ProgramEvent,
)
from phonebank.domain.shift import Shift
from phonebank.services.event_programs.arriving import attendance_known, note_unreadable, take
from phonebank.services.event_programs.program import Arrived, Program
from phonebank.services.event_programs.speaking import ProgramRefused
from phonebank.services.leasing import LEASE

_CLOCKS_DIFFER_BY: Final = timedelta(minutes=3)
"""What changed so shortly before a sweep is looked at once more by the next one."""

Places = dict[tuple[str, str], ProgramEvent]
IsOver = Callable[[], bool]


def events_to_sweep(session: Session, account_id: int, at: datetime) -> list[ProgramEvent]:
    """Linked events whose turn it is; those of shifts long over have none any more."""
    due = (
        select(ProgramEvent)
        .join(Shift, Shift.id == ProgramEvent.shift_id)
        .where(
            ProgramEvent.program_account_id == account_id,
            ProgramEvent.sweep_at <= at,
            Shift.ends_at > at - SWEEPS_UNTIL_AFTER,
        )
    )
    return list(session.scalars(due.order_by(ProgramEvent.id)))


def sweep(
    database: Database, program: Program, account: ProgramAccount, clock: Clock, is_over: IsOver
) -> int:
    """Take what has changed; returns how many people were looked at. One that is cut short begins
    again where it began: whom it has seen costs no second request.

    Raises ProgramAway.
    """
    began = clock()
    with database.transaction() as session:
        events = events_to_sweep(session, account.id, began)
    if not events:
        return 0
    places: Places = {(each.event, each.timeslot): each for each in events}
    since = None
    if all(each.swept_to for each in events):
        since = min(each.swept_to for each in events if each.swept_to)
    looked_at = 0
    for page in program.attendances(since, {each.event for each in events}):
        _go_on(database, account, clock())
        for arrived in page:
            event = places.get((arrived.event, arrived.timeslot))
            if event is None or not _look_at(database, program, account, event, arrived, clock):
                continue
            looked_at += 1
            _go_on(database, account, clock())
            if is_over():
                return looked_at
    _noted(database, events, began)
    return looked_at


def _look_at(
    database: Database,
    program: Program,
    account: ProgramAccount,
    event: ProgramEvent,
    arrived: Arrived,
    clock: Clock,
) -> bool:
    with database.transaction() as session:
        known = attendance_known(session, event, arrived)
        if known is not None and arrived.modified and known.modified == arrived.modified:
            return False
    try:
        person = program.person(arrived)
    except ProgramRefused as problem:
        with database.transaction() as session:
            note_unreadable(session, event, arrived, str(problem), clock())
        return True
    with database.transaction() as session:
        if session.get(ProgramEvent, event.id) is not None:
            take(session, account.program, event, arrived, person, clock())
    return True


def _go_on(database: Database, account: ProgramAccount, at: datetime) -> None:
    with database.transaction() as session:
        session.get_one(ProgramAccount, account.id, with_for_update=True).lease(at, LEASE)
    account.lease(at, LEASE)


def _noted(database: Database, events: list[ProgramEvent], began: datetime) -> None:
    with database.transaction() as session:
        for each in events:
            kept = session.get(ProgramEvent, each.id, with_for_update=True)
            # One that was asked for anew meanwhile keeps its turn.
            if kept is not None and kept.sweep_at == each.sweep_at:
                kept.swept_to = began - _CLOCKS_DIFFER_BY
                kept.sweep_at = began + SWEEPS_EVERY
