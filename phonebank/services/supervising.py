"""A captain in a caller's call: listening, whispering, joining, taking over.

The server alone decides the room: the captain's browser calls, and says nothing but who it is.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.db import Database
from phonebank.domain.call import Call
from phonebank.domain.caller import Caller
from phonebank.domain.captain import Manner, Supervision, captain_label
from phonebank.domain.errors import NotNow
from phonebank.domain.listening import may_take_part
from phonebank.domain.organisation import Member
from phonebank.domain.voter import Voter
from phonebank.domain.zones import Whereabouts, states_of
from phonebank.services.announcing import announce_caller
from phonebank.services.auditing import audit
from phonebank.services.carrier_events import first_time
from phonebank.services.dialling import open_call
from phonebank.services.directing import Direction, directed
from phonebank.telephony.port import (
    CaptainConnected,
    Carrier,
    ConferenceMoved,
    JoinConference,
    SayAndHangUp,
    VoiceIn,
    VoiceReply,
)

JOB_LOST_AFTER = timedelta(seconds=5)

VoiceOf = tuple[str, str, VoiceIn]
"""A conference, a line in it, and how it is heard there."""


def supervise(
    session: Session, member: Member, direction: Direction, manner: Manner
) -> Supervision:
    """Let the captain take part in what the caller does, in this manner; `see_to` does the rest.

    Raises NotFound, and NotNow where the caller has no line or the voter's state wants everybody
    to agree to being listened to.
    """
    caller = directed(session, direction)
    at = direction.author.at
    if caller.leg_call_sid is None:
        raise NotNow("this caller's line is not connected")
    call = open_call(session, caller.id)
    if call is not None and not may_take_part(manner, _states(session, call)):
        raise NotNow("the voter may be in a state where everybody has to agree: join openly")
    current = supervision_of(session, member.id)
    line = None if current is None else current.call_sid
    if current is not None and current.caller_id != caller.id:
        _end(session, current, at)
        current = None
    if current is None:
        current = Supervision(
            organisation_id=member.organisation_id,
            caller_id=caller.id,
            member_id=member.id,
            call_sid=line,
            began_at=at,
        )
        session.add(current)
    current.manner, current.voices_set_at = manner, None
    session.flush()
    audit(session, caller.organisation_id, at, f"member {member.id}", manner, f"caller {caller.id}")
    announce_caller(session, caller.shift_id, caller.id)
    return current


def stop_supervising(session: Session, member_id: int, at: datetime) -> str | None:
    """The captain leaves; returns the line that the door hangs up, if one is up."""
    current = supervision_of(session, member_id)
    if current is None:
        return None
    _end(session, current, at)
    return current.call_sid


def captain_connected(session: Session, event: CaptainConnected, at: datetime) -> VoiceReply:
    """A captain's line came in: it goes where the captain has chosen to be, and nowhere else.

    It is muted until `see_to` has told the carrier who may hear it.
    """
    current = supervision_of(session, event.member_id, lock=True)
    if current is None:
        return SayAndHangUp()
    caller = session.get_one(Caller, current.caller_id)
    if first_time(session, f"{event.call_sid}:captain", "captain", at):
        current.call_sid, current.is_there = event.call_sid, False
        current.voices_set_at = None
        announce_caller(session, caller.shift_id, caller.id)
    return _place_of(current, caller)


def captain_moved(session: Session, event: ConferenceMoved, at: datetime) -> int | None:
    """A captain's line joined or left; returns the caller for whom voices have to be set anew."""
    current = None if event.member_id is None else supervision_of(session, event.member_id)
    if current is None or current.call_sid != event.call_sid:
        return None
    if event.caller_id != current.caller_id or not first_time(
        session, event.event_key, "conference", at
    ):
        return None
    if event.joined:
        current.is_there, current.voices_set_at = True, None
    else:
        _end(session, current, at)
    return current.caller_id


def end_hidden_where_all_must_agree(session: Session, caller_id: int, at: datetime) -> list[str]:
    """A voter has joined: captains who may not listen to this one leave. Their lines to hang up."""
    hidden = [one for one in _open_of(session, caller_id) if one.manner.is_hidden]
    call = open_call(session, caller_id) if hidden else None
    if call is None:
        return []
    states = _states(session, call)
    refused = [one for one in hidden if not may_take_part(one.manner, states)]
    for one in refused:
        _end(session, one, at)
    return [one.call_sid for one in refused if one.call_sid is not None]


