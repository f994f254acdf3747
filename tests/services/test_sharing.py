"""Whoever wrote in a conversation reads on, and is asked before writing over somebody else."""

import pytest
from sqlalchemy.orm import Session

from phonebank.domain.caller import Caller
from phonebank.domain.errors import AnsweredMeanwhile, NotFound
from phonebank.domain.text_message import Conversation
from phonebank.services import handing_on, texting
from phonebank.services.sharing import begin_reply, conversation_in_view
from phonebank.services.showing_thread import thread_of
from tests.support.inbox_world import InboxWorld, make_inbox_world
from tests.support.world import NOON, add_caller

KEY = "a-key-of-the-page"


@pytest.fixture
def inbox(session: Session) -> InboxWorld:
    return make_inbox_world(session, languages=["en"])


@pytest.fixture
def hoa(inbox: InboxWorld) -> Caller:
    hoa = add_caller(inbox.session, inbox.world.shift, ["en"], connected=False)
    hoa.name = "Hoa Example"
    return hoa


@pytest.fixture
def shared(inbox: InboxWorld, hoa: Caller) -> Conversation:
    """The texter has written first, and handed it on to Hoa."""
    (conversation,) = inbox.take()
    inbox.write_first(conversation)
    inbox.voter_writes(conversation, "Who is this?")
    handing_on.hand_to(inbox.session, inbox.texter.id, conversation.id, hoa.id, NOON)
    inbox.session.flush()
    return conversation


def last_seen(inbox: InboxWorld, conversation: Conversation) -> int:
    return thread_of(inbox.session, inbox.texter.id, conversation.id).texts[-1].id


def test_whoever_has_written_reads_on_and_sees_who_has_it(
    inbox: InboxWorld, shared: Conversation, hoa: Caller
) -> None:
    assert thread_of(inbox.session, inbox.texter.id, shared.id).has_it == "Hoa Example"
    assert thread_of(inbox.session, hoa.id, shared.id).has_it == ""
    texts = thread_of(inbox.session, hoa.id, shared.id).texts
    assert [each.writer for each in texts] == [inbox.texter.name, ""]


def test_whoever_has_not_written_reads_nothing(inbox: InboxWorld, shared: Conversation) -> None:
    stranger = add_caller(inbox.session, inbox.world.shift, connected=False)
    with pytest.raises(NotFound):
        conversation_in_view(inbox.session, stranger.id, shared.id)


def test_a_reply_to_what_somebody_else_has_now_asks_first(
    inbox: InboxWorld, shared: Conversation
) -> None:
    seen = last_seen(inbox, shared)
    with pytest.raises(AnsweredMeanwhile, match="has this conversation"):
        begin_reply(inbox.session, inbox.texter.id, shared.id, KEY, seen)
    begin_reply(inbox.session, inbox.texter.id, shared.id, KEY, seen, anyway=True)
    assert shared.caller_id == inbox.texter.id


def test_a_reply_after_somebody_elses_asks_first_until_it_has_been_read(
    inbox: InboxWorld, shared: Conversation, hoa: Caller
) -> None:
    seen = last_seen(inbox, shared)
    texting.reply(inbox.session, hoa.id, shared.id, inbox.key(), "A neighbor.", NOON)
    shared.caller_id = inbox.texter.id
    inbox.session.flush()
    with pytest.raises(AnsweredMeanwhile, match="just replied"):
        begin_reply(inbox.session, inbox.texter.id, shared.id, KEY, seen)
    begin_reply(inbox.session, inbox.texter.id, shared.id, KEY, last_seen(inbox, shared))


def test_a_reply_that_was_sent_is_not_asked_about_again(
    inbox: InboxWorld, shared: Conversation, hoa: Caller
) -> None:
    seen = last_seen(inbox, shared)
    begin_reply(inbox.session, inbox.texter.id, shared.id, KEY, seen, anyway=True)
    texting.reply(inbox.session, inbox.texter.id, shared.id, KEY, "A neighbor.", NOON)
    shared.caller_id = hoa.id
    texting.reply(inbox.session, hoa.id, shared.id, inbox.key(), "A friend.", NOON)
    begin_reply(inbox.session, inbox.texter.id, shared.id, KEY, seen)
    assert shared.caller_id == hoa.id
