"""Adding and taking away questions and answers of a draft, with what leads to them kept right."""

import re
from collections.abc import Callable
from dataclasses import replace

from phonebank.domain.script_draft import ChoiceDraft, QuestionDraft, ScriptDraft
from phonebank.web.desk.script_form import BLANK

_DEED = re.compile(r"(add|remove)-(question|answer)(?:-(\d{1,3}))?(?:-(\d{1,3}))?")


def edited(draft: ScriptDraft, deed: str) -> tuple[ScriptDraft, str]:
    """The draft after a button of its form was pressed, and the field where to go on writing.

    `deed` is `add-question`, `remove-question-2`, `add-answer-2` or `remove-answer-2-3`, counted
    from 1; anything else changes nothing.
    """
    read = _DEED.fullmatch(deed)
    if read is None:
        return draft, ""
    question, answer = int(read[3] or 0), int(read[4] or 0)
    match read[1], read[2]:
        case "add", "question":
            after = replace(draft, questions=(*draft.questions, BLANK))
            return after, f"question-{len(after.questions)}-text"
        case "remove", "question":
            return without_question(draft, question), "add-question"
        case "add", _:
            return _with_answers(draft, question, lambda all_: (*all_, ChoiceDraft("", {})))
        case _:
            return _with_answers(
                draft, question, lambda all_: (*all_[: answer - 1], *all_[answer:])
            )


def without_question(draft: ScriptDraft, number: int) -> ScriptDraft:
    """The draft without a question; answers that led to it lead on, later ones keep their aim."""
    kept = [each for place, each in enumerate(draft.questions, 1) if place != number]
    if len(kept) == len(draft.questions):
        return draft
    return replace(draft, questions=tuple(_led_past(question, number) for question in kept))


def without_blanks(draft: ScriptDraft) -> ScriptDraft:
    """The draft without the questions and answers into which nothing has been written."""
    questions = tuple(
        replace(each, choices=tuple(c for c in each.choices if c.code or c.text))
        for each in draft.questions
    )
    draft = replace(draft, questions=questions)
    for number in range(len(questions), 0, -1):
        if not questions[number - 1].text and not questions[number - 1].choices:
            draft = without_question(draft, number)
    return draft


_Choices = tuple[ChoiceDraft, ...]


def _with_answers(
    draft: ScriptDraft, number: int, change: Callable[[_Choices], _Choices]
) -> tuple[ScriptDraft, str]:
    if not 1 <= number <= len(draft.questions):
        return draft, ""
    questions = list(draft.questions)
    choices = change(tuple(questions[number - 1].choices))
    grew = len(choices) > len(questions[number - 1].choices)
    questions[number - 1] = replace(questions[number - 1], choices=choices)
    field = f"question-{number}-answer-{len(choices)}-text" if grew else f"add-answer-{number}"
    return replace(draft, questions=tuple(questions)), field


def _led_past(question: QuestionDraft, removed: int) -> QuestionDraft:
    return replace(question, choices=tuple(_aimed(choice, removed) for choice in question.choices))


def _aimed(choice: ChoiceDraft, removed: int) -> ChoiceDraft:
    if choice.goes_to is None or choice.goes_to < removed:
        return choice
    return replace(choice, goes_to=None if choice.goes_to == removed else choice.goes_to - 1)
