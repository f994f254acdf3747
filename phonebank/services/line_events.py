"""What the carrier tells of lines: volunteers' own ones and voters'. Each event acts once.

The events of voters' lines are the busiest door of all, so that one takes a single statement.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import TextClause, select, text
from sqlalchemy.orm import Session

from phonebank.domain.call import (
    MOMENT,
    TRANSITIONS,
    AnsweredBy,
    Call,
    CallEvent,
    CallState,
    ContactResult,
    result_of_ending,
)
from phonebank.domain.caller import Caller
from phonebank.domain.errors import NotFound
from phonebank.domain.survey import Answer
from phonebank.domain.voicemail import VoicemailPolicy
from phonebank.services.announcing import announce_caller
from phonebank.services.carrier_events import first_time
from phonebank.services.closing import close_call
from phonebank.services.freeing import free_again, lock_with_caller
from phonebank.services.leaving_messages import after_greeting, policy_for
from phonebank.services.line_holder import line_holder
from phonebank.telephony.port import (
    CallerConnected,
    CallProgress,
    ConferenceMoved,
    EndLine,
    JoinConference,
    LeaveMessage,
    MachineDetected,
    Nothing,
    SayAndHangUp,
    VoiceReply,
)


def caller_connected(session: Session, event: CallerConnected, at: datetime) -> VoiceReply:
    """A volunteer's line came in: it goes into their own conference for the whole shift.

    This request alone makes a line the caller's: asked again later, it gets the same reply and
    changes nothing. A telephone whose place it takes is to be ended; another browser's line ends
    by itself.
    """
    caller = session.get(Caller, event.caller_id, with_for_update={"key_share": True})
    if caller is None or caller.finished_at is not None:
        return SayAndHangUp()
    replaced = None
    if first_time(session, f"{event.call_sid}:caller", "caller", at):
        replaced = caller.leg_call_sid if caller.on_phone else None
        take_line(caller, event.call_sid, on_phone=False)
        announce_caller(session, caller.shift_id, caller.id)
    return JoinConference(caller.conference, caller.id, replaces=replaced)


def take_line(caller: Caller, call_sid: str, *, on_phone: bool) -> None:
    """This is the caller's own line from now on, on its way into their own conference."""
    caller.leg_call_sid, caller.leg_lost_at, caller.on_phone = call_sid, None, on_phone
    caller.be_at_home()


def conference_moved(session: Session, event: ConferenceMoved, at: datetime) -> VoiceReply:
    """A volunteer's own line joined or left. A line that was replaced leaves without effect, and
    one that joined counts from when it was connected. While a line is taken from one conference
    to another, leaving the first one does not mean that it is lost."""
    whose = event.guest_id if event.guest_id is not None else event.caller_id
    caller = session.get(Caller, whose, with_for_update={"key_share": True})
    if caller is None:
        raise NotFound("there is no such caller")
    if not event.is_caller and event.guest_id is None:
        _voter_left(session, event, at)
        return Nothing()
    if not first_time(session, event.event_key, "conference", at):
        return Nothing()
    if caller.leg_call_sid != event.call_sid:
        return Nothing()
    if event.joined and event.is_caller and caller.home_at is not None:
        caller.be_at_home()
    elif not event.joined and _should_be_in(caller) == event.caller_id:
        caller.leg_call_sid, caller.leg_lost_at = None, at
        caller.be_at_home()
    else:
        return Nothing()
    announce_caller(session, caller.shift_id, caller.id)
    return Nothing()


def _should_be_in(caller: Caller) -> int | None:
    """The caller in whose conference the line is; None while it is on its way home."""
    if caller.guest_of_id is None:
        return caller.id
    return caller.guest_of_id if caller.home_at is None else None


def _voter_left(session: Session, event: ConferenceMoved, at: datetime) -> None:
    """Of a voter who rang us the carrier tells nothing else. A line that is moved to another
    conference leaves this one too, but its call is that conference's caller's by then."""
    if event.joined or event.call_id is None:
        return
    held = line_holder(session, event.call_id)
    call = session.get(Call, held, with_for_update={"key_share": True}, populate_existing=True)
    theirs = call is not None and call.carrier_sid == event.call_sid
    if call is None or not theirs or not call.inbound or call.caller_id != event.caller_id:
        return
    if call.apply(CallEvent.COMPLETED, at):
        announce_caller(session, call.shift_id, call.caller_id)


VERDICT_COUNTS_FOR = timedelta(seconds=10)
"""A machine that is found later than this after the answer has been talked with: nobody is cut
off then."""


def machine_detected(
    session: Session, event: MachineDetected, at: datetime
) -> Nothing | EndLine | LeaveMessage:
    """The carrier's opinion of who answered. Of a call that somebody began by hand the caller sees
    it, and decides; of one that nobody did, a machine frees the caller, unless they speak a message
    themselves. The beep frees whoever's voter gets a recorded one.

    Raises NotFound for a call that is not ours.
    """
    lock_with_caller(session, line_holder(session, event.call_id))
    # Once more: the line may have gone on while the caller's lock was waited for.
    event = replace(event, call_id=line_holder(session, event.call_id))
    call = _own_call(session, event)
    if not first_time(session, event.event_key, "machine", at):
        return Nothing()
    call.answered_by = event.answered_by
    call.apply(CallEvent.ANSWERED, at)  # whose event may come later
    announce_caller(session, call.shift_id, call.caller_id)
    if call.awaits_beep and not _is_talked_with(session, call):
        left = after_greeting(session, call, event.greeting, at)
        if left is not None:
            _close_as_voicemail(session, call, at)
            return left
    if call.closed_at is not None or not _is_to_be_hung_up(session, call, at):
        return Nothing()
    _close_as_voicemail(session, call, at)
    return Nothing() if call.over else EndLine(event.call_sid)


