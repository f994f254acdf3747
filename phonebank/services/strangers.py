"""A stranger's text that may be an opt-out: kept until a person has said what it means."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.db import announce
from phonebank.domain.errors import NotFound, NotNow
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.stranger_text import StrangerDecision, StrangerText
from phonebank.services import opting_out
from phonebank.services.auditing import Author, audit_of
from phonebank.services.voters_at import only_voter_at
from phonebank.telephony.port import TextReceived

MOST_SHOWN = 100


def keep_stranger(
    session: Session, organisation_id: int, event: TextReceived, at: datetime
) -> StrangerText:
    """Keep a text for a person to read."""
    body = "\n".join([event.body, *event.media]).strip()
    text = StrangerText(
        organisation_id=organisation_id,
        our_number=event.to,
        their_number=event.from_,
        body=body,
        received_at=at,
    )
    session.add(text)
    session.flush()
    _tell_desks(session, organisation_id)
    return text


def undecided(session: Session, organisation_id: int) -> Sequence[StrangerText]:
    """Those that wait for a decision, the oldest first."""
    waiting = select(StrangerText).where(
        StrangerText.organisation_id == organisation_id, StrangerText.decided_at.is_(None)
    )
    return session.scalars(waiting.order_by(StrangerText.id).limit(MOST_SHOWN)).all()


def decide(
    session: Session,
    organisation_id: int,
    text_id: int,
    decision: StrangerDecision,
    author: Author,
) -> None:
    """Opt the number out, or let it be contacted again, unless something else of it waits.

    Raises NotFound for another organisation's,
    NotNow where it has been decided otherwise.
    """
    found = session.get(StrangerText, text_id)
    if found is None or found.organisation_id != organisation_id:
        raise NotFound("there is no such text")
    number = found.their_number
    voter_id = only_voter_at(session, organisation_id, number)
    opting_out.lock_numbers(session, organisation_id, number, voter_id)
    text = session.get_one(StrangerText, text_id, with_for_update=True, populate_existing=True)
    if text.decision not in (None, decision):
        raise NotNow("this has been decided already")
    text.decided_at, text.decision = text.decided_at or author.at, decision
    session.flush()
    if decision is StrangerDecision.OPT_OUT:
        opting_out.opt_out(session, organisation_id, number, voter_id, author.at, author.actor)
    else:
        opting_out.lift_hold(session, organisation_id, number, author.at)
    audit_of(session, organisation_id, author, f"decide {decision}", f"stranger text {text.id}")
    _tell_desks(session, organisation_id)


def _tell_desks(session: Session, organisation_id: int) -> None:
    running = select(Shift.id).where(
        Shift.organisation_id == organisation_id,
        Shift.state.in_([ShiftState.RUNNING, ShiftState.PAUSED]),
    )
    announce(session, *(("shift", shift_id) for shift_id in session.scalars(running)))
