"""Signing up for a shift: a public page, a link of one's own, a calendar file, and coming in."""

import uuid
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from phonebank.domain.calendar_file import Appointment, calendar_file
from phonebank.domain.errors import BadInput
from phonebank.domain.languages import UNKNOWN, spoken_languages, spoken_of
from phonebank.domain.shift import Shift
from phonebank.services.event_programs.choosing import NAMES
from phonebank.services.event_programs.connecting import programs_told_of
from phonebank.services.planning import campaign_of, organisation_of
from phonebank.services.showing_script import volunteer_words
from phonebank.services.signing_up import (
    Coming,
    check_in,
    doors_are_open,
    shift_to_sign_up_for,
    sign_up,
    sign_up_of,
    withdraw,
)
from phonebank.services.summarising import summary_of
from phonebank.web import sessions
from phonebank.web.door import application, now, transaction
from phonebank.web.errors import sentence
from phonebank.web.sessions import public
from phonebank.web.translating import page_language

bp = Blueprint("signing_up", __name__)


@bp.get("/sign-up/<sign_up_code>")
@public
def ask(sign_up_code: str) -> str:
    """When the shift is, and what we need to know of the volunteer."""
    with transaction() as session:
        shift, _ = shift_to_sign_up_for(session, sign_up_code)
    suggested = [tag for tag in spoken_of(page_language())[:1] if tag in shift.languages]
    return _form(sign_up_code, {"languages": suggested, "key": uuid.uuid4().hex}, None)


@bp.post("/sign-up/<sign_up_code>")
@public
def come(sign_up_code: str) -> ResponseReturnValue:
    """Sign the volunteer up, once however often the button is pressed."""
    form = request.form
    coming = Coming(
        request_key=form.get("key", "")[:64] or uuid.uuid4().hex,
        name=form.get("name", ""),
        phone=form.get("phone", ""),
        languages=form.getlist("language"),
        page_language=page_language(),
        email=form.get("email", ""),
        postal_code=form.get("postal_code", ""),
    )
    try:
        with transaction() as session:
            made = sign_up(session, sign_up_code, coming, now())
    except BadInput as problem:
        given = {**form.to_dict(), "languages": form.getlist("language")}
        return _form(sign_up_code, given, problem), 400
    return redirect(url_for("signing_up.signed_up", code=made.code))


@bp.get("/signed-up/<code>")
@public
def signed_up(code: str) -> str:
    """The volunteer's own page: when, the calendar file, coming in, and staying away."""
    with transaction() as session:
        found, shift = sign_up_of(session, code)
        organisation, campaign = organisation_of(session, shift), campaign_of(session, shift)
    return render_template(
        "joining/signed_up.html",
        found=found,
        shift=shift,
        organisation=organisation,
        campaign=campaign,
        doors_open=doors_are_open(shift, now()),
        name=volunteer_words(found.name, found.languages),
        languages_shown=found.languages,
    )


@bp.get("/signed-up/<code>/shift.ics")
@public
def calendar(code: str) -> Response:
    """The shift for the volunteer's calendar."""
    with transaction() as session:
        found, shift = sign_up_of(session, code)
        organisation = organisation_of(session, shift)
    home = application().config.public_url.rstrip("/")
    address = home + url_for("signing_up.signed_up", code=code)
    details = gettext("Your own link: it brings you in when the shift begins.")
    appointment = Appointment(
        uid=f"sign-up-{found.id}@{home.split('://')[-1]}",
        title=f"{shift.name} · {organisation.name}",
        details=f"{details}\n{address}",
        url=address,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        written_at=now(),
    )
    response = Response(calendar_file(appointment), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="shift.ics"'
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/signed-up/<code>/come")
@public
def come_in(code: str) -> ResponseReturnValue:
    """The volunteer is there; from here on they are a caller of the shift."""
    with transaction() as session:
        caller = check_in(session, code, now())
        shift = session.get_one(Shift, caller.shift_id)
    sessions.sign_in_caller(caller)
    by_text = shift.channel == "text"
    return redirect("/inbox" if by_text else url_for("calling.check"))


@bp.post("/signed-up/<code>/stay-away")
@public
def stay_away(code: str) -> ResponseReturnValue:
    """The volunteer cannot come after all."""
    with transaction() as session:
        withdraw(session, code, now())
    return redirect(url_for("signing_up.signed_up", code=code))


@bp.get("/summary/<sign_up_code>")
@public
def summary(sign_up_code: str) -> str:
    """What a shift has done together, for everybody who was there; no voter is in it."""
    with transaction() as session:
        shift, organisation = shift_to_sign_up_for(session, sign_up_code)
        campaign, told = campaign_of(session, shift), summary_of(session, shift)
    return render_template(
        "joining/summary.html",
        shift=shift,
        organisation=organisation,
        campaign=campaign,
        told=told,
        languages_shown=campaign.languages,
    )


def _form(sign_up_code: str, given: dict[str, Any], problem: BadInput | None) -> str:
    with transaction() as session:
        shift, organisation = shift_to_sign_up_for(session, sign_up_code)
        campaign = campaign_of(session, shift)
        programs = [NAMES[each] for each in programs_told_of(session, shift)]
    asked_for = [tag for tag in shift.languages if tag != UNKNOWN]
    return render_template(
        "joining/sign_up.html",
        shift=shift,
        organisation=organisation,
        campaign=campaign,
        asked_for=asked_for,
        others=[each.tag for each in spoken_languages() if each.tag not in asked_for],
        languages_shown=[each.tag for each in spoken_languages()],
        given=given,
        programs=programs,
        problem=problem,
        told=None if problem is None else sentence(gettext(problem.message, **problem.values)),
    )
