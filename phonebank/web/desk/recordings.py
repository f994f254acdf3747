"""What voters hear: recordings where no machine speaks their language, and on their own machine."""

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from phonebank.domain.errors import BadInput
from phonebank.domain.languages import LANGUAGES
from phonebank.domain.voicemail import VoicemailPolicy
from phonebank.services.choosing_voicemail import choices, choose
from phonebank.services.recording import keep_recording, remove_recording, spoken_in, spots
from phonebank.services.writing import campaign_of
from phonebank.web.desk.member import author
from phonebank.web.desk.words import WORDS
from phonebank.web.door import transaction
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_recordings", __name__, url_prefix="/desk/campaigns/<int:campaign_id>")
bp.context_processor(lambda: WORDS)


@bp.get("/recordings")
@member_required
def page(campaign_id: int) -> str:
    """What there is to record in the `language`, and what there is already."""
    with transaction() as session:
        campaign = campaign_of(session, current_member().organisation_id, campaign_id)
        offered = spoken_in(campaign)
        wanted = request.args.get("language", "")
        language = wanted if wanted in offered else offered[0]
        found = spots(session, campaign, language)
        machines = choices(session, campaign)
    return render_template(
        "desk/recordings.html",
        campaign=campaign,
        spoken=language,
        offered=offered,
        spots=found,
        machines=machines,
        has_voice=LANGUAGES[language].say_voice is not None,
        languages_shown=campaign.languages,
    )


@bp.post("/recordings/<language>/<spot>")
@member_required
def keep(campaign_id: int, language: str, spot: str) -> ResponseReturnValue:
    """Keep the WAV file that was sent as the body."""
    owner, sound = current_member().organisation_id, request.get_data(cache=False)
    with transaction() as session:
        kept = keep_recording(session, owner, campaign_id, language, spot, sound, author())
    return jsonify(address=url_for("recordings.sound", token=kept.token), seconds=kept.seconds)


@bp.post("/voicemail")
@member_required
def choose_voicemail(campaign_id: int) -> ResponseReturnValue:
    """What is done with answering machines: a policy for each language (`voicemail-TAG`)."""
    wanted = {
        name.removeprefix("voicemail-"): _policy(given)
        for name, given in request.form.items()
        if name.startswith("voicemail-")
    }
    with transaction() as session:
        choose(session, current_member().organisation_id, campaign_id, wanted, author())
    spoken = request.form.get("language", "")
    return redirect(url_for("desk_recordings.page", campaign_id=campaign_id, language=spoken))


def _policy(given: str) -> VoicemailPolicy:
    if given not in set(VoicemailPolicy):
        raise BadInput("please choose what is done with answering machines")
    return VoicemailPolicy(given)


@bp.post("/recordings/<language>/<spot>/remove")
@member_required
def remove(campaign_id: int, language: str, spot: str) -> ResponseReturnValue:
    """Take a recording away."""
    owner = current_member().organisation_id
    with transaction() as session:
        remove_recording(session, owner, campaign_id, language, spot)
    return redirect(url_for("desk_recordings.page", campaign_id=campaign_id, language=language))
