"""A shift's first text as real voters would get it, before anybody does."""

from flask import Blueprint, render_template

from phonebank.services.planning import shift_of
from phonebank.services.previewing import previews
from phonebank.web.door import application, transaction
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_previewing", __name__, url_prefix="/desk/shifts/<int:shift_id>")

MICRODOLLARS = 100
"""How many there are in a hundredth of a cent, in which prices are configured."""


@bp.get("/preview")
@member_required
def preview(shift_id: int) -> str:
    """Each language's text on some of its voters, with its size and what all of them cost."""
    with transaction() as session:
        shift = shift_of(session, current_member().organisation_id, shift_id)
        found = previews(session, shift)
    return render_template(
        "desk/preview.html",
        shift=shift,
        previews=found,
        price=application().config.prices.text_segment * MICRODOLLARS,
        languages_shown=[each.language for each in found],
    )