def see_to(database: Database, carrier: Carrier, caller_id: int, at: datetime) -> None:
    """Tell the carrier who hears whom in a caller's conference: safe to do again.

    Spans transactions, since the carrier is asked in between. What was to be told is read again
    after it was told: of two that tell at the same time, the slower one has the newest.
    """
    told = None
    while (wanted := _voices(database, caller_id, told, at)) != told:
        for room, call_sid, voice in wanted:
            carrier.set_voice(room, call_sid, voice)
        told = wanted


def bring_to(database: Database, carrier: Carrier, supervision_id: int) -> bool:
    """Take a captain's line to the caller whom the captain has chosen, if it is not there yet.

    False where no line is up: the captain's browser is to call.
    """
    with database.transaction() as session:
        current = session.get_one(Supervision, supervision_id)
        place = _place_of(current, session.get_one(Caller, current.caller_id))
        line, is_there = current.call_sid, current.is_there
    if line is None or is_there or carrier.move(line, place):
        return line is not None
    with database.transaction() as session:
        session.get_one(Supervision, supervision_id).call_sid = None
    return False


def own_line_joined(session: Session, caller_id: int) -> int | None:
    """The caller's own line is another one, or there again: who hears whom is to be set anew, where
    a captain is there. Returns the caller then."""
    there = _open_of(session, caller_id)
    for one in there:
        one.voices_set_at = None
    return caller_id if there else None


def callers_to_see_to(session: Session, at: datetime) -> list[int]:
    """Callers in whose conference the carrier has to be told anew who hears whom, because the job
    that was to do it is lost."""
    statement = (
        select(Supervision.caller_id)
        .where(
            Supervision.voices_set_at.is_(None),
            Supervision.call_sid.is_not(None),
            Supervision.began_at < at - JOB_LOST_AFTER,
        )
        .distinct()
    )
    return list(session.scalars(statement))


def supervision_of(session: Session, member_id: int, *, lock: bool = False) -> Supervision | None:
    """Where a captain is at present."""
    statement = select(Supervision).where(
        Supervision.member_id == member_id, Supervision.ended_at.is_(None)
    )
    return session.scalar(statement.with_for_update() if lock else statement)


def supervised_by(session: Session, caller_id: int) -> list[Manner]:
    """In what manners captains are with a caller, who is told for as long as it lasts."""
    return [one.manner for one in _open_of(session, caller_id) if one.call_sid is not None]


def _open_of(session: Session, caller_id: int) -> list[Supervision]:
    statement = select(Supervision).where(
        Supervision.caller_id == caller_id, Supervision.ended_at.is_(None)
    )
    return list(session.scalars(statement))


def _voices(
    database: Database, caller_id: int, told: list[VoiceOf] | None, at: datetime
) -> list[VoiceOf]:
    """Who is to be heard how; noted as told where that is what the carrier was told."""
    with database.transaction() as session:
        caller = session.get_one(Caller, caller_id)
        there = [one for one in _open_of(session, caller_id) if one.call_sid is not None]
        wanted = [
            (caller.conference, one.call_sid, _voice(one, caller))
            for one in there
            if one.call_sid is not None
        ]
        if caller.leg_call_sid is not None:
            taken = any(one.manner is Manner.TAKE_OVER for one in there)
            wanted.append((caller.conference, caller.leg_call_sid, VoiceIn(muted=taken)))
        if wanted == told:
            for one in _unset_of(session, caller_id):
                one.voices_set_at = at
        return wanted


def _unset_of(session: Session, caller_id: int) -> list[Supervision]:
    statement = select(Supervision).where(
        Supervision.caller_id == caller_id, Supervision.voices_set_at.is_(None)
    )
    return list(session.scalars(statement))


def _end(session: Session, current: Supervision, at: datetime) -> None:
    current.ended_at = at
    # Whoever was talked over speaks again.
    current.voices_set_at = None if current.manner is Manner.TAKE_OVER else at
    caller = session.get_one(Caller, current.caller_id)
    session.flush()
    announce_caller(session, caller.shift_id, caller.id)


def _place_of(current: Supervision, caller: Caller) -> JoinConference:
    return JoinConference(
        caller.conference, caller.id, captain_label(current.member_id), _voice(current, caller)
    )


def _voice(current: Supervision, caller: Caller) -> VoiceIn:
    if current.manner is Manner.WHISPER and caller.leg_call_sid is not None:
        return VoiceIn(only_for=caller.leg_call_sid)
    return VoiceIn(muted=current.manner.is_hidden)


def _states(session: Session, call: Call) -> tuple[str, ...]:
    voter = session.get_one(Voter, call.voter_id)
    return states_of(call.to_number, Whereabouts(address_state=voter.state or None))
