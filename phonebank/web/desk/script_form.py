"""A call script as a form: fields named by their place (`question-2-answer-1-text-vi`) to a draft,
which may be unfinished."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from phonebank.domain.call import ContactResult
from phonebank.domain.script_draft import ChoiceDraft, QuestionDraft, ScriptDraft
from phonebank.domain.survey import QuestionKind

MOST_QUESTIONS = 50
"""Beyond it a form is not read: it was not made by our page."""

NEXT, END, RESULT = "next", "end", "result:"
"""What may follow an answer, beside the number of a question: the last one comes before the
contact result with which the call is over."""

BLANK = QuestionDraft({}, (ChoiceDraft("", {}), ChoiceDraft("", {})))
"""A question to be written."""


def draft_from(form: Mapping[str, str], languages: Sequence[str]) -> ScriptDraft:
    """What is typed into the form, whether or not it can be saved."""
    questions: list[QuestionDraft] = []
    while len(questions) < MOST_QUESTIONS:
        name = f"question-{len(questions) + 1}"
        if f"{name}-text-{languages[0]}" not in form:
            break
        questions.append(_question(form, name, languages))
    return ScriptDraft(
        name=form.get("name", "").strip(),
        opening=texts_typed(form, "opening", languages),
        first_text=texts_typed(form, "first_text", languages),
        questions=tuple(questions),
    )


def named(draft: ScriptDraft, source: str) -> ScriptDraft:
    """The draft with a short name for each answer that has words and was given none."""
    return replace(draft, questions=tuple(_named(question, source) for question in draft.questions))


def _question(form: Mapping[str, str], name: str, languages: Sequence[str]) -> QuestionDraft:
    kind = form.get(f"{name}-kind", QuestionKind.SINGLE.value)
    then = form.get(f"{name}-then", NEXT)
    return QuestionDraft(
        text=texts_typed(form, f"{name}-text", languages),
        choices=_choices(form, name, languages),
        kind=QuestionKind(kind) if kind in set(QuestionKind) else QuestionKind.SINGLE,
        required=f"{name}-optional" not in form,
        note=texts_typed(form, f"{name}-note", languages),
        lowest=whole_number(form.get(f"{name}-lowest", "")),
        highest=whole_number(form.get(f"{name}-highest", "")),
        goes_to=_place(then),
        ends_survey=then == END,
        origin_id=whole_number(form.get(f"{name}-origin", "")),
    )


def whole_number(typed: str) -> int | None:
    """A whole number as typed; None for anything else."""
    typed = typed.strip()
    digits = typed.removeprefix("-")
    return int(typed) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None


def _place(then: str) -> int | None:
    number = whole_number(then)
    return number if number is not None and number > 0 else None


def _result(then: str) -> ContactResult | None:
    told = then.removeprefix(RESULT)
    return ContactResult(told) if told != then and told in set(ContactResult) else None


def texts_typed(form: Mapping[str, str], name: str, languages: Sequence[str]) -> dict[str, str]:
    """One text in those languages in which words are typed."""
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
                text=texts_typed(form, f"{name}-text", languages),
                goes_to=_place(then),
                ends_survey=then == END,
                ends_with=_result(then),
            )
        )
    return tuple(choices)


def _named(question: QuestionDraft, source: str) -> QuestionDraft:
    if question.kind is QuestionKind.SCALE:
        return _numbered(question, source)
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


def _numbered(question: QuestionDraft, source: str) -> QuestionDraft:
    """A scale's steps are named by their numbers, and read so where nothing else is written."""
    tags = [source, *(tag for tag in question.text if tag != source)]
    return replace(
        question,
        choices=tuple(
            replace(step, code=str(place), text={**dict.fromkeys(tags, str(place)), **step.text})
            for place, step in enumerate(question.choices, 1)
        ),
    )


def _short_name(text: str) -> str:
    """Latin letters and digits of the words, in small letters; empty where there are none."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:24].rstrip("-")
