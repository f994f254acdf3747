"""A voter rings back: each key counts once, and 9 is the end of it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.call import CallEvent
from phonebank.domain.survey import Answer
from phonebank.services import gate, opting_out
from phonebank.services.answering_voters import key_pressed, voter_calling
from phonebank.services.dialling import call_next_voter
from phonebank.services.line_events import call_progressed
from phonebank.telephony.port import (
    AskByKeypad,
    CallProgress,
    KeyPressed,
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
