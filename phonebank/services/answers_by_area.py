"""Answers to one question by precinct, ZIP code, city or county, and by point where the file has
coordinates; those to the same question of other versions of the script count with them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Float,
    Select,
    case,
    cast,
    func,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.orm import Session

from phonebank.domain.errors import NotFound
from phonebank.domain.survey import WITH_CHOICES, Answer, Choice, Question
from phonebank.domain.voter import Voter
from phonebank.domain.voter_areas import AreaKind, point_headers, precinct_header
from phonebank.domain.voter_columns import Column

_LOOKED_AT: Final = 2_000
_MOST_POINTS: Final = 2_000
_NUMBER: Final = r"^\s*-?[0-9]{1,3}(\.[0-9]{1,12})?\s*$"


@dataclass(frozen=True)
class AreaLine:
    """An area, blank where the file says nothing, how many of its voters answered, and how often
    each choice (by its short name) was given."""

    area: str
    voters: int
    counts: dict[str, int]


@dataclass(frozen=True)
class AnswerPoint:
    """About a kilometre around a point: voters who answered there, and of them those who gave the
    most frequent answer of all."""

    latitude: float
    longitude: float
    voters: int
    agreeing: int


@dataclass(frozen=True)
class AnswerMap:
    """A question's answers by area, the most voters first. `kinds` are those that voters' files
    have; `leading` is the most frequent choice, None before the first answer."""

    question: Question
    kind: AreaKind
    kinds: tuple[AreaKind, ...]
    lines: list[AreaLine]
    leading: Choice | None
    points: list[AnswerPoint]


def mapped_questions(session: Session, organisation_id: int) -> list[Question]:
    """The questions with choices that somebody has answered, the newest first; of the versions of
    one, the newest."""
    answered = select(Answer.id).where(Answer.question_id == Question.id)
    found = session.scalars(
        select(Question)
        .where(
            Question.organisation_id == organisation_id,
            Question.kind.in_(WITH_CHOICES),
            answered.exists(),
        )
        .order_by(Question.id.desc())
    )
    newest: dict[int, Question] = {}
    for question in found:
        newest.setdefault(question.origin, question)
    return list(newest.values())


def answer_map(
    session: Session, organisation_id: int, question_id: int, kind: AreaKind | None
) -> AnswerMap:
    """The answers to a question; by precinct, where nothing else is asked and files have it, else
    by ZIP code. Raises NotFound, also where it is another organisation's."""
    question = session.get(Question, question_id)
    if question is None or question.organisation_id != organisation_id:
        raise NotFound("there is no such question")
    headers = _headers(session, question)
    precinct = precinct_header(headers)
    kinds = tuple(each for each in AreaKind if precinct or each is not AreaKind.PRECINCT)
    chosen = kind if kind in kinds else kinds[0]
    lines = _lines(session, question, _area(chosen, precinct))
    leading = _leading(question, lines)
    return AnswerMap(
        question=question,
        kind=chosen,
        kinds=kinds,
        lines=lines,
        leading=leading,
        points=_points(session, question, point_headers(headers), leading),
    )


def _answers(question: Question, *columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(Answer)
        .join(Question, Question.id == Answer.question_id)
        .join(Choice, Choice.id == Answer.choice_id)
        .join(Voter, Voter.id == Answer.voter_id)
        .where(func.coalesce(Question.origin_id, Question.id) == question.origin)
    )


def _headers(session: Session, question: Question) -> list[str]:
    """The columns that are kept beside some of those who answered."""
    voters = _answers(question, Voter.extra.label("extra")).limit(_LOOKED_AT).subquery()
    return list(session.scalars(select(func.jsonb_object_keys(voters.c.extra)).distinct()))


def _area(kind: AreaKind, precinct: str | None) -> ColumnElement[str]:
    if kind is AreaKind.ZIP:
        return func.left(Voter.zip_code, 5)
    if kind is AreaKind.CITY:
        return func.coalesce(Voter.city, "")
    key = precinct or "" if kind is AreaKind.PRECINCT else Column.COUNTY.value
    return func.coalesce(Voter.extra[key].astext, "")


def _lines(session: Session, question: Question, area: ColumnElement[str]) -> list[AreaLine]:
    """With one of their answers the voter is counted too, so that voters, who are many, and answers
    come from one pass."""
    codes = _codes(session, question)
    nth = func.row_number().over(partition_by=Answer.voter_id).label("nth")
    given = select(Answer.voter_id, Answer.choice_id, nth).where(Answer.choice_id.in_(codes))
    given_by = given.subquery()
    firsts = func.count().filter(given_by.c.nth == 1)
    counted = (
        select(area.label("area"), given_by.c.choice_id, func.count(), firsts)
        .join(Voter, Voter.id == given_by.c.voter_id)
        .group_by(literal_column("area"), given_by.c.choice_id)
    )
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    voters: Counter[str] = Counter()
    for where, choice_id, count, people in session.execute(counted):
        counts[where][codes[choice_id]] += count
        voters[where] += people
    lines = [AreaLine(where, voters[where], by_code) for where, by_code in counts.items()]
    return sorted(lines, key=lambda line: (-line.voters, line.area))


def _codes(session: Session, question: Question) -> dict[int, str]:
    """Choice id -> code, in every version of the question."""
    found = (
        select(Choice.id, Choice.code)
        .join(Question, Question.id == Choice.question_id)
        .where(func.coalesce(Question.origin_id, Question.id) == question.origin)
    )
    return {choice_id: code for choice_id, code in session.execute(found)}


def _leading(question: Question, lines: Sequence[AreaLine]) -> Choice | None:
    totals = {
        choice.id: sum(line.counts.get(choice.code, 0) for line in lines)
        for choice in question.choices
    }
    if not any(totals.values()):
        return None
    return max(question.choices, key=lambda choice: totals[choice.id])


def _points(
    session: Session, question: Question, headers: tuple[str, str] | None, leading: Choice | None
) -> list[AnswerPoint]:
    if headers is None or leading is None:
        return []
    latitude, longitude = (_coordinate(header) for header in headers)
    agreeing = func.count(Answer.voter_id.distinct()).filter(Choice.code == leading.code)
    found = (
        _answers(
            question,
            func.round(latitude * 100).label("north"),
            func.round(longitude * 100).label("east"),
            func.count(Answer.voter_id.distinct()),
            agreeing,
        )
        .where(latitude.is_not(None), longitude.is_not(None))
        .group_by(tuple_(literal_column("north"), literal_column("east")))
        .order_by(func.count().desc())
        .limit(_MOST_POINTS)
    )
    return [
        AnswerPoint(north / 100, east / 100, voters, agree)
        for north, east, voters, agree in session.execute(found)
    ]


def _coordinate(header: str) -> ColumnElement[Any]:
    """A cell as a number; null where it is none."""
    written = Voter.extra[header].astext
    return case((written.op("~")(_NUMBER), cast(written, Float)), else_=None)
