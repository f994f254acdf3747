"""Recording answers: the one way in, whichever door they come by."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, selectinload

from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.shift import Shift
from phonebank.domain.survey import Answer, AnswerDoor, CallScript, Choice, Question
from phonebank.services.announcing import announce_shift


@dataclass(frozen=True)
class Answering:
    """Who answers, where, and by which door."""

    shift: Shift
    voter_id: int
    language: str
    door: AnswerDoor
    caller_id: int | None = None
    call_id: int | None = None
    text_id: int | None = None


def survey_of(session: Session, call_script_id: int) -> list[Question]:
    """The questions of a call script in order, with their choices."""
    statement = (
        select(Question)
        .where(Question.call_script_id == call_script_id)
        .order_by(Question.position)
        .options(selectinload(Question.choices))
    )
    return list(session.scalars(statement))


def record_answer(
    session: Session, answering: Answering, question_id: int, choice_id: int, at: datetime
) -> Choice:
    """Record what the voter answered to a question; a later answer replaces an earlier one.

    Raises NotFound where the question is not of the shift's call script, BadInput where the
    choice is not one of the question's.
    """
    question = _question(session, answering.shift, question_id)
    choice = session.get(Choice, choice_id)
    if choice is None or choice.question_id != question.id:
        raise BadInput("that answer does not belong to this question")
    values = {
        "choice_id": choice_id,
        "language": answering.language,
        "door": answering.door,
        "caller_id": answering.caller_id,
        "call_id": answering.call_id,
        "text_id": answering.text_id,
        "at": at,
    }
    statement = insert(Answer).values(
        organisation_id=answering.shift.organisation_id,
        shift_id=answering.shift.id,
        voter_id=answering.voter_id,
        question_id=question_id,
        **values,
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["shift_id", "voter_id", "question_id"], set_=values
        )
    )
    announce_shift(session, answering.shift.id)
    return choice


def take_back_answer(session: Session, answering: Answering, question_id: int) -> None:
    """Forget the voter's answer to a question; harmless where there is none.

    Raises NotFound where the question is not of the shift's call script.
    """
    _question(session, answering.shift, question_id)
    session.execute(
        delete(Answer).where(
            Answer.shift_id == answering.shift.id,
            Answer.voter_id == answering.voter_id,
            Answer.question_id == question_id,
        )
    )
    announce_shift(session, answering.shift.id)


def answers_of(session: Session, shift_id: int, voter_id: int) -> dict[int, int]:
    """What a voter has answered on a shift: question id -> choice id."""
    statement = select(Answer.question_id, Answer.choice_id).where(
        Answer.shift_id == shift_id, Answer.voter_id == voter_id
    )
    return {question_id: choice_id for question_id, choice_id in session.execute(statement)}


def _question(session: Session, shift: Shift, question_id: int) -> Question:
    question = session.get(Question, question_id)
    if question is None or question.call_script_id != shift.call_script_id:
        raise NotFound("there is no such question on this shift")
    return question


def script_of(session: Session, shift: Shift) -> CallScript:
    """The call script of a shift."""
    return session.get_one(CallScript, shift.call_script_id)
