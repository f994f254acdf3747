"""Raised hands and the captain's messages: seen at once, until they are put away."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from phonebank.domain.captain import HelpReason
from phonebank.domain.errors import BadInput, NotFound
from phonebank.services.dialling import call_next_voter
from phonebank.services.helping import lower_hand, raise_hand, raised_hand
from phonebank.services.telling_callers import put_away, tell_everybody, unread
from tests.support.desk_site import add_member
from tests.support.world import NOON, add_caller, make_world


def test_a_raised_hand_carries_its_reason_and_the_call(session: Session) -> None:
    world = make_world(session)
    caller = add_caller(session, world.shift)
    call = call_next_voter(session, caller.id, "key-1", NOON).call
    raised = raise_hand(session, caller.id, HelpReason.VOTER_UPSET, " shouting ", NOON)
    assert call is not None
    assert (raised.reason, raised.note, raised.call_id) == ("voter upset", "shouting", call.id)


def test_a_hand_raised_twice_is_one_hand_and_once_lowered_is_down(session: Session) -> None:
    world = make_world(session)
    caller = add_caller(session, world.shift)
    first = raise_hand(session, caller.id, HelpReason.QUESTION, "", NOON)
    session.flush()
    assert raise_hand(session, caller.id, HelpReason.TECHNICAL, "", NOON) is first
    lower_hand(session, caller.id, NOON)
    lower_hand(session, caller.id, NOON)
    assert raised_hand(session, caller.id) is None
    assert first.lowered_at == NOON


def test_a_message_is_shown_to_each_until_they_put_it_away(session: Session) -> None:
    world = make_world(session)
    member = add_member(session, world.organisation)
    one, other = add_caller(session, world.shift), add_caller(session, world.shift)
    told = tell_everybody(session, member, world.shift.id, "  Ten minutes\nleft! ", NOON)
    assert told.text == "Ten minutes left!"
    assert unread(session, one) == [told]
    put_away(session, one.id, told.id)
    assert (unread(session, one), unread(session, other)) == ([], [told])


def test_whoever_joins_later_is_not_told_what_is_over(session: Session) -> None:
    world = make_world(session)
    member = add_member(session, world.organisation)
    tell_everybody(session, member, world.shift.id, "Ten minutes left", NOON - timedelta(hours=1))
    assert unread(session, add_caller(session, world.shift)) == []


def test_a_message_needs_words_and_a_shift_of_ones_own(session: Session) -> None:
    world = make_world(session)
    other = make_world(session, slug="other", our_number="+16515550190", first_line=150)
    member = add_member(session, world.organisation)
    with pytest.raises(BadInput, match="write"):
        tell_everybody(session, member, world.shift.id, "   ", NOON)
    with pytest.raises(NotFound):
        tell_everybody(session, member, other.shift.id, "Hello", NOON)
