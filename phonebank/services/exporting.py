"""Taking the results home: answers as CSV, row by row, in constant memory."""

import csv
import io
from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign
from phonebank.domain.csv_cells import neutral
from phonebank.domain.shift import Shift
from phonebank.domain.survey import Answer, Choice, Question
from phonebank.domain.voter import Voter

BATCH = 1_000
COLUMNS = [
    "Voter File ID",
    "First name",
    "Last name",
    "Language",
    "Question",
    "Answer",
    "Answer in words",
    "Came by",
    "Caller",
    "Date",
]


def answers_csv(session: Session, shift: Shift) -> Iterator[str]:
    """Every answer of a shift as CSV lines, the header first (UTF-8, with a byte order mark, so
    that spreadsheets read every script rightly). Words are in the campaign's first language."""
    source = session.get_one(Campaign, shift.campaign_id).languages[0]
    statement = (
        select(Answer, Voter, Question, Choice)
        .join(Voter, Voter.id == Answer.voter_id)
        .join(Question, Question.id == Answer.question_id)
        .outerjoin(Choice, Choice.id == Answer.choice_id)
        .where(Answer.shift_id == shift.id)
        .order_by(Answer.id)
        .execution_options(yield_per=BATCH)
    )
    rows = (_cells(*row, source) for row in session.execute(statement))
    return csv_lines(COLUMNS, rows)


def csv_lines(header: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    """CSV text piece by piece; every cell is neutral to spreadsheets."""
    yield "\ufeff" + _line(header)
    for row in rows:
        yield _line(row)


def _line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([neutral(cell) for cell in cells])
    return buffer.getvalue()


def _cells(
    answer: Answer, voter: Voter, question: Question, choice: Choice | None, source: str
) -> list[str]:
    return [
        voter.voter_file_id or "",
        voter.first_name,
        voter.last_name,
        answer.language,
        question.text.get(source, ""),
        *_answered(answer, choice, source),
        answer.door.value,
        str(answer.caller_id or ""),
        answer.at.isoformat(timespec="seconds"),
    ]


def _answered(answer: Answer, choice: Choice | None, source: str) -> tuple[str, str]:
    """The answer's short name, and the answer in words."""
    if choice is not None:
        return choice.code, choice.text.get(source, "")
    told = answer.words if answer.number is None else str(answer.number)
    return told or "", told or ""
