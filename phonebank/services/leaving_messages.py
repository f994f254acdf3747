"""Recorded messages on answering machines: whether one may be left, and what becomes of the line.

The voter's line leaves the volunteer's conference first, waits for the beep where that has not
come, and hears the campaign's recording in the voter's language. The volunteer goes on meanwhile.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.call import AnsweredBy, Call, ContactResult, voter_label
from phonebank.domain.caller import Caller
from phonebank.domain.campaign import Campaign
from phonebank.domain.contact_rules import Channel
from phonebank.domain.shift import Shift
from phonebank.domain.spoken_phrases import Phrase
from phonebank.domain.voicemail import (
    WINDOW,
    Greeting,
    Mailbox,
    VoicemailPolicy,
    may_be_spoken_to,
)
from phonebank.domain.voter import Voter
from phonebank.domain.zones import states_of
from phonebank.services.gate_facts import NumberFacts, facts_of_numbers
from phonebank.services.opting_out import lock_number
from phonebank.services.voices import digits, voice_of
from phonebank.telephony.port import (
    BringBack,
    Carrier,
    CarrierBusy,
    CarrierError,
    CarrierRefused,
    EndLine,
    Heard,
    JoinConference,
    LeaveMessage,
    Played,
    SetAside,
)


@dataclass(frozen=True)
class _Campaign:
    campaign: Campaign
    language: str

    @property
    def policy(self) -> VoicemailPolicy:
        return self.campaign.voicemail_policy(self.language)


def policy_for(session: Session, call: Call) -> VoicemailPolicy:
    """What the campaign does with this voter's answering machine."""
    return _campaign_of(session, call).policy


def message_for(session: Session, call: Call, at: datetime) -> tuple[Heard, ...] | None:
    """What is to be heard after the beep; None where no message may or can be left.

    The rule is `domain/voicemail.py`; whoever opted out meanwhile gets none.
    """
    of = _campaign_of(session, call)
    if of.policy is not VoicemailPolicy.RECORDED_MESSAGE or call.inbound:
        return None
    (known,) = facts_of_numbers(session, call.shift_id, [call.phone_number_id], Channel.CALL, at)
    if known.request.suppressions or not may_be_spoken_to(_mailbox(session, of, call, known, at)):
        return None
    voice = voice_of(session, of.campaign, of.campaign.speaks_to(of.language))
    token = voice.tokens.get(Phrase.VOICEMAIL.value)
    if token is None:
        return None
    return Played(token), voice.say(Phrase.OUR_NUMBER, number=digits(call.from_number))


def _campaign_of(session: Session, call: Call) -> _Campaign:
    shift = session.get_one(Shift, call.shift_id)
    language = session.get_one(Voter, call.voter_id).language
    return _Campaign(session.get_one(Campaign, shift.campaign_id), language)


def _mailbox(
    session: Session, of: _Campaign, call: Call, known: NumberFacts, at: datetime
) -> Mailbox:
    heard_at = func.coalesce(Call.message_at, Call.abandoned_at)
    theirs = or_(Call.voter_id == call.voter_id, Call.to_number == call.to_number)
    left, lately = session.execute(
        select(
            func.count().filter(
                Call.message_at.is_not(None), Shift.campaign_id == of.campaign.id, theirs
            ),
            func.count().filter(Call.to_number == call.to_number, heard_at > at - WINDOW),
        )
        .join(Shift, Shift.id == Call.shift_id)
        .where(Call.organisation_id == call.organisation_id, Call.id != call.id, theirs)
    ).one()
    request = known.request
    return Mailbox(
        request.line_type,
        request.consent_to_machine,
        states_of(request.number, request.whereabouts),
        left_before=left > 0,
        voices_lately=lately,
    )


def after_result(
    session: Session, call: Call, at: datetime
) -> EndLine | SetAside | LeaveMessage | None:
    """What becomes of the line of a call whose result has just been told; None where it is down.
    The call is locked."""
    if call.over or call.carrier_sid is None:
        return None
    line = EndLine(call.carrier_sid)
    if call.message_at or call.apart_at:
        return None  # the same result was told before
    if call.result is not ContactResult.VOICEMAIL or not _may_get_a_message(session, call, at):
        return line
    if call.answered_by is AnsweredBy.MACHINE:
        return LeaveMessage(call.id)  # its greeting was over before
    return SetAside(call.id) if call.answered_by is None else line


