"""A conversation goes to another texter, to a language or to a call, and deeds are taken back."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.caller import Assignment, AssignmentState
from phonebank.domain.contact_rules import Channel
from phonebank.domain.errors import BadInput, NotFound, NotNow
from phonebank.domain.text_message import Conversation, ConversationState
from phonebank.domain.voter import PhoneNumber, Voter
from phonebank.services import (
    assigning,
    conversations,
    gate,
    giving_back,
    handing_on,
    opting_out,
    planning,
    undoing,
)
from tests.support.inbox_world import InboxWorld, make_inbox_world
from tests.support.world import NOON, add_caller, plan_like


@pytest.fixture
def inbox(session: Session) -> InboxWorld:
    """A texter with one voter who has written back."""
    inbox = make_inbox_world(session, ["en"])
    [conversation] = inbox.take()
    inbox.write_first(conversation)
    inbox.voter_writes(conversation, "When does it open?")
    return inbox


def test_another_texter_who_is_there_gets_the_conversation(inbox: InboxWorld) -> None:
    session, [conversation] = inbox.session, inbox.conversations
    other = add_caller(session, inbox.world.shift, ["en"], connected=False)
    at = NOON + timedelta(seconds=20)
    assert [each.id for each in handing_on.takers(session, inbox.texter.id, at)] == [other.id]
    handing_on.hand_to(session, inbox.texter.id, conversation.id, other.id, at)
    assert conversation.caller_id == other.id
    with pytest.raises(NotFound):
        conversations.conversation_of(session, inbox.texter.id, conversation.id)


def test_whoever_was_handed_a_conversation_keeps_it_also_where_it_had_been_offered_to_all(
    inbox: InboxWorld,
) -> None:
    session, [conversation] = inbox.session, inbox.conversations
    other, third = (
        add_caller(session, inbox.world.shift, ["en"], connected=False) for _ in range(2)
    )
    conversation.offered_at = NOON
    handing_on.hand_to(session, inbox.texter.id, conversation.id, other.id, NOON)
    assigning.give_batch(session, third.id, NOON)
    session.refresh(conversation)
    assert conversation.caller_id == other.id


def test_nobody_is_handed_to_who_is_away_or_on_another_shift(inbox: InboxWorld) -> None:
    session, [conversation] = inbox.session, inbox.conversations
    other = add_caller(session, inbox.world.shift, ["en"], connected=False)
    with pytest.raises(NotFound):
        handing_on.hand_to(
            session, inbox.texter.id, conversation.id, other.id, NOON + timedelta(minutes=5)
        )


def test_the_next_texter_who_speaks_the_language_gets_it_before_new_voters(
    inbox: InboxWorld,
) -> None:
    session, [conversation] = inbox.session, inbox.conversations
    handing_on.hand_to_language(session, inbox.texter.id, conversation.id, "es-US", NOON)
    english = add_caller(session, inbox.world.shift, ["en"], connected=False)
    spanish = add_caller(session, inbox.world.shift, ["es-US"], connected=False)
    assigning.give_batch(session, english.id, NOON)
    assert conversation.caller_id is None
    assigning.give_batch(session, spanish.id, NOON)
    assert (conversation.caller_id, conversation.language) == (spanish.id, "es-US")
    assert session.get_one(Voter, conversation.voter_id).language == "es-US"
    with pytest.raises(BadInput):
        handing_on.hand_to_language(session, spanish.id, conversation.id, "ko", NOON)


def test_a_voter_who_would_rather_talk_is_the_next_to_be_called(inbox: InboxWorld) -> None:
    session, [conversation] = inbox.session, inbox.conversations
    with pytest.raises(NotNow):
        handing_on.hand_to_callers(session, inbox.texter.id, conversation.id, NOON)
    plan = plan_like(inbox.world)
    owner = inbox.world.organisation.id
    calling = planning.plan_shift(
        session, owner, planning.ShiftPlan(**{**plan.__dict__, "channel": Channel.CALL})
    )
    planning.launch(session, owner, calling.id, NOON, "member 1")
    for _ in range(2):
        handing_on.hand_to_callers(session, inbox.texter.id, conversation.id, NOON)
    places = select(Assignment).where(Assignment.shift_id == calling.id)
    fresh = places.execution_options(populate_existing=True)
    [place] = session.scalars(fresh.order_by(Assignment.not_before).limit(1))
    assert (place.voter_id, place.state) == (conversation.voter_id, AssignmentState.WAITING)
    assert place.not_before < NOON


def test_replies_of_a_texter_who_is_gone_go_to_the_next(inbox: InboxWorld) -> None:
    session, [conversation] = inbox.session, inbox.conversations
    giving_back.give_back_forgotten(session, NOON + timedelta(minutes=5))
    assert conversation.caller_id == inbox.texter.id
    giving_back.give_back_forgotten(session, NOON + timedelta(minutes=20))
    session.flush()
    session.refresh(conversation)
    assert conversation.caller_id is None


@pytest.mark.parametrize(
    "deed", [conversations.opt_out, conversations.wrong_number, conversations.close]
)
def test_a_deed_is_taken_back_within_seconds_and_then_no_more(
    inbox: InboxWorld, deed: Callable[..., None]
) -> None:
    session, [conversation] = inbox.session, inbox.conversations
    at = NOON + timedelta(seconds=30)
    deed(session, inbox.texter.id, conversation.id, at)
    session.flush()
    session.refresh(conversation)
    assert conversation.state is not ConversationState.OPEN
    with pytest.raises(NotNow):
        undoing.undo(session, inbox.texter.id, conversation.id, at + timedelta(seconds=16))
    undoing.undo(session, inbox.texter.id, conversation.id, at + timedelta(seconds=10))
    session.flush()
    session.refresh(conversation)
    assert conversation.state is ConversationState.OPEN
    number = session.scalars(select(PhoneNumber)).one()
    session.refresh(number)
    decision = gate.check_number(session, inbox.world.shift, number.id, Channel.TEXT, at)
    assert decision.allowed
    with pytest.raises(NotNow):
        undoing.undo(session, inbox.texter.id, conversation.id, at + timedelta(seconds=11))


def test_a_voters_own_opt_out_cannot_be_taken_back(inbox: InboxWorld) -> None:
    session, [conversation] = inbox.session, inbox.conversations
    at = NOON + timedelta(seconds=30)
    opting_out.opt_out(
        session,
        conversation.organisation_id,
        conversation.their_number,
        conversation.voter_id,
        at,
        "voter",
    )
    conversations.opt_out(session, inbox.texter.id, conversation.id, at + timedelta(seconds=1))
    with pytest.raises(NotNow, match="opted out before"):
        undoing.undo(session, inbox.texter.id, conversation.id, at + timedelta(seconds=2))
    assert session.get_one(Conversation, conversation.id).state is ConversationState.OPTED_OUT


@pytest.mark.parametrize("deed", [conversations.opt_out, conversations.close])
def test_a_voters_stop_after_a_texters_deed_is_not_taken_back_with_it(
    inbox: InboxWorld, deed: Callable[[Session, int, int, datetime], None]
) -> None:
    session, [conversation] = inbox.session, inbox.conversations
    at = NOON + timedelta(seconds=2)
    deed(session, inbox.texter.id, conversation.id, at)
    inbox.voter_writes(conversation, "STOP")
    with pytest.raises(NotNow):
        undoing.undo(session, inbox.texter.id, conversation.id, at + timedelta(seconds=6))
    assert gate.is_suppressed(session, conversation.organisation_id, conversation.their_number)
    assert session.get_one(Conversation, conversation.id).state is ConversationState.OPTED_OUT
