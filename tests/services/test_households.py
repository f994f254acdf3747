"""Several voters at one number: asked for one after the other, on one line, by one volunteer."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.call import AnsweredBy, Call, CallEvent, CallState, ContactResult
from phonebank.domain.caller import Assignment, AssignmentState, Caller
from phonebank.domain.errors import BadInput, NotFound, NotNow
from phonebank.services import calling, line_events, planning
from phonebank.services.dialling import call_next_voter
from phonebank.services.households import Turning, mates_of, turn_to
from phonebank.services.interviewing import note_answer
from phonebank.services.opting_out import opt_out
from phonebank.services.reporting import figures
from phonebank.telephony.port import MachineDetected, Nothing
from tests.services.test_dialling import next_answered, progress
from tests.support.call_world import sid_of
from tests.support.over_dialling import at, make_bank
from tests.support.world import NOON, World, add_caller, add_voter, make_world

NUMBER = "+16515550101"


@pytest.fixture
def world(session: Session) -> World:
    """Ada, and Ben and Cleo at the same number; Ben speaks Spanish."""
    made = make_world(session, languages=["en"], launched=False)
    for place, language in ((1, "es-US"), (2, "en")):
        made.voters.append(add_voter(session, made.voter_list, place, language, NUMBER))
    planning.launch(session, made.organisation.id, made.shift.id, NOON, "member 1")
    return made


@pytest.fixture
def caller(session: Session, world: World) -> Caller:
    return add_caller(session, world.shift, ["en", "es-US"])


def talking(session: Session, caller: Caller) -> Call:
    return next_answered(session, caller, "k1")


def turned(
    session: Session,
    caller: Caller,
    call: Call,
    voter_id: int,
    result: ContactResult = ContactResult.REACHED,
    key: str = "turn",
) -> Call:
    made = turn_to(session, caller.id, Turning(call.id, result, voter_id, key), NOON)
    session.flush()
    session.expire_all()
    return made


def place_of(session: Session, voter_id: int) -> Assignment:
    return session.scalars(select(Assignment).where(Assignment.voter_id == voter_id)).one()


def test_whoever_talks_to_one_is_offered_the_others_who_wait(
    session: Session, world: World, caller: Caller
) -> None:
    call = next_answered(session, caller, "k1")
    ben, cleo = world.voters[1:]
    assert [(mate.voter.id, mate.language) for mate in mates_of(session, call, NOON)] == [
        (ben.id, "es-US"),
        (cleo.id, "en"),
    ]
    place_of(session, ben.id).state = AssignmentState.DONE
    session.flush()
    assert [mate.voter.id for mate in mates_of(session, call, NOON)] == [cleo.id]


def test_nobody_is_offered_while_it_rings_or_whom_the_gate_refuses(
    session: Session, world: World, caller: Caller
) -> None:
    call = call_next_voter(session, caller.id, "k1", NOON).call
    assert call is not None and mates_of(session, call, NOON) == []
    line_events.call_progressed(session, progress(call, CallEvent.ANSWERED), NOON)
    session.refresh(call)
    opt_out(session, world.organisation.id, NUMBER, world.voters[0].id, NOON, "voter")
    session.flush()
    assert mates_of(session, call, NOON) == []


def test_the_next_has_answers_language_and_result_of_their_own_on_the_same_line(
    session: Session, world: World, caller: Caller
) -> None:
    first = talking(session, caller)
    ben, line = world.voters[1], first.carrier_sid
    second = turned(session, caller, first, ben.id)
    assert (first.result, first.state) == (ContactResult.REACHED, CallState.COMPLETED)
    assert (second.voter_id, second.language, second.state) == (ben.id, "es-US", CallState.TALKING)
    assert (first.carrier_sid, second.carrier_sid) == (None, line)
    question = world.questions[0]
    note_answer(session, caller.id, second.id, question.id, question.choices[0].id, NOON)
    calling.tell_result(session, caller.id, calling.Telling(second.id, ContactResult.REFUSED), NOON)
    assert (first.result, second.result) == (ContactResult.REACHED, ContactResult.REFUSED)
    session.flush()
    counted = figures(session, world.shift)
    assert (counted.calls, counted.answered) == (1, 1), "the phone was rung once"


def test_pressed_twice_it_is_one_turn(session: Session, world: World, caller: Caller) -> None:
    first = talking(session, caller)
    second = turned(session, caller, first, world.voters[1].id)
    assert turned(session, caller, first, world.voters[1].id) is second


def test_one_who_is_not_there_is_not_home_and_the_line_goes_on_to_who_is(
    session: Session, world: World, caller: Caller
) -> None:
    first = talking(session, caller)
    second = turned(session, caller, first, world.voters[1].id, ContactResult.NOT_HOME)
    third = turned(session, caller, second, world.voters[2].id, key="turn 2")
    assert [each.result for each in (first, second, third)] == [
        ContactResult.NOT_HOME,
        ContactResult.REACHED,
        None,
    ]


def test_what_the_carrier_tells_of_the_line_reaches_whoever_has_it(
    session: Session, world: World, caller: Caller
) -> None:
    first = talking(session, caller)
    second = turned(session, caller, first, world.voters[1].id)
    late = MachineDetected("m", first.id, sid_of(first.id), AnsweredBy.HUMAN)
    assert line_events.machine_detected(session, late, NOON) == Nothing()
    assert second.answered_by is AnsweredBy.HUMAN
    ended = progress(first, CallEvent.COMPLETED)
    line_events.call_progressed(session, ended, NOON)
    session.expire_all()
    assert (second.state, second.ended_at) == (CallState.COMPLETED, NOON)


def test_another_line_is_not_the_households(session: Session, world: World, caller: Caller) -> None:
    first = talking(session, caller)
    turned(session, caller, first, world.voters[1].id)
    other = replace(progress(first, CallEvent.COMPLETED), call_sid="CA9")
    with pytest.raises(NotFound):
        line_events.call_progressed(session, other, NOON)


def test_nobody_is_asked_for_on_a_line_that_is_down(
    session: Session, world: World, caller: Caller
) -> None:
    first = talking(session, caller)
    line_events.call_progressed(session, progress(first, CallEvent.COMPLETED), NOON)
    session.expire_all()
    with pytest.raises(NotNow, match="not up"):
        turned(session, caller, first, world.voters[1].id)


def test_only_somebody_at_that_number_who_waits_is_asked_for(
    session: Session, world: World, caller: Caller
) -> None:
    first = talking(session, caller)
    stranger = add_voter(session, world.voter_list, 9, "en", "+16515550109")
    place_of(session, world.voters[2].id).state = AssignmentState.DONE
    session.flush()
    for voter_id in (stranger.id, first.voter_id, world.voters[2].id):
        with pytest.raises(NotNow, match="nobody waits"):
            turned(session, caller, first, voter_id)
    with pytest.raises(BadInput):
        turned(session, caller, first, world.voters[1].id, ContactResult.DO_NOT_CALL)
    assert first.result is None


def test_undo_does_not_cut_off_the_one_who_is_on_the_line(
    session: Session, world: World, caller: Caller
) -> None:
    first = talking(session, caller)
    turned(session, caller, first, world.voters[1].id)
    with pytest.raises(NotNow, match="has answered"):
        calling.undo_result(session, caller.id, NOON)


def test_a_phone_at_which_one_was_spoken_with_is_not_rung_for_the_others_at_once(
    session: Session, world: World, caller: Caller
) -> None:
    first = talking(session, caller)
    calling.tell_result(session, caller.id, calling.Telling(first.id, ContactResult.REACHED), NOON)
    line_events.call_progressed(session, progress(first, CallEvent.COMPLETED), NOON)
    assert call_next_voter(session, caller.id, "k2", NOON + timedelta(minutes=59)).call is None
    assert call_next_voter(session, caller.id, "k3", NOON + timedelta(minutes=61)).call is not None


def test_in_a_predictive_shift_the_household_is_one_line_of_the_pacing(session: Session) -> None:
    bank = make_bank(session, ["en", "en"])
    caller = bank.volunteer()
    (call,) = bank.ring()
    mate = add_voter(session, bank.world.voter_list, 7, "en", call.to_number, state="GA")
    session.add(
        Assignment(
            organisation_id=call.organisation_id, shift_id=call.shift_id, voter_id=mate.id,
            language="en", position=7, state=AssignmentState.WAITING, not_before=NOON,
        )
    )  # fmt: skip
    session.flush()
    bank.answer(call)
    session.flush()
    second = turn_to(
        session, caller.id, Turning(call.id, ContactResult.REACHED, mate.id, "turn"), at(60)
    )
    assert not second.by_machine
    assert caller.free_since is None
    done = bank.tell(call, CallEvent.COMPLETED, 90)
    assert done == Nothing()
    assert second.over
