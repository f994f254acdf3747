"""The captain's page of a shift: who does what, and what a captain can do about it."""

from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from phonebank.domain.captain import Manner, captain_label
from phonebank.domain.contact_rules import Channel
from phonebank.domain.errors import NotFound, NotNow
from phonebank.jobs import calls
from phonebank.jobs.queues import QueueName, enqueue
from phonebank.services import directing, helping, supervising
from phonebank.services.directing import Direction
from phonebank.services.planning import shift_of
from phonebank.services.showing_captain import captains_view
from phonebank.services.telling_callers import tell_everybody
from phonebank.telephony.port import CarrierError
from phonebank.web.desk.captain_words import CAPTAIN_WORDS, MANNERS
from phonebank.web.desk.member import author
from phonebank.web.desk.words import WORDS
from phonebank.web.door import application, now, posted_json, posted_str, transaction
from phonebank.web.errors import wants_json
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_live", __name__, url_prefix="/desk/shifts/<int:shift_id>/live")
bp.context_processor(lambda: WORDS | CAPTAIN_WORDS)

TOKEN_SECONDS = 3600
_BY_ADDRESS = {address: manner for manner, (address, *_) in MANNERS.items()}


@bp.get("")
@member_required
def page(shift_id: int) -> str:
    """The whole page."""
    return render_template(
        "desk/live.html",
        signalling_host=application().config.twilio.signalling_host,
        **_view(shift_id),
    )


@bp.get("/now")
@member_required
def now_there(shift_id: int) -> str:
    """The part of the page that changes, as it stands."""
    return render_template("desk/live_now.html", **_view(shift_id))


@bp.post("/message")
@member_required
def message(shift_id: int) -> ResponseReturnValue:
    """Tell everybody on the shift something."""
    text = posted_str(posted_json(), "text") if request.is_json else request.form.get("text", "")
    with transaction() as session:
        tell_everybody(session, current_member(), shift_id, text, now())
    return _done(shift_id)


@bp.post("/callers/<int:caller_id>/<any(pause, go_on, remove, lower):act>")
@member_required
def direct(shift_id: int, caller_id: int, act: str) -> ResponseReturnValue:
    """Pause a caller, let them go on, remove them after this call, or see to a raised hand."""
    direction = _direction(shift_id, caller_id)
    with transaction() as session:
        if act == "remove":
            directing.remove_caller(session, direction)
        elif act == "lower":
            directing.directed(session, direction)
            helping.lower_hand(session, caller_id, now())
        else:
            directing.pause_caller(session, direction, on=act == "pause")
    return _done(shift_id)


@bp.post("/callers/<int:caller_id>/move/<int:to_shift_id>")
@member_required
def move(shift_id: int, caller_id: int, to_shift_id: int) -> ResponseReturnValue:
    """Let a caller go on in another shift of the campaign."""
    with transaction() as session:
        directing.move_caller(session, _direction(shift_id, caller_id), to_shift_id)
    return _done(shift_id)


@bp.post("/callers/<int:caller_id>/with/<address>")
@member_required
def supervise(shift_id: int, caller_id: int, address: str) -> ResponseReturnValue:
    """Take part in what a caller does. Answers whether the page is to bring a line up for it."""
    if address not in _BY_ADDRESS:
        raise NotFound("there is no such thing")
    app, direction = application(), _direction(shift_id, caller_id)
    with transaction() as session:
        visit = supervising.supervise(session, current_member(), direction, _BY_ADDRESS[address])
    try:
        is_up = supervising.bring_to(app.database, app.carrier, visit.id)
        if is_up:
            supervising.see_to(app.database, app.carrier, caller_id, now())
    except CarrierError as error:
        raise NotNow("the carrier did not answer: try again") from error
    return jsonify(connect=not is_up) if wants_json() else _done(shift_id)


@bp.post("/leave")
@member_required
def leave(shift_id: int) -> ResponseReturnValue:
    """Leave the caller."""
    with transaction() as session:
        current = supervising.supervision_of(session, current_member().id)
        line = supervising.stop_supervising(session, current_member().id, now())
    app = application()
    if line is not None:
        enqueue(app, QueueName.CALLS, calls.hang_up, line)
    if current is not None and current.manner is Manner.TAKE_OVER:
        enqueue(app, QueueName.CALLS, calls.see_to_voices, current.caller_id)
    return _done(shift_id)


@bp.post("/token")
@member_required
def token(shift_id: int) -> ResponseReturnValue:
    """A token with which the captain's browser may call; where it comes to, the server decides."""
    with transaction() as session:
        shift_of(session, current_member().organisation_id, shift_id)
    identity = captain_label(current_member().id)
    return jsonify(token=application().carrier.access_token(identity, TOKEN_SECONDS))


def _view(shift_id: int) -> dict[str, Any]:
    member = current_member()
    with transaction() as session:
        shift = shift_of(session, member.organisation_id, shift_id)
        if shift.channel is not Channel.CALL:
            raise NotFound("this shift has no calls")
        view = captains_view(session, shift, member.id, now())
    spoken = [tag for each in view.callers for tag in each.caller.languages]
    return {"view": view, "shift": shift, "languages_shown": [*shift.languages, *spoken]}


def _direction(shift_id: int, caller_id: int) -> Direction:
    return Direction(current_member().organisation_id, shift_id, caller_id, author())


def _done(shift_id: int) -> ResponseReturnValue:
    if wants_json():
        return "", 204
    return redirect(url_for("desk_live.page", shift_id=shift_id))
