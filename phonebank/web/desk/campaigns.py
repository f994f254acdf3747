"""Campaigns: who speaks to voters, and in which languages."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from phonebank.domain.errors import BadInput
from phonebank.domain.languages import written_languages
from phonebank.services.writing import create_campaign
from phonebank.web.desk.member import author, told
from phonebank.web.door import now, transaction
from phonebank.web.sessions import current_member, member_required
from phonebank.web.translating import page_language

bp = Blueprint("desk_campaigns", __name__, url_prefix="/desk/campaigns")


@bp.get("/new")
@member_required
def ask() -> str:
    """What a campaign needs."""
    return _form({"source": page_language(), "languages": []}, None)


@bp.post("/new")
@member_required
def begin() -> ResponseReturnValue:
    """Begin a campaign, and go on to its first script."""
    languages = [request.form.get("source", ""), *request.form.getlist("languages")]
    name, sender = request.form.get("name", ""), request.form.get("sender_name", "")
    owner = current_member().organisation_id
    try:
        with transaction() as session:
            campaign = create_campaign(session, owner, name, sender, languages, now(), author())
    except BadInput as problem:
        given = {"name": name, "sender_name": sender, "source": languages[0]}
        return _form({**given, "languages": languages[1:]}, problem), 400
    return redirect(url_for("desk_scripts.begin", campaign=campaign.id))


def _form(given: dict[str, object], problem: BadInput | None) -> str:
    tags = [language.tag for language in written_languages()]
    return render_template(
        "desk/campaign.html",
        given=given,
        tags=tags,
        languages_shown=tags,
        problem=problem,
        told=told,
    )
