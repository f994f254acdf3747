"""Voters who were promised a call back: at a time of theirs, by one caller or by any.

The gate is asked when the promise is made, and again when it is kept, like for any other call.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from phonebank.domain.call import Call
from phonebank.domain.caller import SILENT_AFTER, Assignment, AssignmentState, Caller
from phonebank.domain.contact_request import CampaignStanding
from phonebank.domain.contact_rules import Channel, Purpose, may_contact
from phonebank.domain.errors import BadInput
from phonebank.domain.shift import Shift, ShiftState
from phonebank.services import gate
from phonebank.services.claiming import languages_for
from phonebank.services.closing import assignment_of
from phonebank.services.gate_facts import facts_of_numbers

LONGEST_AHEAD = timedelta(days=14)
LATE_AFTER = timedelta(minutes=15)
PERSONAL_FOR = timedelta(minutes=10)
"""How long a promise waits for the caller who made it, before it is anybody's."""


@dataclass(frozen=True)
class Appointment:
    """When the voter wants to be called back, and whether by the same caller."""

    at: datetime
    in_person: bool = False


def promise(session: Session, call: Call, appointment: Appointment, at: datetime) -> None:
    """Let the voter of a closed call wait for the appointment.

    Raises BadInput where it is past, too far ahead, or at a time when they may not be called.
    """
    if not at < appointment.at <= at + LONGEST_AHEAD:
        raise BadInput("please choose a time within the next two weeks")
    shift = session.get_one(Shift, call.shift_id)
    if not may_be_kept(session, shift, call.phone_number_id, appointment.at):
        raise BadInput("nobody may be called there at that time: choose another one")
    assignment = assignment_of(session, call)
    assignment.state, assignment.caller_id = AssignmentState.PROMISED, None
    assignment.promised_for = assignment.not_before = appointment.at
    assignment.promised_to_id = call.caller_id if appointment.in_person else None
    assignment.promise_tries = 0


def may_be_kept(session: Session, shift: Shift, phone_number_id: int, at: datetime) -> bool:
    """Whether the gate, as far as is known now, lets the number be called back at that time: by
    this shift, or another of the campaign where this one is paused or over."""
    (known,) = facts_of_numbers(session, shift.id, [phone_number_id], Channel.CALL, at)
    by_any = replace(known.request.campaign, standing=CampaignStanding.OPEN)
    return may_contact(replace(known.request, purpose=Purpose.CALLBACK, campaign=by_any)).allowed


def take_due(session: Session, shift: Shift, caller: Caller, at: datetime) -> Assignment | None:
    """Take a promise that is to be kept now by this caller: their own first, then anybody's.

    Another caller's is theirs for ten minutes, unless they are gone.
    """
    due = (
        select(Assignment)
        .where(_is_due(shift, at), _is_for(caller, shift, at))
        .order_by(
            (func.coalesce(Assignment.promised_to_id, 0) == caller.id).desc(),
            Assignment.not_before,
        )
        .limit(1)
        .with_for_update(of=Assignment, skip_locked=True)
    )
    taken = session.scalar(due)
    if taken is not None:
        taken.state, taken.caller_id = AssignmentState.CLAIMED, caller.id
        session.flush()
    return taken


def promise_is_due(session: Session, shift: Shift, caller: Caller, at: datetime) -> bool:
    """Whether `take_due` would find one."""
    due = select(Assignment.id).where(_is_due(shift, at), _is_for(caller, shift, at))
    return session.scalar(due.limit(1)) is not None


def _is_due(shift: Shift, at: datetime) -> ColumnElement[bool]:
    return and_(
        Assignment.shift_id == shift.id,
        Assignment.state == AssignmentState.PROMISED,
        Assignment.not_before <= at,
    )


def _is_for(caller: Caller, shift: Shift, at: datetime) -> ColumnElement[bool]:
    whose = aliased(Caller)
    gone = (
        select(whose.id)
        .where(
            whose.id == Assignment.promised_to_id,
            or_(
                whose.finished_at.is_not(None),
                whose.shift_id != Assignment.shift_id,
                whose.seen_at < at - SILENT_AFTER,
            ),
        )
        .exists()
    )
    anybodys = or_(
        Assignment.promised_to_id.is_(None), Assignment.not_before < at - PERSONAL_FOR, gone
    )
    spoken = Assignment.language.in_(languages_for(caller, shift))
    return or_(Assignment.promised_to_id == caller.id, and_(anybodys, spoken))


