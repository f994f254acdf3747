"""What an organisation has going on, as its coordinator's first page shows it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from phonebank.domain.caller import Caller
from phonebank.domain.campaign import Campaign
from phonebank.domain.organisation import Organisation
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.survey import CallScript
from phonebank.services.reporting import Glance, glance
from phonebank.services.showing_decisions import decisions_of
from phonebank.services.showing_lists import ListLine, lists_of

_ORDER = [ShiftState.RUNNING, ShiftState.PAUSED, ShiftState.PLANNED, ShiftState.ENDED]
_UNDER_WAY = frozenset({ShiftState.RUNNING, ShiftState.PAUSED})


class NextStep(StrEnum):
    """The one thing that a coordinator would do next."""

    IMPORT = "import"
    BEGIN_CAMPAIGN = "begin campaign"
    WRITE_SCRIPT = "write script"
    PLAN = "plan"
    LAUNCH = "launch"
    WATCH = "watch"


@dataclass(frozen=True)
class ShiftLine:
    """A shift in a few words; `figures` only while it is under way."""

    shift: Shift
    callers: int
    figures: Glance | None


@dataclass(frozen=True)
class ScriptLine:
    """A call script and the campaign whose words it holds."""

    script: CallScript
    campaign: Campaign


@dataclass(frozen=True)
class DeskHome:
    """Shifts with the running ones first, lists, scripts and campaigns; `to_decide` counts what no
    texter is there to decide."""

    organisation: Organisation
    shifts: list[ShiftLine]
    lists: list[ListLine]
    scripts: list[ScriptLine]
    campaigns: list[Campaign]
    to_decide: int

    @property
    def next_shift(self) -> Shift | None:
        """The shift that wants attention first, if any does."""
        return next((s.shift for s in self.shifts if s.shift.state is not ShiftState.ENDED), None)

    @property
    def next_step(self) -> NextStep:
        """What to do next."""
        if (shift := self.next_shift) is not None:
            return NextStep.LAUNCH if shift.state is ShiftState.PLANNED else NextStep.WATCH
        if not any(line.voters for line in self.lists):
            return NextStep.IMPORT
        if not self.campaigns:
            return NextStep.BEGIN_CAMPAIGN
        return NextStep.PLAN if self.scripts else NextStep.WRITE_SCRIPT


def desk_home(session: Session, organisation_id: int, at: datetime) -> DeskHome:
    """Everything on the first page of an organisation's desk."""
    return DeskHome(
        organisation=session.get_one(Organisation, organisation_id),
        shifts=_shifts(session, organisation_id),
        lists=lists_of(session, organisation_id),
        scripts=scripts_of(session, organisation_id),
        campaigns=campaigns_of(session, organisation_id),
        to_decide=decisions_of(session, organisation_id, at).count,
    )


def campaigns_of(session: Session, organisation_id: int) -> list[Campaign]:
    """The organisation's campaigns, the newest first."""
    owned = select(Campaign).where(Campaign.organisation_id == organisation_id)
    return list(session.scalars(owned.order_by(Campaign.id.desc())))


def scripts_of(session: Session, organisation_id: int) -> list[ScriptLine]:
    """The organisation's call scripts, the newest first, each in its newest version."""
    later = aliased(CallScript)
    newer = select(later.id).where(
        later.campaign_id == CallScript.campaign_id,
        later.name == CallScript.name,
        later.version > CallScript.version,
    )
    statement = (
        select(CallScript, Campaign)
        .join(Campaign, Campaign.id == CallScript.campaign_id)
        .where(CallScript.organisation_id == organisation_id, ~newer.exists())
        .order_by(CallScript.id.desc())
    )
    return [ScriptLine(script, campaign) for script, campaign in session.execute(statement)]


def _shifts(session: Session, organisation_id: int) -> list[ShiftLine]:
    callers = (
        select(func.count(Caller.id))
        .where(Caller.shift_id == Shift.id)
        .correlate(Shift)
        .scalar_subquery()
    )
    owned = select(Shift, callers).where(Shift.organisation_id == organisation_id)
    lines = [
        ShiftLine(shift, came, glance(session, shift) if shift.state in _UNDER_WAY else None)
        for shift, came in session.execute(owned.order_by(Shift.starts_at.desc(), Shift.id.desc()))
    ]
    return sorted(lines, key=lambda line: _ORDER.index(line.shift.state))
