"""A volunteer's own figures, and what earlier callers noted of the voter who is on the line."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, ContactResult
from phonebank.domain.shift import Shift

_NOTES = 3


@dataclass(frozen=True)
class OwnFigures:
    """What a volunteer has done on the shift. `talk_seconds` counts from answers to ends."""

    calls: int
    conversations: int
    talk_seconds: int


@dataclass(frozen=True)
class EarlierNote:
    """What an earlier caller wrote for the next one."""

    at: datetime
    result: ContactResult | None
    text: str


def own_figures(session: Session, caller_id: int) -> OwnFigures:
    """The volunteer's figures."""
    talk = func.extract("epoch", func.sum(Call.ended_at - Call.answered_at))
    counted = select(
        func.count(), func.count().filter(Call.result == ContactResult.REACHED), talk
    ).where(
        Call.caller_id == caller_id,
        Call.closed_at.is_not(None),
        Call.result != ContactResult.NOT_PLACED,
    )
    calls, conversations, seconds = session.execute(counted).one()
    return OwnFigures(calls, conversations, int(seconds or 0))


def earlier_notes(session: Session, call: Call) -> list[EarlierNote]:
    """The latest notes on the voter in the campaign's earlier calls, the last one first."""
    campaign = select(Shift.campaign_id).where(Shift.id == call.shift_id).scalar_subquery()
    statement = (
        select(Call)
        .join(Shift, Shift.id == Call.shift_id)
        .where(
            Call.voter_id == call.voter_id,
            Call.id != call.id,
            Call.note != "",
            Call.closed_at.is_not(None),
            Shift.campaign_id == campaign,
        )
        .order_by(Call.id.desc())
        .limit(_NOTES)
    )
    return [
        EarlierNote(each.closed_at or each.queued_at, each.result, each.note)
        for each in session.scalars(statement)
    ]
