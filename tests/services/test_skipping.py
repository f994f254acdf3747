"""Skipping puts a conversation back for others, and can be taken back while nobody has it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.caller import Assignment, AssignmentState
from phonebank.domain.errors import NotFound, NotNow
from phonebank.domain.text_message import Conversation
from phonebank.services import assigning, skipping
from tests.support.inbox_world import InboxWorld, make_inbox_world
from tests.support.world import NOON, add_caller


@pytest.fixture
def inbox(session: Session) -> InboxWorld:
    return make_inbox_world(session, languages=["en", "en"])


@pytest.fixture
def waits(inbox: InboxWorld) -> Conversation:
    first, *_ = inbox.take()
    inbox.write_first(first)
    inbox.voter_writes(first, "Who is this?")
    return first


def test_a_voter_not_yet_written_to_waits_in_the_queue_again(inbox: InboxWorld) -> None:
    first, second = inbox.take()
    assert not skipping.skip(inbox.session, inbox.texter.id, first.id, NOON)
    assert [each.id for each in inbox.conversations] == [second.id]
    place = inbox.session.scalars(
        select(Assignment).where(Assignment.voter_id == first.voter_id)
    ).one()
    assert (place.state, place.caller_id) == (AssignmentState.WAITING, None)
    assert place.not_before > NOON
    assert assigning.give_batch(inbox.session, inbox.texter.id, NOON + timedelta(minutes=11)) == 1


def test_a_reply_waits_for_others_and_for_whoever_skipped_it_last(
    inbox: InboxWorld, waits: Conversation
) -> None:
    assert skipping.skip(inbox.session, inbox.texter.id, waits.id, NOON)
    inbox.session.flush()
    assert waits.caller_id is None
    other = add_caller(inbox.session, inbox.world.shift, ["en"], connected=False)
    assert assigning.give_batch(inbox.session, other.id, NOON, 1) == 1
    assert (waits.caller_id, waits.skipped_by_id) == (other.id, None)
    with pytest.raises(NotFound):
        skipping.take_back_skip(inbox.session, inbox.texter.id, waits.id)


def test_where_nobody_else_is_there_it_comes_back(inbox: InboxWorld, waits: Conversation) -> None:
    skipping.skip(inbox.session, inbox.texter.id, waits.id, NOON)
    inbox.session.flush()
    assert assigning.give_batch(inbox.session, inbox.texter.id, NOON, 1) == 1
    assert waits.caller_id == inbox.texter.id


def test_a_skip_is_taken_back(inbox: InboxWorld, waits: Conversation) -> None:
    skipping.skip(inbox.session, inbox.texter.id, waits.id, NOON)
    inbox.session.flush()
    skipping.take_back_skip(inbox.session, inbox.texter.id, waits.id)
    assert (waits.caller_id, waits.skipped_by_id) == (inbox.texter.id, None)


def test_where_nobody_waits_there_is_nothing_to_skip(inbox: InboxWorld) -> None:
    first, _ = inbox.take()
    inbox.write_first(first)
    with pytest.raises(NotNow):
        skipping.skip(inbox.session, inbox.texter.id, first.id, NOON)
    other = add_caller(inbox.session, inbox.world.shift, connected=False)
    with pytest.raises(NotFound):
        skipping.skip(inbox.session, other.id, first.id, NOON)
