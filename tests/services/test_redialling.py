"""The same voter once more, by the same rules as any other call."""

import pytest
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, CallEvent, ContactResult
from phonebank.domain.caller import Caller
from phonebank.domain.errors import NotNow, Refused
from phonebank.services import calling
from phonebank.services.line_events import call_progressed
from phonebank.services.redialling import redial
from tests.services.test_dialling import next_answered, progress
from tests.support.world import NOON, add_caller, make_world


def broken_off(session: Session, caller: Caller) -> Call:
    """A call whose line broke, and that has no result yet."""
    call = next_answered(session, caller, "key-1")
    call_progressed(session, progress(call, CallEvent.COMPLETED), NOON)
    session.refresh(call)
    return call


def test_a_call_that_broke_off_is_called_again_with_one_key(session: Session) -> None:
    caller = add_caller(session, make_world(session).shift)
    broken = broken_off(session, caller)
    again = redial(session, caller.id, "key-2", NOON)
    assert (again.voter_id, again.to_number) == (broken.voter_id, broken.to_number)
    assert broken.result is ContactResult.INTERRUPTED
    assert redial(session, caller.id, "key-2", NOON) is again


def test_a_line_that_is_up_is_not_called_again(session: Session) -> None:
    caller = add_caller(session, make_world(session).shift)
    next_answered(session, caller, "key-1")
    with pytest.raises(NotNow, match="still up"):
        redial(session, caller.id, "key-2", NOON)


def test_who_refused_is_not_called_again(session: Session) -> None:
    caller = add_caller(session, make_world(session).shift)
    call = broken_off(session, caller)
    calling.tell_result(session, caller.id, calling.Telling(call.id, ContactResult.REFUSED), NOON)
    session.flush()
    with pytest.raises(NotNow, match="cannot be called again"):
        redial(session, caller.id, "key-2", NOON)


def test_the_gate_is_asked_again(session: Session) -> None:
    world = make_world(session)
    caller = add_caller(session, world.shift)
    broken_off(session, caller)
    world.campaign.closes = NOON.time().replace(hour=11)
    with pytest.raises(Refused):
        redial(session, caller.id, "key-2", NOON)


def test_attempts_are_counted_as_ever(session: Session) -> None:
    world = make_world(session)
    world.campaign.max_attempts = 1
    caller = add_caller(session, world.shift)
    broken_off(session, caller)
    with pytest.raises(NotNow, match="cannot be called again"):
        redial(session, caller.id, "key-2", NOON)
