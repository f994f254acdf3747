"""A planned shift is changed, or discarded."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from phonebank.domain.errors import BadInput
from phonebank.services.planning import shift_of
from phonebank.services.revising import discard_shift, revise_shift
from phonebank.web.desk.member import author
from phonebank.web.desk.shift_form import ZONES, form_of, plan_from, zone_named
from phonebank.web.desk.shifts import form
from phonebank.web.desk.words import WORDS
from phonebank.web.door import transaction
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_revising", __name__, url_prefix="/desk/shifts/<int:shift_id>")
bp.context_processor(lambda: WORDS)


@bp.get("/edit")
@member_required
def ask(shift_id: int) -> str:
    """The plan as it is, to be changed."""
    with transaction() as database:
        shift = shift_of(database, current_member().organisation_id, shift_id)
        given = form_of(shift, zone_named(session.get("zone", ZONES[0])))
        return form(database, given, revised=shift)


@bp.post("/edit")
@member_required
def revise(shift_id: int) -> ResponseReturnValue:
    """Keep the changed plan."""
    owner = current_member().organisation_id
    try:
        wanted = plan_from(request.form)
        with transaction() as database:
            revise_shift(database, owner, shift_id, wanted, author())
    except BadInput as problem:
        with transaction() as database:
            shift = shift_of(database, owner, shift_id)
            return form(database, request.form, problem, revised=shift), 400
    session["zone"] = request.form["zone"]
    return redirect(url_for("desk_shifts.one", shift_id=shift_id))


@bp.get("/discard")
@member_required
def ask_whether_to_discard(shift_id: int) -> str:
    """Asks once more."""
    with transaction() as database:
        shift = shift_of(database, current_member().organisation_id, shift_id)
    return render_template("desk/discard.html", shift=shift)


@bp.post("/discard")
@member_required
def discard(shift_id: int) -> ResponseReturnValue:
    """The shift does not take place."""
    with transaction() as database:
        left = discard_shift(database, current_member().organisation_id, shift_id, author())
    if left:
        return redirect(url_for("desk_shifts.one", shift_id=shift_id))
    return redirect(url_for("desk.home"))
