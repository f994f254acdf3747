"""A reply finds its conversation whoever else texts the person, and however late it comes."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.caller import Assignment, AssignmentState
from phonebank.domain.contact_rules import Channel, Reason
from phonebank.domain.organisation import OwnedNumber
from phonebank.domain.reply_reading import ReadingKind
from phonebank.domain.survey import Answer
from phonebank.domain.text_message import Conversation, Direction, TextEvent, TextMessage
from phonebank.domain.voter import PhoneNumber
from phonebank.services import assigning, gate, opting_out, planning, receiving, texting
from phonebank.services.reporting import figures
from phonebank.telephony.port import TextReceived
from tests.support.world import NOON, OUR_NUMBER, World, add_caller, make_world, plan_like

VOTER = "+16515550101"
THEIR_NUMBER = "+14045550100"
MONTHS = timedelta(days=120)


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session, channel=Channel.TEXT, languages=["en"])


def write_first(session: Session, world: World, shift_id: int, minute: int) -> Conversation:
    """A texter of a shift writes to its one voter."""
    shift = session.get_one(type(world.shift), shift_id)
    at = NOON + timedelta(minutes=minute)
    texter = add_caller(session, shift, connected=False)
    assigning.give_batch(session, texter.id, at)
    mine = select(Conversation).where(Conversation.shift_id == shift_id)
    conversation = session.scalars(mine).one()
    texting.send_first(session, texter.id, conversation.id, f"k{shift_id}", at)
    return conversation


def reply(
    session: Session,
    body: str,
    *,
    to: str = OUR_NUMBER,
    from_: str = VOTER,
    after: timedelta = timedelta(hours=1),
    media: tuple[str, ...] = (),
) -> ReadingKind:
    sid = f"SM{abs(hash((body, to, from_, after))):032x}"[:34]
    event = TextReceived(sid, from_, to, body, media)
    return receiving.text_received(session, event, NOON + after).kind


def bodies(session: Session, conversation: Conversation) -> list[str]:
    inbound = select(TextMessage.body).where(
        TextMessage.conversation_id == conversation.id, TextMessage.direction == Direction.IN
    )
    return list(session.scalars(inbound.order_by(TextMessage.id)))


def test_of_two_shifts_that_text_one_person_the_later_gets_the_reply(
    session: Session, world: World
) -> None:
    owner = world.organisation.id
    other = planning.plan_shift(session, owner, plan_like(world))
    planning.launch(session, owner, other.id, NOON, "member 1")
    first = write_first(session, world, world.shift.id, 1)
    second = write_first(session, world, other.id, 2)
    assert reply(session, "yes") is ReadingKind.ANSWER
    assert (bodies(session, first), bodies(session, second)) == ([], ["yes"])
    assert session.scalars(select(Answer.shift_id)).one() == other.id


def test_two_organisations_that_text_one_person_each_get_their_own_replies(
    session: Session, world: World
) -> None:
    theirs = make_world(
        session,
        channel=Channel.TEXT,
        languages=["en"],
        slug="allies",
        our_number=THEIR_NUMBER,
    )
    ours = write_first(session, world, world.shift.id, 1)
    other = write_first(session, theirs, theirs.shift.id, 2)
    reply(session, "yes")
    reply(session, "no", to=THEIR_NUMBER)
    assert (bodies(session, ours), bodies(session, other)) == (["yes"], ["no"])
    assert reply(session, "STOP", to=THEIR_NUMBER) is ReadingKind.OPT_OUT
    at = NOON + timedelta(hours=1)
    ask = [(world, ours), (theirs, other)]
    allowed = [
        gate.check_number(session, each.shift, it.phone_number_id, Channel.TEXT, at).allowed
        for each, it in ask
    ]
    assert allowed == [True, False]


def test_a_reply_that_comes_months_later_is_kept_and_counted_and_its_stop_acts(
    session: Session, world: World
) -> None:
    conversation = write_first(session, world, world.shift.id, 1)
    planning.end(session, world.organisation.id, world.shift.id, NOON, "member 1")
    reply(session, "Is it still on?", after=MONTHS)
    assert bodies(session, conversation) == ["Is it still on?"]
    assert figures(session, world.shift).replies_waiting == 1
    assert reply(session, "stop", after=MONTHS) is ReadingKind.OPT_OUT
    assert gate.is_suppressed(session, world.organisation.id, VOTER)


def test_a_number_that_nobody_wrote_to_can_opt_out_and_leaves_no_text(
    session: Session, world: World
) -> None:
    assert reply(session, "توقف STOP", from_="+16515550199") in (
        ReadingKind.HOLD,
        ReadingKind.OPT_OUT,
    )
    assert reply(session, "بند کریں", from_="+16515550198") is ReadingKind.OPT_OUT
    assert gate.is_suppressed(session, world.organisation.id, "+16515550198")
    assert session.scalars(select(TextMessage)).all() == []


def test_pictures_long_texts_and_either_direction_are_kept_as_they_came(
    session: Session, world: World
) -> None:
    conversation = write_first(session, world, world.shift.id, 1)
    picture = "https://api.example/media/1"
    long = "میں ووٹ دوں گا 🗳️ " * 60
    reply(session, "", media=(picture,))
    reply(session, long)
    assert bodies(session, conversation) == [picture, long.strip()]
    assert conversation.unread == 2


def test_one_question_follows_another_and_a_branch_is_taken(session: Session, world: World) -> None:
    conversation = write_first(session, world, world.shift.id, 1)
    vote, how, place = world.questions
    assert conversation.question_id == vote.id
    reply(session, "sí")
    assert conversation.question_id == how.id
    reply(session, "by mail", after=timedelta(hours=2))
    assert conversation.question_id == place.id
    reply(session, "2", after=timedelta(hours=3))
    assert conversation.question_id is None
    given = dict(session.execute(select(Answer.question_id, Answer.choice_id)).all())
    assert given == {
        vote.id: vote.choices[0].id,
        how.id: how.choices[0].id,
        place.id: place.choices[1].id,
    }


def test_a_no_leads_around_the_question_of_how(session: Session, world: World) -> None:
    conversation = write_first(session, world, world.shift.id, 1)
    reply(session, "no thanks")
    assert conversation.question_id == world.questions[2].id


def test_a_reply_belongs_to_the_text_that_left_and_not_to_one_that_waits(
    session: Session, world: World
) -> None:
    owner = world.organisation.id
    first = write_first(session, world, world.shift.id, 1)
    sent = session.scalars(select(TextMessage)).one()
    for event in (TextEvent.TAKE, TextEvent.ACCEPTED):
        sent.apply(event, NOON)
    other = planning.plan_shift(session, owner, plan_like(world))
    planning.launch(session, owner, other.id, NOON, "member 1")
    waiting = write_first(session, world, other.id, 2)
    assert reply(session, "yes") is ReadingKind.ANSWER
    assert (bodies(session, first), bodies(session, waiting)) == (["yes"], [])
    assert session.scalars(select(Answer.shift_id)).one() == world.shift.id
    reply(session, "stop by the office")
    assert bodies(session, first) == ["yes", "stop by the office"]


def test_a_doubtful_word_from_a_number_that_nobody_wrote_to_holds_every_contact(
    session: Session, world: World
) -> None:
    assert reply(session, "We have to STOP this bill") is ReadingKind.HOLD
    number_id = session.scalars(select(PhoneNumber.id)).one()
    for channel in Channel:
        decision = gate.check_number(session, world.shift, number_id, channel, NOON)
        assert decision.reason is Reason.HELD


def test_a_doubtful_word_to_another_of_our_numbers_is_read_by_who_writes_to_the_person(
    session: Session, world: World
) -> None:
    conversation = write_first(session, world, world.shift.id, 1)
    ours = session.scalars(select(OwnedNumber)).first()
    assert ours is not None
    conversation.our_number = "+16515550111"
    session.flush()
    assert reply(session, "We have to STOP this bill", to=ours.e164) is ReadingKind.HOLD
    assert conversation.held
    assert bodies(session, conversation) == ["We have to STOP this bill"]
    opting_out.release(session, conversation, NOON, "caller 1")
    assert not gate.is_suppressed(session, world.organisation.id, VOTER)


def test_a_stop_from_a_number_that_nobody_wrote_to_takes_its_one_voter_out_of_the_queues(
    session: Session, world: World
) -> None:
    assert reply(session, "STOP") is ReadingKind.OPT_OUT
    place = session.scalars(select(Assignment)).one()
    assert place.state is AssignmentState.BARRED
