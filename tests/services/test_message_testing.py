"""A test of first texts deals versions at random, in equal shares in each language, for good."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.db import Database
from phonebank.domain.contact_rules import Channel
from phonebank.domain.errors import BadInput, NotFound, NotNow
from phonebank.domain.message_test import MessageDraw, MessageTest, MessageTestDraft
from phonebank.domain.text_message import Conversation, TextEvent, TextMessage
from phonebank.services import assigning, giving_back, planning, texting
from phonebank.services.auditing import Author
from phonebank.services.drawing_versions import draw_version
from phonebank.services.measures import Measure
from phonebank.services.message_results import (
    message_results,
    results_as_dict,
    results_csv,
)
from phonebank.services.message_testing import (
    add_version,
    create_test,
    rewrite_test,
    start_test,
    stop_test,
)
from phonebank.services.previewing import previews
from phonebank.services.readiness import blockers
from phonebank.services.receiving import text_received
from phonebank.telephony.port import TextReceived
from tests.support.world import (
    NOON,
    OUR_NUMBER,
    World,
    add_caller,
    add_voter,
    make_world,
    plan_like,
)

ME = Author("member 1", NOON)
SHORT = {
    "en": "Sample Neighbors: will you vote? STOP to end.",
    "es-US": "Sample Neighbors: ¿va a votar? ALTO para terminar.",
}
WARM = {
    "en": "Your neighbors (Sample Neighbors) hope that you vote. STOP to end.",
    "es-US": "Sus vecinos (Sample Neighbors) esperan que vote. ALTO para terminar.",
}
THIRD = {tag: f"{words} Thank you" for tag, words in SHORT.items()}
DRAFT = MessageTestDraft("Short or warm", 400, [SHORT, WARM])


def running(session: Session, languages: list[str]) -> tuple[World, MessageTest]:
    """A text shift of a campaign whose test runs."""
    world = make_world(session, channel=Channel.TEXT, languages=languages)
    owner = world.organisation.id
    test = create_test(session, owner, world.campaign.id, DRAFT, ME)
    return world, start_test(session, owner, test.id, ME)


def send_to_all(session: Session, world: World) -> list[TextMessage]:
    """A texter writes to everybody, and the carrier takes each text."""
    texter = add_caller(session, world.shift, ["en", "es-US"], connected=False)
    assigning.give_batch(session, texter.id, NOON, size=100)
    texts = []
    for conversation in session.scalars(select(Conversation).order_by(Conversation.id)).all():
        text = texting.send_first(session, texter.id, conversation.id, "first-key", NOON)
        text.carrier_sid = f"SM{text.id:032x}"
        text.apply(TextEvent.DELIVERED, NOON)
        texts.append(text)
    session.flush()
    return texts


def voter_writes(session: Session, text: TextMessage, body: str) -> None:
    number = session.get_one(Conversation, text.conversation_id).their_number
    text_received(session, TextReceived(f"SMIN{text.id}", number, OUR_NUMBER, body), NOON)
    session.flush()


def test_each_language_gets_the_versions_in_equal_shares(session: Session) -> None:
    world, _ = running(session, ["en"] * 8 + ["es-US"] * 6)
    bodies = Counter(text.body for text in send_to_all(session, world))
    assert bodies == Counter({SHORT["en"]: 4, WARM["en"]: 4, SHORT["es-US"]: 3, WARM["es-US"]: 3})


def test_chance_decides_and_not_the_order_of_the_list(session: Session) -> None:
    world, _ = running(session, ["en"])
    drawn = []
    for place in range(80):
        number, campaign_id = f"+1651555{place:04d}", world.campaign.id
        version = draw_version(session, campaign_id, number, "en", NOON)
        drawn.append(None if version is None else version.label)
    pairs = {tuple(drawn[place : place + 2]) for place in range(0, 80, 2)}
    assert pairs == {("A", "B"), ("B", "A")}


def test_a_number_keeps_its_version_on_another_shift_and_when_one_is_added(
    session: Session,
) -> None:
    world, test = running(session, ["en"] * 6)
    first = {text.conversation_id: text.body for text in send_to_all(session, world)}
    numbers = {session.get_one(Conversation, each).their_number: first[each] for each in first}
    add_version(session, world.organisation.id, test.id, THIRD, ME)
    again = planning.plan_shift(
        session, world.organisation.id, replace(plan_like(world), name="Again")
    )
    planning.launch(session, world.organisation.id, again.id, NOON, "member 1")
    texter = add_caller(session, again, connected=False)
    assigning.give_batch(session, texter.id, NOON, size=6)
    mine = session.scalars(select(Conversation).where(Conversation.caller_id == texter.id)).all()
    seen = {each.their_number: texting.first_text_for(session, each) for each in mine}
    assert seen == numbers
    [found] = message_results(session, test)
    assert sum(each.drawn for each in found.versions) == 6, "a number counts once"


def test_a_version_that_is_added_is_dealt_from_the_next_deck_on(session: Session) -> None:
    world, test = running(session, ["en"] * 6)
    add_version(session, world.organisation.id, test.id, THIRD, ME)
    bodies = Counter(text.body for text in send_to_all(session, world))
    assert bodies == Counter({SHORT["en"]: 2, WARM["en"]: 2, THIRD["en"]: 2})
    with pytest.raises(BadInput, match="in each language that is compared"):
        add_version(session, world.organisation.id, test.id, {"en": WARM["en"] + "!"}, ME)


def test_two_voters_with_one_phone_get_one_version(session: Session) -> None:
    world = make_world(session, channel=Channel.TEXT, languages=["en"], launched=False)
    add_voter(session, world.voter_list, 1, "en", "+16515550101")
    planning.launch(session, world.organisation.id, world.shift.id, NOON, "member 1")
    test = create_test(session, world.organisation.id, world.campaign.id, DRAFT, ME)
    start_test(session, world.organisation.id, test.id, ME)
    texter = add_caller(session, world.shift, connected=False)
    drawn = []
    for day in range(2):
        assigning.give_batch(session, texter.id, NOON + timedelta(days=day))
        conversation = session.scalars(
            select(Conversation).where(Conversation.caller_id == texter.id)
        ).one()
        drawn.append(conversation.message_version_id)
        session.delete(conversation)
        session.flush()
    assert drawn[0] is not None and drawn[0] == drawn[1]
    assert len(session.scalars(select(MessageDraw)).all()) == 1


def test_who_was_given_back_unsent_has_the_same_version_with_the_next_texter(
    session: Session,
) -> None:
    world, _ = running(session, ["en"])
    versions = []
    for _ in range(2):
        texter = add_caller(session, world.shift, connected=False)
        assigning.give_batch(session, texter.id, NOON)
        versions.append(session.scalars(select(Conversation)).one().message_version_id)
        giving_back.give_back_unsent(session, texter, NOON)
        session.expire_all()
    assert versions[0] == versions[1]


def test_a_language_that_is_not_compared_gets_the_scripts_own_text(session: Session) -> None:
    world = make_world(session, channel=Channel.TEXT, languages=["en", "es-US"])
    draft = replace(DRAFT, versions=[{"en": SHORT["en"]}, {"en": WARM["en"]}])
    test = create_test(session, world.organisation.id, world.campaign.id, draft, ME)
    start_test(session, world.organisation.id, test.id, ME)
    spanish = [text for text in send_to_all(session, world) if text.language == "es-US"]
    assert spanish[0].body.startswith("Hola Ada1, somos Sample Neighbors.")
    assert [each.language for each in message_results(session, test)] == ["en"]


def test_results_count_what_came_of_each_version(session: Session) -> None:
    world, test = running(session, ["en"] * 4)
    texts = send_to_all(session, world)
    short = [text for text in texts if text.body == SHORT["en"]]
    voter_writes(session, short[0], "yes")
    voter_writes(session, short[1], "STOP")
    [found] = message_results(session, test)
    a, b = found.versions
    assert (a.label, a.drawn, a.met, b.met) == ("A", 2, 2, 2)
    assert a.measures[Measure.DELIVERED].count == 2
    assert (a.measures[Measure.REPLIED].count, b.measures[Measure.REPLIED].count) == (2, 0)
    assert a.measures[Measure.OPTED_OUT].count == 1
    [key] = found.answers
    assert (key.question, key.answer) == ("Will you vote?", "Yes")
    assert (a.answers[key].count, a.answers[key].of, b.answers[key].count) == (1, 2, 0)
    assert found.fewest_met == 2


def test_results_go_home_as_a_table_and_as_plain_values(session: Session) -> None:
    world, test = running(session, ["en", "en"])
    send_to_all(session, world)
    header, *lines = list(results_csv(session, test))
    assert header.startswith(
        "\ufefflanguage,version,what,question,answer,count,of,percent,low,high"
    )
    assert "en,A,delivered,,,1,1,100.0,20.7,100.0\r\n" in lines
    assert results_as_dict(session, test)["en"]["B"]["replied"] == [0, 1, 0.0, 0.7935]


def test_a_test_is_stopped_for_good_and_the_unsent_get_the_scripts_own_text(
    session: Session,
) -> None:
    world, test = running(session, ["en"])
    texter = add_caller(session, world.shift, connected=False)
    assigning.give_batch(session, texter.id, NOON)
    owner = world.organisation.id
    stop_test(session, owner, test.id, ME)
    session.expire_all()
    conversation = session.scalars(select(Conversation)).one()
    assert texting.first_text_for(session, conversation).startswith("Hi Ada0")
    with pytest.raises(NotNow):
        start_test(session, owner, test.id, ME)


def test_what_has_been_started_is_not_written_on_and_two_do_not_run_at_once(
    session: Session,
) -> None:
    world, test = running(session, ["en"])
    owner = world.organisation.id
    with pytest.raises(NotNow):
        rewrite_test(session, owner, test.id, DRAFT, ME)
    with pytest.raises(BadInput):
        create_test(session, owner, world.campaign.id, DRAFT, ME)
    other = create_test(session, owner, world.campaign.id, replace(DRAFT, name="Other"), ME)
    with pytest.raises(NotNow):
        start_test(session, owner, other.id, ME)
    with pytest.raises(NotFound):
        stop_test(session, owner + 1, test.id, ME)


def test_every_version_says_who_writes_and_how_to_opt_out_before_it_starts(
    session: Session,
) -> None:
    world = make_world(session, channel=Channel.TEXT, languages=["en"])
    owner = world.organisation.id
    bad = replace(DRAFT, versions=[SHORT, {"en": "Will you vote?", "es-US": SHORT["es-US"] + "!"}])
    test = create_test(session, owner, world.campaign.id, bad, ME)
    with pytest.raises(BadInput, match="Version B in English: it does not say who is writing"):
        start_test(session, owner, test.id, ME)
    rewrite_test(session, owner, test.id, DRAFT, ME)
    assert start_test(session, owner, test.id, ME).running


def test_a_shift_does_not_start_with_a_version_that_lacks_a_field(session: Session) -> None:
    world, _ = running(session, ["en"])
    test = session.scalars(select(MessageTest)).one()
    text = dict(test.versions[1].text)
    test.versions[1].text = {**text, "en": f"{text['en']} {{Ward}}"}
    session.flush()
    assert any("Version B of the first text in English" in str(each)
               for each in blockers(session, world.shift))  # fmt: skip


def test_the_preview_shows_what_each_version_costs_its_share_of_the_voters(
    session: Session,
) -> None:
    world, _ = running(session, ["en"] * 5 + ["es-US"])
    seen = [(each.language, each.version, each.voters) for each in previews(session, world.shift)]
    assert seen == [("en", "A", 3), ("en", "B", 2), ("es-US", "A", 1), ("es-US", "B", 0)]


def test_two_texters_at_once_never_unbalance_the_decks(database: Database) -> None:
    """Each waits for the other's deal: the decks are one at a time's."""
    with database.transaction() as session:
        world, test = running(session, ["en"] * 4)
        texters = [add_caller(session, world.shift, connected=False).id for _ in range(2)]

    def take(texter_id: int) -> None:
        with database.transaction() as session:
            assigning.give_batch(session, texter_id, NOON, size=2)

    threads = [Thread(target=take, args=(each,)) for each in texters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    with database.transaction() as session:
        [found] = message_results(session, session.get_one(MessageTest, test.id))
        assert [each.drawn for each in found.versions] == [2, 2]
