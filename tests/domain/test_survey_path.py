from collections.abc import Mapping

import pytest

from phonebank.domain.survey import Choice, Question
from phonebank.domain.survey_path import path_so_far

VOTE, HOW, WHERE = 1, 2, 3
YES, NO, MAIL, SEND, STOP, AGAIN = 11, 12, 21, 31, 32, 33


def choice(id_: int, leads_to: int | None = None, *, ends: bool = False) -> Choice:
    return Choice(id=id_, next_question_id=leads_to, ends_survey=ends)


QUESTIONS = [
    Question(id=VOTE, position=1, choices=[choice(YES), choice(NO, WHERE)]),
    Question(id=HOW, position=2, choices=[choice(MAIL)]),
    Question(
        id=WHERE, position=3, choices=[choice(SEND), choice(STOP, ends=True), choice(AGAIN, VOTE)]
    ),
]


@pytest.mark.parametrize(
    ("answers", "path"),
    [
        ({}, [VOTE]),
        ({VOTE: YES}, [VOTE, HOW]),
        ({VOTE: NO}, [VOTE, WHERE]),
        ({VOTE: YES, HOW: MAIL, WHERE: SEND}, [VOTE, HOW, WHERE]),
        ({VOTE: NO, HOW: MAIL}, [VOTE, WHERE]),
        ({HOW: MAIL}, [VOTE]),
        ({VOTE: NO, WHERE: STOP}, [VOTE, WHERE]),
        ({VOTE: NO, WHERE: AGAIN}, [VOTE, WHERE]),
    ],
)
def test_the_way_follows_the_answers_and_ends_at_the_question_to_ask(
    answers: Mapping[int, int], path: list[int]
) -> None:
    assert [question.id for question in path_so_far(QUESTIONS, answers)] == path


def test_a_survey_without_questions_has_no_way() -> None:
    assert path_so_far([], {}) == []
