"""Voters who were promised a call back are called then, by whom they were promised to be called."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, CallState, ContactResult
from phonebank.domain.caller import Assignment, Caller
from phonebank.domain.errors import BadInput
from phonebank.services import calling, planning
from phonebank.services.closing import close_call
from phonebank.services.dialling import QueueEmpty, call_next_voter, open_call
from phonebank.services.freeing import give_up
from phonebank.services.opting_out import opt_out
from phonebank.services.promises import Appointment, Promises, offered_times, promises_of
from phonebank.services.redialling import redial
from tests.services.test_dialling import next_answered
from tests.support.world import NOON, World, add_caller, make_world, plan_like

DUE = NOON + timedelta(hours=2)


def promised(session: Session, caller: Caller, due: datetime, *, in_person: bool = False) -> Call:
    """The caller's next voter asks to be called back."""
    call = next_answered(session, caller, f"key-{caller.id}-promise")
    appointment = Appointment(due, in_person)
    telling = calling.Telling(call.id, ContactResult.CALL_BACK, appointment=appointment)
    calling.tell_result(session, caller.id, telling, NOON)
    session.flush()
    return call


def here(session: Session, at: datetime, *callers: Caller) -> None:
    for caller in callers:
        caller.seen_at = at
    session.flush()


def called(session: Session, caller: Caller, at: datetime) -> int | None:
    found = call_next_voter(session, caller.id, f"key-{at.isoformat()}", at)
    return None if found.call is None else found.call.voter_id


def test_a_promise_comes_first_when_it_is_due_and_not_before(session: Session) -> None:
    world = make_world(session, languages=["en", "en", "en"])
    caller, other = add_caller(session, world.shift), add_caller(session, world.shift)
    voter_id = promised(session, caller, DUE).voter_id
    assert called(session, other, DUE - timedelta(seconds=1)) != voter_id
    assert called(session, caller, DUE) == voter_id


def test_a_promise_in_person_waits_ten_minutes_for_whoever_made_it(session: Session) -> None:
    world = make_world(session, languages=["en"])
    caller, other = add_caller(session, world.shift), add_caller(session, world.shift)
    voter_id = promised(session, caller, DUE, in_person=True).voter_id
    here(session, DUE, caller, other)
    assert called(session, other, DUE) is None
    assert called(session, caller, DUE) == voter_id


@pytest.mark.parametrize("why", ["finished", "away", "late"])
def test_a_promise_whose_maker_is_gone_is_kept_by_another(session: Session, why: str) -> None:
    world = make_world(session, languages=["en"])
    caller, other = add_caller(session, world.shift), add_caller(session, world.shift)
    voter_id = promised(session, caller, DUE, in_person=True).voter_id
    at = DUE + timedelta(minutes=11) if why == "late" else DUE
    here(session, at, other, *(() if why == "away" else (caller,)))
    if why == "finished":
        caller.finished_at = NOON
    assert called(session, other, at) == voter_id


def test_a_promise_is_kept_beyond_the_last_attempt(session: Session) -> None:
    world = make_world(session, languages=["en"])
    world.campaign.max_attempts = 1
    caller = add_caller(session, world.shift)
    voter_id = promised(session, caller, DUE).voter_id
    assert called(session, caller, DUE) == voter_id


def test_a_promise_is_for_those_who_speak_the_language(session: Session) -> None:
    world = make_world(session, languages=["es-US"])
    caller = add_caller(session, world.shift, ["es-US"])
    other = add_caller(session, world.shift, ["en"])
    promised(session, caller, DUE)
    here(session, DUE, caller, other)
    assert called(session, other, DUE) is None


def test_the_hours_are_asked_when_the_promise_is_made(session: Session) -> None:
    world = make_world(session, languages=["en"])
    caller = add_caller(session, world.shift)
    with pytest.raises(BadInput, match="choose another"):
        promised(session, caller, NOON + timedelta(hours=12))


def test_the_hours_are_asked_again_when_it_is_kept(session: Session) -> None:
    world = make_world(session, languages=["en"])
    caller = add_caller(session, world.shift)
    voter_id = promised(session, caller, DUE).voter_id
    world.campaign.closes = (DUE - timedelta(hours=6, minutes=30)).time()
    assert called(session, caller, DUE) is None
    assert promises_of(session, world.shift, NOON).count == 1
    assert called(session, caller, NOON + timedelta(hours=24)) == voter_id


@pytest.mark.parametrize("due", [NOON, NOON + timedelta(days=15)])
def test_a_promise_is_for_the_next_two_weeks(session: Session, due: datetime) -> None:
    world = make_world(session, languages=["en"])
    with pytest.raises(BadInput, match="two weeks"):
        promised(session, add_caller(session, world.shift), due)


