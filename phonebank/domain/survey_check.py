"""What is wrong with the ways through a survey: questions that nobody reaches, ways that end in
nothing, circles, and fields that cannot be filled in.

It reads a draft, so that the editor can tell of it while somebody writes, and says the same of a
kept script before its shift is launched.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from phonebank.domain.message_templates import template_problems
from phonebank.domain.script_draft import ChoiceDraft, QuestionDraft, ScriptDraft
from phonebank.domain.survey import ONE_CHOICE, WITH_CHOICES


class FindingKind(StrEnum):
    """What sort of thing is wrong."""

    UNREACHABLE = "unreachable"
    DEAD_END = "dead end"
    LOOP = "loop"
    FIELD = "field"


BLOCKING = frozenset({FindingKind.UNREACHABLE, FindingKind.DEAD_END, FindingKind.LOOP})
"""What keeps a shift from its launch; a field that cannot be filled in is read as written."""

SENTENCES = {
    FindingKind.UNREACHABLE: (
        "nobody reaches question %(number)s: let an answer before it lead there, or remove it"
    ),
    FindingKind.DEAD_END: (
        "question %(number)s leads to a question that is not there: choose another one"
    ),
    FindingKind.LOOP: (
        "question %(number)s leads back, and the call would go in a circle: choose a later one"
    ),
    FindingKind.FIELD: "question %(number)s: %(problem)s",
}
"""Each with its remedy."""

_NO_ANSWER = "question %(number)s cannot be answered: add answers to it, or remove it"


@dataclass(frozen=True)
class Finding:
    """One thing to be mended: at which question (0 stands for the opening and the first text),
    and in which words, to be filled with `number` and `problem`."""

    kind: FindingKind
    number: int
    message: str
    problem: str = ""

    def __str__(self) -> str:
        told = self.message % {"number": self.number, "problem": self.problem}
        return f"{told[:1].upper()}{told[1:]}."


def findings(draft: ScriptDraft) -> list[Finding]:
    """Everything wrong with a draft, question by question."""
    reached = _reached(draft)
    found = [*_fields(0, draft.opening.values())]
    for number, question in enumerate(draft.questions, 1):
        found += _dead_ends(number, question, len(draft.questions))
        if number not in reached:
            found.append(_finding(FindingKind.UNREACHABLE, number))
        if any(number in _closure(draft, to) for to in _back(question, number)):
            found.append(_finding(FindingKind.LOOP, number))
        found += _fields(number, [*question.text.values(), *question.note.values()])
    return found


def ways_on(question: QuestionDraft, number: int, questions: int) -> set[int]:
    """The questions that may follow one; one past the last stands for the end."""
    after_it = _aim(question, number, number + 1, questions)
    if question.kind not in ONE_CHOICE:
        return {after_it}
    ways = {_aim(choice, number, after_it, questions) for choice in question.choices}
    return ways if question.required and ways else ways | {after_it}


def _reached(draft: ScriptDraft) -> set[int]:
    return _closure(draft, 1) if draft.questions else set()


def _closure(draft: ScriptDraft, start: int) -> set[int]:
    total = len(draft.questions)
    seen: set[int] = set()
    waiting = {start}
    while waiting:
        number = waiting.pop()
        seen.add(number)
        waiting |= {
            to for to in ways_on(draft.questions[number - 1], number, total) if to <= total
        } - seen
    return seen


def _back(question: QuestionDraft, number: int) -> Iterator[int]:
    """The questions at or before this one that it leads to."""
    aims = [question.goes_to]
    if question.kind in WITH_CHOICES:
        aims += [choice.goes_to for choice in question.choices]
    return (aim for aim in aims if aim is not None and 1 <= aim <= number)


def _aim(turn: ChoiceDraft | QuestionDraft, number: int, otherwise: int, questions: int) -> int:
    end = questions + 1
    if turn.ends_survey or (isinstance(turn, ChoiceDraft) and turn.ends_with is not None):
        return end
    if turn.goes_to is None:
        return otherwise
    return turn.goes_to if 1 <= turn.goes_to <= questions else end


def _dead_ends(number: int, question: QuestionDraft, questions: int) -> Iterator[Finding]:
    turns: list[ChoiceDraft | QuestionDraft] = [question, *question.choices]
    if any(turn.goes_to is not None and not 1 <= turn.goes_to <= questions for turn in turns):
        yield _finding(FindingKind.DEAD_END, number)
    if question.kind in WITH_CHOICES and not question.choices:
        yield Finding(FindingKind.DEAD_END, number, _NO_ANSWER)


def _fields(number: int, texts: Iterable[str]) -> Iterator[Finding]:
    problems = dict.fromkeys(problem for text in texts for problem in template_problems(text))
    for problem in problems:
        message = SENTENCES[FindingKind.FIELD] if number else "the opening: %(problem)s"
        yield Finding(FindingKind.FIELD, number, message, problem.rstrip("."))


def _finding(kind: FindingKind, number: int) -> Finding:
    return Finding(kind, number, SENTENCES[kind])
