"""Call scripts: written with their survey in every language of the campaign, side by side."""

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from phonebank.domain.campaign import Campaign
from phonebank.domain.errors import BadInput, NotNow
from phonebank.domain.script_draft import MOST_CHOICES, ScriptDraft
from phonebank.domain.script_templates import TEMPLATES, script_from
from phonebank.domain.survey import CallScript
from phonebank.domain.survey_check import Finding, findings
from phonebank.services.showing_desk import campaigns_of
from phonebank.services.showing_drafts import draft_of, missing_by_language
from phonebank.services.writing import (
    campaign_of,
    create_script,
    is_used,
    latest_version,
    rewrite_script,
    script_of,
)
from phonebank.web.desk.member import author, told
from phonebank.web.desk.script_editing import edited, without_blanks
from phonebank.web.desk.script_form import BLANK, draft_from, named
from phonebank.web.desk.words import WORDS
from phonebank.web.door import transaction
from phonebank.web.errors import sentence
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_scripts", __name__, url_prefix="/desk/scripts")
bp.context_processor(lambda: WORDS)

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
            return form(campaign, replace(draft, name=f"{draft.name} (2)"))
        if (chosen := request.args.get("campaign", type=int)) is not None:
            campaign = campaign_of(session, owner, chosen)
            template = request.args.get("template", "")
            if template in TEMPLATES:
                return form(campaign, script_from(template, campaign.languages))
            return form(campaign, NEW)
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
        return form(campaign, *edited(draft, deed))
    draft = named(without_blanks(draft), campaign.languages[0])
    try:
        with transaction() as session:
            script = create_script(session, owner, campaign.id, draft, author())
    except BadInput as problem:
        return form(campaign, draft, problem=problem), 400
    return redirect(url_for("desk_scripts.one", script_id=script.id, saved=""))


@bp.get("/<int:script_id>")
@member_required
def one(script_id: int) -> str:
    """A script: to be written on, or to be read once a shift has used it."""
    owner = current_member().organisation_id
    with transaction() as session:
        script = script_of(session, owner, script_id)
        campaign, draft = campaign_of(session, owner, script.campaign_id), draft_of(session, script)
        used, latest = is_used(session, script), latest_version(session, script)
    if used:
        return _reading(campaign, script, draft, latest)
    return form(campaign, draft, script=script)


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
        return form(campaign, *edited(draft, deed), script=script)
    draft = named(without_blanks(draft), campaign.languages[0])
    try:
        with transaction() as session:
            rewrite_script(session, owner, script_id, draft, author())
    except BadInput as problem:
        return form(campaign, draft, script=script, problem=problem), 400
    except NotNow as problem:
        # Launched meanwhile: what was typed becomes a script of its own.
        again = replace(draft, name=f"{draft.name} (2)")
        return form(campaign, again, problem=BadInput(str(problem))), 409
    return redirect(url_for("desk_scripts.one", script_id=script_id, saved=""))


def form(
    campaign: Campaign,
    draft: ScriptDraft,
    focus: str = "",
    *,
    script: CallScript | None = None,
    next_of: CallScript | None = None,
    problem: BadInput | None = None,
) -> str:
    """The page on which a script is written; `next_of` is the version that it comes after."""
    return render_template(
        "desk/script.html",
        campaign=campaign,
        draft=draft,
        script=script,
        next_of=next_of,
        starts=[(key, name) for key, (name, _) in TEMPLATES.items()] if draft is NEW else [],
        focus=focus,
        problem=problem,
        told=told,
        findings=findings(draft),
        found=found,
        most_answers=MOST_CHOICES,
        missing=missing_by_language(draft, campaign.languages),
        languages_shown=campaign.languages,
    )


def found(finding: Finding) -> str:
    """What the check found, as a sentence in the language of the page."""
    values = {"number": finding.number, "problem": finding.problem}
    return sentence(gettext(finding.message, **values))


def _reading(campaign: Campaign, script: CallScript, draft: ScriptDraft, latest: CallScript) -> str:
    return render_template(
        "desk/script_read.html",
        campaign=campaign,
        draft=draft,
        script=script,
        latest=latest,
        languages_shown=campaign.languages,
    )
