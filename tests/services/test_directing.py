"""A captain pauses, removes and moves callers; what must wait for a call's end, waits."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from phonebank.domain.call import CallEvent, ContactResult
from phonebank.domain.caller import Caller, CallerState, Leaving
from phonebank.domain.errors import NotFound, NotNow
from phonebank.services import calling, directing, finishing, line_events, planning
from phonebank.services.auditing import Author
from phonebank.services.dialling import call_next_voter
from phonebank.services.directing import Direction
from phonebank.services.forsaken import FORSAKEN_AFTER, free_forsaken
from phonebank.telephony.port import CallProgress
from tests.support.world import NOON, World, add_caller, make_world, plan_like


def direct(world: World, caller: Caller) -> Direction:
    """The captain's word about a caller."""
    return Direction(world.organisation.id, world.shift.id, caller.id, Author("member 1", NOON))


def test_a_paused_caller_calls_nobody_until_the_captain_lets_them(session: Session) -> None:
    world = make_world(session)
    caller = add_caller(session, world.shift)
    directing.pause_caller(session, direct(world, caller), on=True)
    assert caller.state(None, NOON) is CallerState.PAUSED
    with pytest.raises(NotNow, match="captain has paused"):
        call_next_voter(session, caller.id, "key-1", NOON)
    with pytest.raises(NotNow, match="captain has paused"):
        calling.take_break(session, caller.id, NOON, on=False)
    directing.pause_caller(session, direct(world, caller), on=False)
    assert call_next_voter(session, caller.id, "key-1", NOON).call is not None


def test_a_removed_caller_is_done_when_the_call_has_its_result(session: Session) -> None:
    world = make_world(session)
    caller = add_caller(session, world.shift)
    call = call_next_voter(session, caller.id, "key-1", NOON).call
    assert call is not None
    call.apply(CallEvent.PLACE, NOON)
    directing.remove_caller(session, direct(world, caller))
    assert caller.finished_at is None
    calling.tell_result(session, caller.id, calling.Telling(call.id, ContactResult.REFUSED), NOON)
    directing.leave_where_due(session, caller.id, NOON)
    assert caller.finished_at == NOON
    with pytest.raises(NotNow, match="ended your calls"):
        finishing.go_on_after_all(session, caller.id)


def test_a_call_that_ends_by_itself_lets_its_caller_go_too(session: Session) -> None:
    world = make_world(session)
    caller = add_caller(session, world.shift)
    call = call_next_voter(session, caller.id, "key-1", NOON).call
    assert call is not None
    directing.finish_after_call(session, caller.id, NOON, on=True)
    assert directing.carry_out_what_waits(session, NOON) == 0
    sid = f"CA{call.id:032x}"
    line_events.call_progressed(session, CallProgress("b", call.id, sid, CallEvent.BUSY), NOON)
    session.expire_all()
    assert directing.carry_out_what_waits(session, NOON) == 1
    assert session.get_one(Caller, caller.id).finished_at == NOON


def test_finishing_after_the_call_can_be_taken_back(session: Session) -> None:
    world = make_world(session)
    caller = add_caller(session, world.shift)
    call_next_voter(session, caller.id, "key-1", NOON)
    directing.finish_after_call(session, caller.id, NOON, on=True)
    assert caller.leaving is Leaving.FINISHING
    directing.finish_after_call(session, caller.id, NOON, on=False)
    assert caller.leaving is None


def test_a_free_caller_is_moved_at_once_to_another_shift_of_the_campaign(session: Session) -> None:
    world = make_world(session)
    there = planning.plan_shift(session, world.organisation.id, plan_like(world))
    planning.launch(session, world.organisation.id, there.id, NOON, "member 1")
    caller = add_caller(session, world.shift)
    directing.move_caller(session, direct(world, caller), there.id)
    assert caller.shift_id == there.id
    found = call_next_voter(session, caller.id, "key-1", NOON)
    assert found.call is not None
    assert found.call.shift_id == there.id


def test_a_caller_in_a_call_is_moved_after_it_and_only_within_the_campaign(
    session: Session,
) -> None:
    world = make_world(session)
    other = make_world(session, slug="other", our_number="+16515550190", first_line=150)
    there = planning.plan_shift(session, world.organisation.id, plan_like(world))
    planning.launch(session, world.organisation.id, there.id, NOON, "member 1")
    caller = add_caller(session, world.shift)
    call = call_next_voter(session, caller.id, "key-1", NOON).call
    assert call is not None
    with pytest.raises(NotFound):
        directing.move_caller(session, direct(world, caller), other.shift.id)
    directing.move_caller(session, direct(world, caller), there.id)
    assert (caller.shift_id, caller.next_shift_id) == (world.shift.id, there.id)
    call.apply(CallEvent.PLACE, NOON)
    calling.tell_result(session, caller.id, calling.Telling(call.id, ContactResult.REFUSED), NOON)
    directing.carry_out_what_waits(session, NOON)
    assert caller.shift_id == there.id


def test_another_organisations_caller_does_not_exist_for_a_captain(session: Session) -> None:
    world = make_world(session)
    other = make_world(session, slug="other", our_number="+16515550190", first_line=150)
    theirs = add_caller(session, other.shift)
    with pytest.raises(NotFound):
        directing.remove_caller(session, direct(world, theirs))


def test_the_line_of_a_volunteer_who_is_gone_is_ended_and_they_are_on_a_break(
    session: Session,
) -> None:
    world = make_world(session)
    there, gone = add_caller(session, world.shift), add_caller(session, world.shift)
    later = NOON + FORSAKEN_AFTER + timedelta(seconds=1)
    there.seen_at = later
    line = gone.leg_call_sid
    assert free_forsaken(session, later) == [line]
    assert (gone.leg_call_sid, gone.on_break) == (None, True)
    assert there.leg_call_sid is not None
    assert free_forsaken(session, later) == []


def test_a_volunteer_who_is_gone_in_a_call_keeps_the_line(session: Session) -> None:
    world = make_world(session)
    gone = add_caller(session, world.shift)
    call_next_voter(session, gone.id, "key-1", NOON)
    assert free_forsaken(session, NOON + FORSAKEN_AFTER + timedelta(minutes=5)) == []
