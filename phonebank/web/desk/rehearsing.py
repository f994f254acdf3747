"""A script as a caller will see it, with a made-up voter."""

from flask import Blueprint, render_template, request, url_for

from phonebank.domain.languages import LANGUAGES, spoken_of
from phonebank.services.rehearsing import rehearsal
from phonebank.services.writing import campaign_of, script_of
from phonebank.web.call_words import call_words
from phonebank.web.door import transaction
from phonebank.web.sessions import current_member, member_required
from phonebank.web.translating import page_language

bp = Blueprint("desk_rehearsing", __name__, url_prefix="/desk/scripts")


@bp.get("/<int:script_id>/preview")
@member_required
def preview(script_id: int) -> str:
    """The script with the `language` of the made-up voter."""
    member = current_member()
    with transaction() as session:
        script = script_of(session, member.organisation_id, script_id)
        campaign = campaign_of(session, member.organisation_id, script.campaign_id)
        spoken = [tag for written in campaign.languages for tag in spoken_of(written)]
        wanted = request.args.get("language", "")
        language = wanted if wanted in spoken else spoken[0]
        shown = rehearsal(session, script, language, page_language(), member.name)
    return render_template(
        "calling/rehearsal.html",
        name=script.name,
        shown=shown,
        spoken=[LANGUAGES[tag] for tag in dict.fromkeys(spoken)],
        leads_back=url_for("desk_scripts.one", script_id=script.id),
        words_of_page=call_words(),
        languages_shown=campaign.languages,
        ends=None,
    )