def _close_as_voicemail(session: Session, call: Call, at: datetime) -> None:
    if call.closed_at is None:
        close_call(session, call, ContactResult.VOICEMAIL, at)
        free_again(session, call, at)


def _is_talked_with(session: Session, call: Call) -> bool:
    """Whether the caller heard a person, or has noted an answer."""
    noted = select(Answer.question_id).where(Answer.call_id == call.id).limit(1)
    return call.heard_as is AnsweredBy.HUMAN or session.scalar(noted) is not None


def _is_to_be_hung_up(session: Session, call: Call, at: datetime) -> bool:
    """Only what nobody has begun to talk with: no answer noted, no word of the caller's."""
    if call.answered_by not in (AnsweredBy.MACHINE, AnsweredBy.FAX) or not call.by_machine:
        return False
    late = at - (call.answered_at or at) > VERDICT_COUNTS_FOR
    if late or _is_talked_with(session, call):
        return False
    return policy_for(session, call) is not VoicemailPolicy.OWN_MESSAGE


def call_progressed(session: Session, event: CallProgress, at: datetime) -> Nothing | EndLine:
    """Something happened to a voter's line; repeated and late events have no effect.

    A line that shows itself alive after its call was given up is to be ended. Needs a transaction
    only where the event closes the call: see `needs_transaction`.
    Raises NotFound for a call that is not ours.
    """
    values = {
        "key": event.event_key,
        "at": at,
        "call_id": event.call_id,
        "call_sid": event.call_sid,
        "error_code": event.error_code,
    }
    if needs_transaction(event):
        lock_with_caller(session, event.call_id)
    moved = session.execute(_MOVES[event.event], values).first()
    if moved is None:
        if (holder := line_holder(session, event.call_id)) != event.call_id:
            # Noted anew: for this call it may have been noted just as the line went on.
            key = f"{event.event_key}:{holder}"
            return call_progressed(session, replace(event, call_id=holder, event_key=key), at)
        call = _own_call(session, event)
        return _end_if_alive(event, is_unwanted=call.state is CallState.CANCELLED)
    if needs_transaction(event):
        _close_by_itself(session, event.call_id, at)
    announce_caller(session, moved.shift_id, moved.caller_id)
    return _end_if_alive(event, is_unwanted=moved.closed_at is not None)


def _end_if_alive(event: CallProgress, *, is_unwanted: bool) -> Nothing | EndLine:
    return EndLine(event.call_sid) if is_unwanted and event.event in _ALIVE else Nothing()


def needs_transaction(event: CallProgress) -> bool:
    """Whether the event may do more than the one statement that notes it and moves the call."""
    return event.event in _CLOSING


def _own_call(session: Session, event: CallProgress | MachineDetected) -> Call:
    """The call of the event, locked, which from now on has the carrier's id."""
    call = session.get(
        Call, event.call_id, with_for_update={"key_share": True}, populate_existing=True
    )
    if call is None or call.carrier_sid not in (None, event.call_sid):
        raise NotFound("there is no such call")
    call.carrier_sid = event.call_sid
    return call


def _close_by_itself(session: Session, call_id: int, at: datetime) -> None:
    """Nobody need tell a result that the carrier has told."""
    call = session.get_one(
        Call, call_id, with_for_update={"key_share": True}, populate_existing=True
    )
    result = result_of_ending(call.state, call.error_code)
    if call.closed_at is None and result is not None:
        close_call(session, call, result, at)
        free_again(session, call, at)


def _move(event: CallEvent) -> str:
    """SQL that notes an event and, where it is new, lets it act by the one transition table.

    Two events of one call wait for each other at its row, two deliveries of one event at its key.
    """
    states = {state: to for (state, of), to in TRANSITIONS.items() if of is event}
    (to,) = set(states.values())
    moment = f", {MOMENT[to]} = :at" if to in MOMENT else ""
    return f"""
        WITH event AS (
            INSERT INTO carrier_event (key, kind, received_at)
            SELECT :key, 'call', :at FROM call
             WHERE call.id = :call_id AND (carrier_sid IS NULL OR carrier_sid = :call_sid)
               AND went_on_as_id IS NULL
            ON CONFLICT (key) DO NOTHING RETURNING id
        )
        UPDATE call
           SET state = '{to}', carrier_sid = :call_sid, error_code = :error_code{moment}
         WHERE id = :call_id AND state IN ({", ".join(f"'{state}'" for state in states)})
           AND (carrier_sid IS NULL OR carrier_sid = :call_sid)
           AND EXISTS (SELECT FROM event)
        RETURNING shift_id, caller_id, closed_at
    """  # noqa: S608 - made of our own enums alone


_ALIVE = frozenset({CallEvent.INITIATED, CallEvent.RINGING, CallEvent.ANSWERED})
_CLOSING = frozenset(
    event for (_, event), to in TRANSITIONS.items() if result_of_ending(to, None) is not None
)
_MOVES: dict[CallEvent, TextClause] = {
    event: text(_move(event))
    for event in CallEvent
    if event not in (CallEvent.RELEASE, CallEvent.PLACE)
}
