"""What may be expected of a shift, from its list, who has signed up, and how calls went so far."""

from collections import Counter, defaultdict
from datetime import datetime

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call
from phonebank.domain.caller import Assignment, AssignmentState
from phonebank.domain.dial_mode import DialMode, stricter
from phonebank.domain.shift import Shift
from phonebank.domain.shift_forecast import LEAST_CALLS, Forecast, Modes, Pace, forecast
from phonebank.domain.voter import Voter
from phonebank.domain.voter_list import VoterList, VoterListEntry
from phonebank.services.counting_lists import counted
from phonebank.services.queue_modes import mode_of_voter
from phonebank.services.signing_up import sign_ups_of

LOOKED_AT = 4_000
"""Voters of a list of whom it is asked how they may be dialled."""
LATEST_CALLS = 5_000
"""The share of answers is that of so many calls: last year's says little of tonight."""


def forecast_of(session: Session, shift: Shift, at: datetime) -> Forecast:
    """For a planned shift, all of it; for one under way, what is left of it."""
    begins = shift.starts_at if shift.launched_at is None else max(at, shift.starts_at)
    seconds = max((shift.ends_at - begins).total_seconds(), 0.0)
    coming = [each.languages for each in sign_ups_of(session, shift)]
    voters = _voters_left(session, shift)
    pace = pace_of(session, shift.organisation_id)
    modes = _modes_of(session, shift, sum(voters.values()))
    return forecast(voters, shift.callers_wanted, coming, seconds, pace, modes)


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


def _modes_of(session: Session, shift: Shift, voters: int) -> dict[str, Modes]:
    """Language -> how its voters are dialled, told from a few thousand of the list: each in the
    stricter of the shift's mode and their own."""
    if not shift.mode.by_machine:
        return {}
    every_so_many = max(voters // LOOKED_AT, 1)
    sample = (
        select(Voter.language, mode_of_voter(), func.count())
        .join(VoterListEntry, VoterListEntry.voter_id == Voter.id)
        .where(
            VoterListEntry.voter_list_id == shift.voter_list_id,
            VoterListEntry.position % every_so_many == 0,
        )
        .group_by(Voter.language, literal_column("2"))
    )
    found: dict[str, Counter[DialMode]] = defaultdict(Counter)
    for language, own, count in session.execute(sample):
        found[language][stricter(shift.mode, DialMode(own))] += count
    return {
        language: {mode: count / modes.total() for mode, count in modes.items()}
        for language, modes in found.items()
    }


def _voters_left(session: Session, shift: Shift) -> dict[str, int]:
    if shift.launched_at is None:
        voter_list = session.get_one(VoterList, shift.voter_list_id)
        listed = dict(counted(session, voter_list).languages)
        return {tag: listed[tag] for tag in shift.languages if tag in listed}
    waiting = (
        select(Assignment.language, func.count())
        .where(Assignment.shift_id == shift.id, Assignment.state == AssignmentState.WAITING)
        .group_by(Assignment.language)
    )
    return {language: count for language, count in session.execute(waiting)}
