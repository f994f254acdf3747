"""A volunteer is done for today, or goes on after all."""

from datetime import datetime

from sqlalchemy.orm import Session

from phonebank.domain.call import Call
from phonebank.domain.caller import Leaving
from phonebank.domain.errors import NotNow
from phonebank.services.announcing import announce_caller
from phonebank.services.dialling import lock_caller, open_call
from phonebank.services.freeing import stop_being_free
from phonebank.services.giving_back import give_back_unsent


def finish_shift(session: Session, caller_id: int, at: datetime) -> Call | None:
    """The caller or texter is done. Voters whom they were given and had not written to wait for
    others again; conversations that were begun stay theirs, for when they come back.

    Returns the call that was ringing for them alone, given up, whose line the door hangs up.
    Raises NotNow while a call has no result.
    """
    caller = lock_caller(session, caller_id)
    given_up = stop_being_free(session, caller, at)
    if open_call(session, caller_id) is not None:
        raise NotNow("the last call has no result yet")
    caller.finished_at = caller.finished_at or at
    give_back_unsent(session, caller, at)
    announce_caller(session, caller.shift_id, caller_id)
    return given_up


def go_on_after_all(session: Session, caller_id: int) -> None:
    """Whoever had finished works again; harmless for whoever had not.

    Raises NotNow where their captain has removed them.
    """
    caller = lock_caller(session, caller_id)
    if caller.leaving is Leaving.REMOVED:
        raise NotNow("your captain has ended your calls on this shift")
    caller.finished_at = caller.leaving = None
    announce_caller(session, caller.shift_id, caller_id)
