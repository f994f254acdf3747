"""The pictures of a shift, to be read across a room; pushed, and taken home as CSV."""

from typing import Any

from flask import Blueprint, Response, render_template

from phonebank.services.alerting import alerts_of
from phonebank.services.burning_down import burn_down_of
from phonebank.services.exporting import csv_lines
from phonebank.services.picturing import AGES_MINUTES, pictures_of
from phonebank.services.planning import shift_of
from phonebank.services.reporting import figures
from phonebank.services.showing_callers import callers_now
from phonebank.web.desk.burning_down import words_of_drawing
from phonebank.web.desk.csv_download import csv_download
from phonebank.web.desk.words import WORDS
from phonebank.web.door import now, transaction
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_pictures", __name__, url_prefix="/desk/shifts/<int:shift_id>/pictures")
bp.context_processor(lambda: WORDS)


@bp.get("")
@member_required
def page(shift_id: int) -> str:
    """The page, which follows what happens."""
    return render_template("desk/pictures.html", **_shown(shift_id))


@bp.get("/now")
@member_required
def now_there(shift_id: int) -> str:
    """The part of the page that changes, as it stands."""
    return render_template("desk/pictures_now.html", **_shown(shift_id))


@bp.get("/results.csv")
@member_required
def results(shift_id: int) -> Response:
    """What came of the calls or texts in every five minutes."""
    owner = current_member().organisation_id

    def lines(session: Any) -> Any:
        shift = shift_of(session, owner, shift_id)
        drawn = pictures_of(session, shift, figures(session, shift), now())
        header = ["From", *(series.name for series in drawn.series)]
        rows = (
            [at.isoformat(timespec="seconds"), *(str(each.values[place]) for each in drawn.series)]
            for place, at in enumerate(drawn.bins)
        )
        return csv_lines(header, rows)

    return csv_download(f"shift-{shift_id}-five-minutes.csv", lines)


def _shown(shift_id: int) -> dict[str, Any]:
    with transaction() as session:
        shift = shift_of(session, current_member().organisation_id, shift_id)
        counted, callers = figures(session, shift), callers_now(session, shift, now())
        alerts = alerts_of(session, shift, counted, callers, now())
        drawn = pictures_of(session, shift, counted, now())
        left = words_of_drawing(*burn_down_of(session, shift, now(), counted.left))
    return {
        "shift": shift,
        "alerts": alerts,
        "drawn": drawn,
        "ages_minutes": AGES_MINUTES,
        **left,
    }
