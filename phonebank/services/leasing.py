"""Places outside that are to be written to, each by one worker at a time."""

from datetime import datetime, timedelta
from typing import Final, TypeVar

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from phonebank.db import Database
from phonebank.domain.event_hook import EventHook
from phonebank.domain.event_program import ProgramAccount
from phonebank.domain.van import VanAccount

LEASE: Final = timedelta(minutes=2)
"""Longer than one batch may take; it is renewed with each."""

T = TypeVar("T", EventHook, VanAccount, ProgramAccount)


def may_be_written_to(kind: type[T], at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Neither paused, nor resting, nor leased."""
    return (
        kind.paused_at.is_(None),
        or_(kind.retry_at.is_(None), kind.retry_at <= at),
        or_(kind.leased_until.is_(None), kind.leased_until < at),
    )


def leased(
    session: Session, kind: type[T], id_: int, at: datetime, *besides: ColumnElement[bool]
) -> T | None:
    """The place, leased; None where it may not be written to now, or another worker does."""
    free = select(kind).where(kind.id == id_, *may_be_written_to(kind, at), *besides)
    found = session.scalar(free.with_for_update(skip_locked=True))
    if found is not None:
        found.lease(at, LEASE)
    return found


def let_go(database: Database, kind: type[T], id_: int, leased_at: datetime) -> None:
    """End the lease that was taken, or renewed, at that moment; never one that another worker took
    after it ran out."""
    mine = (kind.id == id_, kind.leased_until == leased_at + LEASE)
    with database.transaction() as session:
        session.execute(update(kind).where(*mine).values(leased_until=None))
