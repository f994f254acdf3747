"""A call script as a form: fields named by their place (`question-2-answer-1-text-vi`) to a draft,
which may be unfinished."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from phonebank.domain.script_draft import ChoiceDraft, QuestionDraft, ScriptDraft

MOST_QUESTIONS = 50
"""Beyond it a form is not read: it was not made by our page."""

NEXT, END = "next", "end"
"""What may follow an answer, beside the number of a question."""

BLANK = QuestionDraft({}, (ChoiceDraft("", {}), ChoiceDraft("", {})))
"""A question to be written."""


def draft_from(form: Mapping[str, str], languages: Sequence[str]) -> ScriptDraft:
    """What is typed into the form, whether or not it can be saved."""
    questions: list[QuestionDraft] = []
    while len(questions) < MOST_QUESTIONS:
        name = f"question-{len(questions) + 1}"
        if f"{name}-text-{languages[0]}" not in form:
            break
        choices = _choices(form, name, languages)
        questions.append(QuestionDraft(_texts(form, f"{name}-text", languages), choices))
    return ScriptDraft(
        name=form.get("name", "").strip(),
        opening=_texts(form, "opening", languages),
        first_text=_texts(form, "first_text", languages),
        questions=tuple(questions),
    )


def named(draft: ScriptDraft, source: str) -> ScriptDraft:
    """The draft with a short name for each answer that has words and was given none."""
    return replace(draft, questions=tuple(_named(question, source) for question in draft.questions))


def _texts(form: Mapping[str, str], name: str, languages: Sequence[str]) -> dict[str, str]:
    typed = {tag: form.get(f"{name}-{tag}", "").replace("\r\n", "\n") for tag in languages}
    return {tag: text.strip() for tag, text in typed.items() if text.strip()}


def _choices(
    form: Mapping[str, str], question: str, languages: Sequence[str]
) -> tuple[ChoiceDraft, ...]:
    choices: list[ChoiceDraft] = []
    while f"{question}-answer-{len(choices) + 1}-code" in form and len(choices) < MOST_QUESTIONS:
        name = f"{question}-answer-{len(choices) + 1}"
        then = form.get(f"{name}-then", NEXT)
        choices.append(
            ChoiceDraft(
                code=form[f"{name}-code"].strip(),
                text=_texts(form, f"{name}-text", languages),
                goes_to=int(then) if then.isascii() and then.isdigit() and int(then) > 0 else None,
                ends_survey=then == END,
            )
        )
    return tuple(choices)


def _named(question: QuestionDraft, source: str) -> QuestionDraft:
    taken = {choice.code for choice in question.choices}
    choices = []
    for place, choice in enumerate(question.choices, 1):
        if not choice.code and choice.text:
            code = _short_name(choice.text.get(source, ""))
            free = code and code not in taken
            choice = replace(choice, code=code if free else f"answer-{place}")
            taken.add(choice.code)
        choices.append(choice)
    return replace(question, choices=tuple(choices))


def _short_name(text: str) -> str:
    """Latin letters and digits of the words, in small letters; empty where there are none."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:24].rstrip("-")
