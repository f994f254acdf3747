"""The dialer's round: who is dialled for, how many at once, by which conductor."""

import time as machine_time
from collections.abc import Iterator
from concurrent.futures import wait
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from phonebank.conductor.dialer import Dialer
from phonebank.domain.call import Call, CallEvent, CallState, ContactResult
from phonebank.domain.caller import Caller
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.voter import PhoneNumber
from phonebank.services import calling, dialling, line_events, planning, putting_through
from phonebank.telephony.port import CallProgress, VoterAnswered
from phonebank.wiring import Application
from tests.conductor.test_rounds import Time, app, carrier_of, time
from tests.support.carrier import Busy, Lose
from tests.support.world import NOON, World, add_caller, make_world

__all__ = ["app", "time"]


@pytest.fixture
def quick(app: Application) -> Application:
    """An application whose account may start as many calls a second as it likes."""
    vars(app)["config"] = replace(
        app.config, twilio=replace(app.config.twilio, calls_per_second=1000)
    )
    return app


@contextmanager
def dialing(app: Application) -> Iterator[Dialer]:
    with app.database.engine.connect() as connection:
        locks = connection.execution_options(isolation_level="AUTOCOMMIT")
        dialer = Dialer(app, locks)
        yield dialer
        dialer.close()
        connection.invalidate()


def shift_with(
    app: Application,
    callers: int,
    mode: DialMode = DialMode.PREDICTIVE,
    landlines_in: str = "GA",
    voters: int = 40,
) -> World:
    """A running shift with volunteers who wait."""
    with app.database.transaction() as session:
        world = make_world(session, languages=["en"] * voters, mode=mode, landlines_in=landlines_in)
        for number in range(callers):
            caller = add_caller(session, world.shift)
            dialling.call_next_voter(session, caller.id, f"ready {number}", NOON)
        return world


def calls(app: Application) -> list[Call]:
    with app.database.transaction() as session:
        return list(session.scalars(select(Call).order_by(Call.id)))


def one_round(dialer: Dialer) -> None:
    wait(dialer.round())


def tell(app: Application, call: Call, event: CallEvent) -> None:
    sid = str(call.carrier_sid)
    with app.database.transaction() as session:
        progress = CallProgress(f"{sid}:{event}", call.id, sid, event)
        line_events.call_progressed(session, progress, app.clock())


def answer(app: Application, call: Call) -> object:
    with app.database.transaction() as session:
        event = VoterAnswered(call.id, str(call.carrier_sid))
        return putting_through.voter_answered(session, event, app.clock())


def test_at_least_a_line_rings_for_each_volunteer_and_the_carrier_is_asked_once_for_each(
    quick: Application,
) -> None:
    shift_with(quick, callers=3)
    with dialing(quick) as dialer:
        one_round(dialer)
    rung = carrier_of(quick).rung
    assert len(rung) >= 3
    assert sorted(order.call_id for order in rung) == [call.id for call in calls(quick)]
    assert all(call.carrier_sid and call.caller_id is None for call in calls(quick))


def test_nobody_is_dialled_for_when_nobody_waits(quick: Application) -> None:
    shift_with(quick, callers=0)
    with dialing(quick) as dialer:
        one_round(dialer)
    assert calls(quick) == []


def test_a_shift_is_dialled_by_one_conductor_and_by_the_next_where_that_one_dies(
    quick: Application,
) -> None:
    shift_with(quick, callers=2)
    with dialing(quick) as first:
        one_round(first)
        placed = len(calls(quick))
        with dialing(quick) as second:
            one_round(second)
            assert len(calls(quick)) == placed
    with dialing(quick) as third:
        one_round(third)
        # It knows from the rows what is in flight, and does not dial for the same people anew.
        assert len(calls(quick)) < 2 * placed


def test_the_calls_a_second_of_the_account_are_kept_to(app: Application) -> None:
    vars(app)["config"] = replace(app.config, twilio=replace(app.config.twilio, calls_per_second=5))
    shift_with(app, callers=20)
    with dialing(app) as dialer:
        began = machine_time.monotonic()
        one_round(dialer)
        assert len(calls(app)) == 5
        assert machine_time.monotonic() - began >= 0.6


def test_a_minnesota_landline_rings_for_one_volunteer_alone(quick: Application) -> None:
    shift_with(quick, callers=2, landlines_in="MN")
    with dialing(quick) as dialer:
        one_round(dialer)
    placed = calls(quick)
    assert {call.mode for call in placed} == {DialMode.PROGRESSIVE}
    assert len({call.caller_id for call in placed}) == len(placed) == 2
    assert len(carrier_of(quick).dialled) == 2


