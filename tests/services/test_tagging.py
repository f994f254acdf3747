"""A campaign's own tags, put on conversations and found again by them."""

import pytest
from sqlalchemy.orm import Session

from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.tag import MOST_TAGS
from phonebank.services import tagging
from phonebank.services.auditing import Author
from phonebank.services.exports import FileFormat, LayoutName, Scope, exported, layout_named
from phonebank.services.inbox_order import Sought, order_page
from phonebank.services.selecting import Selection, count_selected, tags_put_on
from phonebank.services.showing_inbox import inbox_of
from phonebank.services.showing_thread import thread_of
from phonebank.services.tagging import TagDraft, tags_of
from tests.support.inbox_world import InboxWorld, make_inbox_world
from tests.support.world import NOON, add_caller

COORDINATOR = Author("member 1", NOON)


@pytest.fixture
def inbox(session: Session) -> InboxWorld:
    inbox = make_inbox_world(session, languages=["en", "en"])
    save(inbox, TagDraft(None, {"en": "Needs a ride", "es-US": "Necesita transporte"}))
    return inbox


def save(inbox: InboxWorld, *drafts: TagDraft, minutes: int = 15) -> None:
    owner, campaign = inbox.world.organisation, inbox.world.campaign
    tagging.save_inbox(inbox.session, owner.id, campaign.id, drafts, minutes, COORDINATOR)
    inbox.session.flush()


def put(inbox: InboxWorld, conversation_id: int, *, on: bool = True) -> None:
    (tag,) = tags_of(inbox.session, inbox.world.campaign.id)
    texter = inbox.texter.id
    tagging.put_tag(inbox.session, texter, conversation_id, tag.id, NOON, on=on)


def test_a_tag_is_put_on_once_found_by_and_taken_off(inbox: InboxWorld) -> None:
    first, second = inbox.take()
    (tag,) = tags_of(inbox.session, inbox.world.campaign.id)
    for _ in range(2):
        put(inbox, first.id)
    sought = Sought(tag_id=tag.id)
    assert order_page(inbox.session, inbox.texter.id, sought).ids == (first.id,)
    lines = inbox_of(inbox.session, inbox.texter.id, NOON).conversations
    assert {each.id: [words.text for words in each.tags] for each in lines} == {
        first.id: ["Needs a ride"],
        second.id: [],
    }
    put(inbox, first.id, on=False)
    assert order_page(inbox.session, inbox.texter.id, sought).ids == ()


def test_tags_are_taken_home(inbox: InboxWorld) -> None:
    first, _ = inbox.take()
    put(inbox, first.id)
    scope = Scope(inbox.world.organisation.id, shift_id=inbox.world.shift.id)
    layout = layout_named(inbox.session, LayoutName.TAGS, scope)
    content = b"".join(exported(inbox.session, layout, FileFormat.CSV)).decode()
    assert content.splitlines()[1:][0].split(",")[6:8] == ["Needs a ride", inbox.texter.name]


def test_voters_are_selected_by_a_tag(inbox: InboxWorld) -> None:
    session, owner = inbox.session, inbox.world.organisation.id
    first, _ = inbox.take()
    assert tags_put_on(session, owner) == []
    put(inbox, first.id)
    ((tag_id, words),) = tags_put_on(session, owner)
    assert words == "Needs a ride"
    selection = Selection(inbox.world.voter_list.id, tag_id=tag_id)
    assert count_selected(session, owner, selection) == 1


def test_a_texter_reads_tags_in_their_language_or_else_in_the_first(inbox: InboxWorld) -> None:
    (tag,) = tags_of(inbox.session, inbox.world.campaign.id)
    save(inbox, TagDraft(tag.id, tag.name), TagDraft(None, {"en": "Yard sign"}))
    inbox.texter.page_language = "es-US"
    first, _ = inbox.take()
    put_on = thread_of(inbox.session, inbox.texter.id, first.id).tags
    assert [(each.number, each.words.text, each.words.lang) for each in put_on] == [
        (1, "Necesita transporte", "es-US"),
        (2, "Yard sign", "en"),
    ]


def test_a_tag_that_is_retired_stays_where_it_is_and_is_put_on_nothing_else(
    inbox: InboxWorld,
) -> None:
    first, second = inbox.take()
    put(inbox, first.id)
    (tag,) = tags_of(inbox.session, inbox.world.campaign.id)
    save(inbox, TagDraft(tag.id, {"en": " "}))
    assert tags_of(inbox.session, inbox.world.campaign.id) == []
    line = inbox_of(inbox.session, inbox.texter.id, NOON).conversations[0]
    assert [each.text for each in line.tags] == ["Needs a ride"]
    with pytest.raises(NotFound):
        tagging.put_tag(inbox.session, inbox.texter.id, second.id, tag.id, NOON, on=True)


def test_tags_are_put_on_ones_own_conversations_alone(inbox: InboxWorld) -> None:
    first, _ = inbox.take()
    inbox.texter = add_caller(inbox.session, inbox.world.shift, connected=False)
    with pytest.raises(NotFound):
        put(inbox, first.id)


@pytest.mark.parametrize(
    "drafts",
    [
        [TagDraft(None, {"en": f"Tag {number}"}) for number in range(MOST_TAGS + 1)],
        [TagDraft(None, {"en": "x" * 41})],
        [TagDraft(None, {"es-US": "Sin inglés"})],
    ],
)
def test_tags_that_cannot_be_used_are_refused(inbox: InboxWorld, drafts: list[TagDraft]) -> None:
    with pytest.raises(BadInput):
        save(inbox, *drafts)


@pytest.mark.parametrize("minutes", [0, -1, 1441])
def test_minutes_that_are_none_are_refused(inbox: InboxWorld, minutes: int) -> None:
    with pytest.raises(BadInput):
        save(inbox, minutes=minutes)
