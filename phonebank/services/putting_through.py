"""A voter has answered a call that was nobody's yet: whoever is free is put through at once.

Who is free is locked first, and the call's row after that, so that two answers never get one
volunteer and a volunteer who leaves is either not picked or loses a call that is already theirs.
"""

from datetime import datetime, timedelta

from sqlalchemy import Integer, any_, case, func, literal, select, true
from sqlalchemy.orm import Session

from phonebank.domain.call import AnsweredBy, Call, CallEvent, result_of_unconnected
from phonebank.domain.caller import Caller
from phonebank.domain.campaign import Campaign
from phonebank.domain.errors import NotFound
from phonebank.domain.languages import UNKNOWN
from phonebank.domain.shift import Shift
from phonebank.domain.spoken_phrases import Phrase
from phonebank.domain.voter import Voter
from phonebank.services.announcing import announce_caller
from phonebank.services.closing import close_call
from phonebank.services.dealing_scripts import deal_to_call
from phonebank.services.dialling import open_call
from phonebank.services.line_holder import line_holder
from phonebank.services.voices import digits, voice_of
from phonebank.telephony.port import (
    AskByKeypad,
    PutThrough,
    SayAndHangUp,
    VoiceReply,
    VoterAnswered,
)

PRESENT = timedelta(seconds=20)
"""Nobody is put through to a page that has not been heard from for this long."""
_TRIES = 5


def voter_answered(session: Session, event: VoterAnswered, at: datetime) -> VoiceReply:
    """Put the voter through to somebody free, or say who called and how to call back.

    Asked again, it gives the same reply and changes nothing. Raises NotFound for a call that is
    not ours.
    """
    held = line_holder(session, event.call_id)
    call = session.get(Call, held)
    if call is None or call.carrier_sid not in (None, event.call_sid):
        raise NotFound("there is no such call")
    caller = None if call.caller_id is not None else pick(session, call.shift_id, call.language, at)
    call = session.get_one(Call, held, with_for_update={"key_share": True}, populate_existing=True)
    call.carrier_sid = event.call_sid
    if call.caller_id is not None:
        return PutThrough(session.get_one(Caller, call.caller_id).conference, call.id)
    if call.over or call.closed_at is not None:
        return SayAndHangUp() if call.abandoned_at is None else _nobody_is_free(session, call)
    call.apply(CallEvent.ANSWERED, at)
    if caller is None:
        return _abandon(session, call, at)
    connect(session, call, caller, at)
    return PutThrough(caller.conference, call.id)


def pick(
    session: Session, shift_id: int, language: str, at: datetime, *, also_idle: bool = False
) -> Caller | None:
    """Lock the volunteer who is to have a voter of this language, if anybody is free: of those for
    whom such voters are dialled, then the most fluent, then who has waited longest. A voter of
    unknown language is anybody's. `also_idle` takes in those who are between two calls.

    Whoever is busy for a moment (a page that says it is there) is waited for, where nobody else is
    free: the caller's own lock comes first, so that nobody waits for us meanwhile.
    """
    for _ in range(_TRIES):
        free = _free(shift_id, language, at, also_idle)
        caller: Caller | None = session.scalar(
            free.with_for_update(key_share=True, skip_locked=True)
        ) or session.scalar(free.with_for_update(key_share=True))
        if caller is None:
            return None
        # What was committed while the lock was waited for is seen only now.
        if open_call(session, caller.id) is None:
            return caller
        caller.free_since = None
        session.flush()
    return None


def _free(  # type: ignore[no-untyped-def]
    shift_id: int, language: str, at: datetime, also_idle: bool
):
    open_calls = select(Call.id).where(Call.caller_id == Caller.id, Call.closed_at.is_(None))
    lines_up = select(Call.id).where(
        Call.caller_id == Caller.id, Call.ended_at.is_(None), Call.apart_at.is_(None)
    )
    rank = func.array_position(Caller.languages, language, type_=Integer)
    speaks = literal(language) == any_(Caller.languages)
    return (
        select(Caller)
        .where(
            Caller.shift_id == shift_id,
            ~open_calls.exists() if also_idle else Caller.free_since.is_not(None),
            Caller.finished_at.is_(None),
            Caller.on_break.is_(False),
            Caller.leaving.is_(None),
            Caller.next_shift_id.is_(None),
            Caller.guest_of_id.is_(None),
            Caller.leg_call_sid.is_not(None),
            Caller.seen_at > at - PRESENT,
            true() if language == UNKNOWN else speaks,
            # Whose voter of before is still in their conference would have two at once.
            ~lines_up.exists(),
        )
        .order_by(case((Caller.pool == language, 0), else_=1), rank.nulls_last(), Caller.free_since)
        .limit(1)
        .execution_options(populate_existing=True)
    )


def connect(session: Session, call: Call, caller: Caller, at: datetime) -> None:
    """Give an answered call to a volunteer; both are locked."""
    call.caller_id, call.connected_at = caller.id, at
    if caller.free_since is not None:
        call.waited_seconds = max(0.0, (at - caller.free_since).total_seconds())
    caller.free_since = None
    deal_to_call(session, call, at)
    announce_caller(session, call.shift_id, caller.id)


def _abandon(session: Session, call: Call, at: datetime) -> VoiceReply:
    """Nobody is free: it counts, and the voter is told who called. No machine is told."""
    call.abandoned_at = at
    close_call(session, call, result_of_unconnected(call), at)
    if call.answered_by in (AnsweredBy.MACHINE, AnsweredBy.FAX):
        return SayAndHangUp()
    return _nobody_is_free(session, call)


def _nobody_is_free(session: Session, call: Call) -> VoiceReply:
    shift = session.get_one(Shift, call.shift_id)
    campaign = session.get_one(Campaign, shift.campaign_id)
    voice = voice_of(session, campaign, session.get_one(Voter, call.voter_id).language)
    number = digits(call.from_number)
    told = voice.say(Phrase.NOBODY_FREE, sender=campaign.sender_name, number=number)
    return AskByKeypad((told, voice.say(Phrase.STOP_KEY)))
