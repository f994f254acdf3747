"""A shift in hand: launch, pause, end, watch, and take the answers home."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from phonebank.domain.errors import BadInput
from phonebank.services import planning
from phonebank.services.exporting import answers_csv
from phonebank.web.desk.csv_download import csv_download
from phonebank.web.desk.member import actor
from phonebank.web.desk.shift_form import mode_from
from phonebank.web.desk.shifts import shift_page
from phonebank.web.desk.words import WORDS
from phonebank.web.door import application, now, transaction
from phonebank.web.sessions import current_member, member_required
from phonebank.web.streaming import stream

bp = Blueprint("desk_running", __name__, url_prefix="/desk/shifts/<int:shift_id>")
bp.context_processor(lambda: WORDS)


@bp.get("/now")
@member_required
def now_there(shift_id: int) -> str:
    """The part of the page that changes, as it stands."""
    return render_template("desk/shift_now.html", **shift_page(shift_id))


@bp.get("/events")
@member_required
def events(shift_id: int) -> Response:
    """Tells the page to look again."""
    with transaction() as session:
        shift = planning.shift_of(session, current_member().organisation_id, shift_id)
    return stream(application().hub, ("shift", shift.id))


@bp.post("/launch")
@member_required
def launch(shift_id: int) -> ResponseReturnValue:
    """Launch the shift, or let it go on after a pause. What is missing is on the page it shows."""
    try:
        with transaction() as session:
            planning.launch(session, current_member().organisation_id, shift_id, now(), actor())
    except BadInput:
        return render_template("desk/shift.html", refused=True, **shift_page(shift_id)), 400
    return _back(shift_id)


@bp.post("/pause")
@member_required
def pause(shift_id: int) -> ResponseReturnValue:
    """No new calls and texts for now."""
    with transaction() as session:
        planning.pause(session, current_member().organisation_id, shift_id, now(), actor())
    return _back(shift_id)


@bp.post("/mode")
@member_required
def change_mode(shift_id: int) -> ResponseReturnValue:
    """Start calls in another way from now on."""
    mode, owner = mode_from(request.form), current_member().organisation_id
    with transaction() as session:
        planning.change_mode(session, owner, shift_id, mode, now(), actor())
    return _back(shift_id)


@bp.get("/end")
@member_required
def ask_whether_to_end(shift_id: int) -> str:
    """Asks once more, where the page's script did not."""
    with transaction() as session:
        shift = planning.shift_of(session, current_member().organisation_id, shift_id)
    return render_template("desk/end.html", shift=shift)


@bp.post("/end")
@member_required
def end(shift_id: int) -> ResponseReturnValue:
    """End the shift for good."""
    with transaction() as session:
        planning.end(session, current_member().organisation_id, shift_id, now(), actor())
    return _back(shift_id)


@bp.get("/answers.csv")
@member_required
def answers(shift_id: int) -> Response:
    """Every answer, for a spreadsheet."""
    owner = current_member().organisation_id
    return csv_download(
        f"answers-of-shift-{shift_id}.csv",
        lambda session: answers_csv(session, planning.shift_of(session, owner, shift_id)),
    )


def _back(shift_id: int) -> ResponseReturnValue:
    return redirect(url_for("desk_shifts.one", shift_id=shift_id))
