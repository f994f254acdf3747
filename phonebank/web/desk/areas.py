"""Answers by area: a sorted table of bars, a map of points where files have coordinates, a CSV."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt
from typing import Final

from flask import Blueprint, Response, render_template, request
from sqlalchemy.orm import Session

from phonebank.domain.errors import NotFound
from phonebank.domain.survey import Choice, Question
from phonebank.domain.voter_areas import AreaKind
from phonebank.services.answers_by_area import (
    AnswerMap,
    AnswerPoint,
    answer_map,
    mapped_questions,
)
from phonebank.services.exporting import csv_lines
from phonebank.web.desk.csv_download import csv_download
from phonebank.web.desk.result_words import AREAS
from phonebank.web.door import transaction
from phonebank.web.sessions import current_member, member_required
from phonebank.web.translating import page_language

bp = Blueprint("desk_areas", __name__, url_prefix="/desk/results/areas")

SIDE: Final = 600
_LEAST_RADIUS: Final = 4.0
_SHOWN: Final = 300


@dataclass(frozen=True)
class DrawnPoint:
    """A circle: its area says how many answered, its filling which share of them agreed."""

    x: float
    y: float
    radius: float
    share: float
    of: AnswerPoint


@bp.get("")
@member_required
def page() -> str:
    """One question's answers by area, with the other questions to choose from."""
    owner = current_member().organisation_id
    with transaction() as session:
        questions = mapped_questions(session, owner)
        shown = _asked_for(session, owner, questions)
    return render_template(
        "desk/areas.html",
        questions=questions,
        shown=shown,
        lines=shown.lines[:_SHOWN] if shown else [],
        points=drawn_points(shown.points) if shown else [],
        areas=AREAS,
        side=SIDE,
        tag_of=tag_of,
    )


@bp.get("/<int:question_id>.csv")
@member_required
def taken_home(question_id: int) -> Response:
    """Every area with its voters, and how often each answer was given."""
    owner, kind = current_member().organisation_id, _kind()

    def lines(session: Session) -> Iterator[str]:
        shown = answer_map(session, owner, question_id, kind)
        choices = shown.question.choices
        header = [shown.kind.value, "Voters", *(_words(choice) for choice in choices)]
        rows = (
            [line.area, str(line.voters), *(str(line.counts.get(c.code, 0)) for c in choices)]
            for line in shown.lines
        )
        return csv_lines(header, rows)

    return csv_download(f"answers-by-area-{question_id}.csv", lines)


def drawn_points(points: Sequence[AnswerPoint]) -> list[DrawnPoint]:
    """The points on a square, north up, a kilometre as long either way, the largest first."""
    if not points:
        return []
    squeezed = cos(radians(sum(point.latitude for point in points) / len(points)))
    places = [(point.longitude * squeezed, -point.latitude) for point in points]
    left, top = (min(each) for each in zip(*places, strict=True))
    right, bottom = (max(each) for each in zip(*places, strict=True))
    scale = (SIDE - 80) / max(right - left, bottom - top, 0.02)
    most = max(point.voters for point in points)
    return [
        DrawnPoint(
            x=40 + (x - left) * scale,
            y=40 + (y - top) * scale,
            radius=_LEAST_RADIUS + 24 * sqrt(point.voters / most),
            share=point.agreeing / point.voters,
            of=point,
        )
        for point, (x, y) in zip(points, places, strict=True)
    ]


def tag_of(texts: Mapping[str, str]) -> str:
    """The written language in which to show words of a script: the reader's, else one they have."""
    ours = page_language()
    return ours if texts.get(ours) else next((tag for tag, text in texts.items() if text), ours)


def _words(choice: Choice) -> str:
    return choice.text.get(tag_of(choice.text)) or choice.code


def _asked_for(session: Session, owner: int, questions: Sequence[Question]) -> AnswerMap | None:
    if not questions:
        return None
    asked = request.args.get("question", "")
    question_id = int(asked) if asked.isdecimal() and len(asked) < 16 else questions[0].id
    return answer_map(session, owner, question_id, _kind())


def _kind() -> AreaKind | None:
    by = request.args.get("by", "")
    if by and by not in set(AreaKind):
        raise NotFound("there is no such report")
    return AreaKind(by) if by else None
