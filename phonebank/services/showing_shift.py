"""A shift as its coordinator sees it: what is missing before, who is there and what comes of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign
from phonebank.domain.contact_rules import Channel
from phonebank.domain.ledger import Ledger
from phonebank.domain.message_test import MessageTest
from phonebank.domain.organisation import FreezeReason, Organisation
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.shift_alerts import Alert
from phonebank.domain.shift_pace import ShiftPace
from phonebank.domain.survey import CallScript
from phonebank.domain.voter_list import VoterList
from phonebank.services.alerting import alerts_of
from phonebank.services.dealing_scripts import untaken_test
from phonebank.services.readiness import Blocker, blockers
from phonebank.services.reply_times import ReplyTimes, reply_times_of
from phonebank.services.reporting import Figures, QuestionTally, figures, tallies
from phonebank.services.showing_callers import CallerNow, callers_now
from phonebank.services.showing_sending import SendingNow, sending_now
from phonebank.services.versions import newer_version
from phonebank.services.watching_calls import ledger_of


@dataclass(frozen=True)
class ShownShift:
    """A shift with everything about it. `blockers` are told only before the launch; `pace` is the
    dialer's latest decision, spoken language tag -> its numbers, while it dials by itself.
    `script_test` is the test whose versions it deals to those whom it calls, `untaken` one that it
    could deal."""

    at: datetime
    campaign: Campaign
    script: CallScript
    voter_list: VoterList
    blockers: list[Blocker]
    figures: Figures
    callers: list[CallerNow]
    tallies: list[QuestionTally]
    ledger: Ledger
    frozen_because: FreezeReason | None
    pace: dict[str, Any]
    newer: CallScript | None
    script_test: MessageTest | None
    untaken: MessageTest | None
    alerts: list[Alert]
    sending: SendingNow | None
    times: ReplyTimes | None


def shift_shown(session: Session, shift: Shift, at: datetime) -> ShownShift:
    """Everything on the page of a shift, at this moment."""
    planned = shift.state is ShiftState.PLANNED
    counted, callers = figures(session, shift), callers_now(session, shift, at)
    return ShownShift(
        at=at,
        campaign=session.get_one(Campaign, shift.campaign_id),
        script=session.get_one(CallScript, shift.call_script_id),
        voter_list=session.get_one(VoterList, shift.voter_list_id),
        blockers=blockers(session, shift) if planned else [],
        figures=counted,
        callers=callers,
        tallies=tallies(session, shift),
        ledger=ledger_of(session, shift.campaign_id, at),
        frozen_because=session.get_one(Organisation, shift.organisation_id).frozen_because,
        pace=_pace(session, shift),
        newer=newer_version(session, shift),
        script_test=_dealt(session, shift),
        untaken=untaken_test(session, shift),
        alerts=alerts_of(session, shift, counted, callers, at),
        sending=None if planned else sending_now(session, shift, at),
        times=reply_times_of(session, shift.id, at) if shift.channel is Channel.TEXT else None,
    )


def _dealt(session: Session, shift: Shift) -> MessageTest | None:
    """The test of its script that the shift deals, while it runs."""
    if shift.script_test_id is None or shift.state is ShiftState.ENDED:
        return None
    test = session.get_one(MessageTest, shift.script_test_id)
    return test if test.running else None


def _pace(session: Session, shift: Shift) -> dict[str, Any]:
    if shift.state is not ShiftState.RUNNING or not shift.mode.by_machine:
        return {}
    return session.scalar(select(ShiftPace.pools).where(ShiftPace.shift_id == shift.id)) or {}
