"""Shifts: planned here, and shown before, during and after."""

import secrets
from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from phonebank.domain.errors import BadInput
from phonebank.domain.languages import UNKNOWN, spoken_languages
from phonebank.domain.shift import Shift
from phonebank.services.planning import campaign_of, plan_shift, shift_of
from phonebank.services.showing_desk import ScriptLine, scripts_of
from phonebank.services.showing_lists import lists_of
from phonebank.services.showing_shift import shift_shown
from phonebank.services.writing import latest_version, script_of
from phonebank.web.desk.member import author, told
from phonebank.web.desk.shift_form import ZONES, Form, blank, form_of, plan_from, zone_named
from phonebank.web.desk.words import WORDS
from phonebank.web.door import application, now, transaction
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_shifts", __name__, url_prefix="/desk/shifts")
bp.context_processor(lambda: WORDS)


@bp.get("/new")
@member_required
def ask() -> ResponseReturnValue:
    """What a shift needs; `like` fills in what another one has."""
    given = blank(zone_named(session.get("zone", ZONES[0])), now())
    with transaction() as database:
        if (like := request.args.get("like", type=int)) is not None:
            given = _like(database, like, given)
        return form(database, given)


@bp.post("/new")
@member_required
def plan() -> ResponseReturnValue:
    """Plan the shift, and go on to what it still lacks."""
    owner = current_member().organisation_id
    try:
        wanted = plan_from(request.form)
        with transaction() as database:
            key = request.form.get("key", "")[:64] or None
            shift = plan_shift(database, owner, wanted, author(), key)
    except BadInput as problem:
        with transaction() as database:
            return form(database, request.form, problem), 400
    session["zone"] = request.form["zone"]
    return redirect(url_for("desk_shifts.one", shift_id=shift.id))


@bp.get("/<int:shift_id>")
@member_required
def one(shift_id: int) -> str:
    """Before: what is missing. Meanwhile: who is there and what comes of it. After: the results."""
    return render_template("desk/shift.html", **shift_page(shift_id))


def shift_page(shift_id: int) -> dict[str, Any]:
    """What the page of a shift shows, read now. Raises NotFound."""
    with transaction() as database:
        shift = shift_of(database, current_member().organisation_id, shift_id)
        shown = shift_shown(database, shift, now())
    join_url = application().config.public_url.rstrip("/") + url_for(
        "joining.ask", join_code=shift.join_code
    )
    languages = [*shift.languages, *shown.campaign.languages]
    return {"shown": shown, "shift": shift, "join_url": join_url, "languages_shown": languages}


def _like(database: Session, shift_id: int, given: Form) -> Form:
    shift = shift_of(database, current_member().organisation_id, shift_id)
    like = form_of(shift, zone_named(given["zone"])).to_dict(flat=False)
    script = script_of(database, shift.organisation_id, shift.call_script_id)
    like["call_script"] = [str(latest_version(database, script).id)]
    times = {name: given.getlist(name) for name in ("date", "starts", "ends")}
    return MultiDict({**like, **times})


def _scripts(database: Session, owner: int, revised: Shift | None) -> list[ScriptLine]:
    """The scripts to choose from; a shift that is changed keeps the version that it has."""
    lines = scripts_of(database, owner)
    if revised is None or any(line.script.id == revised.call_script_id for line in lines):
        return lines
    script = script_of(database, owner, revised.call_script_id)
    return [ScriptLine(script, campaign_of(database, revised)), *lines]


def form(
    database: Session,
    given: Form,
    problem: BadInput | None = None,
    *,
    revised: Shift | None = None,
) -> str:
    """The page on which a shift is planned, or `revised`."""
    owner = current_member().organisation_id
    zone = given.get("zone", "")
    return render_template(
        "desk/plan.html",
        given=given,
        revised=revised,
        request_key=given.get("key") or secrets.token_urlsafe(16),
        problem=problem,
        told=told,
        lists=lists_of(database, owner),
        scripts=_scripts(database, owner, revised),
        wanted_fields=[f"wanted-{each.tag}" for each in spoken_languages()],
        tags=[*(each.tag for each in spoken_languages()), UNKNOWN],
        languages_shown=[each.tag for each in spoken_languages()],
        zones=[*ZONES, *([zone] if zone and zone not in ZONES else [])],
        zone_is_known="zone" in session or problem is not None,
    )
