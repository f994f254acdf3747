"""Recording answers: the one way in, whichever door they come by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import Session, selectinload

from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.script_draft import LARGEST_NUMBER
from phonebank.domain.shift import Shift
from phonebank.domain.survey import (
    Answer,
    AnswerDoor,
    CallScript,
    Choice,
    Given,
    Question,
    QuestionKind,
)
from phonebank.services.announcing import announce_shift

ANSWER_LENGTH = 2_000


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
    """Record the one choice that the voter made; a later answer replaces an earlier one.

    Raises NotFound where the question is not of the shift's call script, BadInput where the
    choice is not one of the question's.
    """
    record(session, answering, question_id, Given((choice_id,)), at)
    return session.get_one(Choice, choice_id)


def record(
    session: Session, answering: Answering, question_id: int, given: Given, at: datetime
) -> Question:
    """Record what the voter answered, whatever the kind of the question; a later answer replaces
    an earlier one, also one that was given to the same question of an earlier version.

    Raises NotFound where the question is not of the shift's call script, BadInput for an answer
    that is none to this question.
    """
    question = _question(session, answering.shift, question_id)
    rows = _rows(question, given)
    kept = [row["place"] for row in rows]
    _forget(session, answering, question, besides=kept)
    for row in rows:
        session.execute(_upsert(answering, question, row, at))
    announce_shift(session, answering.shift.id)
    return question


def take_back_answer(session: Session, answering: Answering, question_id: int) -> None:
    """Forget the voter's answer to a question; harmless where there is none.

    Raises NotFound where the question is not of the shift's call script.
    """
    _forget(session, answering, _question(session, answering.shift, question_id), besides=())
    announce_shift(session, answering.shift.id)


def answers_of(session: Session, shift_id: int, voter_id: int) -> dict[int, Given]:
    """What a voter has answered on a shift, by the id of the question in the version that the
    shift has now: an answer to an earlier version's question is one to its successor."""
    rows = session.scalars(
        select(Answer)
        .where(Answer.shift_id == shift_id, Answer.voter_id == voter_id)
        .order_by(Answer.question_id, Answer.place)
        .execution_options(populate_existing=True)
    ).all()
    by_question: dict[int, list[Answer]] = {}
    for row in rows:
        by_question.setdefault(row.question_id, []).append(row)
    given = {asked: _given(answers) for asked, answers in by_question.items()}
    return current_answers(session, session.get_one(Shift, shift_id), given)


def current_answers(session: Session, shift: Shift, given: Mapping[int, Given]) -> dict[int, Given]:
    """Answers by the ids of the shift's present version, both of questions and of choices."""
    if not given:
        return {}
    survey = survey_of(session, shift.call_script_id)
    here = {question.id for question in survey}
    found = {asked: answer for asked, answer in given.items() if asked in here}
    earlier = [asked for asked in given if asked not in here]
    if earlier:
        by_origin = {question.origin: question for question in survey}
        for old in session.scalars(select(Question).where(Question.id.in_(earlier))):
            new = by_origin.get(old.origin)
            if new is not None and (kept := _carried(old, new, given[old.id])) is not None:
                found[new.id] = kept
    return found


def _carried(old: Question, new: Question, given: Given) -> Given | None:
    """The same answer in the new version: a choice is known by its code. None where none of the
    choices is there any more."""
    codes = {choice.id: choice.code for choice in old.choices}
    ids = {choice.code: choice.id for choice in new.choices}
    found = (ids.get(codes.get(choice_id, "")) for choice_id in given.choice_ids)
    kept = tuple(each for each in found if each is not None)
    return replace(given, choice_ids=kept) if kept or not given.choice_ids else None


def _given(rows: Sequence[Answer]) -> Given:
    choices = tuple(row.choice_id for row in rows if row.choice_id is not None)
    return Given(choices, rows[0].number, rows[0].words or "")


def _rows(question: Question, given: Given) -> list[dict[str, Any]]:
    """The rows of an answer: place and what was answered. Raises BadInput."""
    match question.kind:
        case QuestionKind.NUMBER:
            return [{"place": 0, "number": _number(question, given)}]
        case QuestionKind.TEXT:
            words = given.words.strip()[:ANSWER_LENGTH]
            if not words:
                raise BadInput("please write down what the voter said")
            return [{"place": 0, "words": words}]
        case QuestionKind.SEVERAL:
            chosen = _choices(question, given)
            return [{"place": each.position, "choice_id": each.id} for each in chosen]
        case _:
            chosen = _choices(question, given)
            if len(chosen) > 1:
                raise BadInput("this question takes one answer only")
            return [{"place": 0, "choice_id": chosen[0].id}]


def _choices(question: Question, given: Given) -> list[Choice]:
    chosen = [choice for choice in question.choices if choice.id in given.choice_ids]
    if not chosen or len(chosen) < len(set(given.choice_ids)):
        raise BadInput("that answer does not belong to this question")
    return chosen


def _number(question: Question, given: Given) -> int:
    lowest = -LARGEST_NUMBER if question.lowest is None else question.lowest
    highest = LARGEST_NUMBER if question.highest is None else question.highest
    if given.number is None or not lowest <= given.number <= highest:
        told = "please give a whole number between %(lowest)s and %(highest)s"
        raise BadInput(told, "number", lowest=lowest, highest=highest)
    return given.number


def _upsert(answering: Answering, question: Question, row: dict[str, Any], at: datetime) -> Insert:
    values = {
        "choice_id": None,
        "number": None,
        "words": None,
        **row,
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
        question_id=question.id,
        **values,
    )
    return statement.on_conflict_do_update(
        index_elements=["shift_id", "voter_id", "question_id", "place"], set_=values
    )


def _forget(
    session: Session, answering: Answering, question: Question, besides: Sequence[int]
) -> None:
    """Take away the voter's answer to a question in every version, but for these places."""
    same = select(Question.id).where(
        or_(Question.id == question.origin, Question.origin_id == question.origin),
    )
    session.execute(
        delete(Answer).where(
            Answer.shift_id == answering.shift.id,
            Answer.voter_id == answering.voter_id,
            Answer.question_id.in_(same),
            or_(Answer.question_id != question.id, Answer.place.not_in(besides)),
        )
    )


def _question(session: Session, shift: Shift, question_id: int) -> Question:
    """A question of the shift's script, or of an earlier version that a page still shows."""
    question = session.get(Question, question_id)
    if question is None or question.organisation_id != shift.organisation_id:
        raise NotFound("there is no such question on this shift")
    if question.call_script_id != shift.call_script_id:
        asked = session.get_one(CallScript, question.call_script_id)
        ours = session.get_one(CallScript, shift.call_script_id)
        if (asked.campaign_id, asked.name) != (ours.campaign_id, ours.name):
            raise NotFound("there is no such question on this shift")
    return question


def script_of(session: Session, shift: Shift) -> CallScript:
    """The call script of a shift."""
    return session.get_one(CallScript, shift.call_script_id)
