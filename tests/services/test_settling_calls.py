"""Every call ends in one final state, and no voter is left with nobody on the line."""

from datetime import timedelta

import pytest

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.call import Call, CallEvent, CallState, ContactResult
from phonebank.domain.caller import Caller
from phonebank.services import line_events, placing, settling_calls
from phonebank.services.dialling import call_next_voter
from phonebank.telephony.port import (
    CallerConnected,
    CallProgress,
    CarrierCall,
    ConferenceMoved,
)
from tests.support.carrier import FakeCarrier, Lose
from tests.support.world import NOON, add_caller, make_world


def at(seconds: float = 0) -> Clock:
    """A clock that stands so many seconds after noon."""
    return lambda: NOON + timedelta(seconds=seconds)


@pytest.fixture
def carrier() -> FakeCarrier:
    return FakeCarrier(at())


@pytest.fixture
def call_id(database: Database) -> int:
    """A call that a caller's key has made and no job has placed."""
    with database.transaction() as session:
        world = make_world(session, languages=["en"])
        caller = add_caller(session, world.shift)
        call = call_next_voter(session, caller.id, "k", NOON).call
        assert call is not None
        return call.id


def the(database: Database, call_id: int) -> Call:
    with database.transaction() as session:
        return session.get_one(Call, call_id)


def progress(database: Database, call_id: int, event: CallEvent) -> None:
    sid = the(database, call_id).carrier_sid
    assert sid is not None
    with database.transaction() as session:
        happened = CallProgress(f"{sid}:{event}", call_id, sid, event)
        line_events.call_progressed(session, happened, NOON)


def lose_the_volunteer(database: Database, call_id: int) -> None:
    with database.transaction() as session:
        caller = session.get_one(Caller, session.get_one(Call, call_id).caller_id)
        assert caller.leg_call_sid is not None
        left = ConferenceMoved("CF:9", caller.id, caller.leg_call_sid, True, False)
        line_events.conference_moved(session, left, NOON)


def test_a_job_that_runs_twice_dials_once(
    database: Database, carrier: FakeCarrier, call_id: int
) -> None:
    for _ in range(2):
        placing.place(database, carrier, call_id, at())
    assert len(carrier.dialled) == 1


def test_a_call_whose_job_was_lost_is_found(database: Database, call_id: int) -> None:
    with database.transaction() as session:
        assert settling_calls.calls_without_job(session, at(1)()) == []
        assert settling_calls.calls_without_job(session, at(6)()) == [call_id]


@pytest.mark.parametrize(("was_done", "state"), [(True, "dialling"), (False, "cancelled")])
def test_a_lost_answer_of_the_carrier_is_looked_up_and_never_dialled_again(
    database: Database, carrier: FakeCarrier, call_id: int, was_done: bool, state: str
) -> None:
    carrier.troubles.append(Lose(was_done=was_done))
    placing.place(database, carrier, call_id, at())
    assert the(database, call_id).state is CallState.PLACING
    settling_calls.settle_call(database, carrier, call_id, at(40))
    assert the(database, call_id).state == state
    assert len(carrier.dialled) == was_done


def test_a_call_of_which_nothing_is_heard_gets_the_state_that_the_carrier_knows(
    database: Database, carrier: FakeCarrier, call_id: int
) -> None:
    placing.place(database, carrier, call_id, at())
    progress(database, call_id, CallEvent.RINGING)
    sid = the(database, call_id).carrier_sid
    assert sid is not None
    carrier.calls[sid] = CarrierCall(sid, "+16515550101", CallEvent.NO_ANSWER, NOON)
    with database.transaction() as session:
        assert settling_calls.silent_calls(session, at(60)()) == []
        assert settling_calls.silent_calls(session, at(100)()) == [call_id]
    settling_calls.settle_call(database, carrier, call_id, at(100))
    call = the(database, call_id)
    assert (call.state, call.result) == (CallState.NO_ANSWER, ContactResult.NOT_HOME)
    assert call.closed_at is not None


def test_a_voter_whose_volunteer_is_gone_for_ten_seconds_is_taken_leave_of(
    database: Database, carrier: FakeCarrier, call_id: int
) -> None:
    placing.place(database, carrier, call_id, at())
    progress(database, call_id, CallEvent.ANSWERED)
    lose_the_volunteer(database, call_id)
    with database.transaction() as session:
        assert settling_calls.abandoned_lines(session, at(9)()) == []
        assert settling_calls.abandoned_lines(session, at(11)()) == [call_id]
        interrupted = settling_calls.interrupt(session, call_id, at(11)())
    assert interrupted is not None
    assert the(database, call_id).result is ContactResult.INTERRUPTED


def test_a_volunteer_who_comes_back_within_ten_seconds_keeps_the_voter(
    database: Database, carrier: FakeCarrier, call_id: int
) -> None:
    placing.place(database, carrier, call_id, at())
    progress(database, call_id, CallEvent.ANSWERED)
    lose_the_volunteer(database, call_id)
    with database.transaction() as session:
        caller_id = session.get_one(Call, call_id).caller_id
        line_events.caller_connected(session, CallerConnected(caller_id, "CAnew"), at(5)())
    with database.transaction() as session:
        assert settling_calls.abandoned_lines(session, at(60)()) == []


def test_a_call_that_nobody_gave_a_result_is_closed_once_its_volunteer_is_gone(
    database: Database, carrier: FakeCarrier, call_id: int
) -> None:
    placing.place(database, carrier, call_id, at())
    progress(database, call_id, CallEvent.ANSWERED)
    progress(database, call_id, CallEvent.COMPLETED)
    with database.transaction() as session:
        assert settling_calls.close_forgotten(session, at(60)()) == 0
        assert settling_calls.close_forgotten(session, at(11 * 60)()) == 1
    assert the(database, call_id).result is ContactResult.INTERRUPTED