def test_a_progressive_shift_never_dials_more_lines_than_volunteers(quick: Application) -> None:
    shift_with(quick, callers=2, mode=DialMode.PROGRESSIVE)
    with dialing(quick) as dialer:
        for _ in range(3):
            one_round(dialer)
    assert len(calls(quick)) == 2
    assert carrier_of(quick).rung == []


def test_mobiles_are_dialled_by_nobody_but_a_person(quick: Application) -> None:
    shift_with(quick, callers=2, landlines_in="")
    with dialing(quick) as dialer:
        one_round(dialer)
    assert calls(quick) == []


def test_a_volunteer_who_talks_is_not_dialled_for(quick: Application, time: Time) -> None:
    shift_with(quick, callers=1)
    with dialing(quick) as dialer:
        one_round(dialer)
        first, *others = calls(quick)
        answer(quick, first)
        for other in others:
            tell(quick, other, CallEvent.NO_ANSWER)
        time.now += timedelta(seconds=1)
        before = len(calls(quick))
        one_round(dialer)
        assert len(calls(quick)) == before
        with quick.database.transaction() as session:
            caller_id = session.get_one(Call, first.id).caller_id
            assert caller_id is not None
            telling = calling.Telling(first.id, ContactResult.REACHED)
            calling.tell_result(session, caller_id, telling, time.now)
            dialling.call_next_voter(session, caller_id, "again", time.now)
        one_round(dialer)
        assert len(calls(quick)) > before


def test_over_the_ceiling_of_abandoned_calls_each_line_has_a_volunteer(
    quick: Application, time: Time
) -> None:
    world = shift_with(quick, callers=0)
    with quick.database.transaction() as session:
        number = session.scalars(select(PhoneNumber)).first()
        assert number is not None
        for serial in range(20):
            session.add(
                Call(
                    organisation_id=world.organisation.id, shift_id=world.shift.id,
                    voter_id=world.voters[0].id, phone_number_id=number.id,
                    mode=DialMode.PREDICTIVE, to_number=number.e164, from_number="+16515550100",
                    request_key=f"old {serial}", state=CallState.COMPLETED, queued_at=NOON,
                    answered_at=NOON, ended_at=NOON, closed_at=NOON,
                    abandoned_at=NOON if serial < 3 else None, result=ContactResult.ABANDONED,
                )
            )  # fmt: skip
        for serial in range(2):
            caller = add_caller(session, world.shift)
            dialling.call_next_voter(session, caller.id, f"ready {serial}", NOON)
    with dialing(quick) as dialer:
        for _ in range(4):
            one_round(dialer)
    assert len([call for call in calls(quick) if call.placed_at]) == 2


def test_a_request_without_an_answer_is_never_repeated(quick: Application) -> None:
    shift_with(quick, callers=1, voters=1)
    carrier_of(quick).troubles.append(Lose(was_done=True))
    with dialing(quick) as dialer:
        one_round(dialer)
        one_round(dialer)
    (call,) = calls(quick)
    assert (call.state, call.carrier_sid) == (CallState.PLACING, None)
    assert len(carrier_of(quick).rung) == 1


def test_a_carrier_that_asks_for_patience_is_left_alone_and_the_voter_waits(
    quick: Application,
) -> None:
    shift_with(quick, callers=1, voters=1)
    carrier_of(quick).troubles.append(Busy())
    with dialing(quick) as dialer:
        one_round(dialer)
        one_round(dialer)
    (call,) = calls(quick)
    assert (call.result, carrier_of(quick).rung) == (ContactResult.NOT_PLACED, [])


def test_a_paused_shift_dials_nobody(quick: Application) -> None:
    world = shift_with(quick, callers=2)
    with dialing(quick) as dialer:
        with quick.database.transaction() as session:
            planning.pause(session, world.organisation.id, world.shift.id, NOON, "member 1")
        one_round(dialer)
    assert calls(quick) == []


def test_a_break_pressed_between_the_claim_and_the_dial_leaves_nobody_ringing(
    quick: Application,
) -> None:
    shift_with(quick, callers=1, mode=DialMode.PROGRESSIVE)
    with dialing(quick) as dialer:
        one_round(dialer)
        (call,) = calls(quick)
        with quick.database.transaction() as session:
            caller = session.scalars(select(Caller)).one()
            given_up = calling.take_break(session, caller.id, NOON, on=True)
            assert given_up is not None and given_up.id == call.id
        one_round(dialer)
    assert len(calls(quick)) == 1
