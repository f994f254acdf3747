"""What a caller does on and between calls: result, undo, break, finish."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from phonebank.domain.call import (
    TOLD_BY_CALLERS,
    UNCOUNTED,
    AnsweredBy,
    Call,
    CallState,
    ContactResult,
)
from phonebank.domain.caller import AssignmentState, Caller
from phonebank.domain.errors import BadInput, NotFound, NotNow
from phonebank.domain.languages import spoken_languages
from phonebank.domain.shift import Shift
from phonebank.domain.voter import PhoneNumber, Voter
from phonebank.services.announcing import announce_caller
from phonebank.services.closing import DEAD, assignment_of, close_call
from phonebank.services.dialling import lock_caller, open_call
from phonebank.services.freeing import give_up, stop_being_free
from phonebank.services.opting_out import lock_numbers
from phonebank.services.promises import Appointment, promise, promise_as_before
from phonebank.services.speakers import offer_to_speakers, take_back_from_speakers

NOTE_LENGTH = 2_000


@dataclass(frozen=True)
class Telling:
    """What a caller tells of a call; `language` is the spoken tag that the voter asked for, and
    `appointment` when they want to be called back.

    Without a `note`, the one kept while the call went on stays.
    """

    call_id: int
    result: ContactResult
    note: str | None = None
    language: str | None = None
    appointment: Appointment | None = None


def tell_result(session: Session, caller_id: int, telling: Telling, at: datetime) -> Call:
    """Record the result of the caller's call and close it; told twice, it is recorded once.

    Returns the call, whose line the door hangs up where it is not over.
    Raises NotNow where the call is not the caller's open one, BadInput for a result that only the
    carrier's events can tell, where OTHER_LANGUAGE does not say which, and for an appointment that
    cannot be kept.
    """
    lock_caller(session, caller_id)
    if telling.result is ContactResult.DO_NOT_CALL:
        _lock_numbers_of(session, caller_id, telling.call_id)
    call = own_call(session, caller_id, telling.call_id)
    if call.closed_at is not None:
        if call.result is telling.result:
            return call
        raise NotNow("this call has a result already: undo it first")
    if call.state in (CallState.PREVIEWED, CallState.QUEUED):
        raise NotNow("the phone has not rung yet")
    if telling.result not in TOLD_BY_CALLERS:
        raise BadInput("this result is not one that a caller tells")
    if telling.result is ContactResult.OTHER_LANGUAGE:
        check_language(telling.language)
    if telling.result is ContactResult.VOICEMAIL:
        call.heard_as = AnsweredBy.MACHINE
    close_call(
        session,
        call,
        telling.result,
        at,
        note=None if telling.note is None else telling.note[:NOTE_LENGTH],
        language=telling.language,
    )
    if telling.result is ContactResult.OTHER_LANGUAGE and telling.language is not None:
        offer_to_speakers(session, call, telling.language, at)
    if telling.result is ContactResult.CALL_BACK and telling.appointment is not None:
        promise(session, call, telling.appointment, at)
    return call


def _lock_numbers_of(session: Session, caller_id: int, call_id: int) -> None:
    """Before the call's own row: a dial holds its number while it comes for the row."""
    call = session.get(Call, call_id)
    if call is not None and call.caller_id == caller_id:
        lock_numbers(session, call.organisation_id, call.to_number, call.voter_id)


def check_language(language: str | None) -> None:
    """Raises BadInput for what is not a spoken language that is served."""
    if language not in {spoken.tag for spoken in spoken_languages()}:
        raise BadInput("please choose the language that the voter speaks")


def own_call(session: Session, caller_id: int, call_id: int) -> Call:
    """A call of this caller. Raises NotFound for any other."""
    call = session.get(Call, call_id, with_for_update={"key_share": True}, populate_existing=True)
    if call is None or call.caller_id != caller_id:
        raise NotFound("there is no such call")
    return call


