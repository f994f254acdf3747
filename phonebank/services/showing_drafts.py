"""A call script as its writer sees it: every text in every language, and what is missing."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from phonebank.domain.script_draft import ChoiceDraft, QuestionDraft, ScriptDraft
from phonebank.domain.survey import CallScript, Choice, Question
from phonebank.services.surveying import survey_of


def draft_of(session: Session, script: CallScript) -> ScriptDraft:
    """What was written, ready to be written on."""
    questions = survey_of(session, script.id)
    places = {question.id: place for place, question in enumerate(questions, 1)}
    return ScriptDraft(
        name=script.name,
        opening=script.opening,
        first_text=script.first_text,
        questions=tuple(_question(question, places) for question in questions),
    )


def missing_by_language(draft: ScriptDraft, languages: Sequence[str]) -> dict[str, int]:
    """How many texts are written in some language and not in this one: written tag -> count."""
    texts = [text for _, text in draft.texts() if any(words.strip() for words in text.values())]
    return {tag: sum(not text.get(tag, "").strip() for text in texts) for tag in languages}


def _question(question: Question, places: Mapping[int, int]) -> QuestionDraft:
    return QuestionDraft(
        text=question.text,
        choices=tuple(_choice(choice, places) for choice in question.choices),
        kind=question.kind,
        required=question.required,
        note=question.note,
        lowest=question.lowest,
        highest=question.highest,
        goes_to=_place(question, places),
        ends_survey=question.ends_survey,
        origin_id=question.origin,
    )


def _choice(choice: Choice, places: Mapping[int, int]) -> ChoiceDraft:
    return ChoiceDraft(
        code=choice.code,
        text=choice.text,
        goes_to=_place(choice, places),
        ends_survey=choice.ends_survey,
        ends_with=choice.ends_with,
    )


def _place(turn: Question | Choice, places: Mapping[int, int]) -> int | None:
    return None if turn.next_question_id is None else places[turn.next_question_id]
