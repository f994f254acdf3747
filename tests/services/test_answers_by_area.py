"""Answers are told apart by where voters live, as far as their files say."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.errors import NotFound
from phonebank.domain.survey import Answer, AnswerDoor
from phonebank.domain.voter_areas import AreaKind, point_headers, precinct_header
from phonebank.services import planning
from phonebank.services.answers_by_area import AreaLine, answer_map, mapped_questions
from tests.support.world import NOON, World, make_world, plan_like

PRECINCTS = ("P-1", "P-1", "P-2", "")
ANSWERS = ("yes", "no", "yes", "yes")


@pytest.fixture
def world(session: Session) -> World:
    world = make_world(session, languages=("en",) * 4)
    question = world.questions[0]
    ids = {choice.code: choice.id for choice in question.choices}
    for number, voter in enumerate(world.voters):
        voter.zip_code, voter.city = "55101-1234", "Saint Paul"
        voter.extra = {"PrecinctName": PRECINCTS[number], "Latitude": f"44.9{number}"}
        voter.extra |= {"Longitude": "-93.1" if number else "unknown"}
        session.add(
            Answer(
                organisation_id=world.organisation.id,
                shift_id=world.shift.id,
                voter_id=voter.id,
                question_id=question.id,
                choice_id=ids[ANSWERS[number]],
                door=AnswerDoor.TEXTER,
                language="en",
                at=NOON,
            )
        )
    session.flush()
    return world


def test_precincts_come_first_where_the_file_has_them(session: Session, world: World) -> None:
    shown = answer_map(session, world.organisation.id, world.questions[0].id, None)
    assert shown.kind is AreaKind.PRECINCT
    assert shown.lines == [
        AreaLine("P-1", 2, {"yes": 1, "no": 1}),
        AreaLine("", 1, {"yes": 1}),
        AreaLine("P-2", 1, {"yes": 1}),
    ]


def test_the_first_five_digits_of_a_zip_code_are_one_area(session: Session, world: World) -> None:
    shown = answer_map(session, world.organisation.id, world.questions[0].id, AreaKind.ZIP)
    assert shown.lines == [AreaLine("55101", 4, {"yes": 3, "no": 1})]


def test_who_answers_on_two_shifts_is_one_voter_of_the_area(session: Session, world: World) -> None:
    again = planning.plan_shift(session, world.organisation.id, plan_like(world))
    first = session.scalars(select(Answer).order_by(Answer.id)).first()
    assert first is not None
    session.add(
        Answer(
            organisation_id=world.organisation.id,
            shift_id=again.id,
            voter_id=first.voter_id,
            question_id=first.question_id,
            choice_id=first.choice_id,
            door=AnswerDoor.TEXTER,
            language="en",
            at=NOON,
        )
    )
    shown = answer_map(session, world.organisation.id, first.question_id, AreaKind.ZIP)
    assert [line.voters for line in shown.lines] == [4]
    assert sum(shown.lines[0].counts.values()) == 5


def test_a_point_is_drawn_where_both_coordinates_are_numbers(
    session: Session, world: World
) -> None:
    shown = answer_map(session, world.organisation.id, world.questions[0].id, None)
    assert shown.leading is not None and shown.leading.code == "yes"
    found = sorted((each.latitude, each.longitude, each.agreeing) for each in shown.points)
    assert found == [(44.91, -93.1, 0), (44.92, -93.1, 1), (44.93, -93.1, 1)]


def test_what_nobody_has_answered_is_not_offered(session: Session, world: World) -> None:
    offered = mapped_questions(session, world.organisation.id)
    assert [each.id for each in offered] == [world.questions[0].id]
    with pytest.raises(NotFound):
        answer_map(session, world.organisation.id + 1, world.questions[0].id, None)


def test_the_likeliest_column_is_taken() -> None:
    assert precinct_header(["Ward", "Precinct Code", "Precinct Name"]) == "Precinct Name"
    assert precinct_header(["Party"]) is None
    assert point_headers(["Residence_Addresses_Latitude", "LNG"]) == (
        "Residence_Addresses_Latitude",
        "LNG",
    )
    assert point_headers(["lat"]) is None
