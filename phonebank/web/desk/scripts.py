"""Call scripts: written with their survey in every language of the campaign, side by side."""

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from phonebank.domain.campaign import Campaign
from phonebank.domain.errors import BadInput, NotNow
from phonebank.domain.script_draft import MOST_CHOICES, ScriptDraft
from phonebank.domain.survey import CallScript
from phonebank.services.showing_desk import campaigns_of
from phonebank.services.showing_drafts import draft_of, missing_by_language
from phonebank.services.writing import (
    campaign_of,
    create_script,
    is_used,
    rewrite_script,
    script_of,
)
from phonebank.web.desk.member import author, told
from phonebank.web.desk.script_editing import edited, without_blanks
from phonebank.web.desk.script_form import BLANK, draft_from, named
from phonebank.web.door import transaction
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_scripts", __name__, url_prefix="/desk/scripts")

NEW = ScriptDraft("", {}, {}, (BLANK,))


@bp.get("/new")
@member_required
def begin() -> ResponseReturnValue:
    """A blank script of the `campaign`, or a copy of the script `from`."""
    owner = current_member().organisation_id
    with transaction() as session:
        if (copied := request.args.get("from", type=int)) is not None:
            script = script_of(session, owner, copied)
            draft = draft_of(session, script)
            campaign = campaign_of(session, owner, script.campaign_id)
            return _form(campaign, replace(draft, name=f"{draft.name} (2)"))
        if (chosen := request.args.get("campaign", type=int)) is not None:
            return _form(campaign_of(session, owner, chosen), NEW)
        campaigns = campaigns_of(session, owner)
    if not campaigns:
        return redirect(url_for("desk_campaigns.ask"))
    return render_template("desk/which_campaign.html", campaigns=campaigns)


@bp.post("/new")
@member_required
def write() -> ResponseReturnValue:
    """Save a new script, or change its form and go on writing."""
    owner = current_member().organisation_id
    with transaction() as session:
        campaign = campaign_of(session, owner, request.form.get("campaign", 0, type=int))
    draft = draft_from(request.form, campaign.languages)
    if deed := request.form.get("do"):
        return _form(campaign, *edited(draft, deed))
    draft = named(without_blanks(draft), campaign.languages[0])
    try:
        with transaction() as session:
            script = create_script(session, owner, campaign.id, draft, author())
    except BadInput as problem:
        return _form(campaign, draft, problem=problem), 400
    return redirect(url_for("desk_scripts.one", script_id=script.id, saved=""))


@bp.get("/<int:script_id>")
@member_required
def one(script_id: int) -> str:
    """A script: to be written on, or to be read once a shift has used it."""
    owner = current_member().organisation_id
    with transaction() as session:
        script = script_of(session, owner, script_id)
        campaign, draft = campaign_of(session, owner, script.campaign_id), draft_of(session, script)
        used = is_used(session, script)
    return _reading(campaign, script, draft) if used else _form(campaign, draft, script=script)


@bp.post("/<int:script_id>")
@member_required
def rewrite(script_id: int) -> ResponseReturnValue:
    """Save what was written on, or change its form and go on writing."""
    owner = current_member().organisation_id
    with transaction() as session:
        script = script_of(session, owner, script_id)
        campaign = campaign_of(session, owner, script.campaign_id)
    draft = draft_from(request.form, campaign.languages)
    if deed := request.form.get("do"):
        return _form(campaign, *edited(draft, deed), script=script)
    draft = named(without_blanks(draft), campaign.languages[0])
    try:
        with transaction() as session:
            rewrite_script(session, owner, script_id, draft, author())
    except BadInput as problem:
        return _form(campaign, draft, script=script, problem=problem), 400
    except NotNow as problem:
        # Launched meanwhile: what was typed becomes a script of its own.
        again = replace(draft, name=f"{draft.name} (2)")
        return _form(campaign, again, problem=BadInput(str(problem))), 409
    return redirect(url_for("desk_scripts.one", script_id=script_id, saved=""))


def _form(
    campaign: Campaign,
    draft: ScriptDraft,
    focus: str = "",
    *,
    script: CallScript | None = None,
    problem: BadInput | None = None,
) -> str:
    return render_template(
        "desk/script.html",
        campaign=campaign,
        draft=draft,
        script=script,
        focus=focus,
        problem=problem,
        told=told,
        most_answers=MOST_CHOICES,
        missing=missing_by_language(draft, campaign.languages),
        languages_shown=campaign.languages,
    )


def _reading(campaign: Campaign, script: CallScript, draft: ScriptDraft) -> str:
    return render_template(
        "desk/script_read.html",
        campaign=campaign,
        draft=draft,
        script=script,
        languages_shown=campaign.languages,
    )