def test_undo_takes_a_promise_back(session: Session) -> None:
    world = make_world(session, languages=["en"])
    caller = add_caller(session, world.shift)
    call = promised(session, caller, DUE)
    calling.undo_result(session, caller.id, NOON)
    calling.tell_result(session, caller.id, calling.Telling(call.id, ContactResult.REFUSED), NOON)
    session.flush()
    assert promises_of(session, world.shift, NOON).count == 0
    assert call_next_voter(session, caller.id, "k", DUE).empty is QueueEmpty.ALL_DONE


def test_the_next_shift_on_the_list_keeps_what_the_last_one_promised(session: Session) -> None:
    world: World = make_world(session, languages=["en"])
    voter_id = promised(session, add_caller(session, world.shift), DUE).voter_id
    owner = world.organisation.id
    planning.end(session, owner, world.shift.id, NOON, "member 1")
    following = planning.plan_shift(session, owner, plan_like(world))
    planning.launch(session, owner, following.id, NOON, "member 1")
    session.flush()
    session.expire_all()
    caller = add_caller(session, following)
    assert called(session, caller, NOON) is None
    assert called(session, caller, DUE) == voter_id


def test_only_times_at_which_the_voter_may_be_called_are_offered(session: Session) -> None:
    world = make_world(session, languages=["en"])
    call = next_answered(session, add_caller(session, world.shift), "key-1")
    offered = offered_times(session, call, NOON)
    assert offered.zones == ("America/Chicago",)
    assert NOON + timedelta(hours=1) in offered.times
    world.campaign.closes = (NOON - timedelta(hours=5, minutes=30)).time()
    assert NOON + timedelta(hours=1) not in offered_times(session, call, NOON).times


def test_who_opts_out_is_promised_nothing_any_more(session: Session) -> None:
    world = make_world(session, languages=["en"])
    call = promised(session, add_caller(session, world.shift), DUE)
    opt_out(session, world.organisation.id, call.to_number, call.voter_id, NOON, "voter")
    session.flush()
    assert promises_of(session, world.shift, NOON).count == 0


def test_a_promise_that_was_carried_over_is_kept_once(session: Session) -> None:
    world = make_world(session, languages=["en"])
    promised(session, add_caller(session, world.shift), DUE)
    owner = world.organisation.id
    planning.end(session, owner, world.shift.id, NOON, "member 1")
    second, third = (planning.plan_shift(session, owner, plan_like(world)) for _ in range(2))
    for shift in (second, third):
        planning.launch(session, owner, shift.id, NOON, "member 1")
    assert [promises_of(session, each, NOON).count for each in (second, third)] == [1, 0]


def test_a_shift_that_runs_already_keeps_what_an_ending_one_promised(session: Session) -> None:
    world = make_world(session, languages=["en"])
    evening = planning.plan_shift(session, world.organisation.id, plan_like(world))
    planning.launch(session, world.organisation.id, evening.id, NOON, "member 1")
    voter_id = promised(session, add_caller(session, world.shift), DUE).voter_id
    assert promises_of(session, evening, NOON).count == 0
    planning.end(session, world.organisation.id, world.shift.id, NOON, "member 1")
    caller = add_caller(session, evening)
    here(session, DUE, caller)
    assert called(session, caller, DUE) == voter_id


def test_a_time_can_be_promised_while_the_captain_pauses_the_shift(session: Session) -> None:
    world = make_world(session, languages=["en"])
    caller = add_caller(session, world.shift)
    call = next_answered(session, caller, "key")
    planning.pause(session, world.organisation.id, world.shift.id, NOON, "member 1")
    telling = calling.Telling(call.id, ContactResult.CALL_BACK, appointment=Appointment(DUE))
    calling.tell_result(session, caller.id, telling, NOON)
    assert promises_of(session, world.shift, NOON).count == 1


def in_vain(session: Session, caller: Caller, result: ContactResult, at: datetime) -> None:
    """The promise that is due is called, and the voter not reached."""
    here(session, at, caller)
    call = call_next_voter(session, caller.id, f"vain-{at.isoformat()}", at).call
    assert call is not None
    call.state, call.placed_at = CallState.RINGING, at
    calling_closed(session, call, result, at)


def calling_closed(session: Session, call: Call, result: ContactResult, at: datetime) -> None:
    close_call(session, call, result, at)
    call.state, call.ended_at = CallState.NO_ANSWER, at
    session.flush()


def test_a_promise_that_found_the_line_busy_is_tried_by_its_maker_within_minutes(
    session: Session,
) -> None:
    world = make_world(session, languages=["en"])
    caller, other = add_caller(session, world.shift), add_caller(session, world.shift)
    voter_id = promised(session, caller, DUE, in_person=True).voter_id
    in_vain(session, caller, ContactResult.BUSY, DUE)
    again = DUE + timedelta(minutes=5)
    here(session, again, caller, other)
    assert called(session, caller, again - timedelta(seconds=1)) is None
    assert called(session, other, again) is None
    assert called(session, caller, again) == voter_id


