"""Texts: one click, one text; STOP acts at once; a plain reply is an answer."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from phonebank.domain.contact_rules import Channel
from phonebank.domain.errors import NotFound, NotNow, Refused
from phonebank.domain.reply_reading import ReadingKind
from phonebank.domain.suppression import Suppression
from phonebank.domain.survey import Answer, AnswerDoor
from phonebank.domain.text_message import (
    Conversation,
    ConversationState,
    Direction,
    TextMessage,
    TextState,
)
from phonebank.services import assigning, conversations, planning, texting
from phonebank.services.receiving import Received, text_received
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


def started(session: Session, language: str = "en") -> tuple[World, Conversation, int]:
    """A text shift with one voter, to whom the first text has been sent."""
    world = make_world(session, channel=Channel.TEXT, languages=[language])
    texter = add_caller(session, world.shift, ["en", "es-US"], connected=False)
    assert assigning.give_batch(session, texter.id, NOON) == 1
    conversation = session.scalars(select(Conversation)).one()
    texting.send_first(session, texter.id, conversation.id, "first", NOON)
    return world, conversation, texter.id


def receive(
    session: Session, body: str, *, sid: str = "SM1", at: datetime = NOON, to: str = OUR_NUMBER
) -> Received:
    """The voter writes."""
    event = TextReceived(text_sid=sid, from_="+16515550101", to=to, body=body)
    received = text_received(session, event, at)
    session.flush()
    return received


def outgoing(session: Session) -> int:
    statement = select(func.count()).where(TextMessage.direction == Direction.OUT)
    return session.scalar(statement) or 0


def test_the_first_text_is_in_the_voters_language_and_names_them(session: Session) -> None:
    _, conversation, texter_id = started(session, "es-US")
    first = session.scalars(select(TextMessage)).one()
    assert first.body.startswith("Hola Ada0, somos Sample Neighbors.")
    assert first.state is TextState.QUEUED and first.first
    assert conversation.caller_id == texter_id


def test_two_clicks_on_one_voter_are_one_text_whatever_their_keys(session: Session) -> None:
    _, conversation, texter_id = started(session)
    again = texting.send_first(session, texter_id, conversation.id, "another key", NOON)
    assert again.request_key == "first"
    assert outgoing(session) == 1


def test_a_repeated_reply_is_sent_once(session: Session) -> None:
    _, conversation, texter_id = started(session)
    for _ in range(3):
        texting.reply(session, texter_id, conversation.id, "r1", "Thank you!", NOON)
    assert outgoing(session) == 2


def test_nothing_can_be_written_before_the_first_text(session: Session) -> None:
    world = make_world(session, channel=Channel.TEXT, languages=["en"])
    texter = add_caller(session, world.shift, connected=False)
    assigning.give_batch(session, texter.id, NOON)
    conversation = session.scalars(select(Conversation)).one()
    with pytest.raises(NotNow):
        texting.reply(session, texter.id, conversation.id, "r1", "Hello", NOON)


def test_another_texters_conversation_does_not_exist(session: Session) -> None:
    world, conversation, _ = started(session)
    other = add_caller(session, world.shift, connected=False)
    with pytest.raises(NotFound):
        texting.reply(session, other.id, conversation.id, "r1", "Hello", NOON)


@pytest.mark.parametrize(
    ("reply", "code"), [("1", "yes"), ("yes!", "yes"), ("Sí", "yes"), ("2.", "no"), ("Nope", "no")]
)
def test_a_plain_reply_is_recorded_as_the_answer_it_is(
    session: Session, reply: str, code: str
) -> None:
    world, _, _ = started(session)
    assert receive(session, reply).kind is ReadingKind.ANSWER
    answer = session.scalars(select(Answer)).one()
    chosen = next(c for c in world.questions[0].choices if c.id == answer.choice_id)
    assert (chosen.code, answer.door) == (code, AnswerDoor.REPLY)


def test_after_an_answer_the_conversation_awaits_the_question_that_follows(
    session: Session,
) -> None:
    world, conversation, _ = started(session)
    receive(session, "no")  # leads past the second question
    assert conversation.question_id == world.questions[2].id


def test_the_same_text_delivered_twice_is_one_text_and_one_answer(session: Session) -> None:
    started(session)
    for _ in range(2):
        receive(session, "yes", sid="SM7")
    inbound = select(func.count()).where(TextMessage.direction == Direction.IN)
    assert session.scalar(inbound) == 1


@pytest.mark.parametrize(
    "word", ["STOP", "stop.", "ALTO", "Dừng", "停止", "Please stop texting me"]
)
def test_an_opt_out_acts_at_once_and_no_more_can_be_sent(session: Session, word: str) -> None:
    _, conversation, texter_id = started(session)
    assert receive(session, word).kind is ReadingKind.OPT_OUT
    assert conversation.state is ConversationState.OPTED_OUT
    with pytest.raises(Refused) as refused:
        texting.reply(session, texter_id, conversation.id, "r1", "Are you sure?", NOON)
    assert refused.value.reason == "opted_out"


def test_stop_twice_is_one_opt_out_and_one_reply(session: Session) -> None:
    started(session)
    first = receive(session, "ALTO", sid="SM1")
    second = receive(session, "ALTO", sid="SM2")
    assert len(first.to_send) == 1 and second.to_send == ()
    assert session.scalar(select(func.count(Suppression.id))) == 1


def test_words_that_the_carrier_answers_itself_get_no_second_answer(session: Session) -> None:
    started(session)
    assert receive(session, "STOP").to_send == ()


def test_a_doubtful_word_holds_every_send_until_a_person_has_decided(session: Session) -> None:
    _, conversation, texter_id = started(session)
    assert receive(session, "we have got to STOP this bill").kind is ReadingKind.HOLD
    assert conversation.held
    with pytest.raises(Refused):
        texting.reply(session, texter_id, conversation.id, "r1", "Agreed!", NOON)
    conversations.release_hold(session, texter_id, conversation.id, NOON)
    assert texting.reply(session, texter_id, conversation.id, "r1", "Agreed!", NOON)


def test_who_opted_out_may_opt_back_in(session: Session) -> None:
    _, conversation, texter_id = started(session)
    receive(session, "STOP", sid="SM1")
    receive(session, "START", sid="SM2", at=NOON + timedelta(days=3))
    later = NOON + timedelta(days=3, minutes=1)
    assert texting.reply(session, texter_id, conversation.id, "r1", "Welcome back", later)


def test_a_stop_from_a_number_nobody_knows_is_kept(session: Session) -> None:
    make_world(session, channel=Channel.TEXT, launched=False)
    receive(session, "STOP")
    assert session.scalars(select(Suppression)).one().e164 == "+16515550101"


def test_one_organisations_opt_out_is_not_anothers(session: Session) -> None:
    started(session)
    other = make_world(
        session, slug="other", our_number="+16515550190", channel=Channel.TEXT, languages=["en"]
    )
    receive(session, "STOP")
    texter = add_caller(session, other.shift, connected=False)
    assert assigning.give_batch(session, texter.id, NOON) == 1


def test_a_texter_corrects_what_was_read_from_a_reply(session: Session) -> None:
    world, conversation, texter_id = started(session)
    receive(session, "yes")
    question = world.questions[0]
    no = next(choice for choice in question.choices if choice.code == "no")
    conversations.record_answer(session, texter_id, conversation.id, question.id, no.id, NOON)
    answer = session.scalars(select(Answer)).one()
    session.refresh(answer)
    assert answer.choice_id == no.id and answer.door is AnswerDoor.TEXTER


def test_closing_an_earlier_conversation_does_not_draw_the_voters_replies_to_it(
    session: Session,
) -> None:
    world, earlier, texter_id = started(session)
    again = planning.plan_shift(session, world.organisation.id, plan_like(world))
    planning.launch(session, world.organisation.id, again.id, NOON, "member 1")
    other = add_caller(session, again, connected=False)
    later = NOON + timedelta(minutes=5)
    assigning.give_batch(session, other.id, later)
    latest = session.scalars(select(Conversation).where(Conversation.shift_id == again.id)).one()
    texting.send_first(session, other.id, latest.id, "k2", later)
    conversations.close(session, texter_id, earlier.id, NOON + timedelta(minutes=6))
    receive(session, "yes", at=NOON + timedelta(minutes=7))
    assert session.scalars(select(Answer)).one().shift_id == again.id


def test_an_answer_to_another_scripts_question_cannot_be_taken_back(session: Session) -> None:
    _, conversation, texter_id = started(session)
    other = make_world(session, slug="other", our_number="+16515550190", first_line=150)
    theirs = other.questions[0].id
    with pytest.raises(NotFound):
        conversations.record_answer(session, texter_id, conversation.id, theirs, None, NOON)


def test_a_household_that_shares_a_number_is_written_to_for_one_of_them_at_a_time(
    session: Session,
) -> None:
    world = make_world(session, channel=Channel.TEXT, languages=["en"], launched=False)
    add_voter(session, world.voter_list, 1, "en", "+16515550101")
    planning.launch(session, world.organisation.id, world.shift.id, NOON, "member 1")
    texter = add_caller(session, world.shift, connected=False)
    assert assigning.give_batch(session, texter.id, NOON) == 1
    conversation = session.scalars(select(Conversation)).one()
    conversations.close(session, texter.id, conversation.id, NOON)
    assert assigning.give_batch(session, texter.id, NOON + timedelta(days=1)) == 1


def test_no_text_is_counted_with_another_shift_than_its_conversations(session: Session) -> None:
    world, conversation, _ = started(session)
    assert session.scalars(select(TextMessage.shift_id)).all() == [world.shift.id]
    receive(session, "what is this about?")
    assert set(session.scalars(select(TextMessage.shift_id))) == {world.shift.id}
    other = planning.plan_shift(session, world.organisation.id, plan_like(world))
    of_other = update(TextMessage).values(shift_id=other.id)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(of_other.where(TextMessage.conversation_id == conversation.id))
