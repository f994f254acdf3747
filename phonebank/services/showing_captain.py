"""A running shift as its captain sees it: who does what since when, and who needs whom."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call
from phonebank.domain.caller import Caller, CallerState
from phonebank.domain.caller_alerts import Alert, alert_for
from phonebank.domain.captain import CaptainMessage, HelpRequest, Manner, Supervision
from phonebank.domain.contact_rules import Channel
from phonebank.domain.organisation import Organisation
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.voter import Voter
from phonebank.services.promises import Promises, promises_of
from phonebank.services.showing_callers import CallerNow, callers_now
from phonebank.services.speakers import UnmetNeed, unmet_needs

_MESSAGES = 3


@dataclass(frozen=True)
class WatchedCaller:
    """One caller on the captain's page. `language` is the current voter's, a spoken tag;
    `supervisions` are the captains who are with them, by member."""

    now: CallerNow
    language: str | None
    help: HelpRequest | None
    alert: Alert | None
    moves_to: Shift | None
    supervisions: dict[int, Manner] = field(default_factory=dict)

    @property
    def caller(self) -> Caller:
        """The caller."""
        return self.now.caller


class Group(StrEnum):
    """What the callers of a shift do, in the few words of a head line."""

    FREE = "free"
    DIALLING = "dialling"
    TALKING = "talking"
    WRAPPING_UP = "wrapping up"
    AWAY = "away"


_GROUPS = {
    CallerState.READY: Group.FREE,
    CallerState.DIALLING: Group.DIALLING,
    CallerState.TALKING: Group.TALKING,
    CallerState.HANDING_OVER: Group.TALKING,
    CallerState.WRAPPING_UP: Group.WRAPPING_UP,
    CallerState.JOINED: Group.AWAY,
    CallerState.AWAY: Group.AWAY,
    CallerState.ON_BREAK: Group.AWAY,
    CallerState.PAUSED: Group.AWAY,
}


@dataclass(frozen=True)
class CaptainsView:
    """Everything on the captain's page. Callers who have finished come last, raised hands first."""

    at: datetime
    shift: Shift
    organisation: Organisation
    callers: list[WatchedCaller]
    unmet: list[UnmetNeed]
    promises: Promises
    messages: list[CaptainMessage]
    other_shifts: list[Shift]
    groups: dict[Group, int]
    supervised: Supervision | None


def captains_view(session: Session, shift: Shift, member_id: int, at: datetime) -> CaptainsView:
    """What the captain of a shift sees at this moment."""
    watched = _watched(session, shift, at)
    groups = Counter(_GROUPS[each.now.state] for each in watched if each.now.state in _GROUPS)
    return CaptainsView(
        at=at,
        shift=shift,
        organisation=session.get_one(Organisation, shift.organisation_id),
        callers=sorted(watched, key=_order),
        unmet=unmet_needs(session, shift.campaign_id, at),
        promises=promises_of(session, shift, at),
        messages=_messages(session, shift),
        other_shifts=_other_shifts(session, shift),
        groups={group: groups[group] for group in Group},
        supervised=_supervised(session, shift, member_id),
    )


def _order(each: WatchedCaller) -> tuple[bool, bool, bool, int]:
    finished = each.now.state is CallerState.FINISHED
    return (finished, each.help is None, each.alert is None, each.caller.id)


def _watched(session: Session, shift: Shift, at: datetime) -> list[WatchedCaller]:
    callers = callers_now(session, shift, at)
    ids = [each.caller.id for each in callers]
    languages = _languages_on_the_line(session, ids)
    hands = {
        hand.caller_id: hand
        for hand in session.scalars(
            select(HelpRequest).where(
                HelpRequest.caller_id.in_(ids), HelpRequest.lowered_at.is_(None)
            )
        )
    }
    with_them = _supervisions(session, ids)
    return [
        WatchedCaller(
            now=each,
            language=languages.get(each.caller.id),
            help=hands.get(each.caller.id),
            alert=_alert(shift, each, at),
            moves_to=_moves_to(session, each.caller),
            supervisions=with_them.get(each.caller.id, {}),
        )
        for each in callers
    ]


def _alert(shift: Shift, each: CallerNow, at: datetime) -> Alert | None:
    if shift.state is not ShiftState.RUNNING:
        return None
    return alert_for(each.state, at - each.since, line_up=each.caller.leg_call_sid is not None)


def _languages_on_the_line(session: Session, ids: list[int]) -> dict[int, str]:
    statement = (
        select(Call.caller_id, Voter.language)
        .join(Voter, Voter.id == Call.voter_id)
        .where(Call.caller_id.in_(ids), Call.closed_at.is_(None))
    )
    return {id_: language for id_, language in session.execute(statement) if id_ is not None}


def _supervisions(session: Session, ids: list[int]) -> dict[int, dict[int, Manner]]:
    statement = select(Supervision).where(
        Supervision.caller_id.in_(ids), Supervision.ended_at.is_(None)
    )
    found: dict[int, dict[int, Manner]] = {}
    for one in session.scalars(statement):
        found.setdefault(one.caller_id, {})[one.member_id] = one.manner
    return found


def _moves_to(session: Session, caller: Caller) -> Shift | None:
    return None if caller.next_shift_id is None else session.get_one(Shift, caller.next_shift_id)


def _messages(session: Session, shift: Shift) -> list[CaptainMessage]:
    statement = select(CaptainMessage).where(CaptainMessage.shift_id == shift.id)
    return list(session.scalars(statement.order_by(CaptainMessage.id.desc()).limit(_MESSAGES)))


def _other_shifts(session: Session, shift: Shift) -> list[Shift]:
    statement = select(Shift).where(
        Shift.campaign_id == shift.campaign_id,
        Shift.id != shift.id,
        Shift.channel == Channel.CALL,
        Shift.state.in_((ShiftState.RUNNING, ShiftState.PAUSED)),
    )
    return list(session.scalars(statement.order_by(Shift.id)))


def _supervised(session: Session, shift: Shift, member_id: int) -> Supervision | None:
    statement = (
        select(Supervision)
        .join(Caller, Caller.id == Supervision.caller_id)
        .where(
            Supervision.member_id == member_id,
            Supervision.ended_at.is_(None),
            Caller.shift_id == shift.id,
        )
    )
    return session.scalar(statement)
