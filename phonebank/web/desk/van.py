"""VAN: the key, what is written with which of its codes, and whom it would not have."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from phonebank.domain.errors import BadInput
from phonebank.domain.van import VanContactState, VanDatabase
from phonebank.domain.van_results import OUTCOMES
from phonebank.services.showing_desk import campaigns_of
from phonebank.services.van import connecting, noting, showing
from phonebank.web.desk.member import author, told
from phonebank.web.door import application, now, transaction
from phonebank.web.marking import mark as _
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_van", __name__, url_prefix="/desk/programs/van")

STATES = {
    VanContactState.WAITING: _("Waiting"),
    VanContactState.WRITTEN: _("Stands in VAN"),
    VanContactState.UNMAPPED: _("No code chosen"),
    VanContactState.REFUSED: _("Refused by VAN"),
    VanContactState.UNCERTAIN: _("Nobody knows: look in VAN"),
}


@bp.get("")
@member_required
def page() -> str:
    """How writing back stands, or how to begin."""
    return _page()


@bp.post("")
@member_required
def connect() -> ResponseReturnValue:
    """Keep the key, and fetch VAN's codes with it."""
    owner = current_member().organisation_id
    given = request.form.get("database", VanDatabase.MY_VOTERS)
    side = VanDatabase(given) if given in set(VanDatabase) else VanDatabase.MY_VOTERS
    app = application()
    name, typed = (request.form.get(field, "") for field in ("app_name", "api_key"))
    partners = app.config.partners
    try:
        key = connecting.key_given(
            name, typed, side, partners.van_url, plain_too=partners.private_addresses
        )
        connecting.check_key(app.outbound, key)
        with transaction() as session:
            is_another = connecting.connect(session, owner, key, author())
        _fetch()
    except BadInput as problem:
        return _page(problem), 400
    return redirect(url_for("desk_van.page", another=1 if is_another else None))


@bp.post("/codes")
@member_required
def fetch() -> ResponseReturnValue:
    """Fetch VAN's codes anew."""
    try:
        _fetch()
    except BadInput as problem:
        return _page(problem), 400
    return redirect(url_for("desk_van.page"))


@bp.post("/map")
@member_required
def map_codes() -> ResponseReturnValue:
    """Say what is written with which code."""
    owner = current_member().organisation_id
    form = request.form
    try:
        with transaction() as session:
            results = {each: form.get(f"result-{each}", type=int) for each in OUTCOMES}
            answers = {
                (question.origin, choice.code): form.get(f"choice-{choice.id}", type=int)
                for question in connecting.questions_to_map(session, owner)
                for choice in question.choices
            }
            connecting.map_codes(session, owner, results, answers, author())
    except BadInput as problem:
        return _page(problem), 400
    return redirect(url_for("desk_van.page"))


@bp.post("/earlier")
@member_required
def earlier() -> ResponseReturnValue:
    """Write what ended before VAN was connected, for one campaign."""
    campaign_id = request.form.get("campaign", 0, type=int)
    with transaction() as session:
        noting.note_earlier(session, current_member().organisation_id, campaign_id, now())
    return redirect(url_for("desk_van.page"))


@bp.post("/<any(pause, resume, again):deed>")
@member_required
def act(deed: str) -> ResponseReturnValue:
    """Pause, go on, or try once more what was refused."""
    owner = current_member().organisation_id
    with transaction() as session:
        if deed == "again":
            showing.try_again(session, owner, author())
        else:
            showing.pause(session, owner, deed == "pause", author())
    return redirect(url_for("desk_van.page"))


@bp.post("/contacts/<int:contact_id>")
@member_required
def decide(contact_id: int) -> ResponseReturnValue:
    """Somebody has looked in VAN."""
    stands = request.form.get("stands") == "yes"
    with transaction() as session:
        showing.decide(session, current_member().organisation_id, contact_id, stands, author())
    return redirect(url_for("desk_van.page"))


def _fetch() -> None:
    app = application()
    owner = current_member().organisation_id
    connecting.take_codes(app.database, app.outbound, owner, app.clock)


def _page(problem: BadInput | None = None) -> str:
    owner = current_member().organisation_id
    with transaction() as session:
        is_connected = connecting.account_or_none(session, owner) is not None
        shown = showing.van_shown(session, owner) if is_connected else None
        questions = connecting.questions_to_map(session, owner)
        campaigns = campaigns_of(session, owner)
    return render_template(
        "desk/van.html",
        shown=shown,
        questions=questions,
        campaigns=campaigns,
        outcomes=OUTCOMES,
        states=STATES,
        problem=problem,
        told=told,
    )
