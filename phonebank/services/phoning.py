"""A telephone instead of the computer's sound: dialled in with a code, or rung by us.

The telephone's line takes the volunteer's place in their conference; a voter who is there stays.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.caller import Caller
from phonebank.domain.errors import BadInput, NotFound, NotNow
from phonebank.domain.phone_numbers import parse
from phonebank.domain.volunteer_phrases import GIVE_CODE, PICK_UP, SPOKEN_IN, WRONG_CODE
from phonebank.services.announcing import announce_caller
from phonebank.services.carrier_events import first_time
from phonebank.services.dialling import lock_caller
from phonebank.services.gate import is_suppressed
from phonebank.services.line_events import take_line
from phonebank.services.sending_numbers import number_to_contact_from
from phonebank.telephony.port import (
    AskForCode,
    AskToPickUp,
    CodePressed,
    JoinConference,
    PhonePickedUp,
    RingCaller,
    SayAndHangUp,
    Sentence,
    VoiceReply,
)

CODE_DIGITS = 6
CODE_LASTS = timedelta(minutes=15)
MOST_RINGS = 5
"""How often we ring one volunteer's phone in a shift: it is a help, and no way to bother others."""


@dataclass(frozen=True)
class DialIn:
    """The number to ring, and the code to give there."""

    number: str
    code: str
    good_until: datetime


def dial_in(session: Session, caller_id: int, at: datetime) -> DialIn:
    """A code with which the volunteer's telephone becomes their line; asked again, the same one
    while it is good. Raises NotNow for whoever has finished."""
    caller = lock_caller(session, caller_id)
    if caller.finished_at is not None:
        raise NotNow("you have finished this shift")
    if caller.phone_code is None or caller.phone_code_at is None or _is_old(caller, at):
        caller.phone_code, caller.phone_code_at = _free_code(session), at
    good_until = (caller.phone_code_at or at) + CODE_LASTS
    number = number_to_contact_from(session, caller.organisation_id)
    return DialIn(number, caller.phone_code, good_until)


def ring_me(session: Session, caller_id: int, number: str) -> RingCaller:
    """What the door asks the carrier, so that the volunteer's own phone rings.

    Raises BadInput for a number that is never dialled, NotNow after too many rings and for a
    number that asked us not to call.
    """
    caller = lock_caller(session, caller_id)
    to = parse(number)
    if caller.finished_at is not None:
        raise NotNow("you have finished this shift")
    if caller.phone_rings >= MOST_RINGS:
        raise NotNow("we have rung your phone often enough: dial in with the code")
    if is_suppressed(session, caller.organisation_id, to):
        raise BadInput("this number asked not to be called by us", "number")
    caller.phone_number, caller.phone_rings = to, caller.phone_rings + 1
    from_ = number_to_contact_from(session, caller.organisation_id)
    return RingCaller(caller.id, to, from_)


def ask_for_code() -> AskForCode:
    """What somebody hears who rang us as a volunteer."""
    return AskForCode((Sentence(GIVE_CODE, SPOKEN_IN),), CODE_DIGITS)


def code_pressed(session: Session, event: CodePressed, at: datetime) -> VoiceReply:
    """The code's volunteer speaks and hears by this telephone from now on.

    A wrong code ends the call: another try costs another call.
    """
    found = select(Caller).where(Caller.phone_code == event.code, Caller.finished_at.is_(None))
    caller = session.scalar(found.with_for_update(key_share=True)) if event.code else None
    if caller is None or _is_old(caller, at):
        return SayAndHangUp((Sentence(WRONG_CODE, SPOKEN_IN),))
    return _take(session, caller, event.call_sid, at)


def picked_up(session: Session, event: PhonePickedUp, at: datetime) -> VoiceReply:
    """The volunteer's phone was picked up: whoever presses a key there is the volunteer.

    Raises NotFound for a caller that there is not.
    """
    caller = session.get(Caller, event.caller_id, with_for_update={"key_share": True})
    if caller is None:
        raise NotFound("there is no such caller")
    if not event.asked:
        sentence = Sentence(PICK_UP, SPOKEN_IN)
        return AskToPickUp((sentence,), caller.id)
    if not event.digit or caller.finished_at is not None:
        return SayAndHangUp()
    return _take(session, caller, event.call_sid, at)


def _take(session: Session, caller: Caller, call_sid: str, at: datetime) -> VoiceReply:
    replaced = None
    if first_time(session, f"{call_sid}:phone", "phone", at):
        replaced = caller.leg_call_sid
        take_line(caller, call_sid, on_phone=True)
        caller.phone_code = caller.phone_code_at = None
        announce_caller(session, caller.shift_id, caller.id)
    return JoinConference(caller.conference, caller.id, replaces=replaced)


def _is_old(caller: Caller, at: datetime) -> bool:
    return caller.phone_code_at is None or at - caller.phone_code_at > CODE_LASTS


def _free_code(session: Session) -> str:
    while True:
        code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
        if session.scalar(select(Caller.id).where(Caller.phone_code == code)) is None:
            return code
