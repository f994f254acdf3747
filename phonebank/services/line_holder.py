"""Whose line it is: the call's that was dialled, or of the last voter at that number whom its
caller has turned to."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call


def line_holder(session: Session, call_id: int) -> int:
    """The call that has the line on which this one was dialled."""
    following = session.scalar(select(Call.went_on_as_id).where(Call.id == call_id))
    return call_id if following is None else line_holder(session, following)
