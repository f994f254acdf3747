"""Calls that nobody has: answered for whoever was free, or looked at and never made."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, CallState, ContactResult, result_of_unconnected
from phonebank.domain.caller import Caller
from phonebank.services.closing import close_call
from phonebank.services.freeing import give_up, lock_with_caller
from phonebank.services.settling_calls import BATCH

NOT_ASKED_AFTER = timedelta(seconds=10)
"""How long a voter who answered may wait for the carrier to ask us about them."""
PREVIEW_LOST_AFTER = timedelta(minutes=2)


def unconnected_lines(session: Session, at: datetime) -> list[int]:
    """Calls for whoever is free that have ended, or whose voter has been kept waiting because the
    carrier did not ask us, and that nobody was put through to."""
    return list(
        session.scalars(
            select(Call.id)
            .where(
                Call.caller_id.is_(None),
                Call.closed_at.is_(None),
                or_(Call.ended_at.is_not(None), Call.answered_at < at - NOT_ASKED_AFTER),
            )
            .limit(BATCH)
        )
    )


def close_unconnected(session: Session, call_id: int, at: datetime) -> str | None:
    """Close a call that nobody was put through to; returns its line where it is up still."""
    call = session.get_one(
        Call, call_id, with_for_update={"key_share": True}, populate_existing=True
    )
    if call.caller_id is not None or call.closed_at is not None:
        return None
    result = result_of_unconnected(call)
    if result is ContactResult.ABANDONED:
        call.abandoned_at = call.ended_at or at
    close_call(session, call, result, at)
    return None if call.over else call.carrier_sid


def forget_previews(session: Session, at: datetime) -> int:
    """Let voters wait again whom somebody looked at and did not call, because they are gone;
    returns how many."""
    left = (
        select(Call.id)
        .join(Caller, Caller.id == Call.caller_id)
        .where(
            Call.ended_at.is_(None),
            Call.state == CallState.PREVIEWED,
            Caller.seen_at < at - PREVIEW_LOST_AFTER,
        )
        .limit(BATCH)
    )
    calls = [lock_with_caller(session, call_id) for call_id in list(session.scalars(left))]
    for call in calls:
        if call is not None and call.state is CallState.PREVIEWED:
            give_up(session, call, at)
    return len(calls)
