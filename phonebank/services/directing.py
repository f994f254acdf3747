"""A captain directs callers: pause, remove, move. What must wait for a call's end, waits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call
from phonebank.domain.caller import Caller, Leaving
from phonebank.domain.contact_rules import Channel
from phonebank.domain.errors import NotFound, NotNow
from phonebank.domain.shift import Shift, ShiftState
from phonebank.services.announcing import announce_caller
from phonebank.services.auditing import Author, audit
from phonebank.services.dialling import lock_caller, open_call
from phonebank.services.giving_back import give_back_unsent

BATCH = 200


@dataclass(frozen=True)
class Direction:
    """Whom a captain directs: a caller on one of the organisation's shifts, and by whose word."""

    organisation_id: int
    shift_id: int
    caller_id: int
    author: Author


def directed(session: Session, direction: Direction) -> Caller:
    """The caller, locked. Raises NotFound for one of another shift or organisation."""
    caller = lock_caller(session, direction.caller_id)
    wanted = (direction.organisation_id, direction.shift_id)
    if (caller.organisation_id, caller.shift_id) != wanted:
        raise NotFound("there is no such caller")
    return caller


def pause_caller(session: Session, direction: Direction, *, on: bool) -> None:
    """No more calls for the caller until the captain lets them go on; an open call goes on."""
    caller = directed(session, direction)
    caller.held = caller.on_break = on
    caller.break_at = direction.author.at if on else None
    caller.free_since = None
    _note(session, caller, direction.author, "pause caller" if on else "let caller go on")


def remove_caller(session: Session, direction: Direction) -> None:
    """The caller is done for this shift, at the latest when their open call has its result."""
    caller = directed(session, direction)
    caller.leaving = Leaving.REMOVED
    _note(session, caller, direction.author, "remove caller")
    carry_out(session, caller, direction.author.at)


def move_caller(session: Session, direction: Direction, to_shift_id: int) -> None:
    """The caller goes on in another shift of the campaign, once their open call has its result.

    Raises NotNow where that shift takes no callers.
    """
    caller = directed(session, direction)
    here, there = session.get_one(Shift, caller.shift_id), session.get(Shift, to_shift_id)
    if there is None or there.organisation_id != caller.organisation_id:
        raise NotFound("there is no such shift")
    if there.campaign_id != here.campaign_id or there.channel is not Channel.CALL:
        raise NotNow("a caller can be moved to the campaign's other shifts of calls alone")
    if there.state is ShiftState.ENDED:
        raise NotNow("this shift has ended")
    caller.next_shift_id = None if there.id == here.id else there.id
    _note(session, caller, direction.author, "move caller")
    carry_out(session, caller, direction.author.at)


def finish_after_call(session: Session, caller_id: int, at: datetime, *, on: bool) -> None:
    """The caller's own wish to be done at the end of the open call; taken back where not `on`.

    Raises NotNow where their captain has removed them.
    """
    caller = lock_caller(session, caller_id)
    if caller.leaving is Leaving.REMOVED:
        raise NotNow("your captain has ended your calls on this shift")
    caller.leaving = Leaving.FINISHING if on else None
    announce_caller(session, caller.shift_id, caller_id)
    carry_out(session, caller, at)


def leave_where_due(session: Session, caller_id: int, at: datetime) -> None:
    """As `carry_out`, for a caller by id."""
    carry_out(session, lock_caller(session, caller_id), at)


def carry_out(session: Session, caller: Caller, at: datetime) -> None:
    """Let the caller leave or move, where that was wanted and no call is open any more."""
    wanted = caller.leaving is not None or caller.next_shift_id is not None
    if not wanted or caller.finished_at is not None or open_call(session, caller.id) is not None:
        return
    announce_caller(session, caller.shift_id, caller.id)
    caller.free_since = None
    if caller.leaving is not None:
        caller.finished_at = at
        caller.next_shift_id = None
        give_back_unsent(session, caller, at)
    elif caller.next_shift_id is not None:
        caller.shift_id, caller.next_shift_id = caller.next_shift_id, None
        announce_caller(session, caller.shift_id, caller.id)


def carry_out_what_waits(session: Session, at: datetime) -> int:
    """As `carry_out`, for every caller whose call has ended by itself; returns how many."""
    no_call = ~select(Call.id).where(Call.caller_id == Caller.id, Call.closed_at.is_(None)).exists()
    waiting = (
        select(Caller)
        .where(
            or_(Caller.leaving.is_not(None), Caller.next_shift_id.is_not(None)),
            Caller.finished_at.is_(None),
            no_call,
        )
        .limit(BATCH)
        .with_for_update(key_share=True, skip_locked=True)
    )
    callers = list(session.scalars(waiting))
    for caller in callers:
        carry_out(session, caller, at)
    return len(callers)


def _note(session: Session, caller: Caller, author: Author, action: str) -> None:
    audit(session, caller.organisation_id, author.at, author.actor, action, f"caller {caller.id}")
    announce_caller(session, caller.shift_id, caller.id)
