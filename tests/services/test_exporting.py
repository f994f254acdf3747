"""Answers taken home as CSV: every one, in words, safe to open."""

import csv
import io

import pytest
from sqlalchemy.orm import Session

from phonebank.domain.survey import AnswerDoor
from phonebank.services.exporting import BATCH, COLUMNS, answers_csv, csv_lines
from phonebank.services.surveying import Answering, record_answer
from tests.support.world import NOON, World, add_caller, make_world


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def read(session: Session, world: World) -> list[dict[str, str]]:
    text = "".join(answers_csv(session, world.shift))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def answer(
    session: Session, world: World, voter: int, choice: int = 0, language: str = "en"
) -> int:
    caller = add_caller(session, world.shift, connected=False)
    asked = world.questions[0]
    answering = Answering(
        world.shift, world.voters[voter].id, language, AnswerDoor.CALLER, caller.id
    )
    record_answer(session, answering, asked.id, asked.choices[choice].id, NOON)
    session.flush()
    return caller.id


def test_a_shift_without_answers_is_a_header(session: Session, world: World) -> None:
    assert "".join(answers_csv(session, world.shift)) == "\ufeff" + ",".join(COLUMNS) + "\r\n"


def test_an_answer_is_told_in_the_campaigns_first_language_whatever_it_was_given_in(
    session: Session, world: World
) -> None:
    caller_id = answer(session, world, 2, choice=1, language="es-US")
    (row,) = read(session, world)
    voter = world.voters[2]
    assert row == {
        "Voter File ID": voter.voter_file_id,
        "First name": "Ada2",
        "Last name": "Example",
        "Language": "es-US",
        "Question": "Will you vote?",
        "Answer": "no",
        "Answer in words": "No",
        "Came by": "caller",
        "Caller": str(caller_id),
        "Date": NOON.isoformat(timespec="seconds"),
    }


def test_answers_come_in_the_order_in_which_they_were_given(session: Session, world: World) -> None:
    for voter in (1, 0, 2):
        answer(session, world, voter)
    assert [row["First name"] for row in read(session, world)] == ["Ada1", "Ada0", "Ada2"]


def test_another_shifts_answers_are_left_out(session: Session, world: World) -> None:
    other = make_world(session, slug="other", our_number="+16515550199", first_line=150)
    answer(session, other, 0)
    assert read(session, world) == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_name_that_a_spreadsheet_would_run_is_neutral(
    session: Session, world: World, start: str
) -> None:
    world.voters[0].last_name = f"{start}HYPERLINK(1)"
    answer(session, world, 0)
    (row,) = read(session, world)
    assert row["Last name"].startswith("'")


def test_commas_quotes_and_lines_in_words_survive(session: Session, world: World) -> None:
    world.voters[0].first_name = 'Ada, "Hoa"\nعائشہ'
    answer(session, world, 0)
    (row,) = read(session, world)
    assert row["First name"] == 'Ada, "Hoa"\nعائشہ'


def test_lines_are_made_as_they_are_asked_for() -> None:
    asked_for = []

    def rows() -> object:
        for number in range(10 * BATCH):
            asked_for.append(number)
            yield [str(number)]

    lines = csv_lines(["Number"], rows())  # type: ignore[arg-type]
    assert [next(lines) for _ in range(3)] == ["\ufeffNumber\r\n", "0\r\n", "1\r\n"]
    assert asked_for == [0, 1]
