"""A shift as its coordinator sees it: what is missing before, who is there and what comes of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.survey import CallScript
from phonebank.domain.voter_list import VoterList
from phonebank.services.readiness import Blocker, blockers
from phonebank.services.reporting import Figures, QuestionTally, figures, tallies
from phonebank.services.showing_callers import CallerNow, callers_now
from phonebank.services.showing_sending import SendingNow, sending_now


@dataclass(frozen=True)
class ShownShift:
    """A shift with everything about it. `blockers` are told only before the launch."""

    at: datetime
    campaign: Campaign
    script: CallScript
    voter_list: VoterList
    blockers: list[Blocker]
    figures: Figures
    callers: list[CallerNow]
    tallies: list[QuestionTally]
    sending: SendingNow | None


def shift_shown(session: Session, shift: Shift, at: datetime) -> ShownShift:
    """Everything on the page of a shift, at this moment."""
    planned = shift.state is ShiftState.PLANNED
    return ShownShift(
        at=at,
        campaign=session.get_one(Campaign, shift.campaign_id),
        script=session.get_one(CallScript, shift.call_script_id),
        voter_list=session.get_one(VoterList, shift.voter_list_id),
        blockers=blockers(session, shift) if planned else [],
        figures=figures(session, shift),
        callers=callers_now(session, shift, at),
        tallies=tallies(session, shift),
        sending=None if planned else sending_now(session, shift, at),
    )
