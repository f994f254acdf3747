from collections.abc import Mapping

import pytest

from phonebank.domain.survey import Choice, Given, Question, QuestionKind
from phonebank.domain.survey_path import path_so_far

VOTE, HOW, WHERE = 1, 2, 3
YES, NO, MAIL, SEND, STOP, AGAIN = 11, 12, 21, 31, 32, 33


def choice(id_: int, leads_to: int | None = None, *, ends: bool = False) -> Choice:
    return Choice(id=id_, next_question_id=leads_to, ends_survey=ends)


def question(
    id_: int,
    choices: list[Choice],
    kind: QuestionKind = QuestionKind.SINGLE,
    required: bool = True,
) -> Question:
    return Question(id=id_, position=id_, kind=kind, required=required, choices=choices)


QUESTIONS = [
    question(VOTE, [choice(YES), choice(NO, WHERE)]),
    question(HOW, [choice(MAIL)]),
    question(WHERE, [choice(SEND), choice(STOP, ends=True), choice(AGAIN, VOTE)]),
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
    given = {asked: Given((choice_id,)) for asked, choice_id in answers.items()}
    assert [question.id for question in path_so_far(QUESTIONS, given)] == path


def test_what_may_be_passed_over_does_not_hold_up_what_follows() -> None:
    survey = [
        question(1, [choice(YES)], required=False),
        question(2, [], QuestionKind.NUMBER, required=False),
        question(3, [], QuestionKind.TEXT),
        question(4, [choice(MAIL)]),
    ]
    assert [each.id for each in path_so_far(survey, {})] == [1, 2, 3]
    assert [each.id for each in path_so_far(survey, {3: Given(words="a ride")})] == [1, 2, 3, 4]


def test_several_choices_lead_where_their_question_leads() -> None:
    several = question(1, [choice(YES, 3), choice(NO)], QuestionKind.SEVERAL)
    survey = [several, question(2, [choice(MAIL)]), question(3, [choice(SEND)])]
    assert [each.id for each in path_so_far(survey, {1: Given((YES, NO))})] == [1, 2]
    several.next_question_id = 3
    assert [each.id for each in path_so_far(survey, {1: Given((YES, NO))})] == [1, 3]


def test_a_survey_without_questions_has_no_way() -> None:
    assert path_so_far([], {}) == []
