import pytest
from sqlalchemy.orm import Session

from phonebank.domain.errors import NotFound
from phonebank.domain.shift import ShiftState
from phonebank.domain.text_message import TextEvent
from phonebank.services import conversations, planning
from phonebank.services.showing_inbox import (
    PREVIEW_LENGTH,
    Standing,
    conversations_listed,
    inbox_of,
)
from tests.support.inbox_world import InboxWorld, make_inbox_world
from tests.support.world import NOON, add_caller


@pytest.fixture
def inbox(session: Session) -> InboxWorld:
    return make_inbox_world(session, languages=["en"] * 4)


def standings(inbox: InboxWorld) -> dict[int, Standing]:
    shown = inbox_of(inbox.session, inbox.texter.id, NOON)
    return {each.id: each.standing for each in shown.conversations}


def test_a_new_texter_has_an_empty_inbox(inbox: InboxWorld) -> None:
    shown = inbox_of(inbox.session, inbox.texter.id, NOON)
    assert (shown.conversations, shown.total, shown.unsent, shown.to_read) == ((), 0, 0, 0)
    assert shown.shift_state is ShiftState.RUNNING
    assert not shown.more


def test_an_inbox_of_nobody_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        inbox_of(session, 999_999, NOON)


def test_voters_given_wait_for_their_first_text_in_the_order_in_which_they_were_given(
    inbox: InboxWorld,
) -> None:
    given = inbox.take()
    shown = inbox_of(inbox.session, inbox.texter.id, NOON)
    assert [each.id for each in shown.conversations] == [each.id for each in given]
    assert {each.standing for each in shown.conversations} == {Standing.UNSENT}
    assert all(each.preview is None for each in shown.conversations)
    assert shown.unsent == 4


def test_whoever_has_waited_longest_for_an_answer_comes_first(inbox: InboxWorld) -> None:
    first, second, third, unsent = inbox.take()
    for each in (first, second, third):
        inbox.write_first(each)
    inbox.voter_writes(second, "When are the polls open?")
    inbox.voter_writes(first, "Who is this?")
    shown = inbox_of(inbox.session, inbox.texter.id, NOON)
    order = [each.id for each in shown.conversations]
    assert order == [second.id, first.id, unsent.id, third.id]
    assert shown.to_read == 2


def test_every_standing_is_told(inbox: InboxWorld) -> None:
    waiting, asked, answered, unsent = inbox.take()
    for each in (waiting, asked, answered):
        inbox.write_first(each)
    inbox.voter_writes(asked, "Who is this?")
    inbox.voter_writes(answered, "Who are you?")
    conversations.mark_read(inbox.session, inbox.texter.id, answered.id)
    assert standings(inbox) == {
        waiting.id: Standing.WAITING,
        asked.id: Standing.NEW_REPLY,
        answered.id: Standing.VOTER_WROTE,
        unsent.id: Standing.UNSENT,
    }


def test_a_reply_that_may_be_an_opt_out_is_held(inbox: InboxWorld) -> None:
    first, *_ = inbox.take()
    inbox.write_first(first)
    inbox.voter_writes(first, "We have got to STOP this bill")
    assert standings(inbox)[first.id] is Standing.HELD


def test_an_opt_out_is_told_whatever_is_unread(inbox: InboxWorld) -> None:
    first, *_ = inbox.take()
    inbox.write_first(first)
    inbox.voter_writes(first, "STOP")
    assert standings(inbox)[first.id] is Standing.OPTED_OUT


def test_a_text_that_did_not_arrive_is_told_in_the_list(inbox: InboxWorld) -> None:
    first, *_ = inbox.take()
    inbox.write_first(first).apply(TextEvent.UNDELIVERED, NOON)
    inbox.session.flush()
    assert standings(inbox)[first.id] is Standing.NOT_DELIVERED


def test_a_conversation_that_is_done_comes_last(inbox: InboxWorld) -> None:
    first, *_ = inbox.take()
    inbox.write_first(first)
    conversations.close(inbox.session, inbox.texter.id, first.id, NOON)
    last = inbox_of(inbox.session, inbox.texter.id, NOON).conversations[-1]
    assert (last.id, last.standing) == (first.id, Standing.CLOSED)


def test_a_preview_ends_between_words(inbox: InboxWorld) -> None:
    first, *_ = inbox.take()
    inbox.write_first(first)
    inbox.voter_writes(first, "I would like to know\n" + "very " * 40 + "much")
    preview = inbox_of(inbox.session, inbox.texter.id, NOON).conversations[0].preview
    assert preview is not None
    assert preview.text.startswith("I would like to know very very")
    assert preview.text.endswith("very …")
    assert len(preview.text) <= PREVIEW_LENGTH + 2


def test_a_preview_without_spaces_is_never_cut(inbox: InboxWorld) -> None:
    first, *_ = inbox.take()
    inbox.write_first(first)
    inbox.voter_writes(first, "សួស្តី" * 30)
    preview = inbox_of(inbox.session, inbox.texter.id, NOON).conversations[0].preview
    assert preview is not None
    assert preview.text == "សួស្តី" * 30


def test_a_page_of_the_list_tells_that_there_is_more(inbox: InboxWorld) -> None:
    inbox.take()
    page = inbox_of(inbox.session, inbox.texter.id, NOON, first=3)
    assert (len(page.conversations), page.total, page.more) == (3, 4, True)


def test_another_texter_sees_nothing_of_it(inbox: InboxWorld) -> None:
    given = inbox.take()
    other = add_caller(inbox.session, inbox.world.shift, connected=False)
    assert inbox_of(inbox.session, other.id, NOON).total == 0
    assert conversations_listed(inbox.session, other.id, [each.id for each in given]) == ()


def test_a_paused_shift_and_a_texter_who_has_finished_are_told(inbox: InboxWorld) -> None:
    organisation_id, shift_id = inbox.world.organisation.id, inbox.world.shift.id
    planning.pause(inbox.session, organisation_id, shift_id, NOON, "member 1")
    inbox.texter.finished_at = NOON
    shown = inbox_of(inbox.session, inbox.texter.id, NOON)
    assert shown.shift_state is ShiftState.PAUSED
    assert shown.finished
