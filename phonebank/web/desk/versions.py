"""The next version of a script that a shift has used, and the shift that takes it."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from phonebank.domain.errors import BadInput
from phonebank.services.showing_drafts import draft_of
from phonebank.services.versions import take_version
from phonebank.services.writing import campaign_of, script_of, write_next_version
from phonebank.web.desk.member import actor, author
from phonebank.web.desk.script_editing import edited, without_blanks
from phonebank.web.desk.script_form import draft_from, named
from phonebank.web.desk.scripts import form
from phonebank.web.desk.words import WORDS
from phonebank.web.door import now, transaction
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_versions", __name__, url_prefix="/desk")
bp.context_processor(lambda: WORDS)


@bp.get("/scripts/<int:script_id>/next")
@member_required
def begin(script_id: int) -> str:
    """The script as it is, to be written on."""
    owner = current_member().organisation_id
    with transaction() as session:
        script = script_of(session, owner, script_id)
        campaign, draft = campaign_of(session, owner, script.campaign_id), draft_of(session, script)
    return form(campaign, draft, next_of=script)


@bp.post("/scripts/<int:script_id>/next")
@member_required
def write(script_id: int) -> ResponseReturnValue:
    """Save the next version, or change its form and go on writing."""
    owner = current_member().organisation_id
    with transaction() as session:
        script = script_of(session, owner, script_id)
        campaign = campaign_of(session, owner, script.campaign_id)
    draft = draft_from(request.form, campaign.languages)
    if deed := request.form.get("do"):
        changed, focus = edited(draft, deed)
        return form(campaign, changed, focus, next_of=script)
    draft = named(without_blanks(draft), campaign.languages[0])
    try:
        with transaction() as session:
            written = write_next_version(session, owner, script_id, draft, author())
    except BadInput as problem:
        return form(campaign, draft, next_of=script, problem=problem), 400
    return redirect(url_for("desk_scripts.one", script_id=written.id, saved=""))


@bp.post("/shifts/<int:shift_id>/version")
@member_required
def take(shift_id: int) -> ResponseReturnValue:
    """Let the shift go on with the version `script`."""
    wanted = request.form.get("script", 0, type=int)
    owner = current_member().organisation_id
    with transaction() as session:
        take_version(session, owner, shift_id, wanted, now(), actor())
    return redirect(url_for("desk_shifts.one", shift_id=shift_id))
