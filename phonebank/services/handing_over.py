"""Handing a live call over to a caller who speaks the voter's language: a warm transfer.

The voter's line is taken to the other caller's conference, and the first caller's line follows as
a guest, so that all three are on the line; then the first one leaves. The call is one call
throughout, and becomes the other caller's.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.call import Call, CallState, voter_label
from phonebank.domain.caller import Caller, CallerState
from phonebank.domain.errors import NotNow
from phonebank.domain.shift import Shift
from phonebank.domain.voter import Voter
from phonebank.services.announcing import announce_caller
from phonebank.services.auditing import audit
from phonebank.services.calling import check_language, own_call
from phonebank.services.closing import assignment_of
from phonebank.services.dialling import lock_caller, open_call
from phonebank.services.putting_through import PRESENT
from phonebank.services.speakers import speakers
from phonebank.telephony.port import Carrier, CarrierError, JoinConference, OutcomeUnknown

INTRODUCTION = timedelta(seconds=2)
"""A guest is left alone for so long, whatever becomes of the call."""
GOING_HOME_FOR = timedelta(seconds=5)
"""How long a line may take back to its own conference before it is fetched once more."""


@dataclass(frozen=True)
class HandOver:
    """Whose call became whose, and the lines that follow it."""

    call_id: int
    from_id: int
    to_id: int
    voter_line: str
    own_line: str | None
    from_conference: str
    to_conference: str
    to_free_since: datetime | None


def free_speaker(
    session: Session, shift: Shift, caller_id: int, language: str, at: datetime
) -> Caller | None:
    """The caller to whom a call in this language would be handed over now, if any is free."""
    for each in speakers(session, shift.campaign_id, language, at):
        if each.id != caller_id and _is_free(session, each, at):
            return each
    return None


def hand_over(
    database: Database, carrier: Carrier, caller_id: int, call_id: int, language: str, clock: Clock
) -> None:
    """Hand the caller's live call over to a free caller who speaks the language.

    Raises NotNow where there is none, where the voter is not on the line, and where the carrier
    does not do it: then the call is the caller's as before. Spans transactions.
    """
    with database.transaction() as session:
        moved = _pass(session, caller_id, call_id, language, clock())
    if not _move_voter(carrier, moved):
        with database.transaction() as session:
            _take_back(session, moved)
        raise NotNow("the call could not be handed over: it is yours as before")
    if moved.own_line is not None:
        carrier.move(moved.own_line, JoinConference(moved.to_conference, moved.from_id))


def _move_voter(carrier: Carrier, moved: HandOver) -> bool:
    """Whether the voter's line went. Where nobody knows, it is fetched back: nobody is left in a
    room in which nobody expects them."""
    label = voter_label(moved.call_id)
    try:
        return carrier.move(
            moved.voter_line, JoinConference(moved.to_conference, moved.to_id, label)
        )
    except OutcomeUnknown:
        with suppress(CarrierError):
            carrier.move(
                moved.voter_line, JoinConference(moved.from_conference, moved.from_id, label)
            )
        return False
    except CarrierError:
        return False


def leave_call(database: Database, carrier: Carrier, caller_id: int, clock: Clock) -> None:
    """The first caller leaves the call that was handed over; harmless where they have."""
    with database.transaction() as session:
        caller = lock_caller(session, caller_id)
        if caller.guest_of_id is None or caller.home_at is not None:
            return
        caller.home_at = clock()
        announce_caller(session, caller.shift_id, caller.id)
    go_home(database, carrier, caller_id, clock)


def go_home(database: Database, carrier: Carrier, caller_id: int, clock: Clock) -> None:
    """Fetch a guest's line back to its own conference; it is there once the carrier says so."""
    with database.transaction() as session:
        caller = session.get_one(Caller, caller_id)
        line = caller.leg_call_sid if caller.guest_of_id is not None else None
    if line is None or carrier.move(line, JoinConference(caller.conference, caller.id)):
        return
    with database.transaction() as session:
        caller = lock_caller(session, caller_id)
        if caller.leg_call_sid == line:
            caller.leg_call_sid, caller.leg_lost_at = None, clock()
            caller.be_at_home()
            announce_caller(session, caller.shift_id, caller.id)


