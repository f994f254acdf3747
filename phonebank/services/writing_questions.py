"""The questions of a script and their choices, from a draft that was found right."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.script_draft import QuestionDraft
from phonebank.domain.survey import WITH_CHOICES, CallScript, Choice, Question, QuestionKind


def write_questions(session: Session, script: CallScript, drafts: Sequence[QuestionDraft]) -> None:
    """Give a script its questions, with their choices and where each leads."""
    known = _origins(session, script)
    questions = [
        _question(script, draft, position, known) for position, draft in enumerate(drafts, 1)
    ]
    session.add_all(questions)
    session.flush()
    for question, draft in zip(questions, drafts, strict=True):
        question.next_question_id = questions[draft.goes_to - 1].id if draft.goes_to else None
        if draft.kind in WITH_CHOICES:
            session.add_all(_choices(question, draft, questions))
    session.flush()


def _origins(session: Session, script: CallScript) -> set[int]:
    """The questions of earlier versions, by which the same question is known in this one."""
    earlier = (
        select(Question.id)
        .join(CallScript, CallScript.id == Question.call_script_id)
        .where(
            CallScript.campaign_id == script.campaign_id,
            CallScript.name == script.name,
            CallScript.version < script.version,
            Question.origin_id.is_(None),
        )
    )
    return set(session.scalars(earlier))


def _question(script: CallScript, draft: QuestionDraft, position: int, known: set[int]) -> Question:
    bounded = draft.kind is QuestionKind.NUMBER
    return Question(
        organisation_id=script.organisation_id,
        call_script_id=script.id,
        position=position,
        kind=draft.kind,
        required=draft.required,
        text=dict(draft.text),
        note=dict(draft.note),
        lowest=draft.lowest if bounded else None,
        highest=draft.highest if bounded else None,
        ends_survey=draft.ends_survey,
        origin_id=draft.origin_id if draft.origin_id in known else None,
    )


def _choices(
    question: Question, draft: QuestionDraft, questions: Sequence[Question]
) -> list[Choice]:
    return [
        Choice(
            organisation_id=question.organisation_id,
            question_id=question.id,
            position=position,
            code=choice.code.strip(),
            text=dict(choice.text),
            next_question_id=questions[choice.goes_to - 1].id if choice.goes_to else None,
            ends_survey=choice.ends_survey,
            ends_with=choice.ends_with,
        )
        for position, choice in enumerate(draft.choices, 1)
    ]