def carry_over(session: Session, shift: Shift) -> None:
    """The promises of the campaign's shifts that have ended are kept by one that runs now, where
    its list has those voters; whoever made them may not be on it. The shift that has ended owes
    them no more, so that each is kept once."""
    before = aliased(Assignment)
    promised = (
        select(before.voter_id, func.max(before.promised_for).label("promised_for"))
        .join(Shift, Shift.id == before.shift_id)
        .where(
            before.state == AssignmentState.PROMISED,
            Shift.campaign_id == shift.campaign_id,
            Shift.state == ShiftState.ENDED,
        )
        .group_by(before.voter_id)
        .subquery()
    )
    kept = session.scalars(
        update(Assignment)
        .where(
            Assignment.shift_id == shift.id,
            Assignment.voter_id == promised.c.voter_id,
            Assignment.state == AssignmentState.WAITING,
        )
        .values(
            state=AssignmentState.PROMISED,
            promised_for=promised.c.promised_for,
            not_before=promised.c.promised_for,
        )
        .returning(Assignment.voter_id)
        .execution_options(synchronize_session=False)
    ).all()
    _retire(session, shift, kept)


def carry_to_others(session: Session, ended: Shift) -> None:
    """As `carry_over`, to the campaign's other shifts of calls that run as this one ends."""
    others = select(Shift).where(
        Shift.campaign_id == ended.campaign_id,
        Shift.state.in_((ShiftState.RUNNING, ShiftState.PAUSED)),
        Shift.channel == Channel.CALL,
    )
    for other in session.scalars(others.order_by(Shift.id)):
        carry_over(session, other)


def _retire(session: Session, shift: Shift, voter_ids: Sequence[int]) -> None:
    ended = select(Shift.id).where(
        Shift.campaign_id == shift.campaign_id, Shift.state == ShiftState.ENDED
    )
    session.execute(
        update(Assignment)
        .where(
            Assignment.shift_id.in_(ended),
            Assignment.voter_id.in_(voter_ids),
            Assignment.state == AssignmentState.PROMISED,
        )
        .values(state=AssignmentState.DONE, promised_for=None, promised_to_id=None)
        .execution_options(synchronize_session=False)
    )


@dataclass(frozen=True)
class Promises:
    """The call-backs that a shift has promised and not yet made: how many, how many of them were
    tried in vain, and how many should have been made LATE_AFTER ago."""

    count: int
    in_vain: int
    late: int


def promises_of(session: Session, shift: Shift, at: datetime) -> Promises:
    """What a shift owes its voters at this moment."""
    row = session.execute(
        select(
            func.count(),
            func.count().filter(Assignment.promise_tries > 0),
            func.count().filter(Assignment.not_before < at - LATE_AFTER),
        ).where(Assignment.shift_id == shift.id, Assignment.state == AssignmentState.PROMISED)
    ).one()
    return Promises(*row)


def promise_as_before(assignment: Assignment, call: Call) -> None:
    """Take back what the call's result made of a promise, or that it made one."""
    assignment.promised_for = call.promised_for_before
    assignment.promised_to_id = call.promised_to_before_id
    assignment.promise_tries = call.promise_tries_before


@dataclass(frozen=True)
class OfferedTimes:
    """When a voter may be called back: some times at hand, and the zones in which the voter may
    be, whose clocks other times may be told by."""

    zones: tuple[str, ...]
    times: list[datetime]


def offered_times(session: Session, call: Call, at: datetime) -> OfferedTimes:
    """Times to offer to the voter of a call, those alone at which the gate would let it happen."""
    shift = session.get_one(Shift, call.shift_id)
    decision = gate.check_number(
        session, shift, call.phone_number_id, Channel.CALL, at, Purpose.CALLBACK
    )
    zones = decision.zones or ("America/Chicago",)
    times = [
        moment
        for moment in times_at_hand(ZoneInfo(zones[0]), at)
        if may_be_kept(session, shift, call.phone_number_id, moment)
    ]
    return OfferedTimes(zones, times)


def times_at_hand(zone: ZoneInfo, at: datetime) -> list[datetime]:
    """In an hour, in two, this evening at six, and tomorrow at ten and at six, by a zone's clock;
    in UTC, in their order.

    >>> noon = datetime(2026, 12, 1, 18, 7, tzinfo=UTC)
    >>> [f"{time:%d %H:%M}" for time in times_at_hand(ZoneInfo("America/Chicago"), noon)[:3]]
    ['01 19:15', '01 20:15', '02 00:00']
    """
    quarter = timedelta(minutes=15)
    rounded = at + (quarter - timedelta(minutes=at.minute % 15, seconds=at.second))
    rounded = rounded.replace(microsecond=0) if at.minute % 15 or at.second else at
    today = at.astimezone(zone).date()
    clocks = [(0, 18), (1, 10), (1, 18)]
    later = [
        datetime.combine(today + timedelta(days=days), time(hour), zone).astimezone(UTC)
        for days, hour in clocks
    ]
    soon = [rounded + timedelta(hours=1), rounded + timedelta(hours=2)]
    return sorted({moment for moment in (*soon, *later) if moment > at})
