"""What may be expected of a shift, from its list, who has signed up, and how calls went so far."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call
from phonebank.domain.caller import Assignment, AssignmentState
from phonebank.domain.shift import Shift
from phonebank.domain.shift_forecast import LEAST_CALLS, Forecast, Pace, forecast
from phonebank.domain.voter import Voter
from phonebank.domain.voter_list import VoterListEntry
from phonebank.services.signing_up import sign_ups_of

LATEST_CALLS = 5_000
"""The share of answers is that of so many calls: last year's says little of tonight."""


def forecast_of(session: Session, shift: Shift, at: datetime) -> Forecast:
    """For a planned shift, all of it; for one under way, what is left of it."""
    begins = shift.starts_at if shift.launched_at is None else max(at, shift.starts_at)
    seconds = max((shift.ends_at - begins).total_seconds(), 0.0)
    coming = [each.languages for each in sign_ups_of(session, shift)]
    voters = _voters_left(session, shift)
    pace = pace_of(session, shift.organisation_id)
    return forecast(voters, shift.callers_wanted, coming, seconds, pace)


def pace_of(session: Session, organisation_id: int) -> Pace:
    """The organisation's own, where it has called enough."""
    latest = (
        select(Call.answered_at)
        .where(Call.organisation_id == organisation_id, Call.placed_at.is_not(None))
        .order_by(Call.id.desc())
        .limit(LATEST_CALLS)
        .subquery()
    )
    placed, answered = session.execute(
        select(func.count(), func.count(latest.c.answered_at)).select_from(latest)
    ).one()
    if placed < LEAST_CALLS or not answered:
        return Pace()
    return Pace(answered / placed)


def languages_on_list(session: Session, voter_list_id: int) -> dict[str, int]:
    """The languages of a list's voters: spoken tag -> voters."""
    counted = (
        select(Voter.language, func.count())
        .join(VoterListEntry, VoterListEntry.voter_id == Voter.id)
        .where(VoterListEntry.voter_list_id == voter_list_id)
        .group_by(Voter.language)
    )
    return {language: count for language, count in session.execute(counted)}


def _voters_left(session: Session, shift: Shift) -> dict[str, int]:
    if shift.launched_at is None:
        listed = languages_on_list(session, shift.voter_list_id)
        return {tag: listed[tag] for tag in shift.languages if tag in listed}
    waiting = (
        select(Assignment.language, func.count())
        .where(Assignment.shift_id == shift.id, Assignment.state == AssignmentState.WAITING)
        .group_by(Assignment.language)
    )
    return {language: count for language, count in session.execute(waiting)}
