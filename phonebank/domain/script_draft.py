"""A call script as somebody wrote it, before it is kept: what can be asked, and what cannot."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from phonebank.domain.call import TOLD_BY_CALLERS, ContactResult
from phonebank.domain.errors import BadInput
from phonebank.domain.survey import WITH_CHOICES, QuestionKind

MOST_CHOICES = 8
"""As many as the keys of a telephone hold beside the key that opts out."""

LARGEST_NUMBER = 1_000_000


@dataclass(frozen=True)
class ChoiceDraft:
    """An answer to be offered. `goes_to` is the position (from 1) of the question that follows,
    None for the next one; `ends_survey` ends it, and so does the result that it `ends_with`."""

    code: str
    text: Mapping[str, str]
    goes_to: int | None = None
    ends_survey: bool = False
    ends_with: ContactResult | None = None


@dataclass(frozen=True)
class QuestionDraft:
    """A question to be asked, with its choices in order where it has any.

    `goes_to` and `ends_survey` say what follows where no choice does. `origin_id` is the question
    of an earlier version that it is the same as, None for a new one.
    """

    text: Mapping[str, str]
    choices: Sequence[ChoiceDraft] = field(default=())
    kind: QuestionKind = QuestionKind.SINGLE
    required: bool = True
    note: Mapping[str, str] = field(default_factory=dict)
    lowest: int | None = None
    highest: int | None = None
    goes_to: int | None = None
    ends_survey: bool = False
    origin_id: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class ScriptDraft:
    """The words of a campaign; each mapping is from a written language tag to the text."""

    name: str
    opening: Mapping[str, str]
    first_text: Mapping[str, str]
    questions: Sequence[QuestionDraft] = ()

    def texts(self) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Every text by the name of its place, such as `question-2-answer-1-text`."""
        yield "opening", self.opening
        yield "first_text", self.first_text
        for number, question in enumerate(self.questions, 1):
            yield f"question-{number}-text", question.text
            yield f"question-{number}-note", question.note
            for place, choice in enumerate(question.choices, 1):
                yield f"question-{number}-answer-{place}-text", choice.text


def check(draft: ScriptDraft) -> None:
    """Raises BadInput that names the field at fault and the remedy."""
    if not draft.name.strip():
        raise BadInput("please give the call script a name", "name")
    for number, question in enumerate(draft.questions, 1):
        if not any(text.strip() for text in question.text.values()):
            raise BadInput(
                "question %(number)s has no words", f"question-{number}-text", number=number
            )
        _check_aim(question, number, f"question-{number}", len(draft.questions))
        if question.kind in WITH_CHOICES:
            _check_choices(number, question.choices, len(draft.questions))
        elif question.kind is QuestionKind.NUMBER:
            _check_bounds(number, question)


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
        _check_aim(choice, number, field, questions)
        if choice.ends_with is not None and choice.ends_with not in TOLD_BY_CALLERS:
            raise BadInput("this result is not one that a caller tells", f"{field}-then")


def _check_aim(turn: ChoiceDraft | QuestionDraft, number: int, field: str, questions: int) -> None:
    """Only onwards: a survey that cannot lead back cannot run in a circle."""
    if turn.goes_to is not None and not number < turn.goes_to <= questions:
        message = "question %(number)s may only lead to a question after it"
        raise BadInput(message, f"{field}-then", number=number)


def _check_bounds(number: int, question: QuestionDraft) -> None:
    lowest, highest = question.lowest, question.highest
    bounds = [bound for bound in (lowest, highest) if bound is not None]
    if any(abs(bound) > LARGEST_NUMBER for bound in bounds) or bounds != sorted(bounds):
        message = "question %(number)s: the least number is larger than the greatest"
        raise BadInput(message, f"question-{number}-lowest", number=number)
