"""Voters whom a texter took and never wrote to go to somebody else."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.caller import Assignment, AssignmentState
from phonebank.domain.contact_rules import Channel
from phonebank.domain.text_message import Conversation
from phonebank.services import assigning, conversations, finishing, giving_back, texting
from tests.support.world import NOON, add_caller, make_world


def test_a_texter_who_finishes_leaves_no_voter_behind(session: Session) -> None:
    world = make_world(session, channel=Channel.TEXT, languages=["en"] * 3)
    leaving, staying = (add_caller(session, world.shift, connected=False) for _ in range(2))
    assert assigning.give_batch(session, leaving.id, NOON) == 3
    written = session.scalars(select(Conversation).order_by(Conversation.id)).first()
    assert written is not None
    texting.send_first(session, leaving.id, written.id, "k", NOON)
    finishing.finish_shift(session, leaving.id, NOON)
    assert assigning.give_batch(session, staying.id, NOON) == 2


def test_voters_of_a_texter_who_is_gone_are_given_back_in_time(session: Session) -> None:
    world = make_world(session, channel=Channel.TEXT, languages=["en"] * 2)
    texter = add_caller(session, world.shift, connected=False)
    assigning.give_batch(session, texter.id, NOON)
    assert giving_back.give_back_forgotten(session, NOON + timedelta(minutes=14)) == 0
    assert giving_back.give_back_forgotten(session, NOON + timedelta(minutes=16)) == 2
    waiting = select(func.count()).where(Assignment.state == AssignmentState.WAITING)
    assert session.scalar(waiting) == 2


def test_a_conversation_that_is_closed_unwritten_is_done_with(session: Session) -> None:
    world = make_world(session, channel=Channel.TEXT, languages=["en"])
    texter = add_caller(session, world.shift, connected=False)
    assigning.give_batch(session, texter.id, NOON)
    conversation = session.scalars(select(Conversation)).one()
    conversations.close(session, texter.id, conversation.id, NOON)
    assert session.scalars(select(Assignment)).one().state is AssignmentState.DONE
