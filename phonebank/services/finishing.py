"""A volunteer is done for today, or goes on after all."""

from datetime import datetime

from sqlalchemy.orm import Session

from phonebank.domain.caller import Leaving
from phonebank.domain.errors import NotNow
from phonebank.services.announcing import announce_caller
from phonebank.services.dialling import lock_caller, open_call
from phonebank.services.giving_back import give_back_unsent


def finish_shift(session: Session, caller_id: int, at: datetime) -> None:
    """The caller or texter is done. Voters whom they were given and had not written to wait for
    others again; conversations that were begun stay theirs, for when they come back.

    Raises NotNow while a call has no result.
    """
    caller = lock_caller(session, caller_id)
    if open_call(session, caller_id) is not None:
        raise NotNow("the last call has no result yet")
    caller.finished_at = caller.finished_at or at
    give_back_unsent(session, caller, at)
    announce_caller(session, caller.shift_id, caller_id)


def go_on_after_all(session: Session, caller_id: int) -> None:
    """Whoever had finished works again; harmless for whoever had not.

    Raises NotNow where their captain has removed them.
    """
    caller = lock_caller(session, caller_id)
    if caller.leaving is Leaving.REMOVED:
        raise NotNow("your captain has ended your calls on this shift")
    caller.finished_at = caller.leaving = None
    announce_caller(session, caller.shift_id, caller_id)
