"""Questions of every kind, answered by text and by keypad."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.contact_rules import Channel
from phonebank.domain.script_draft import ChoiceDraft, QuestionDraft
from phonebank.domain.survey import Answer, AnswerDoor, Given, Question, QuestionKind
from phonebank.domain.text_message import Conversation, TextEvent
from phonebank.services import assigning, conversations, planning, texting, writing
from phonebank.services.receiving import text_received
from phonebank.services.showing_thread import Thread, thread_of
from phonebank.services.surveying import survey_of
from phonebank.telephony.port import TextReceived
from tests.support.world import NO, NOON, OUR_NUMBER, SCRIPT, YES, World, add_caller, make_world

NUMBER = "+16515550101"
KINDS = (
    QuestionDraft(YES, kind=QuestionKind.NUMBER, lowest=1, highest=20),
    QuestionDraft(
        NO, (ChoiceDraft("ride", YES), ChoiceDraft("none", NO)), kind=QuestionKind.SEVERAL
    ),
    QuestionDraft(YES, kind=QuestionKind.TEXT),
)


class Texting:
    """A texter and a voter who has been sent the first text."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.world: World = make_world(
            session, channel=Channel.TEXT, languages=["en"], launched=False
        )
        owner = self.world.organisation.id
        draft = replace(SCRIPT, questions=KINDS)
        writing.rewrite_script(session, owner, self.world.script.id, draft)
        planning.launch(session, owner, self.world.shift.id, NOON, "member 1")
        self.texter = add_caller(session, self.world.shift, connected=False).id
        assigning.give_batch(session, self.texter, NOON, size=1)
        self.conversation = session.scalars(select(Conversation)).one()
        text = texting.send_first(session, self.texter, self.conversation.id, "key-12345", NOON)
        text.apply(TextEvent.TAKE, NOON)
        text.apply(TextEvent.ACCEPTED, NOON)
        self._sid = 0

    def voter_writes(self, body: str) -> None:
        """The voter's text arrives."""
        self._sid += 1
        event = TextReceived(f"SM{self._sid}", NUMBER, OUR_NUMBER, body)
        text_received(self.session, event, NOON)

    def texter_notes(self, question: int, given: Given | None) -> None:
        """The texter records what they read."""
        asked = self.questions[question].id
        conversations.record_answer(
            self.session, self.texter, self.conversation.id, asked, given, NOON
        )

    @property
    def questions(self) -> list[Question]:
        """The questions in their order."""
        return survey_of(self.session, self.world.script.id)

    def thread(self) -> Thread:
        """What the texter sees."""
        return thread_of(self.session, self.texter, self.conversation.id)

    def answers(self) -> list[Answer]:
        """What is kept."""
        return list(self.session.scalars(select(Answer).order_by(Answer.id)))


@pytest.fixture
def texting_world(session: Session) -> Texting:
    return Texting(session)


def test_a_plain_number_answers_a_question_for_one(texting_world: Texting) -> None:
    texting_world.voter_writes(" 4 ")
    [answer] = texting_world.answers()
    assert (answer.number, answer.door) == (4, AnswerDoor.REPLY)
    [number, several] = texting_world.thread().survey
    assert (number.told, number.read_by_itself) == ("4", True)
    assert several.kind is QuestionKind.SEVERAL and not several.answered
    assert texting_world.conversation.question_id == several.id


@pytest.mark.parametrize("body", ["99", "about 4", "4.5", "-1", "12345678", "four", ""])
def test_any_other_words_are_for_a_person(texting_world: Texting, body: str) -> None:
    texting_world.voter_writes(body)
    assert texting_world.answers() == []
    assert texting_world.conversation.question_id == texting_world.questions[0].id


def test_stop_is_an_opt_out_whatever_was_asked(texting_world: Texting) -> None:
    texting_world.voter_writes("STOP")
    assert texting_world.answers() == []
    assert texting_world.conversation.state.value == "opted out"


def test_a_number_that_chooses_among_several_is_left_to_the_texter(
    texting_world: Texting,
) -> None:
    texting_world.voter_writes("2")
    texting_world.voter_writes("1")
    assert [answer.number for answer in texting_world.answers()] == [2]
    ids = tuple(choice.id for choice in texting_world.questions[1].choices)
    texting_world.texter_notes(1, Given(ids))
    texting_world.texter_notes(1, Given(ids[1:]))
    texting_world.texter_notes(2, Given(words="Needs a ride"))
    survey = texting_world.thread().survey
    assert [choice.id for choice in survey[1].all_chosen] == [ids[1]]
    assert survey[2].told == "Needs a ride"
    assert texting_world.thread().current_question is None
    texting_world.texter_notes(1, None)
    assert texting_world.conversation.question_id == texting_world.questions[1].id
