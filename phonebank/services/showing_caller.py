"""A caller's screen as it stands: everything that the call page shows, read in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.call import AnsweredBy, Call, CallState, ContactResult
from phonebank.domain.caller import Caller, CallerState, Leaving
from phonebank.domain.captain import HelpReason, Manner
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.voter import Voter
from phonebank.services.dialling import QueueEmpty, open_call, why_empty
from phonebank.services.helping import raised_hand
from phonebank.services.households import mates_of
from phonebank.services.own_work import EarlierNote, OwnFigures, earlier_notes, own_figures
from phonebank.services.planning import organisation_of
from phonebank.services.showing_follow_ups import ShownFollowUp, shown_follow_ups
from phonebank.services.showing_script import ShownScript, Words, name_words, show_script
from phonebank.services.showing_waits import (
    lines_in_flight,
    usual_wait_seconds,
    waits_for_a_person,
)
from phonebank.services.supervising import supervised_by
from phonebank.services.telling_callers import unread


@dataclass(frozen=True)
class ShownShift:
    """The shift, as a volunteer sees it. `by_itself` tells whether it dials for volunteers."""

    id: int
    name: str
    organisation: str
    state: ShiftState
    starts_at: datetime
    ends_at: datetime
    by_itself: bool


@dataclass(frozen=True)
class ShownCaller:
    """The volunteer. `line_up` tells whether their own line is connected, `by_phone` whether that
    is a telephone, `supervised` in what manners captains are with them.

    `waits` tells whether they wait to be put through, `waits_about_seconds` how long others have
    waited of late, `by_hand` whether voters wait whom only a person may call.
    """

    id: int
    name: str
    state: CallerState
    line_up: bool
    by_phone: bool
    on_break: bool
    calls_made: int
    waits: bool
    waits_about_seconds: int | None
    by_hand: bool
    figures: OwnFigures
    leaving: Leaving | None
    help: HelpReason | None
    supervised: list[Manner]


@dataclass(frozen=True)
class ShownMate:
    """Somebody else whom the caller may ask for on the same line; `language` is a spoken tag."""

    voter_id: int
    voter: Words
    language: str


@dataclass(frozen=True)
class ShownCall:
    """The call that is not yet wrapped up. `language` is a spoken tag, `note` the draft. With
    `message_follows` an answering machine gets a recorded message once the caller has told of it.
    """

    id: int
    state: CallState
    over: bool
    answered_by: AnsweredBy | None
    heard_as: AnsweredBy | None
    voter: Words
    romanised_name: str
    language: str
    queued_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    note: str
    message_follows: bool
    household: list[ShownMate]
    earlier: list[EarlierNote]
    follow_ups: list[ShownFollowUp]


@dataclass(frozen=True)
class ShownGuest:
    """A call that was handed over, in which the volunteer is still: whose it is, with whom."""

    host: str
    voter: Words | None
    over: bool
    leaving: bool


@dataclass(frozen=True)
class ShownMessage:
    """A captain's word that the volunteer has not put away."""

    id: int
    text: str
    sent_at: datetime


@dataclass(frozen=True)
class LastResult:
    """The call before, and whether its result can still be taken back. `taken_for_machine` tells
    that it was ended because the carrier heard a machine, and that nobody has denied it."""

    call_id: int
    ended_as: CallState
    result: ContactResult
    voter: Words
    closed_at: datetime
    undoable: bool
    taken_for_machine: bool


@dataclass(frozen=True)
class NobodyToCall:
    """Why the queue has nobody for this caller, and when it will have somebody."""

    reason: QueueEmpty
    opens_at: datetime | None


@dataclass(frozen=True)
class CallerScreen:
    """Everything on the screen; `holds` tells whether the asking tab holds the line."""

    at: datetime
    shift: ShownShift
    caller: ShownCaller
    holds: bool
    call: ShownCall | None
    script: ShownScript
    last: LastResult | None
    empty: NobodyToCall | None
    guest: ShownGuest | None
    messages: list[ShownMessage]


def caller_screen(
    session: Session, caller_id: int, tab: str, page_language: str, at: datetime
) -> CallerScreen:
    """What the caller's page shows now. `page_language` is a written tag."""
    caller = session.get_one(Caller, caller_id)
    shift = session.get_one(Shift, caller.shift_id)
    open_now = open_call(session, caller_id)
    call = None if open_now is None or open_now.awaits_answer else open_now
    # One that was handed over from another shift of the campaign keeps that one's script.
    asking = shift if call is None else session.get_one(Shift, call.shift_id)
    voter = None if call is None else session.get_one(Voter, call.voter_id)
    return CallerScreen(
        at=at,
        shift=_shown_shift(session, shift),
        caller=_shown_caller(session, shift, caller, open_now, at),
        holds=caller.tab in ("", tab),
        call=None
        if call is None or voter is None
        else _shown_call(
            session,
            call,
            voter,
            shown_follow_ups(session, call, caller, page_language, at),
            at,
        ),
        script=show_script(session, asking, caller, voter, page_language, call),
        last=_last_result(session, caller_id, call),
        empty=None if open_now is not None else _nobody(session, shift, caller, at),
        guest=_shown_guest(session, caller),
        messages=[
            ShownMessage(each.id, each.text, each.sent_at) for each in unread(session, caller)
        ],
    )


