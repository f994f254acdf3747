"""Who comes to a shift: links to hand out, the QR code, who has signed up, what to expect."""

import io
from typing import Any

import segno
from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from phonebank.domain.errors import NotFound
from phonebank.domain.sign_up import SignUp
from phonebank.services.event_programs.choosing import NAMES
from phonebank.services.forecasting import forecast_of
from phonebank.services.planning import shift_of
from phonebank.services.signing_up import check_in, sign_ups_of
from phonebank.web.desk.words import WORDS
from phonebank.web.door import application, now, transaction
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_volunteers", __name__, url_prefix="/desk/shifts/<int:shift_id>/volunteers")
bp.context_processor(lambda: WORDS)


@bp.get("")
@member_required
def page(shift_id: int) -> str:
    """Links, forecast and sign-ups of a shift."""
    with transaction() as session:
        shift = shift_of(session, current_member().organisation_id, shift_id)
        expected = forecast_of(session, shift, now())
        coming = sign_ups_of(session, shift)
    return render_template(
        "desk/volunteers.html",
        shift=shift,
        expected=expected,
        coming=coming,
        program_names=NAMES,
        sign_up_url=_address("signing_up.ask", sign_up_code=shift.sign_up_code),
        join_url=_address("joining.ask", join_code=shift.join_code),
        languages_shown=shift.languages,
    )


@bp.get("/join.svg")
@member_required
def qr_code(shift_id: int) -> Response:
    """The join link as a QR code, to be shown on a screen or printed."""
    with transaction() as session:
        shift = shift_of(session, current_member().organisation_id, shift_id)
    code = segno.make_qr(_address("joining.ask", join_code=shift.join_code), error="m")
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=False)
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


@bp.post("/<int:sign_up_id>/here")
@member_required
def here(shift_id: int, sign_up_id: int) -> ResponseReturnValue:
    """Check somebody in who is there."""
    owner = current_member().organisation_id
    with transaction() as session:
        shift = shift_of(session, owner, shift_id)
        mine = select(SignUp.code).where(SignUp.id == sign_up_id, SignUp.shift_id == shift.id)
        code = session.scalar(mine)
        if code is None:
            raise NotFound("there is no such volunteer on this shift")
        check_in(session, code, now(), early=True)
    return redirect(url_for("desk_volunteers.page", shift_id=shift_id))


def _address(endpoint: str, **values: Any) -> str:
    return application().config.public_url.rstrip("/") + url_for(endpoint, **values)
