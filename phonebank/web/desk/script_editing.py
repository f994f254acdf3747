"""Adding and taking away questions and answers of a draft, with what leads to them kept right."""

import re
from collections.abc import Callable
from dataclasses import replace

from phonebank.domain.script_draft import ChoiceDraft, QuestionDraft, ScriptDraft
from phonebank.domain.survey import WITH_CHOICES, QuestionKind
from phonebank.web.desk.script_form import BLANK

_DEED = re.compile(r"(add|remove|up|down)-(question|answer)(?:-(\d{1,3}))?(?:-(\d{1,3}))?")


def edited(draft: ScriptDraft, deed: str) -> tuple[ScriptDraft, str]:
    """The draft after a button of its form was pressed, and the field where to go on writing.

    `deed` is `add-question`, `remove-question-2`, `up-question-2`, `down-question-2`,
    `add-answer-2` or `remove-answer-2-3`, counted from 1; anything else changes nothing.
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
        case "up" | "down", "question":
            to = question + (1 if read[1] == "down" else -1)
            return moved(draft, question, to), f"{read[1]}-question-{to}"
        case "up" | "down", _:
            return draft, ""
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


def moved(draft: ScriptDraft, number: int, to: int) -> ScriptDraft:
    """The draft with a question at another place; what led to a question leads to it still."""
    count = len(draft.questions)
    if not (1 <= number <= count and 1 <= to <= count):
        return draft
    order = list(range(1, count + 1))
    order.insert(to - 1, order.pop(number - 1))
    places = {before: after for after, before in enumerate(order, 1)}
    questions = tuple(_re_aimed(draft.questions[before - 1], places.get) for before in order)
    return replace(draft, questions=questions)


def without_blanks(draft: ScriptDraft) -> ScriptDraft:
    """The draft without the questions and answers into which nothing has been written."""
    questions = tuple(
        each if each.kind is QuestionKind.SCALE else _without_blank_answers(each)
        for each in draft.questions
    )
    draft = replace(draft, questions=questions)
    for number in range(len(questions), 0, -1):
        blank = not any(each.code or each.text for each in questions[number - 1].choices)
        if not questions[number - 1].text and blank:
            draft = without_question(draft, number)
    return draft


_Choices = tuple[ChoiceDraft, ...]


def _without_blank_answers(question: QuestionDraft) -> QuestionDraft:
    if question.kind not in WITH_CHOICES:
        return replace(question, choices=())
    return replace(question, choices=tuple(c for c in question.choices if c.code or c.text))


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
    def aim(place: int) -> int | None:
        return None if place == removed else place - (place > removed)

    return _re_aimed(question, aim)


def _re_aimed(question: QuestionDraft, aim: Callable[[int], int | None]) -> QuestionDraft:
    """The question with everything that leads on from it led by `aim`: place -> place."""

    def turned(goes_to: int | None) -> int | None:
        return None if goes_to is None else aim(goes_to)

    choices = tuple(replace(each, goes_to=turned(each.goes_to)) for each in question.choices)
    return replace(question, choices=choices, goes_to=turned(question.goes_to))
