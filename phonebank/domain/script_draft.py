"""A call script as somebody wrote it, before it is kept: what can be asked, and what cannot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from phonebank.domain.errors import BadInput

MOST_CHOICES = 8
"""As many as the keys of a telephone hold beside the key that opts out."""


@dataclass(frozen=True)
class ChoiceDraft:
    """An answer to be offered. `goes_to` is the position (from 1) of the question that follows,
    None for the next one; `ends_survey` ends it."""

    code: str
    text: Mapping[str, str]
    goes_to: int | None = None
    ends_survey: bool = False


@dataclass(frozen=True)
class QuestionDraft:
    """A question to be asked, with its choices in order."""

    text: Mapping[str, str]
    choices: Sequence[ChoiceDraft] = field(default=())


@dataclass(frozen=True)
class ScriptDraft:
    """The words of a campaign; each mapping is from a written language tag to the text."""

    name: str
    opening: Mapping[str, str]
    first_text: Mapping[str, str]
    questions: Sequence[QuestionDraft] = ()


def check(draft: ScriptDraft) -> None:
    """Raises BadInput that names the field at fault and the remedy."""
    if not draft.name.strip():
        raise BadInput("please give the call script a name", "name")
    for number, question in enumerate(draft.questions, 1):
        if not any(text.strip() for text in question.text.values()):
            raise BadInput(
                "question %(number)s has no words", f"question-{number}-text", number=number
            )
        _check_choices(number, question.choices, len(draft.questions))


def _check_choices(number: int, choices: Sequence[ChoiceDraft], questions: int) -> None:
    if not 2 <= len(choices) <= MOST_CHOICES:
        raise BadInput(
            "question %(number)s needs between 2 and %(most)s answers",
            f"question-{number}-answers",
            number=number,
            most=MOST_CHOICES,
        )
    codes: set[str] = set()
    for place, choice in enumerate(choices, 1):
        field = f"question-{number}-answer-{place}"
        if not choice.code.strip():
            message = "an answer of question %(number)s has no short name"
            raise BadInput(message, f"{field}-code", number=number)
        if choice.code.strip() in codes:
            message = "question %(number)s has two answers with the same short name"
            raise BadInput(message, f"{field}-code", number=number)
        codes.add(choice.code.strip())
        if choice.goes_to is not None and not number < choice.goes_to <= questions:
            message = "question %(number)s may only lead to a question after it"
            raise BadInput(message, f"{field}-then", number=number)