def test_a_promise_that_found_nobody_is_anybodys_and_the_captain_sees_it(session: Session) -> None:
    world = make_world(session, languages=["en"])
    caller, other = add_caller(session, world.shift), add_caller(session, world.shift)
    voter_id = promised(session, caller, DUE, in_person=True).voter_id
    in_vain(session, caller, ContactResult.NOT_HOME, DUE)
    again = DUE + timedelta(minutes=30)
    assert promises_of(session, world.shift, again) == Promises(count=1, in_vain=1, late=0)
    late = again + timedelta(minutes=16)
    assert promises_of(session, world.shift, late) == Promises(count=1, in_vain=1, late=1)
    here(session, again, caller, other)
    assert called(session, other, again) == voter_id


def test_a_promise_tried_three_times_is_a_voter_not_reached_like_others(session: Session) -> None:
    world = make_world(session, languages=["en"])
    world.campaign.max_attempts = 9
    caller = add_caller(session, world.shift)
    promised(session, caller, DUE)
    for tried in range(3):
        assert promises_of(session, world.shift, DUE).count == 1
        at = DUE + timedelta(minutes=5 * tried)
        in_vain(session, caller, ContactResult.BUSY, at)
    assert promises_of(session, world.shift, DUE).count == 0
    assert call_next_voter(session, caller.id, "k", DUE).empty is QueueEmpty.LATER


def test_undo_lets_a_promise_be_tried_as_often_as_before(session: Session) -> None:
    world = make_world(session, languages=["en"])
    caller = add_caller(session, world.shift)
    promised(session, caller, DUE)
    again = DUE + timedelta(minutes=5)
    in_vain(session, caller, ContactResult.BUSY, DUE)
    in_vain(session, caller, ContactResult.BUSY, again)
    assert place(session).promise_tries == 2
    calling.undo_result(session, caller.id, again)
    assert place(session).promise_tries == 1
    call = open_call(session, caller.id)
    assert call is not None
    calling_closed(session, call, ContactResult.REACHED, again)
    assert promises_of(session, world.shift, again).count == 0


def place(session: Session) -> Assignment:
    """The only voter's, on the shift."""
    return session.scalars(select(Assignment)).one()


@pytest.mark.parametrize("result", [ContactResult.REACHED, ContactResult.NOT_HOME])
def test_undo_gives_a_promise_back_that_the_result_had_kept_or_passed_on(
    session: Session, result: ContactResult
) -> None:
    world = make_world(session, languages=["en"])
    caller = add_caller(session, world.shift)
    promised(session, caller, DUE, in_person=True)
    in_vain(session, caller, result, DUE)
    assert place(session).promised_to_id is None
    calling.undo_result(session, caller.id, DUE)
    assert (place(session).promised_for, place(session).promised_to_id) == (DUE, caller.id)


def test_undo_takes_no_try_back_that_was_not_counted(session: Session) -> None:
    world = make_world(session, languages=["en"])
    caller = add_caller(session, world.shift)
    promised(session, caller, DUE)
    place(session).promise_tries = 1
    before = NOON + timedelta(minutes=10)
    early = redial(session, caller.id, "again", before)
    calling_closed(session, early, ContactResult.BUSY, before)
    calling.undo_result(session, caller.id, before)
    assert place(session).promise_tries == 1


def test_a_voter_who_was_called_before_the_promised_time_is_called_then_too(
    session: Session,
) -> None:
    world = make_world(session, languages=["en"])
    caller = add_caller(session, world.shift)
    call = promised(session, caller, DUE)
    before = NOON + timedelta(minutes=10)
    progressed = redial(session, caller.id, "again", before)
    calling_closed(session, progressed, ContactResult.BUSY, before)
    here(session, DUE, caller)
    assert called(session, caller, DUE - timedelta(seconds=1)) is None
    assert called(session, caller, DUE) == call.voter_id
    assert promises_of(session, world.shift, DUE).in_vain == 0


def test_a_promise_whose_call_was_not_placed_is_kept_when_no_attempts_are_left(
    session: Session,
) -> None:
    world = make_world(session, languages=["en"])
    caller = add_caller(session, world.shift)
    voter_id = promised(session, caller, DUE).voter_id
    world.campaign.max_attempts = 1  # the call that made the promise
    in_vain(session, caller, ContactResult.NOT_PLACED, DUE)
    assert promises_of(session, world.shift, DUE) == Promises(count=1, in_vain=0, late=0)
    again = DUE + timedelta(minutes=5)
    here(session, again, caller)
    assert called(session, caller, again - timedelta(seconds=1)) is None
    assert called(session, caller, again) == voter_id


def test_a_promise_whose_call_was_not_placed_before_its_time_waits_for_it(
    session: Session,
) -> None:
    world = make_world(session, languages=["en"])
    caller = add_caller(session, world.shift)
    call = promised(session, caller, DUE)
    before = NOON + timedelta(minutes=10)
    again = redial(session, caller.id, "again", before)
    give_up(session, again, before)
    here(session, DUE, caller)
    assert called(session, caller, DUE - timedelta(seconds=1)) is None
    assert called(session, caller, DUE) == call.voter_id
