"""A caller's key becomes one call to the next voter who may be contacted."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.call import TOLD_BY_CALLERS, Call, CallEvent, ContactResult
from phonebank.domain.caller import Assignment, AssignmentState, Caller
from phonebank.domain.errors import BadInput, NotNow
from phonebank.domain.voter import PhoneNumber
from phonebank.services import calling, line_events, opting_out, planning
from phonebank.services.dialling import QueueEmpty, call_next_voter
from phonebank.telephony.port import CallProgress
from tests.support.world import NOON, add_caller, add_voter, make_world


def progress(call: Call, event: CallEvent, sequence: int = 0) -> CallProgress:
    """The carrier's word for what happened to a call."""
    sid = f"CA{call.id:032x}"
    return CallProgress(f"{sid}:{sequence}:{event}", call.id, sid, event)


def next_answered(session: Session, caller: Caller, key: str, at: datetime = NOON) -> Call:
    """The call that the key makes, once the voter has picked up."""
    call = call_next_voter(session, caller.id, key, at).call
    assert call is not None
    line_events.call_progressed(session, progress(call, CallEvent.ANSWERED), at)
    session.refresh(call)
    return call


def test_one_key_calls_the_next_voter_of_the_callers_language(session: Session) -> None:
    world = make_world(session, languages=["es-US", "en"])
    caller = add_caller(session, world.shift, ["en"])
    found = call_next_voter(session, caller.id, "key-1", NOON)
    assert found.call is not None
    assert found.call.voter_id == world.voters[1].id


def test_the_most_fluent_language_comes_first_and_unknown_ones_last(session: Session) -> None:
    world = make_world(session, languages=["und", "en", "es-US"])
    caller = add_caller(session, world.shift, ["es-US", "en"])
    called = []
    for key in ("a", "b", "c"):
        call = next_answered(session, caller, key)
        called.append(call.voter_id)
        calling.tell_result(
            session, caller.id, calling.Telling(call.id, ContactResult.REFUSED), NOON
        )
    assert called == [world.voters[2].id, world.voters[1].id, world.voters[0].id]


def test_a_repeated_click_is_the_same_call(session: Session) -> None:
    world = make_world(session)
    caller = add_caller(session, world.shift)
    first = call_next_voter(session, caller.id, "key-1", NOON).call
    again = call_next_voter(session, caller.id, "key-1", NOON).call
    assert first is not None
    assert again is first


def test_a_caller_has_one_call_at_a_time(session: Session) -> None:
    world = make_world(session)
    caller = add_caller(session, world.shift)
    call_next_voter(session, caller.id, "key-1", NOON)
    with pytest.raises(NotNow, match="no result yet"):
        call_next_voter(session, caller.id, "key-2", NOON)


def test_nobody_is_called_while_the_volunteers_line_is_down(session: Session) -> None:
    world = make_world(session)
    caller = add_caller(session, world.shift, connected=False)
    with pytest.raises(NotNow, match="not connected"):
        call_next_voter(session, caller.id, "key-1", NOON)


def test_nobody_is_called_while_the_shift_is_paused(session: Session) -> None:
    world = make_world(session)
    caller = add_caller(session, world.shift)
    planning.pause(session, world.organisation.id, world.shift.id, NOON, "member 1")
    with pytest.raises(NotNow, match="not running"):
        call_next_voter(session, caller.id, "key-1", NOON)


def test_a_voter_who_opted_out_is_passed_over(session: Session) -> None:
    world = make_world(session, languages=["en", "en"])
    caller = add_caller(session, world.shift)
    opting_out.opt_out(
        session, world.organisation.id, "+16515550101", world.voters[0].id, NOON, "voter"
    )
    found = call_next_voter(session, caller.id, "key-1", NOON)
    assert found.call is not None
    assert found.call.voter_id == world.voters[1].id


def test_outside_the_hours_nobody_is_called_and_the_next_opening_is_told(session: Session) -> None:
    world = make_world(session, languages=["en"])
    caller = add_caller(session, world.shift)
    late = NOON + timedelta(hours=10)  # 22:00 in Minnesota
    found = call_next_voter(session, caller.id, "key-1", late)
    assert found.call is None
    assert found.empty is QueueEmpty.LATER
    assert found.opens_at == NOON + timedelta(hours=21)  # 9:00 the next morning
    morning = call_next_voter(session, caller.id, "key-2", NOON + timedelta(hours=21))
    assert morning.call is not None


def test_an_empty_queue_says_why(session: Session) -> None:
    world = make_world(session, languages=["es-US"])
    caller = add_caller(session, world.shift, ["en"])
    assert call_next_voter(session, caller.id, "k1", NOON).empty is QueueEmpty.OTHER_LANGUAGES
    speaker = add_caller(session, world.shift, ["es-US"])
    call = next_answered(session, speaker, "k2")
    calling.tell_result(session, speaker.id, calling.Telling(call.id, ContactResult.REFUSED), NOON)
    assert call_next_voter(session, speaker.id, "k3", NOON).empty is QueueEmpty.ALL_DONE


def test_a_wrong_number_is_never_dialled_again_but_the_voters_next_number_is(
    session: Session,
) -> None:
    world = make_world(session, languages=["en"])
    voter = world.voters[0]
    session.add(
        PhoneNumber(
            organisation_id=voter.organisation_id,
            voter_id=voter.id,
            e164="+16515550150",
            position=1,
        )
    )
    caller = add_caller(session, world.shift)
    first = next_answered(session, caller, "k1")
    assert first.to_number == "+16515550101"
    calling.tell_result(
        session, caller.id, calling.Telling(first.id, ContactResult.WRONG_NUMBER), NOON
    )
    second = call_next_voter(session, caller.id, "k2", NOON).call
    assert second is not None and second.to_number == "+16515550150"


