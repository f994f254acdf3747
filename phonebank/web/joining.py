"""Volunteers come in by a shift's join link, and back by a link of their own."""

import secrets
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from phonebank.domain.caller import Caller
from phonebank.domain.contact_rules import Channel
from phonebank.domain.errors import BadInput
from phonebank.domain.languages import UNKNOWN, spoken_languages, spoken_of
from phonebank.domain.shift import Shift
from phonebank.services.entering import Joining, come_back, join, shift_to_join
from phonebank.services.finishing import go_on_after_all
from phonebank.services.planning import campaign_of
from phonebank.web import sessions
from phonebank.web.door import now, transaction
from phonebank.web.errors import sentence
from phonebank.web.sessions import caller_required, current_caller, current_caller_or_none, public
from phonebank.web.translating import page_language

bp = Blueprint("joining", __name__)

KEY_LENGTH = 40


@bp.get("/join/<join_code>")
@public
def ask(join_code: str) -> str:
    """What the shift is about, and what we need to know of the volunteer."""
    return _page(join_code, {"languages": _suggested(join_code)}, problem=None)


@bp.post("/join/<join_code>")
@public
def come_in(join_code: str) -> ResponseReturnValue:
    """Make the volunteer a caller of the shift; what cannot be used is said beside it."""
    given = {**request.form.to_dict(), "languages": _ranked()}
    joining = Joining(
        name=request.form.get("name", ""),
        contact=request.form.get("contact", ""),
        languages=_ranked(),
        page_language=page_language(),
        key=request.form.get("key", "")[:KEY_LENGTH],
    )
    try:
        with transaction() as session:
            caller = join(session, join_code, joining, now())
    except BadInput as problem:
        return _page(join_code, given, problem), 400
    sessions.sign_in_caller(caller)
    return redirect(_first_page(_shift_of(caller)))


@bp.get("/back/<return_code>")
@public
def back(return_code: str) -> ResponseReturnValue:
    """The volunteer whose link this is, on whatever device, is where they were.

    It changes nothing on the shift: chats and mail scanners open links too.
    """
    with transaction() as session:
        caller = come_back(session, return_code)
    sessions.sign_in_caller(caller)
    return redirect(url_for("joining.go_on"))


@bp.get("/go-on")
@caller_required
def go_on() -> ResponseReturnValue:
    """To the calls or to the texts, whichever the shift is about."""
    shift = _shift_of(current_caller())
    return redirect("/inbox" if shift.channel is Channel.TEXT else url_for("calling.page"))


@bp.post("/go-on")
@caller_required
def work_again() -> ResponseReturnValue:
    """Whoever had finished goes on after all."""
    with transaction() as session:
        go_on_after_all(session, current_caller().id)
    return "", 204


def _page(join_code: str, given: dict[str, Any], problem: BadInput | None) -> str:
    with transaction() as session:
        shift, organisation = shift_to_join(session, join_code)
        campaign = campaign_of(session, shift)
    caller = current_caller_or_none()
    here_before = caller is not None and caller.shift_id == shift.id and "anew" not in request.args
    asked_for = [tag for tag in shift.languages if tag != UNKNOWN]
    return render_template(
        "joining/join.html",
        shift=shift,
        organisation=organisation,
        campaign=campaign,
        asked_for=asked_for,
        others=[each.tag for each in spoken_languages() if each.tag not in asked_for],
        languages_shown=[each.tag for each in spoken_languages()],
        here_before=here_before,
        given=given,
        key=secrets.token_urlsafe(12),
        problem=None if problem is None else sentence(str(problem)),
    )


def _ranked() -> list[str]:
    """The languages ticked: in the order in which they were, where the page could note it."""
    ticked = request.form.getlist("language")
    ranking = [tag for tag in request.form.get("ranking", "").split(",") if tag in ticked]
    return [*ranking, *(tag for tag in ticked if tag not in ranking)]


def _suggested(join_code: str) -> list[str]:
    """The language of the page, where it is one that the shift's voters speak."""
    with transaction() as session:
        shift, _ = shift_to_join(session, join_code)
    return [tag for tag in spoken_of(page_language())[:1] if tag in shift.languages]


def _first_page(shift: Shift) -> str:
    return "/inbox" if shift.channel is Channel.TEXT else url_for("calling.check")


def _shift_of(caller: Caller) -> Shift:
    with transaction() as session:
        return session.get_one(Shift, caller.shift_id)
