"""A volunteer's own line: one a caller, held by one tab of their browser."""

from sqlalchemy.orm import Session

from phonebank.domain.errors import NotNow
from phonebank.services.dialling import lock_caller


def identity_to_connect_as(
    session: Session, caller_id: int, tab: str, *, instead_of_phone: bool = False
) -> str:
    """The name under which the tab may bring up the caller's line.

    Raises NotNow where another tab holds it, the caller has finished, or a telephone is the line
    and the caller does not want the tab `instead_of_phone`.
    """
    caller = lock_caller(session, caller_id)
    if caller.finished_at is not None:
        raise NotNow("you have finished this shift")
    if not tab or caller.tab != tab:
        raise NotNow("this shift is open in another tab")
    if caller.on_phone and caller.leg_call_sid is not None and not instead_of_phone:
        raise NotNow("your phone is your line now")
    return caller.conference