def guests_to_fetch(session: Session, at: datetime) -> list[int]:
    """Guests who are on their way home for too long, and guests whose host's call is over."""
    guests = select(Caller).where(Caller.guest_of_id.is_not(None))
    found = []
    for guest in session.scalars(guests.with_for_update(key_share=True, skip_locked=True)):
        if not _is_overdue(guest, at) and not _is_needless(session, guest, at):
            continue
        guest.home_at = at
        found.append(guest.id)
        announce_caller(session, guest.shift_id, guest.id)
    return found


def _is_overdue(guest: Caller, at: datetime) -> bool:
    return guest.home_at is not None and at - guest.home_at > GOING_HOME_FOR


def _is_needless(session: Session, guest: Caller, at: datetime) -> bool:
    if guest.home_at is not None:
        return False
    call = open_call(session, guest.guest_of_id or 0)
    just_came = guest.guest_at is not None and at - guest.guest_at < INTRODUCTION
    return not just_came and (call is None or call.over)


def _is_free(session: Session, caller: Caller, at: datetime) -> bool:
    """As for a voter who answers: no voter of before is still in their conference."""
    lines = select(Call.id).where(
        Call.caller_id == caller.id,
        or_(Call.closed_at.is_(None), and_(Call.ended_at.is_(None), Call.apart_at.is_(None))),
    )
    ready = caller.state(None, at) in (CallerState.READY, CallerState.WAITING)
    there = caller.takes_calls and caller.seen_at > at - PRESENT
    return ready and there and session.scalar(lines.limit(1)) is None


def _pass(session: Session, caller_id: int, call_id: int, language: str, at: datetime) -> HandOver:
    check_language(language)
    caller = lock_caller(session, caller_id)
    call = own_call(session, caller_id, call_id)
    if call.state is not CallState.TALKING or call.closed_at is not None or not call.carrier_sid:
        raise NotNow("the voter is not on the line")
    shift = session.get_one(Shift, call.shift_id)
    host = _lock_free_speaker(session, shift, caller_id, language, at)
    if host is None:
        raise NotNow("nobody who speaks this language is free just now")
    session.get_one(Voter, call.voter_id).language = language
    assignment = assignment_of(session, call)
    assignment.language, assignment.caller_id = language, host.id
    call.caller_id = host.id
    to_free_since, host.free_since = host.free_since, None
    caller.guest_of_id, caller.guest_at = host.id, at
    session.flush()
    audit(
        session,
        call.organisation_id,
        at,
        f"caller {caller_id}",
        "hand over",
        f"call {call.id}",
        to=host.id,
    )
    for each in (caller, host):
        announce_caller(session, each.shift_id, each.id)
    return HandOver(
        call_id=call.id,
        from_id=caller_id,
        to_id=host.id,
        voter_line=call.carrier_sid,
        own_line=caller.leg_call_sid,
        from_conference=caller.conference,
        to_conference=host.conference,
        to_free_since=to_free_since,
    )


def _lock_free_speaker(
    session: Session, shift: Shift, caller_id: int, language: str, at: datetime
) -> Caller | None:
    """Two who hand over to each other must not wait for each other: a locked caller is not free."""
    for each in speakers(session, shift.campaign_id, language, at):
        if each.id == caller_id:
            continue
        locked = session.scalar(
            select(Caller)
            .where(Caller.id == each.id)
            .with_for_update(key_share=True, skip_locked=True)
            .execution_options(populate_existing=True)
        )
        if locked is not None and _is_free(session, locked, at):
            return locked
    return None


def _take_back(session: Session, moved: HandOver) -> None:
    # in the order of their ids, as two who hand over to each other do
    locked = {id_: lock_caller(session, id_) for id_ in sorted((moved.from_id, moved.to_id))}
    caller, host = locked[moved.from_id], locked[moved.to_id]
    if host.takes_calls:
        host.free_since = moved.to_free_since
    call = session.get_one(
        Call, moved.call_id, with_for_update={"key_share": True}, populate_existing=True
    )
    caller.be_at_home()
    if call.caller_id == moved.to_id and call.closed_at is None:
        call.caller_id = moved.from_id
        assignment_of(session, call).caller_id = moved.from_id
    for caller_id in (moved.from_id, moved.to_id):
        each = session.get_one(Caller, caller_id)
        announce_caller(session, each.shift_id, each.id)
