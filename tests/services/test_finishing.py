"""Who finishes leaves nothing lying, and may come back."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.contact_rules import Channel
from phonebank.domain.errors import NotNow
from phonebank.domain.text_message import Conversation
from phonebank.services import assigning, conversations, texting
from phonebank.services.dialling import call_next_voter
from phonebank.services.finishing import finish_shift, go_on_after_all
from tests.support.world import NOON, add_caller, make_world


def test_voters_whom_a_finishing_texter_has_not_written_to_go_to_others(session: Session) -> None:
    world = make_world(session, channel=Channel.TEXT, languages=["en", "en"])
    first = add_caller(session, world.shift, connected=False)
    assigning.give_batch(session, first.id, NOON)
    begun = session.scalars(select(Conversation).order_by(Conversation.id)).first()
    assert begun is not None
    texting.send_first(session, first.id, begun.id, "k", NOON)
    finish_shift(session, first.id, NOON)
    second = add_caller(session, world.shift, connected=False)
    assert assigning.give_batch(session, second.id, NOON) == 1
    assert conversations.conversation_of(session, first.id, begun.id) is begun


def test_nobody_finishes_in_the_middle_of_a_call(session: Session) -> None:
    world = make_world(session)
    caller = add_caller(session, world.shift)
    call_next_voter(session, caller.id, "k", NOON)
    with pytest.raises(NotNow, match="no result yet"):
        finish_shift(session, caller.id, NOON)


def test_who_has_finished_is_given_nobody_until_they_go_on_after_all(session: Session) -> None:
    world = make_world(session)
    caller = add_caller(session, world.shift)
    finish_shift(session, caller.id, NOON)
    with pytest.raises(NotNow, match="finished"):
        call_next_voter(session, caller.id, "k", NOON)
    go_on_after_all(session, caller.id)
    later = NOON + timedelta(minutes=1)
    assert call_next_voter(session, caller.id, "k", later).call is not None