def _shown_shift(session: Session, shift: Shift) -> ShownShift:
    organisation = organisation_of(session, shift)
    return ShownShift(
        shift.id,
        shift.name,
        organisation.name,
        shift.state,
        shift.starts_at,
        shift.ends_at,
        shift.mode.by_machine,
    )


def _shown_caller(
    session: Session, shift: Shift, caller: Caller, call: Call | None, at: datetime
) -> ShownCaller:
    own = own_figures(session, caller.id)
    hand = raised_hand(session, caller.id)
    rings = call is not None and call.awaits_answer
    waits = shift.mode.by_machine and (rings or caller.free_since is not None)
    return ShownCaller(
        id=caller.id,
        name=caller.name,
        state=caller.state(call, at),
        line_up=caller.leg_call_sid is not None,
        by_phone=caller.on_phone and caller.leg_call_sid is not None,
        on_break=caller.on_break,
        calls_made=own.calls,
        waits=waits,
        waits_about_seconds=usual_wait_seconds(session, shift.id, at) if waits else None,
        by_hand=waits and not rings and waits_for_a_person(session, shift, caller, at),
        figures=own,
        leaving=caller.leaving,
        help=None if hand is None else hand.reason,
        supervised=supervised_by(session, caller.id),
    )


def _shown_guest(session: Session, caller: Caller) -> ShownGuest | None:
    if caller.guest_of_id is None:
        return None
    call = open_call(session, caller.guest_of_id)
    voter = None if call is None else session.get_one(Voter, call.voter_id)
    return ShownGuest(
        host=session.get_one(Caller, caller.guest_of_id).name,
        voter=None if voter is None else name_words(voter.name, voter.language),
        over=call is None or call.over,
        leaving=caller.home_at is not None,
    )


def _shown_call(
    session: Session, call: Call, voter: Voter, follow_ups: list[ShownFollowUp], at: datetime
) -> ShownCall:
    return ShownCall(
        id=call.id,
        state=call.state,
        over=call.over,
        answered_by=call.answered_by,
        heard_as=call.heard_as,
        voter=name_words(voter.name, voter.language),
        romanised_name=voter.romanised_name,
        language=voter.language,
        queued_at=call.queued_at,
        answered_at=call.answered_at,
        ended_at=call.ended_at,
        note=call.note,
        message_follows=call.awaits_beep,
        household=[
            ShownMate(
                each.voter.id, name_words(each.voter.name, each.voter.language), each.language
            )
            for each in mates_of(session, call, at)
        ],
        earlier=earlier_notes(session, call),
        follow_ups=follow_ups,
    )


def _last_result(session: Session, caller_id: int, following: Call | None) -> LastResult | None:
    statement = (
        select(Call, Voter)
        .join(Voter, Voter.id == Call.voter_id)
        .where(Call.caller_id == caller_id, Call.closed_at.is_not(None))
        .order_by(Call.closed_at.desc(), Call.id.desc())
        .limit(1)
    )
    found = session.execute(statement).first()
    if found is None:
        return None
    call, voter = found
    if call.result is None or call.closed_at is None:
        return None
    final = call.result in (ContactResult.NOT_PLACED, ContactResult.DO_NOT_CALL)
    too_late = following is not None and following.answered_at is not None
    return LastResult(
        call_id=call.id,
        ended_as=call.state,
        result=call.result,
        voter=name_words(voter.name, voter.language),
        closed_at=call.closed_at,
        undoable=not final and not too_late,
        taken_for_machine=call.by_machine
        and call.answered_by is AnsweredBy.MACHINE
        and call.heard_as is None,
    )


def _nobody(session: Session, shift: Shift, caller: Caller, at: datetime) -> NobodyToCall | None:
    if shift.state is not ShiftState.RUNNING:
        return None
    found = why_empty(session, shift, caller)
    if found.empty is None or (found.opens_at is not None and found.opens_at <= at):
        return None
    if shift.mode.by_machine and lines_in_flight(session, shift.id):
        return None
    return NobodyToCall(found.empty, found.opens_at)