def test_a_voter_who_was_not_home_is_left_alone_for_hours_and_given_up_after_three_tries(
    session: Session,
) -> None:
    world = make_world(session, languages=["en"])
    caller = add_caller(session, world.shift)
    at = NOON
    for key in ("a", "b", "c"):
        call = call_next_voter(session, caller.id, key, at).call
        assert call is not None
        line_events.call_progressed(session, progress(call, CallEvent.NO_ANSWER), at)
        session.refresh(call)
        assert call.result is ContactResult.NOT_HOME
        assert call_next_voter(session, caller.id, f"{key}-soon", at).call is None
        at += timedelta(days=1)
    assert call_next_voter(session, caller.id, "d", at).empty is QueueEmpty.ALL_DONE


def test_another_language_requeues_the_voter_at_once_for_those_who_speak_it(
    session: Session,
) -> None:
    world = make_world(session, languages=["und"])
    caller = add_caller(session, world.shift, ["en"])
    call = next_answered(session, caller, "k1")
    telling = calling.Telling(call.id, ContactResult.OTHER_LANGUAGE, language="es-US")
    calling.tell_result(session, caller.id, telling, NOON)
    speaker = add_caller(session, world.shift, ["es-US"])
    again = call_next_voter(session, speaker.id, "k2", NOON).call
    assert again is not None and again.voter_id == call.voter_id


def test_undo_gives_the_last_result_back_and_cancels_the_next_call(session: Session) -> None:
    world = make_world(session, languages=["en", "en"])
    caller = add_caller(session, world.shift)
    first = call_next_voter(session, caller.id, "k1", NOON).call
    assert first is not None
    line_events.call_progressed(session, progress(first, CallEvent.ANSWERED), NOON)
    calling.tell_result(
        session, caller.id, calling.Telling(first.id, ContactResult.WRONG_NUMBER), NOON
    )
    following = call_next_voter(session, caller.id, "k2", NOON).call
    assert following is not None
    assert calling.undo_result(session, caller.id, NOON) is following
    assert first.result is None and first.closed_at is None
    assert following.result is ContactResult.NOT_PLACED
    number = session.get_one(PhoneNumber, first.phone_number_id)
    assert number.dead is None
    waiting = session.scalars(
        select(Assignment).where(Assignment.voter_id == following.voter_id)
    ).one()
    assert waiting.state is AssignmentState.WAITING


def test_undo_is_refused_once_the_next_voter_has_answered(session: Session) -> None:
    world = make_world(session, languages=["en", "en"])
    caller = add_caller(session, world.shift)
    first = next_answered(session, caller, "k1")
    calling.tell_result(session, caller.id, calling.Telling(first.id, ContactResult.NOT_HOME), NOON)
    following = call_next_voter(session, caller.id, "k2", NOON).call
    assert following is not None
    line_events.call_progressed(session, progress(following, CallEvent.ANSWERED), NOON)
    with pytest.raises(NotNow, match="has answered"):
        calling.undo_result(session, caller.id, NOON)


def test_a_household_is_rung_for_one_of_them_at_a_time(session: Session) -> None:
    world = make_world(session, languages=["en"], launched=False)
    add_voter(session, world.voter_list, 1, "en", "+16515550101")
    planning.launch(session, world.organisation.id, world.shift.id, NOON, "member 1")
    first, second = (add_caller(session, world.shift) for _ in range(2))
    assert call_next_voter(session, first.id, "k1", NOON).call is not None
    assert call_next_voter(session, second.id, "k2", NOON).call is None


def test_a_result_cannot_be_taken_back_once_another_has_called_the_voter(session: Session) -> None:
    world = make_world(session, languages=["en"])
    caller, other = (add_caller(session, world.shift) for _ in range(2))
    first = next_answered(session, caller, "k1")
    line_events.call_progressed(session, progress(first, CallEvent.COMPLETED), NOON)
    telling = calling.Telling(first.id, ContactResult.CALL_BACK)
    calling.tell_result(session, caller.id, telling, NOON)
    later = NOON + timedelta(hours=2)
    again = next_answered(session, other, "k2", later)
    telling = calling.Telling(again.id, ContactResult.REFUSED)
    calling.tell_result(session, other.id, telling, later)
    with pytest.raises(NotNow, match="another caller"):
        calling.undo_result(session, caller.id, later)


def test_undo_gives_the_voter_their_language_back(session: Session) -> None:
    world = make_world(session, languages=["en"])
    caller = add_caller(session, world.shift)
    call = next_answered(session, caller, "k1")
    telling = calling.Telling(call.id, ContactResult.OTHER_LANGUAGE, language="es-US")
    calling.tell_result(session, caller.id, telling, NOON)
    calling.undo_result(session, caller.id, NOON)
    assignment = session.scalars(select(Assignment)).one()
    assert (world.voters[0].language, assignment.language) == ("en", "en")


@pytest.mark.parametrize("result", sorted(set(ContactResult) - TOLD_BY_CALLERS))
def test_a_caller_does_not_tell_what_only_the_carrier_can(
    session: Session, result: ContactResult
) -> None:
    world = make_world(session)
    caller = add_caller(session, world.shift)
    call = next_answered(session, caller, "k1")
    with pytest.raises(BadInput):
        calling.tell_result(session, caller.id, calling.Telling(call.id, result), NOON)
