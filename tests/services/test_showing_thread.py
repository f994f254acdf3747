import pytest
from sqlalchemy.orm import Session

from phonebank.domain.delivery_faults import DeliveryFault
from phonebank.domain.errors import NotFound
from phonebank.domain.text_message import TextEvent, TextState
from phonebank.services import conversations
from phonebank.services.showing_thread import Thread, thread_of
from tests.support.inbox_world import InboxWorld, make_inbox_world
from tests.support.world import NOON, add_caller


@pytest.fixture
def inbox(session: Session) -> InboxWorld:
    return make_inbox_world(session, languages=["en", "es-US"])


def shown(inbox: InboxWorld, at: int) -> Thread:
    return thread_of(inbox.session, inbox.texter.id, inbox.conversations[at].id)


def test_the_first_text_is_shown_in_the_voters_language_before_it_is_sent(
    inbox: InboxWorld,
) -> None:
    inbox.take()
    words = [shown(inbox, at).first_text for at in (0, 1)]
    assert [each.lang for each in words if each] == ["en", "es-US"]
    assert words[1] is not None
    assert words[1].text.startswith("Hola Ada1, somos Sample Neighbors.")


def test_once_it_is_sent_it_stands_in_the_thread_with_its_state(inbox: InboxWorld) -> None:
    first, _ = inbox.take()
    inbox.write_first(first)
    thread = shown(inbox, 0)
    assert thread.first_text is None
    (text,) = thread.texts
    assert (text.ours, text.state, text.fault) == (True, TextState.SENT, None)


def test_a_text_that_failed_says_why(inbox: InboxWorld) -> None:
    first, _ = inbox.take()
    text = inbox.write_first(first)
    text.apply(TextEvent.UNDELIVERED, NOON)
    text.error_code = 30006
    inbox.session.flush()
    assert shown(inbox, 0).texts[0].fault is DeliveryFault.NO_TEXT_LINE


def test_the_survey_begins_with_the_first_question_beside_the_voters_words(
    inbox: InboxWorld,
) -> None:
    inbox.take()
    (question,) = shown(inbox, 1).survey
    assert question.words.theirs.text == "¿Va a votar?"
    assert question.words.ours is not None
    assert question.words.ours.text == "Will you vote?"
    assert [choice.number for choice in question.choices] == [1, 2]
    assert question.chosen is None


def test_an_answer_that_was_read_by_itself_is_shown_at_the_text_and_in_the_survey(
    inbox: InboxWorld,
) -> None:
    _, spanish = inbox.take()
    inbox.write_first(spanish)
    inbox.voter_writes(spanish, "sí")
    thread = shown(inbox, 1)
    assert thread.texts[-1].read_as is not None
    assert thread.texts[-1].read_as.theirs.text == "Sí"
    answered, following = thread.survey
    assert answered.chosen is not None
    assert answered.read_by_itself
    assert thread.current_question == following


def test_a_corrected_answer_is_no_longer_shown_as_read(inbox: InboxWorld) -> None:
    first, _ = inbox.take()
    inbox.write_first(first)
    inbox.voter_writes(first, "yes")
    question = inbox.world.questions[0]
    no = question.choices[1]
    texter_id = inbox.texter.id
    conversations.record_answer(inbox.session, texter_id, first.id, question.id, no.id, NOON)
    thread = shown(inbox, 0)
    assert thread.texts[-1].read_as is None
    assert not thread.survey[0].read_by_itself
    assert [each.words.theirs.text for each in thread.survey] == [
        "Will you vote?",
        "Send your polling place?",
    ]


def test_the_next_question_is_suggested_with_its_numbered_answers(inbox: InboxWorld) -> None:
    _, spanish = inbox.take()
    inbox.write_first(spanish)
    inbox.voter_writes(spanish, "1")
    suggestion = shown(inbox, 1).suggestion
    assert suggestion is not None
    assert suggestion.text == "¿Cómo?\n1 Por correo\n2 En persona"
    assert suggestion.lang == "es-US"


def test_after_the_last_answer_nothing_is_suggested(inbox: InboxWorld) -> None:
    first, _ = inbox.take()
    for question, choice in zip(inbox.world.questions, (1, 1, 1), strict=True):
        choice_id = question.choices[choice].id
        conversations.record_answer(
            inbox.session, inbox.texter.id, first.id, question.id, choice_id, NOON
        )
    thread = shown(inbox, 0)
    assert thread.current_question is None
    assert thread.suggestion is None


def test_prepared_replies_are_in_the_voters_language(inbox: InboxWorld) -> None:
    inbox.take()
    (prepared,) = shown(inbox, 1).prepared
    assert prepared.title == "Where to vote"
    assert prepared.words.theirs.text == "Búsquelo en vote.example."


def test_the_draft_is_there_on_any_device(inbox: InboxWorld) -> None:
    first, _ = inbox.take()
    conversations.save_draft(inbox.session, inbox.texter.id, first.id, "Dear Ada,")
    assert shown(inbox, 0).draft == "Dear Ada,"


def test_another_texters_conversation_is_not_found(inbox: InboxWorld) -> None:
    first, _ = inbox.take()
    other = add_caller(inbox.session, inbox.world.shift, connected=False)
    with pytest.raises(NotFound):
        thread_of(inbox.session, other.id, first.id)
