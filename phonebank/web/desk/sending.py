"""First texts that go by themselves, to voters whose consent to that is recorded."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from phonebank.services.bulk_texting import begin_bulk, end_bulk
from phonebank.web.desk.member import actor
from phonebank.web.door import now, transaction
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_sending", __name__, url_prefix="/desk/shifts/<int:shift_id>/bulk")


@bp.post("")
@member_required
def begin(shift_id: int) -> ResponseReturnValue:
    """Let them go."""
    with transaction() as session:
        begin_bulk(session, current_member().organisation_id, shift_id, now(), actor())
    return redirect(url_for("desk_shifts.one", shift_id=shift_id))


@bp.post("/end")
@member_required
def end(shift_id: int) -> ResponseReturnValue:
    """Let no more of them go."""
    with transaction() as session:
        end_bulk(session, current_member().organisation_id, shift_id, now(), actor())
    return redirect(url_for("desk_shifts.one", shift_id=shift_id))
