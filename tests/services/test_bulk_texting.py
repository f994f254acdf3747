"""First texts in bulk go to voters whose consent is recorded, and to no others."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.caller import Assignment, AssignmentState
from phonebank.domain.contact_rules import Channel
from phonebank.domain.errors import NotNow
from phonebank.domain.text_message import Conversation, ConversationState, TextMessage
from phonebank.domain.voter import PhoneNumber
from phonebank.services import assigning, bulk_texting, opting_out, planning, receiving
from phonebank.services.showing_inbox import inbox_of
from phonebank.telephony.port import TextReceived
from tests.support.world import NOON, OUR_NUMBER, World, add_caller, make_world

NIGHT = NOON + timedelta(hours=10)


@pytest.fixture
def world(session: Session) -> World:
    """Four voters by text, the first three of whom have consented."""
    world = make_world(session, channel=Channel.TEXT, languages=["en", "es-US", "en", "en"])
    numbers = select(PhoneNumber).order_by(PhoneNumber.id).limit(3)
    for number in session.scalars(numbers):
        number.consent_at = NOON - timedelta(days=30)
    session.flush()
    return world


def begin(session: Session, world: World) -> None:
    owner = world.organisation.id
    bulk_texting.begin_bulk(session, owner, world.shift.id, NOON, "member 1")


def written_to(session: Session) -> list[str]:
    numbers = select(Conversation.their_number).join(
        TextMessage, TextMessage.conversation_id == Conversation.id
    )
    return sorted(session.scalars(numbers))


def test_nothing_goes_by_itself_until_a_coordinator_lets_it(session: Session, world: World) -> None:
    assert bulk_texting.queue_bulk(session, world.shift.id, NOON) == 0
    assert bulk_texting.consented(session, world.shift) == 3


def test_only_voters_with_consent_are_written_to_and_each_once(
    session: Session, world: World
) -> None:
    begin(session, world)
    assert bulk_texting.queue_bulk(session, world.shift.id, NOON) == 3
    assert bulk_texting.queue_bulk(session, world.shift.id, NOON) == 0
    assert written_to(session) == [f"+1651555010{n}" for n in (1, 2, 3)]
    texts = list(session.scalars(select(TextMessage).order_by(TextMessage.id)))
    assert all(each.bulk and each.first and each.caller_id is None for each in texts)
    assert texts[1].body.startswith("Hola"), "each in the voter's language"
    left = select(Assignment).where(Assignment.state == AssignmentState.WAITING)
    assert len(list(session.scalars(left))) == 1, "the fourth waits for a texter"


def test_a_texter_still_writes_by_hand_to_whoever_has_not_consented(
    session: Session, world: World
) -> None:
    begin(session, world)
    bulk_texting.queue_bulk(session, world.shift.id, NOON)
    texter = add_caller(session, world.shift, connected=False)
    assert assigning.give_batch(session, texter.id, NOON) == 1


def test_the_gate_is_asked_for_each_and_the_night_and_an_opt_out_are_kept(
    session: Session, world: World
) -> None:
    begin(session, world)
    assert bulk_texting.queue_bulk(session, world.shift.id, NIGHT) == 0
    number = "+16515550102"
    opting_out.opt_out(session, world.organisation.id, number, None, NIGHT, "voter")
    morning = NIGHT + timedelta(hours=11)
    assert bulk_texting.queue_bulk(session, world.shift.id, morning) == 2
    assert number not in written_to(session)


def test_a_pause_stops_them_and_they_end_when_told(session: Session, world: World) -> None:
    begin(session, world)
    owner, shift_id = world.organisation.id, world.shift.id
    planning.pause(session, owner, shift_id, NOON, "member 1")
    assert bulk_texting.queue_bulk(session, shift_id, NOON) == 0
    with pytest.raises(NotNow):
        bulk_texting.begin_bulk(session, owner, shift_id, NOON, "member 1")
    planning.launch(session, owner, shift_id, NOON, "member 1")
    bulk_texting.end_bulk(session, owner, shift_id, NOON, "member 1")
    assert bulk_texting.queue_bulk(session, shift_id, NOON) == 0


def test_a_voter_refused_for_good_in_bulk_is_left_to_a_texter(
    session: Session, world: World
) -> None:
    voter = world.voters[0]
    number = session.scalars(select(PhoneNumber).where(PhoneNumber.voter_id == voter.id)).one()
    session.add(
        PhoneNumber(
            organisation_id=voter.organisation_id,
            voter_id=voter.id,
            e164="+16515550190",
            position=2,
            line_type=number.line_type,
        )
    )
    opting_out.opt_out(session, voter.organisation_id, number.e164, None, NOON, "voter")
    begin(session, world)
    assert bulk_texting.queue_bulk(session, world.shift.id, NOON) == 2
    assert bulk_texting.queue_bulk(session, world.shift.id, NOON) == 0
    texter = add_caller(session, world.shift, connected=False)
    assert assigning.give_batch(session, texter.id, NOON) == 2


def test_a_reply_to_a_bulk_text_goes_to_the_next_texter_who_speaks_the_language(
    session: Session, world: World
) -> None:
    begin(session, world)
    bulk_texting.queue_bulk(session, world.shift.id, NOON)
    for sid, number in (("SM1", "+16515550101"), ("SM2", "+16515550102")):
        event = TextReceived(sid, number, OUR_NUMBER, "When does it open?")
        receiving.text_received(session, event, NOON + timedelta(minutes=1))
    texter = add_caller(session, world.shift, ["es-US"], connected=False)
    assert inbox_of(session, texter.id, NOON).unanswered == 1
    assigning.give_batch(session, texter.id, NOON + timedelta(minutes=2), size=1)
    mine = session.scalars(select(Conversation).where(Conversation.caller_id == texter.id)).one()
    assert inbox_of(session, texter.id, NOON).unanswered == 0
    assert (mine.their_number, mine.state) == ("+16515550102", ConversationState.OPEN)
