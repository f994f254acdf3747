"""Lines of volunteers who are gone: ended, so that nobody is connected to an empty chair."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call
from phonebank.domain.caller import Caller
from phonebank.services.announcing import announce_caller

FORSAKEN_AFTER = timedelta(minutes=3)
"""How long a page may be silent before its volunteer's line is ended."""
BATCH = 200


def free_forsaken(session: Session, at: datetime) -> list[str]:
    """The own lines to end: of callers who have finished, and of those whose page has been silent
    for long, who are put on a break. Whoever is in a call keeps the line."""
    no_call = ~select(Call.id).where(Call.caller_id == Caller.id, Call.closed_at.is_(None)).exists()
    forsaken = (
        select(Caller)
        .where(
            Caller.leg_call_sid.is_not(None),
            Caller.finished_at.is_not(None) | (Caller.seen_at < at - FORSAKEN_AFTER),
            no_call,
        )
        .limit(BATCH)
        .with_for_update(key_share=True, skip_locked=True)
    )
    lines = []
    for caller in session.scalars(forsaken):
        lines.append(str(caller.leg_call_sid))
        caller.leg_call_sid, caller.leg_lost_at = None, at
        caller.be_at_home()
        caller.free_since = None
        if caller.finished_at is None and not caller.on_break:
            caller.on_break, caller.break_at = True, at
        announce_caller(session, caller.shift_id, caller.id)
    return lines
