import pytest
from sqlalchemy.orm import Session

from phonebank.domain.errors import BadInput
from phonebank.domain.text_message import Attention, Conversation
from phonebank.services import conversations
from phonebank.services.inbox_order import (
    Place,
    Sought,
    next_unsent,
    next_waiting,
    order_page,
    waiting_now,
)
from tests.support.inbox_world import InboxWorld, make_inbox_world
from tests.support.world import NOON


@pytest.fixture
def inbox(session: Session) -> InboxWorld:
    return make_inbox_world(session, languages=["en"] * 6)


@pytest.fixture
def given(inbox: InboxWorld) -> list[Conversation]:
    """Three who were written to; the third, then the first of them wrote back."""
    given = inbox.take()
    for each in given[:3]:
        inbox.write_first(each)
    inbox.voter_writes(given[2], "Who is this?")
    inbox.voter_writes(given[0], "Who are you?")
    return given


def ids(inbox: InboxWorld) -> list[int]:
    return list(order_page(inbox.session, inbox.texter.id).ids)


def test_pages_follow_each_other_without_a_gap_and_without_a_repeat(
    inbox: InboxWorld, given: list[Conversation]
) -> None:
    told: list[int] = []
    after: Place | None = None
    while not told or after is not None:
        page = order_page(inbox.session, inbox.texter.id, after=after, size=2)
        told += page.ids
        after = None if page.after is None else Place.read(str(page.after))
    assert told == ids(inbox)
    assert sorted(told) == [each.id for each in given]


def test_whoever_was_read_and_not_answered_comes_before_those_not_written_to(
    inbox: InboxWorld, given: list[Conversation]
) -> None:
    conversations.mark_read(inbox.session, inbox.texter.id, given[2].id)
    first, _, third, *unsent = given
    assert ids(inbox)[:3] == [first.id, third.id, unsent[0].id]


def test_a_voter_who_writes_again_waits_since_their_first_text(
    inbox: InboxWorld, given: list[Conversation]
) -> None:
    inbox.voter_writes(given[2], "Hello?")
    assert ids(inbox)[:2] == [given[2].id, given[0].id]


def test_a_voter_who_writes_into_a_conversation_that_is_done_waits_from_then_on(
    inbox: InboxWorld, given: list[Conversation]
) -> None:
    conversations.close(inbox.session, inbox.texter.id, given[2].id, NOON)
    inbox.voter_writes(given[2], "One more thing")
    assert ids(inbox)[:2] == [given[0].id, given[2].id]


def test_whoever_opted_out_waits_for_nobody(inbox: InboxWorld, given: list[Conversation]) -> None:
    inbox.voter_writes(given[2], "STOP")
    inbox.session.refresh(given[2])
    assert given[2].attention == Attention.OVER
    assert waiting_now(inbox.session, inbox.texter.id) == [given[0].id]


def test_a_name_is_found_by_any_part_of_it_in_any_case(inbox: InboxWorld) -> None:
    given = inbox.take()
    inbox.world.voters[1].romanised_name = "Hoà Example"
    inbox.session.flush()
    page = order_page(inbox.session, inbox.texter.id, Sought("exam HOÀ"))
    assert page.ids == (given[1].id,)
    assert order_page(inbox.session, inbox.texter.id, Sought("%")).ids == ()


def test_the_next_who_waits_is_the_longest_unread_then_those_read_in_turn(
    inbox: InboxWorld, given: list[Conversation]
) -> None:
    first, second, third, *_ = given
    texter = inbox.texter.id
    assert next_waiting(inbox.session, texter, None) == third.id
    assert next_waiting(inbox.session, texter, third.id) == first.id
    inbox.voter_writes(second, "And me?")
    for each in (first, second, third):
        conversations.mark_read(inbox.session, texter, each.id)
    assert next_waiting(inbox.session, texter, third.id) == first.id
    assert next_waiting(inbox.session, texter, first.id) == second.id
    assert next_waiting(inbox.session, texter, second.id) == third.id


def test_nobody_is_next_where_nobody_waits(inbox: InboxWorld) -> None:
    given = inbox.take()
    assert next_waiting(inbox.session, inbox.texter.id, given[0].id) is None
    assert next_unsent(inbox.session, inbox.texter.id, given[0].id) == given[1].id
    assert next_unsent(inbox.session, inbox.texter.id, given[-1].id) == given[0].id


@pytest.mark.parametrize("told", ["", "1", "1.2", "1.2.x", "1.2.3.4"])
def test_a_place_that_is_none_is_refused(told: str) -> None:
    with pytest.raises(BadInput):
        Place.read(told)
