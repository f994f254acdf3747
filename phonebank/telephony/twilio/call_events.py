"""Twilio's webhooks about calls, as the port's events. Each function raises Unreadable.

An event's key is made of what Twilio repeats unchanged when it delivers the event again.
"""

import re
from typing import Final

from phonebank.domain.call import CallEvent
from phonebank.domain.voicemail import Greeting
from phonebank.telephony.port import (
    CallerConnected,
    CallProgress,
    CaptainConnected,
    CodePressed,
    ConferenceMoved,
    KeyPressed,
    MachineDetected,
    PhonePickedUp,
    VoterAnswered,
    VoterCalling,
)
from phonebank.telephony.twilio.codes import ANSWERED_BY, CALL_EVENTS, GREETINGS
from phonebank.telephony.twilio.form import (
    Form,
    Unreadable,
    field,
    number,
    our_id,
    sid,
    whole_number,
)

_CAPTAIN: Final = re.compile(r"client:captain-([0-9]{1,18})")
_LABEL: Final = re.compile(r"(caller|captain)-([0-9]{1,18})")
_CLIENT: Final = re.compile(r"client:caller-([0-9]{1,18})")
_CONFERENCE: Final = re.compile(r"caller-([0-9]{1,18})")
_VOTER: Final = re.compile(r"voter-([0-9]{1,18})")
_CODE: Final = re.compile(r"[0-9*#]{0,12}")
_KEY: Final = re.compile(r"[0-9*#]?")
_MOVES: Final = {"participant-join": True, "participant-leave": False}


def line_connected(form: Form, query: Form) -> CallerConnected | CaptainConnected:
    """A browser has called. Who it is stands in its access token, and so in `From`."""
    captain = _CAPTAIN.fullmatch(field(form, "From"))
    if captain is not None:
        return CaptainConnected(int(captain[1]), sid(form, "CallSid"))
    return caller_connected(form, query)


def caller_connected(form: Form, query: Form) -> CallerConnected:
    """A volunteer's browser has called."""
    return CallerConnected(_caller_id(_CLIENT, form, "From"), sid(form, "CallSid"))


def voter_answered(form: Form, query: Form) -> VoterAnswered:
    """A voter who was rung has answered."""
    return VoterAnswered(our_id(query, "call"), sid(form, "CallSid"))


def call_progress(form: Form, query: Form) -> CallProgress:
    """A call's status callback."""
    call_sid, status = sid(form, "CallSid"), field(form, "CallStatus")
    if status not in CALL_EVENTS:
        raise Unreadable("CallStatus is not one that we know")
    event = CALL_EVENTS[status]
    return CallProgress(
        event_key=f"{call_sid}:{status}",
        call_id=our_id(query, "call"),
        call_sid=call_sid,
        event=event,
        error_code=_error_code(form, event),
    )


def machine_detected(form: Form, query: Form) -> MachineDetected:
    """What machine detection says of who answered."""
    call_sid, answered_by = sid(form, "CallSid"), field(form, "AnsweredBy")
    if answered_by not in ANSWERED_BY:
        raise Unreadable("AnsweredBy is not one that we know")
    return MachineDetected(
        event_key=f"{call_sid}:machine",
        call_id=our_id(query, "call"),
        call_sid=call_sid,
        answered_by=ANSWERED_BY[answered_by],
        greeting=GREETINGS.get(answered_by, Greeting.UNHEARD),
    )


def conference_moved(form: Form, query: Form) -> ConferenceMoved | None:
    """A conference's callback; None for what is neither joining nor leaving."""
    joined = _MOVES.get(field(form, "StatusCallbackEvent"))
    if joined is None:
        return None
    caller_id = _caller_id(_CONFERENCE, form, "FriendlyName")
    label = _LABEL.fullmatch(form.get("ParticipantLabel", ""))
    whose = (label[1], int(label[2])) if label else ("", 0)
    return ConferenceMoved(
        event_key=f"{sid(form, 'ConferenceSid')}:{our_id(form, 'SequenceNumber')}",
        caller_id=caller_id,
        call_sid=sid(form, "CallSid"),
        is_caller=whose == ("caller", caller_id),
        joined=joined,
        call_id=_voters_call(form),
        guest_id=whose[1] if whose[0] == "caller" and whose[1] != caller_id else None,
        member_id=whose[1] if whose[0] == "captain" else None,
    )


def _voters_call(form: Form) -> int | None:
    match = _VOTER.fullmatch(form.get("ParticipantLabel", ""))
    return None if match is None else int(match[1])


def voter_calling(form: Form, query: Form) -> VoterCalling:
    """A voter rings one of our numbers."""
    return VoterCalling(sid(form, "CallSid"), number(form, "From"), number(form, "To"))


def key_pressed(form: Form, query: Form) -> KeyPressed:
    """What a voter pressed when asked; an empty digit where they pressed nothing."""
    digit = form.get("Digits", "")
    if not _KEY.fullmatch(digit):
        raise Unreadable("Digits is not one key")
    voter, ours = ("To", "From") if _we_called(form) else ("From", "To")
    return KeyPressed(
        call_sid=sid(form, "CallSid"),
        from_=number(form, voter),
        to=number(form, ours),
        shift_id=our_id(query, "shift") if query else None,
        question_id=our_id(query, "question") if query else None,
        digit=digit,
    )


def _we_called(form: Form) -> bool:
    return form.get("Direction", "").startswith("outbound")


def code_pressed(form: Form, query: Form) -> CodePressed:
    """The code of a volunteer's line; empty where none was pressed."""
    digits = form.get("Digits", "")
    if not _CODE.fullmatch(digits):
        raise Unreadable("Digits is not a code")
    return CodePressed(sid(form, "CallSid"), digits)


def phone_picked_up(form: Form, query: Form) -> PhonePickedUp:
    """A volunteer's phone that we rang was picked up, or a key was pressed on it."""
    digit = form.get("Digits", "")
    if not _KEY.fullmatch(digit):
        raise Unreadable("Digits is not one key")
    asked = our_id(query, "asked") == 1
    return PhonePickedUp(our_id(query, "caller"), sid(form, "CallSid"), asked, digit)


def _caller_id(pattern: re.Pattern[str], form: Form, name: str) -> int:
    match = pattern.fullmatch(field(form, name))
    if match is None:
        raise Unreadable(f"{name} is not a caller's")
    return int(match[1])


def _error_code(form: Form, event: CallEvent) -> int | None:
    """Twilio's error, or else what the network said when a call came to nothing."""
    code = whole_number(form, "ErrorCode")
    if code is None and event in (CallEvent.FAILED, CallEvent.BUSY):
        code = whole_number(form, "SipResponseCode")
    return code
