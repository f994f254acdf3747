"""The first page of the desk: what is happening, and what to do next."""

from flask import Blueprint, render_template

from phonebank.services.showing_desk import desk_home
from phonebank.web.desk.words import WORDS
from phonebank.web.door import now, transaction
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk", __name__)
bp.context_processor(lambda: WORDS)


@bp.get("/desk")
@member_required
def home() -> str:
    """Shifts, lists and scripts."""
    with transaction() as session:
        desk = desk_home(session, current_member().organisation_id, now())
    return render_template("desk/home.html", desk=desk)
