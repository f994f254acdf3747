"""Named addresses leave as short links that lead there alone, one a text, and are counted."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.campaign_link import CampaignLink, ShortLink
from phonebank.domain.contact_rules import Channel
from phonebank.domain.errors import NotFound
from phonebank.domain.segments import count_segments
from phonebank.domain.text_message import Conversation, TextMessage
from phonebank.services import assigning, texting
from phonebank.services.auditing import Author
from phonebank.services.confirming import confirm_written
from phonebank.services.linking import link_lines, name_link, open_link, retire_link
from phonebank.services.previewing import previews
from tests.support.world import NOON, World, add_caller, make_world

ME = Author("member 1", NOON)
DOOR = "https://pb.example/l/"
VOTE = "https://www.example.org/where-to-vote?" + "ward=12&" * 20
FIRST = f"Sample Neighbors: where to vote: {VOTE} STOP to end."


@pytest.fixture
def world(session: Session) -> World:
    """A texting shift whose first text leads somewhere; another address is not named."""
    world = make_world(session, channel=Channel.TEXT, languages=["en", "es-US"])
    world.script.first_text = {"en": FIRST, "es-US": FIRST.replace("STOP", "ALTO")}
    confirm_written(session, world.campaign, [], [world.script.first_text], None)
    session.flush()
    return world


def name(session: Session, world: World, address: str = VOTE) -> CampaignLink:
    return name_link(session, world.organisation.id, world.campaign.id, address, DOOR, ME)


def sent(session: Session, world: World) -> list[TextMessage]:
    """A first text to everybody, taken by the carrier."""
    texter = add_caller(session, world.shift, ["en", "es-US"], connected=False)
    assigning.give_batch(session, texter.id, NOON)
    texts = []
    for conversation in session.scalars(select(Conversation).order_by(Conversation.id)).all():
        text = texting.send_first(session, texter.id, conversation.id, "first-key", NOON)
        text.carrier_sid = f"SM{text.id:032x}"
        texts.append(text)
    session.flush()
    return texts


def test_each_text_has_a_short_link_of_its_own_and_its_size_is_the_short_ones(
    session: Session, world: World
) -> None:
    name(session, world)
    first, second = sent(session, world)
    assert VOTE not in first.body and DOOR in first.body
    assert first.segments == count_segments(first.body).segments == 1
    assert count_segments(FIRST).segments > 1
    tokens = session.scalars(select(ShortLink.token)).all()
    assert len({*tokens}) == 2 and all(len(token) == 12 for token in tokens)
    assert all(any(token in each.body for token in tokens) for each in (first, second))


def test_a_link_leads_to_the_named_address_and_counts_once_a_text(
    session: Session, world: World
) -> None:
    link = name(session, world)
    sent(session, world)
    token = session.scalars(select(ShortLink.token).order_by(ShortLink.id)).first() or ""
    assert open_link(session, token, NOON, counts=False) == VOTE
    [line] = link_lines(session, world.organisation.id, world.campaign.id)
    assert sum(each.count for each in line.opened.values()) == 0
    for _ in range(3):
        assert open_link(session, token, NOON, counts=True) == VOTE
    [line] = link_lines(session, world.organisation.id, world.campaign.id)
    counts = {tag: (each.count, each.of) for tag, each in line.opened.items()}
    assert counts == {"en": (1, 1), "es-US": (0, 1)}
    retire_link(session, world.organisation.id, link.id, ME)
    assert open_link(session, token, NOON, counts=True) == VOTE, "what was sent still leads there"


@pytest.mark.parametrize("token", ["", "x" * 12, "https://evil.example", "' OR 1=1 --"])
def test_an_unknown_token_leads_nowhere(session: Session, world: World, token: str) -> None:
    name(session, world)
    sent(session, world)
    with pytest.raises(NotFound):
        open_link(session, token, NOON, counts=True)


def test_what_nobody_named_or_another_campaign_did_stays_as_it_is(
    session: Session, world: World
) -> None:
    other = make_world(session, slug="other", our_number="+16515550190", first_line=150)
    name_link(session, other.organisation.id, other.campaign.id, VOTE, DOOR, ME)
    retire_link(session, world.organisation.id, name(session, world).id, ME)
    assert all(VOTE in each.body for each in sent(session, world))
    assert name(session, world).retired_at is None, "named again, it is shortened again"


def test_a_reply_is_shortened_too_and_the_voters_own_links_are_not(
    session: Session, world: World
) -> None:
    name(session, world)
    first = sent(session, world)[0]
    talk = session.get_one(Conversation, first.conversation_id)
    assert talk.caller_id is not None
    text = texting.reply(session, talk.caller_id, talk.id, "reply-key", f"Here: {VOTE}.", NOON)
    assert text.body.startswith(f"Here: {DOOR}") and text.body.endswith(".")
    shorts = select(ShortLink).where(ShortLink.text_id.in_([first.id, text.id]))
    assert len(session.scalars(shorts).all()) == 2


def test_the_preview_counts_the_short_links_length(session: Session, world: World) -> None:
    long, _ = previews(session, world.shift)
    name(session, world)
    short, _ = previews(session, world.shift)
    assert long.segments > short.segments == 1
    assert short.texts[0].units == len(sent(session, world)[0].body)


def test_another_organisation_neither_sees_nor_retires_a_link(
    session: Session, world: World
) -> None:
    link = name(session, world)
    other = make_world(session, slug="other", our_number="+16515550190", first_line=150)
    with pytest.raises(NotFound):
        retire_link(session, other.organisation.id, link.id, ME)
    with pytest.raises(NotFound):
        link_lines(session, other.organisation.id, world.campaign.id)
