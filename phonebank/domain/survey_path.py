"""The way through a survey that a voter's answers have taken so far."""

from collections.abc import Mapping, Sequence

from phonebank.domain.survey import ONE_CHOICE, Choice, Given, Question, next_question


def path_so_far(questions: Sequence[Question], answers: Mapping[int, Given]) -> list[Question]:
    """The questions on the way in their order: those answered, those that may be passed over, and
    the one that has to be answered before others come, if there is one.

    `questions` are those of the call script by position, `answers` go by question id. An answer to
    a question that a changed answer now leads around is not on the way. A survey that leads back
    to a question ends there.
    """
    path: list[Question] = []
    question = questions[0] if questions else None
    while question is not None and question not in path:
        path.append(question)
        if question.id not in answers and question.required:
            break
        question = next_question(questions, question, chosen(question, answers))
    return path


def chosen(question: Question, answers: Mapping[int, Given]) -> Choice | None:
    """The choice that was answered to a question and leads on, if any: several lead nowhere."""
    given = answers.get(question.id)
    if given is None or question.kind not in ONE_CHOICE:
        return None
    return next((choice for choice in question.choices if choice.id in given.choice_ids), None)
