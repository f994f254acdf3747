"""A stranger's text that may be an opt-out waits for a person; nobody is contacted meanwhile."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from phonebank.domain.contact_rules import Channel
from phonebank.domain.errors import NotFound, NotNow
from phonebank.domain.stranger_text import StrangerDecision, StrangerText
from phonebank.domain.text_message import TextState
from phonebank.services import deciding_texts, gate, opting_out, receiving, strangers
from phonebank.services.auditing import Author
from phonebank.services.showing_decisions import decide_held, decisions_of
from phonebank.telephony.port import TextReceived
from tests.support.inbox_world import InboxWorld, make_inbox_world
from tests.support.world import NOON, OUR_NUMBER, World, make_world

AMBIGUOUS = "We have got to STOP this bill"
COORDINATOR = Author("member 1", NOON)
OUTSIDE = "+16515550188"


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session, channel=Channel.TEXT, languages=["en", "en"])


def session_of(world: World) -> Session:
    session = Session.object_session(world.organisation)
    assert session is not None
    return session


def hears_from(world: World, number: str, body: str = AMBIGUOUS, sid: int = 1) -> None:
    event = TextReceived(f"SM{sid:032x}", number, OUR_NUMBER, body)
    receiving.text_received(session_of(world), event, NOON)
    session_of(world).flush()


def waiting(world: World) -> list[StrangerText]:
    return list(strangers.undecided(session_of(world), world.organisation.id))


def is_suppressed(world: World, number: str) -> bool:
    return gate.is_suppressed(session_of(world), world.organisation.id, number)


def decide(world: World, text: StrangerText, decision: StrangerDecision) -> None:
    strangers.decide(session_of(world), world.organisation.id, text.id, decision, COORDINATOR)


def test_a_doubtful_text_of_a_stranger_is_kept_and_holds_the_number(world: World) -> None:
    hears_from(world, OUTSIDE)
    (text,) = waiting(world)
    assert text.body == AMBIGUOUS
    assert is_suppressed(world, OUTSIDE)
    assert decisions_of(session_of(world), world.organisation.id, NOON).count == 1


def test_a_plain_text_of_a_stranger_asks_nobody(world: World) -> None:
    hears_from(world, OUTSIDE, "When do the polls open?")
    assert waiting(world) == []


def test_what_meant_nothing_of_the_kind_lets_the_number_go(world: World) -> None:
    hears_from(world, OUTSIDE)
    decide(world, waiting(world)[0], StrangerDecision.NOTHING)
    assert not is_suppressed(world, OUTSIDE)
    assert waiting(world) == []


def test_two_doubtful_texts_are_two_decisions_and_the_last_one_lets_go(world: World) -> None:
    hears_from(world, OUTSIDE)
    hears_from(world, OUTSIDE, sid=2)
    first, second = waiting(world)
    decide(world, first, StrangerDecision.NOTHING)
    assert is_suppressed(world, OUTSIDE)
    decide(world, second, StrangerDecision.NOTHING)
    assert not is_suppressed(world, OUTSIDE)


def test_an_opt_out_decides_every_text_of_the_number_and_takes_the_voter_along(
    world: World,
) -> None:
    voter = world.voters[0]
    number = "+16515550101"
    hears_from(world, number)
    hears_from(world, number, sid=2)
    decide(world, waiting(world)[0], StrangerDecision.OPT_OUT)
    assert waiting(world) == []
    found = gate.first_number(session_of(world), world.shift, voter.id, Channel.CALL, NOON)
    assert found.decision.reason == "opted_out"


def test_a_plain_stop_settles_what_was_doubtful_before(world: World) -> None:
    hears_from(world, OUTSIDE)
    hears_from(world, OUTSIDE, "STOP", sid=2)
    assert waiting(world) == []
    assert is_suppressed(world, OUTSIDE)


def test_a_decision_stands_and_another_organisation_makes_none(world: World) -> None:
    hears_from(world, OUTSIDE)
    (text,) = waiting(world)
    with pytest.raises(NotFound):
        strangers.decide(session_of(world), 999_999, text.id, StrangerDecision.NOTHING, COORDINATOR)
    decide(world, text, StrangerDecision.OPT_OUT)
    decide(world, text, StrangerDecision.OPT_OUT)
    with pytest.raises(NotNow):
        decide(world, text, StrangerDecision.NOTHING)


@pytest.fixture
def inbox(session: Session) -> InboxWorld:
    return make_inbox_world(session, languages=["en", "en"])


def test_what_a_texter_who_has_gone_left_undecided_comes_to_the_coordinator(
    inbox: InboxWorld,
) -> None:
    session, organisation_id = inbox.session, inbox.world.organisation.id
    first, second = inbox.take()
    inbox.write_first(first)
    doubtful = inbox.write_first(second)
    doubtful.state, doubtful.needs_decision = TextState.UNCERTAIN, True
    inbox.voter_writes(first, AMBIGUOUS)
    assert decisions_of(session, organisation_id, NOON).count == 0
    inbox.texter.seen_at = NOON - timedelta(hours=1)
    session.flush()
    waits = decisions_of(session, organisation_id, NOON)
    assert [each.conversation.id for each in waits.held] == [first.id]
    assert waits.held[0].text and waits.held[0].text.body == AMBIGUOUS
    assert [each.text.id for each in waits.doubtful] == [doubtful.id]
    decide_held(session, organisation_id, first.id, False, COORDINATOR)
    with pytest.raises(NotNow):
        decide_held(session, organisation_id, first.id, True, COORDINATOR)
    deciding_texts.decide_for_nobody(session, organisation_id, doubtful.id, True, COORDINATOR)
    with pytest.raises(NotNow):
        deciding_texts.decide_for_nobody(session, organisation_id, doubtful.id, True, COORDINATOR)
    session.flush()
    assert decisions_of(session, organisation_id, NOON).count == 0
    session.refresh(doubtful)
    assert doubtful.state is TextState.QUEUED
    assert not gate.is_suppressed(session, organisation_id, first.their_number)


def test_a_held_conversation_of_nobody_may_be_an_opt_out(inbox: InboxWorld) -> None:
    session, organisation_id = inbox.session, inbox.world.organisation.id
    first, _ = inbox.take()
    inbox.write_first(first)
    inbox.voter_writes(first, AMBIGUOUS)
    with pytest.raises(NotFound):
        decide_held(session, 999_999, first.id, True, COORDINATOR)
    decide_held(session, organisation_id, first.id, True, COORDINATOR)
    assert gate.is_suppressed(session, organisation_id, first.their_number)
    assert not opting_out.lift_hold(session, organisation_id, first.their_number, NOON)
