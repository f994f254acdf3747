"""What a voter's text answers: read as the open question, recorded, and the next one asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from phonebank.domain.errors import BadInput
from phonebank.domain.reply_reading import ChoiceToRead, QuestionToRead, Reading, ReadingKind
from phonebank.domain.shift import Shift
from phonebank.domain.survey import ONE_CHOICE, AnswerDoor, Given, Question, QuestionKind
from phonebank.domain.text_message import Conversation
from phonebank.services.conversations import ask_next
from phonebank.services.surveying import Answering, record

MOST_DIGITS: Final = 7


@dataclass(frozen=True)
class Written:
    """What a voter wrote, by the id of the text that holds it."""

    id: int
    body: str


def take_answer(
    session: Session,
    shift: Shift,
    conversation: Conversation,
    questions: list[Question],
    reading: Reading,
    text: Written,
    at: datetime,
) -> None:
    """Record what a reply answers, where a question is open and the reply answers it."""
    question = open_question(questions, conversation)
    given = None if question is None else _given(question, reading, text.body)
    if question is None or given is None:
        return
    answering = Answering(
        shift,
        conversation.voter_id,
        conversation.language,
        AnswerDoor.REPLY,
        text_id=text.id,
    )
    try:
        record(session, answering, question.id, given, at)
    except BadInput:
        return  # a number out of its bounds: a person asks again
    ask_next(session, conversation, shift, question, questions)


def _given(question: Question, reading: Reading, body: str) -> Given | None:
    """A choice, or a plain number where one is asked for; other words are for a person to read."""
    if reading.kind is ReadingKind.ANSWER:
        chosen = next((each for each in question.choices if each.code == reading.answer_id), None)
        return None if chosen is None else Given((chosen.id,))
    digits = body.strip()
    plain = len(digits) <= MOST_DIGITS and digits.isdecimal()
    return Given(number=int(digits)) if plain and question.kind is QuestionKind.NUMBER else None


def open_question(questions: list[Question], conversation: Conversation) -> Question | None:
    """The question that was asked last and awaits an answer."""
    return next((each for each in questions if each.id == conversation.question_id), None)


def to_read(question: Question | None) -> QuestionToRead | None:
    """A question as replies to it are read; None where it has no choices."""
    if question is None or question.kind not in ONE_CHOICE:
        return None
    return QuestionToRead(
        choices=tuple(ChoiceToRead(choice.code, choice.text) for choice in question.choices)
    )
