"""The facts of a running shift from which its alerts are made."""

from collections import Counter
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, ContactResult
from phonebank.domain.caller import CallerState
from phonebank.domain.campaign import Campaign
from phonebank.domain.contact_rules import Channel
from phonebank.domain.languages import UNKNOWN
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.shift_alerts import Alert, ShiftFacts, alerts
from phonebank.services.escalating import unanswered_by_language
from phonebank.services.forecasting import pace_of
from phonebank.services.promises import promises_of
from phonebank.services.reply_times import reply_times_of
from phonebank.services.reporting import Figures
from phonebank.services.showing_callers import CallerNow
from phonebank.services.showing_decisions import decisions_of

LATEST_CALLS = 60
_THERE = frozenset(CallerState) - {CallerState.AWAY, CallerState.FINISHED}
STARTED_FOR_SECONDS = 120
"""So long may a volunteer who has joined take to bring up their line."""


def alerts_of(
    session: Session, shift: Shift, figures: Figures, callers: list[CallerNow], at: datetime
) -> list[Alert]:
    """The alerts of a shift that runs; none of any other."""
    if shift.state is not ShiftState.RUNNING:
        return []
    facts = _calling(session, shift, figures, callers, at)
    if shift.channel is Channel.TEXT:
        facts = _texting(session, shift, figures, callers, at)
    return alerts(facts)


def _calling(
    session: Session, shift: Shift, figures: Figures, callers: list[CallerNow], at: datetime
) -> ShiftFacts:
    made, answered = _latest(session, shift)
    here = _present(callers)
    return ShiftFacts(
        without_line=sum(_waits_for_line(each, at) for each in callers),
        away=sum(each.state is CallerState.AWAY for each in callers),
        waiting=figures.waiting if callers else {},
        present=here,
        minutes_of_list_left=_minutes_left(session, shift, figures, callers),
        promises_late=promises_of(session, shift, at).late,
        latest_calls=made,
        latest_answered=answered,
        answered=figures.answered,
        interrupted=figures.results.get(ContactResult.INTERRUPTED, 0),
        contacts=figures.answered,
        opt_outs=figures.opt_outs,
    )


def _texting(
    session: Session, shift: Shift, figures: Figures, callers: list[CallerNow], at: datetime
) -> ShiftFacts:
    minutes = session.get_one(Campaign, shift.campaign_id).answer_within_minutes
    oldest = reply_times_of(session, shift.id, at).waiting_since
    return ShiftFacts(
        away=sum(each.state is CallerState.AWAY for each in callers),
        waiting=figures.waiting if callers else {},
        present=_present(callers),
        oldest_reply_minutes=(at - oldest).total_seconds() / 60 if oldest else 0.0,
        replies_waiting=figures.replies_waiting,
        reply_minutes=minutes,
        unanswered=unanswered_by_language(session, shift, minutes, at),
        to_decide=decisions_of(session, shift.organisation_id, at).count,
        texts_sent=figures.texts_sent,
        texts_not_delivered=figures.texts_not_delivered,
        contacts=figures.texts_sent,
        opt_outs=figures.opt_outs,
    )


def _waits_for_line(caller: CallerNow, at: datetime) -> bool:
    waited = (at - caller.caller.joined_at).total_seconds()
    return caller.state is CallerState.JOINED and waited > STARTED_FOR_SECONDS


def _present(callers: list[CallerNow]) -> dict[str, int]:
    """How many who are there speak each language; anybody may speak with the unknown."""
    there = [each.caller for each in callers if each.state in _THERE]
    spoken = Counter(tag for caller in there for tag in caller.languages)
    return {**spoken, UNKNOWN: len(there)}


def _minutes_left(
    session: Session, shift: Shift, figures: Figures, callers: list[CallerNow]
) -> float | None:
    there = sum(each.state in _THERE for each in callers)
    if not there:
        return None
    pace = pace_of(session, shift.organisation_id)
    modes = {shift.mode: 1.0}
    return figures.voters_waiting * pace.seconds_per_try(modes, there) / there / 60


def _latest(session: Session, shift: Shift) -> tuple[int, int]:
    """Of the last calls that are over: how many there are, and how many were answered."""
    latest = (
        select(Call.answered_at)
        .where(Call.shift_id == shift.id, Call.ended_at.is_not(None), Call.placed_at.is_not(None))
        .order_by(Call.id.desc())
        .limit(LATEST_CALLS)
        .subquery()
    )
    row = session.execute(select(func.count(), func.count(latest.c.answered_at))).one()
    return int(row[0]), int(row[1])
