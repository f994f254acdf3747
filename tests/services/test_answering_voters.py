"""A voter rings back: each key counts once, and 9 is the end of it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, CallEvent, ContactResult
from phonebank.domain.survey import Answer
from phonebank.services import gate, opting_out
from phonebank.services.answering_voters import key_pressed, voter_calling
from phonebank.services.calling import Telling, tell_result
from phonebank.services.dialling import call_next_voter
from phonebank.services.line_events import call_progressed, conference_moved
from phonebank.telephony.port import (
    AskByKeypad,
    CallProgress,
    ConferenceMoved,
    KeyPressed,
    PutThrough,
    SayAndHangUp,
    VoterCalling,
)
from tests.support.world import NOON, OUR_NUMBER, World, add_caller, make_world

NUMBER = "+16515550101"


@pytest.fixture
def world(session: Session) -> World:
    """A voter whom we called, and who was not home."""
    world = make_world(session, languages=["en"])
    caller = add_caller(session, world.shift)
    call = call_next_voter(session, caller.id, "k", NOON).call
    assert call is not None
    event = CallProgress("CA1:no-answer", call.id, "CA1", CallEvent.NO_ANSWER)
    call_progressed(session, event, NOON)
    caller.leg_call_sid = None  # the volunteer has gone home
    return world


def press(session: Session, world: World, digit: str, question: int = 0) -> object:
    question_id = world.questions[question].id
    event = KeyPressed("CA9", NUMBER, OUR_NUMBER, world.shift.id, question_id, digit)
    return key_pressed(session, event, NOON)


def test_a_key_that_is_delivered_again_later_changes_no_answer(
    session: Session, world: World
) -> None:
    assert isinstance(press(session, world, "1"), AskByKeypad)
    answer = session.scalars(select(Answer)).one()
    no = world.questions[0].choices[1]
    answer.choice_id = no.id
    session.flush()
    again = press(session, world, "1")
    assert isinstance(again, AskByKeypad) and again.question_id == world.questions[1].id
    session.refresh(answer)
    assert answer.choice_id == no.id
    assert session.scalar(select(func.count(Answer.question_id))) == 1


def test_a_nine_that_is_delivered_again_does_not_undo_an_opt_in(
    session: Session, world: World
) -> None:
    press(session, world, "9")
    assert gate.is_suppressed(session, world.organisation.id, NUMBER)
    later = NOON + timedelta(days=1)
    opting_out.opt_in(session, world.organisation.id, NUMBER, later, "voter")
    press(session, world, "9")
    assert not gate.is_suppressed(session, world.organisation.id, NUMBER)


@pytest.mark.parametrize("number", ["+16515550177", NUMBER])
def test_whoever_rings_hears_who_we_are_and_may_opt_out(
    session: Session, world: World, number: str
) -> None:
    for question in range(3):
        press(session, world, "1", question)
    reply = voter_calling(session, VoterCalling("CA8", number, OUR_NUMBER), NOON)
    assert isinstance(reply, AskByKeypad)
    assert "This is Sample" in reply.sentences[0].text and "press 9" in reply.sentences[-1].text
    event = KeyPressed("CA8", number, OUR_NUMBER, None, None, "9")
    assert isinstance(key_pressed(session, event, NOON), SayAndHangUp)
    assert gate.is_suppressed(session, world.organisation.id, number)


def test_any_other_key_than_nine_does_nothing_where_nothing_was_asked(
    session: Session, world: World
) -> None:
    event = KeyPressed("CA8", NUMBER, OUR_NUMBER, None, None, "1")
    assert isinstance(key_pressed(session, event, NOON), SayAndHangUp)
    assert not gate.is_suppressed(session, world.organisation.id, NUMBER)
    assert session.scalars(select(Answer)).all() == []


def ring_back(session: Session, sid: str = "CA9") -> object:
    return voter_calling(session, VoterCalling(sid, NUMBER, OUR_NUMBER), NOON)


def test_who_rings_back_reaches_a_volunteer_between_two_calls(
    session: Session, world: World
) -> None:
    caller = add_caller(session, world.shift)
    reply = ring_back(session)
    assert isinstance(reply, PutThrough) and reply.conference == caller.conference
    assert ring_back(session) == reply
    call = session.get_one(Call, reply.call_id)
    assert (call.inbound, call.voter_id, call.caller_id) == (True, world.voters[0].id, caller.id)
    assert isinstance(ring_back(session, "CA10"), AskByKeypad)  # the only volunteer talks


def test_a_call_back_ends_when_the_voter_leaves_and_has_its_result_told(
    session: Session, world: World
) -> None:
    caller = add_caller(session, world.shift)
    reply = ring_back(session)
    assert isinstance(reply, PutThrough)
    left = ConferenceMoved("CF1:9", caller.id, "CA9", False, False, reply.call_id)
    conference_moved(session, left, NOON)
    call = session.get_one(Call, reply.call_id)
    assert call.over and call.closed_at is None
    tell_result(session, caller.id, Telling(call.id, ContactResult.REACHED), NOON)
    assert call.result is ContactResult.REACHED


def test_who_has_opted_out_is_put_through_to_nobody(session: Session, world: World) -> None:
    add_caller(session, world.shift)
    opting_out.opt_out(session, world.organisation.id, NUMBER, world.voters[0].id, NOON, "voter")
    assert isinstance(ring_back(session), AskByKeypad)