def undo_result(session: Session, caller_id: int, at: datetime) -> Call | None:
    """Take the caller's last result back, for as long as the next call has not been answered.

    Returns the next call, given up, whose line the door hangs up; None where there was none.
    Raises NotNow where nothing can be undone.
    """
    caller = lock_caller(session, caller_id)
    following = open_call(session, caller_id)
    if following is not None:
        following = own_call(session, caller_id, following.id)
    last = session.scalars(
        select(Call)
        .where(
            Call.caller_id == caller_id,
            Call.closed_at.is_not(None),
            Call.result != ContactResult.NOT_PLACED,
        )
        # A call that came by itself, or was handed over, is older than its place in the shift.
        .order_by(Call.closed_at.desc(), Call.id.desc())
        .limit(1)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).first()
    if last is None or last.result is ContactResult.DO_NOT_CALL:
        raise NotNow("there is nothing that can be undone")
    if following is not None:
        _give_up(session, following, at)
    _reopen(session, last, at)
    caller.free_since = None
    announce_caller(session, caller.shift_id, caller.id)
    return following


def _give_up(session: Session, call: Call, at: datetime) -> None:
    if call.answered_at is not None or call.state is CallState.COMPLETED:
        raise NotNow("the next voter has answered: the last result can no longer be undone")
    give_up(session, call, at)


def _reopen(session: Session, call: Call, at: datetime) -> None:
    assignment = assignment_of(session, call)
    if _was_called_since(session, call):
        raise NotNow("another caller has this voter now")
    if call.result not in UNCOUNTED:
        assignment.attempts -= 1
    assignment.state, assignment.caller_id = AssignmentState.CLAIMED, call.caller_id
    promise_as_before(assignment, call)
    if call.result in DEAD:
        session.get_one(PhoneNumber, call.phone_number_id).dead = None
    if call.language_before is not None:
        voter = session.get_one(Voter, call.voter_id)
        voter.language = assignment.language = call.language_before
        take_back_from_speakers(session, call, call.language_before)
    call.result, call.closed_at, call.language_before = None, None, None
    call.awaits_beep = False


def _was_called_since(session: Session, call: Call) -> bool:
    since = select(Call.id).where(
        Call.shift_id == call.shift_id,
        Call.voter_id == call.voter_id,
        Call.id > call.id,
        Call.result.is_distinct_from(ContactResult.NOT_PLACED),
    )
    return session.scalar(since.limit(1)) is not None


def it_was_a_person(session: Session, caller_id: int, call_id: int) -> None:
    """The caller heard a person where the carrier heard a machine; counted, and nothing else.

    Raises NotFound for a call that is not the caller's.
    """
    lock_caller(session, caller_id)
    call = own_call(session, caller_id, call_id)
    call.heard_as = AnsweredBy.HUMAN
    announce_caller(session, call.shift_id, caller_id)


def take_break(session: Session, caller_id: int, at: datetime, *, on: bool) -> Call | None:
    """The caller pauses, or goes on.

    Returns the call that was ringing for them, given up, whose line the door hangs up. Raises
    NotNow while a captain has paused them.
    """
    caller = lock_caller(session, caller_id)
    if caller.held and not on:
        raise NotNow("your captain has paused your calls")
    if caller.on_break is not on:
        caller.on_break, caller.break_at = on, at if on else None
    given_up = stop_being_free(session, caller, at) if on else None
    shift = session.get_one(Shift, caller.shift_id)
    if caller.takes_calls and shift.mode.by_machine and open_call(session, caller_id) is None:
        caller.free_since = at
    announce_caller(session, caller.shift_id, caller.id)
    return given_up


def here(session: Session, caller_id: int, tab: str, at: datetime, *, take_over: bool) -> bool:
    """The caller's page is open in a tab; True where that tab is the one that holds the line.

    A caller works in one tab: another one is told so, until it takes over or the first one has
    not been heard from for HERE_SECONDS.
    """
    caller = lock_caller(session, caller_id)
    silent = (at - caller.seen_at).total_seconds() > HERE_SECONDS
    if caller.tab and caller.tab != tab and not take_over and not silent:
        return False
    if caller.tab != tab:
        caller.tab = tab
        announce_caller(session, caller.shift_id, caller.id)
    caller.seen_at = at
    return True


def still_here(session: Session, caller_id: int, tab: str, at: datetime) -> bool:
    """Note that the tab that holds the line is open; False, and nothing noted, where `tab` is not
    that one. A single statement, since every page says so again and again."""
    held = update(Caller).where(Caller.id == caller_id, Caller.tab == tab)
    noted = held.values(seen_at=at).returning(Caller.id)
    return session.scalar(noted.execution_options(synchronize_session=False)) is not None


HERE_SECONDS = 15
"""A tab says that it is open every 5 seconds; three misses, and another may take its place."""
