"""A planned shift is changed, or does not take place."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from phonebank.domain.caller import Caller
from phonebank.domain.errors import NotNow
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.sign_up import NoticeKind, SignUp
from phonebank.services.announcing import announce_shift_to_all
from phonebank.services.auditing import Author, audit_of
from phonebank.services.noticing import drop_notices, owe, owe_all, supersede_notices
from phonebank.services.planning import ShiftPlan, fill_in, shift_of
from phonebank.services.signing_up import sign_ups_of


def revise_shift(
    session: Session, organisation_id: int, shift_id: int, plan: ShiftPlan, author: Author
) -> Shift:
    """Change a shift that has not begun; who has signed up is reminded at the new time, also where
    they have been reminded of the old one.

    Raises NotNow once it has been launched, BadInput for what makes no sense.
    """
    shift = _planned(session, organisation_id, shift_id)
    begins_otherwise = plan.starts_at != shift.starts_at
    moved = begins_otherwise or plan.ends_at != shift.ends_at
    fill_in(session, shift, plan)
    if moved:
        for each in sign_ups_of(session, shift):
            drop_notices(session, each)
            if begins_otherwise:
                supersede_notices(session, each, author.at)
            owe(session, shift, each, NoticeKind.REMINDER, author.at)
    audit_of(session, organisation_id, author, "revise", f"shift {shift.id}")
    announce_shift_to_all(session, shift.id)
    return shift


def discard_shift(session: Session, organisation_id: int, shift_id: int, author: Author) -> bool:
    """A planned shift does not take place: it is forgotten, or, where somebody has signed up or
    joined, called off, and they are told. Returns whether there is anything left to show.

    Raises NotNow once it has been launched.
    """
    shift = _planned(session, organisation_id, shift_id)
    known = [
        session.scalar(select(func.count(kind.id)).where(kind.shift_id == shift.id))
        for kind in (SignUp, Caller)
    ]
    audit_of(session, organisation_id, author, "discard", f"shift {shift.id}")
    if not any(known):
        session.execute(delete(Shift).where(Shift.id == shift.id))
        return False
    shift.state, shift.ended_at = ShiftState.ENDED, author.at
    owe_all(session, shift, sign_ups_of(session, shift), NoticeKind.CALLED_OFF, author.at)
    announce_shift_to_all(session, shift.id)
    return True


def _planned(session: Session, organisation_id: int, shift_id: int) -> Shift:
    shift = shift_of(session, organisation_id, shift_id, lock=True)
    if shift.state is not ShiftState.PLANNED:
        raise NotNow("this shift has been launched already")
    return shift
