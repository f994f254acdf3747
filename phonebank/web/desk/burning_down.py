"""The burn-down of a shift taken home: as a drawing and as a table."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, render_template
from sqlalchemy.orm import Session

from phonebank.domain.burn_down import BurnDown
from phonebank.services.burning_down import burn_down_of
from phonebank.services.exporting import csv_lines
from phonebank.services.planning import shift_of
from phonebank.web.desk.burn_down_drawing import HEIGHT, WIDTH, drawn
from phonebank.web.desk.csv_download import csv_download
from phonebank.web.door import now, transaction
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_burning_down", __name__, url_prefix="/desk/shifts/<int:shift_id>/pictures")


@bp.get("/voters-left.svg")
@member_required
def drawing(shift_id: int) -> Response:
    """The drawing by itself."""
    with transaction() as session:
        shift = shift_of(session, current_member().organisation_id, shift_id)
        words = words_of_drawing(*burn_down_of(session, shift, now()))
    answer = Response(render_template("desk/burn_down.svg", **words), mimetype="image/svg+xml")
    answer.headers["Content-Disposition"] = f'attachment; filename="shift-{shift_id}-left.svg"'
    return answer


@bp.get("/voters-left.csv")
@member_required
def table(shift_id: int) -> Response:
    """Voters left at each moment, in all and by spoken language tag."""
    owner = current_member().organisation_id

    def lines(session: Session) -> Iterator[str]:
        moments, left = burn_down_of(session, shift_of(session, owner, shift_id), now())
        rows = (
            [moment.isoformat(timespec="seconds"), *(str(each.left[place]) for each in left)]
            for place, moment in enumerate(moments)
        )
        return csv_lines(["At", *(each.language or "all" for each in left)], rows)

    return csv_download(f"shift-{shift_id}-left.csv", lines)


def words_of_drawing(moments: list[datetime], left: list[BurnDown]) -> dict[str, Any]:
    """What the drawing's template asks for."""
    return {"moments": moments, "lines": drawn(left), "width": WIDTH, "height": HEIGHT}
