"""What a volunteer who waits to be put through may expect."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call
from phonebank.domain.caller import Assignment, AssignmentState, Caller
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.shift import Shift
from phonebank.services.claiming import languages_for
from phonebank.services.promises import promise_is_due

OF_LATE = timedelta(minutes=15)
LATEST = 20


def usual_wait_seconds(session: Session, shift_id: int, at: datetime) -> int | None:
    """How long the latest waits on the shift were on the average; None where there were none."""
    latest = (
        select(Call.waited_seconds)
        .where(
            Call.shift_id == shift_id,
            Call.queued_at > at - OF_LATE,
            Call.waited_seconds.is_not(None),
        )
        .order_by(Call.queued_at.desc())
        .limit(LATEST)
        .subquery()
    )
    mean = session.scalar(select(func.avg(latest.c.waited_seconds)))
    return None if mean is None else round(mean)


def waits_for_a_person(session: Session, shift: Shift, caller: Caller, at: datetime) -> bool:
    """Whether a voter waits for this caller to whose number only a person may start a call, or
    whom this caller has to call back now."""
    by_hand = select(Assignment.id).where(
        Assignment.shift_id == shift.id,
        Assignment.mode == DialMode.CLICK,
        Assignment.language.in_(languages_for(caller, shift)),
        Assignment.state == AssignmentState.WAITING,
        Assignment.not_before <= at,
    )
    waits = session.scalar(by_hand.limit(1)) is not None
    return waits or promise_is_due(session, shift, caller, at)


def lines_in_flight(session: Session, shift_id: int) -> bool:
    """Whether somebody is being rung for whoever is free."""
    ringing = select(Call.id).where(
        Call.shift_id == shift_id, Call.ended_at.is_(None), Call.caller_id.is_(None)
    )
    return session.scalar(ringing.limit(1)) is not None
