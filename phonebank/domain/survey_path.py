"""The way through a survey that a voter's answers have taken so far."""

from collections.abc import Mapping, Sequence

from phonebank.domain.survey import Choice, Question, next_question


def path_so_far(questions: Sequence[Question], answers: Mapping[int, int]) -> list[Question]:
    """The questions answered on the way, in their order, then the one to ask now if there is one.

    `questions` are those of the call script by position, `answers` question id -> choice id. An
    answer to a question that a changed answer now leads around is not on the way. A survey that
    leads back to a question ends there.
    """
    path: list[Question] = []
    question = questions[0] if questions else None
    while question is not None and question not in path:
        path.append(question)
        choice = chosen(question, answers)
        question = None if choice is None else next_question(list(questions), question, choice)
    return path


def chosen(question: Question, answers: Mapping[int, int]) -> Choice | None:
    """The choice that was answered to a question, if any."""
    choice_id = answers.get(question.id)
    return next((choice for choice in question.choices if choice.id == choice_id), None)
