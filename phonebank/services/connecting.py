"""A volunteer's own line: one a caller, held by one tab of their browser."""

from sqlalchemy.orm import Session

from phonebank.domain.errors import NotNow
from phonebank.services.dialling import lock_caller


def identity_to_connect_as(session: Session, caller_id: int, tab: str) -> str:
    """The name under which the tab may bring up the caller's line.

    Raises NotNow where another tab holds it, or the caller has finished.
    """
    caller = lock_caller(session, caller_id)
    if caller.finished_at is not None:
        raise NotNow("you have finished this shift")
    if not tab or caller.tab != tab:
        raise NotNow("this shift is open in another tab")
    return caller.conference