def after_undo(call: Call) -> BringBack | EndLine | None:
    """What becomes of the line of a call whose result has just been taken back: one that is alone
    comes back, unless its message has begun. The call is locked."""
    if call.over or call.carrier_sid is None:
        return None
    if call.message_at is not None:
        return EndLine(call.carrier_sid)
    if call.apart_at is None:
        return None
    call.apart_at = None
    return BringBack(call.id)


def after_greeting(
    session: Session, call: Call, greeting: Greeting, at: datetime
) -> EndLine | LeaveMessage | None:
    """What becomes of the line when the carrier has its opinion of who answered: None where the
    volunteer is still there, and goes on deciding. The call is locked.

    A volunteer who has said that it is voicemail is gone already. For one who has not said so, the
    beep does, and nothing else: what fell silent may be a person who listens.
    """
    told = call.result is ContactResult.VOICEMAIL
    if not (told or (call.closed_at is None and greeting is Greeting.BEEPED)):
        return None
    ended = call.answered_by is AnsweredBy.MACHINE and greeting is not Greeting.UNHEARD
    if ended and _may_get_a_message(session, call, at):
        return LeaveMessage(call.id)
    return EndLine(call.carrier_sid or "") if told else None


def _may_get_a_message(session: Session, call: Call, at: datetime) -> bool:
    possible = call.awaits_beep and call.message_at is None and not call.over
    return possible and message_for(session, call, at) is not None


def set_aside(database: Database, carrier: Carrier, call_id: int, clock: Clock) -> None:
    """Take the line of a call out of its conference, where its message has not begun meanwhile."""
    with database.transaction() as session:
        call = _locked(session, call_id)
        told = call.result is ContactResult.VOICEMAIL and not call.over
        if not told or call.apart_at or call.message_at or call.carrier_sid is None:
            return
        if carrier.set_aside(call.carrier_sid):
            call.apart_at = clock()


def bring_back(database: Database, carrier: Carrier, call_id: int) -> None:
    """Take the line of a call that has no result any more back to its volunteer, or end it: nobody
    is left in silence."""
    with database.transaction() as session:
        call = _locked(session, call_id)
        sid = call.carrier_sid
        if call.over or sid is None:
            return
        back = call.closed_at is None and _joins_its_caller(session, carrier, call, sid)
    if not back:
        carrier.hang_up(sid)


def _joins_its_caller(session: Session, carrier: Carrier, call: Call, sid: str) -> bool:
    caller = session.get_one(Caller, call.caller_id)
    if caller.leg_call_sid is None:
        return False
    try:
        return carrier.move(sid, JoinConference(caller.conference, caller.id, voter_label(call.id)))
    except CarrierError:
        return False


def leave(database: Database, carrier: Carrier, call_id: int, clock: Clock) -> None:
    """Play the message on the line and end it, once; where none may be left any more, only end it.
    What the carrier surely did not begin has not been left; where nobody can tell, it counts."""
    with database.transaction() as session:
        call = _locked(session, call_id)
        sid = call.carrier_sid
        if call.result is not ContactResult.VOICEMAIL or call.message_at or call.over:
            return
        may_be_left = sid is not None and message_for(session, call, clock()) is not None
        if may_be_left:
            call.message_at = clock()
    if sid is not None and not (may_be_left and _begin(database, carrier, call_id, sid, clock)):
        carrier.hang_up(sid)


def _begin(database: Database, carrier: Carrier, call_id: int, sid: str, clock: Clock) -> bool:
    """Whether the message is heard now. The number was free for a moment since it was noted, in
    which the voter may have opted out, or the volunteer taken their word back."""
    with database.transaction() as session:
        call = _locked(session, call_id)
        told = call.result is ContactResult.VOICEMAIL and not call.over
        message = message_for(session, call, clock()) if told else None
        try:
            begun = message is not None and carrier.farewell(sid, *message)
        except (CarrierRefused, CarrierBusy):
            begun = False
        if begun:
            call.apart_at = call.apart_at or clock()
        else:
            call.message_at = None
        return begun


def _locked(session: Session, call_id: int) -> Call:
    """The call, its number locked: two jobs for one line take turns at the carrier."""
    lock_number(session, session.get_one(Call, call_id).to_number)
    return session.get_one(
        Call, call_id, with_for_update={"key_share": True}, populate_existing=True
    )
