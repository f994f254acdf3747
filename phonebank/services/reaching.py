"""A voter rings back while the campaign calls: they reach a volunteer, as if they were called."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, CallState
from phonebank.domain.caller import Assignment, AssignmentState, Caller
from phonebank.domain.contact_rules import Channel
from phonebank.domain.shift import Shift, ShiftState
from phonebank.services.gate import is_suppressed
from phonebank.services.putting_through import connect, pick
from phonebank.telephony.port import PutThrough


@dataclass(frozen=True)
class Ringing:
    """A voter on the line to one of our numbers; `last_call` is the one that they ring back for."""

    call_sid: str
    from_: str
    to: str
    last_call: Call
    campaign_id: int


def reach_somebody(session: Session, ringing: Ringing, at: datetime) -> PutThrough | None:
    """Put the voter through to somebody free, if anybody is; asked again, the same reply.

    Whoever has opted out is asked for nothing: they hear our message.
    """
    repeated = session.scalar(select(Call).where(Call.carrier_sid == ringing.call_sid))
    if repeated is not None and repeated.caller_id is not None:
        caller = session.get_one(Caller, repeated.caller_id)
        return PutThrough(caller.conference, repeated.id)
    last = ringing.last_call
    if is_suppressed(session, last.organisation_id, ringing.from_):
        return None
    for shift_id, language in session.execute(_where_they_wait(ringing)).all():
        caller_found = pick(session, shift_id, language, at, also_idle=True)
        place = session.scalars(_place(shift_id, last.voter_id)).one()
        if caller_found is not None and place.state is not AssignmentState.CLAIMED:
            return _take(session, ringing, caller_found, place, at)
    return None


def _where_they_wait(ringing: Ringing):  # type: ignore[no-untyped-def]
    """The running shifts of the campaign on whose list the voter is, the latest first."""
    return (
        select(Shift.id, Assignment.language)
        .join(Assignment, Assignment.shift_id == Shift.id)
        .where(
            Shift.campaign_id == ringing.campaign_id,
            Shift.state == ShiftState.RUNNING,
            Shift.channel == Channel.CALL,
            Assignment.voter_id == ringing.last_call.voter_id,
        )
        .order_by(Shift.id.desc())
    )


def _place(shift_id: int, voter_id: int):  # type: ignore[no-untyped-def]
    here = (Assignment.shift_id == shift_id, Assignment.voter_id == voter_id)
    return select(Assignment).where(*here).with_for_update()


def _take(
    session: Session, ringing: Ringing, caller: Caller, place: Assignment, at: datetime
) -> PutThrough:
    place.state, place.caller_id = AssignmentState.CLAIMED, caller.id
    call = Call(
        organisation_id=place.organisation_id,
        shift_id=place.shift_id,
        voter_id=place.voter_id,
        phone_number_id=ringing.last_call.phone_number_id,
        inbound=True,
        language=place.language,
        to_number=ringing.from_,
        from_number=ringing.to,
        request_key=ringing.call_sid,
        carrier_sid=ringing.call_sid,
        state=CallState.TALKING,
        queued_at=at,
        placed_at=at,
        answered_at=at,
    )
    session.add(call)
    connect(session, call, caller, at)
    session.flush()
    return PutThrough(caller.conference, call.id)
