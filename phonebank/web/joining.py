"""Volunteers come in by a shift's join link, and back by a link of their own."""

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from phonebank.domain.contact_rules import Channel
from phonebank.domain.shift import Shift
from phonebank.services.entering import come_back
from phonebank.web import sessions
from phonebank.web.door import transaction
from phonebank.web.sessions import caller_required, current_caller, public

bp = Blueprint("joining", __name__)


@bp.get("/back/<return_code>")
@public
def back(return_code: str) -> ResponseReturnValue:
    """The volunteer whose link this is, on whatever device, is where they were."""
    with transaction() as session:
        caller = come_back(session, return_code)
    sessions.sign_in_caller(caller)
    return redirect("/go-on")


@bp.get("/go-on")
@caller_required
def go_on() -> ResponseReturnValue:
    """To the calls or to the texts, whichever the shift is about."""
    with transaction() as session:
        shift = session.get_one(Shift, current_caller().shift_id)
    return redirect("/inbox" if shift.channel is Channel.TEXT else "/call")
