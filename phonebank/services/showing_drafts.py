"""A call script as its writer sees it: every text in every language, and what is missing."""

from collections.abc import Iterator, Mapping, Sequence

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
    texts = [text for text in _texts(draft) if any(words.strip() for words in text.values())]
    return {tag: sum(not text.get(tag, "").strip() for text in texts) for tag in languages}


def _texts(draft: ScriptDraft) -> Iterator[Mapping[str, str]]:
    yield draft.opening
    yield draft.first_text
    for question in draft.questions:
        yield question.text
        yield from (choice.text for choice in question.choices)


def _question(question: Question, places: Mapping[int, int]) -> QuestionDraft:
    choices = tuple(_choice(choice, places) for choice in question.choices)
    return QuestionDraft(question.text, choices)


def _choice(choice: Choice, places: Mapping[int, int]) -> ChoiceDraft:
    goes_to = None if choice.next_question_id is None else places[choice.next_question_id]
    return ChoiceDraft(choice.code, choice.text, goes_to, choice.ends_survey)
