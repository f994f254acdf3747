"""Action Network and Mobilize: the key, which event is which shift, and whom to look at."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from phonebank.config import PartnersConfig
from phonebank.domain.errors import BadInput
from phonebank.domain.event_program import AttendanceState, EventProgram
from phonebank.services.event_programs import connecting, showing
from phonebank.services.event_programs.choosing import NAMES
from phonebank.web.desk.member import author, told
from phonebank.web.door import application, now, transaction
from phonebank.web.marking import mark as _
from phonebank.web.sessions import current_member, member_required

bp = Blueprint(
    "desk_event_programs",
    __name__,
    url_prefix="/desk/programs/<any('action-network', mobilize):name>",
)


STATES = {
    AttendanceState.STANDS: _("Known on both sides"),
    AttendanceState.WAITING: _("Waiting"),
    AttendanceState.UNCERTAIN: _("Asking whether it knows them"),
    AttendanceState.REFUSED: _("Refused by it"),
    AttendanceState.UNREADABLE: _("Could not be taken"),
    AttendanceState.CANCELLED: _("Cancelled there"),
}


@bp.get("")
@member_required
def page(name: str) -> str:
    """How it stands, or how to begin."""
    return _page(name)


@bp.post("")
@member_required
def connect(name: str) -> ResponseReturnValue:
    """Keep the key, and fetch the events with it."""
    form, partners = request.form, application().config.partners
    opening = connecting.Opening(
        program=EventProgram(name),
        api_key=form.get("api_key", ""),
        their_organisation=form.get("their_organisation", ""),
        attended_tag=form.get("attended_tag", ""),
        tells="tells" in form,
    )
    try:
        with transaction() as session:
            connecting.connect(
                session,
                current_member().organisation_id,
                opening,
                author(),
                base_url=address_of(partners, opening.program),
                plain_too=partners.private_addresses,
            )
        _fetch(name)
    except BadInput as problem:
        return _page(name, problem), 400
    return _back(name)


@bp.post("/fetch")
@member_required
def fetch(name: str) -> ResponseReturnValue:
    """Fetch the events anew."""
    try:
        _fetch(name)
    except BadInput as problem:
        return _page(name, problem), 400
    return _back(name)


@bp.post("/events")
@member_required
def link(name: str) -> ResponseReturnValue:
    """Say which event is which shift."""
    form, owner = request.form, current_member().organisation_id
    event, _slash, timeslot = form.get("event", "").partition("/")
    shift_id = form.get("shift", 0, type=int)
    try:
        with transaction() as session:
            connecting.link(
                session,
                owner,
                EventProgram(name),
                (event, timeslot),
                shift_id,
                form.get("language", ""),
                author(),
            )
    except BadInput as problem:
        return _page(name, problem), 400
    return _back(name)


@bp.post("/events/<int:event_id>/unlink")
@member_required
def unlink(name: str, event_id: int) -> ResponseReturnValue:
    """Let an event and its shift be strangers again."""
    with transaction() as session:
        connecting.unlink(session, current_member().organisation_id, event_id, author())
    return _back(name)


@bp.post("/<any(pause, resume, again):deed>")
@member_required
def act(name: str, deed: str) -> ResponseReturnValue:
    """Pause, go on, or look at everybody anew."""
    owner, program = current_member().organisation_id, EventProgram(name)
    with transaction() as session:
        if deed == "again":
            showing.try_again(session, owner, program, author())
        else:
            showing.pause(session, owner, program, deed == "pause", author())
    return _back(name)


def address_of(partners: PartnersConfig, program: EventProgram) -> str:
    """Where a program's API is."""
    is_mobilize = program is EventProgram.MOBILIZE
    return partners.mobilize_url if is_mobilize else partners.action_network_url


def _fetch(name: str) -> None:
    app, owner = application(), current_member().organisation_id
    connecting.take_events(app.database, app.outbound, owner, EventProgram(name), app.clock)


def _back(name: str) -> ResponseReturnValue:
    return redirect(url_for("desk_event_programs.page", name=name))


def _page(name: str, problem: BadInput | None = None) -> str:
    owner, program = current_member().organisation_id, EventProgram(name)
    with transaction() as session:
        is_connected = connecting.account_or_none(session, owner, program) is not None
        shown = showing.program_shown(session, owner, program) if is_connected else None
        shifts = connecting.shifts_to_link(session, owner, now())
    spoken = list(dict.fromkeys(tag for shift in shifts for tag in shift.languages))
    return render_template(
        "desk/event_program.html",
        name=name,
        program=program,
        title=NAMES[program],
        shown=shown,
        shifts=shifts,
        spoken=[tag for tag in spoken if tag != "und"] or ["en"],
        states=STATES,
        problem=problem,
        told=told,
    )
