"""What voters ask or have heard wrong, answered once for every caller."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from phonebank.domain.errors import BadInput
from phonebank.services.hearing_rumours import answer_rumour, close_rumour, rumour_lines
from phonebank.services.writing import campaign_of
from phonebank.web.desk.member import author, told
from phonebank.web.door import transaction
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_rumours", __name__, url_prefix="/desk/campaigns/<int:campaign_id>/rumours")


@bp.get("")
@member_required
def page(campaign_id: int) -> str:
    """The unanswered ones first."""
    return _page(campaign_id)


@bp.post("/<int:rumour_id>")
@member_required
def answer(campaign_id: int, rumour_id: int) -> ResponseReturnValue:
    """Answer it in each language, or close it where `close` was pressed."""
    owner = current_member().organisation_id
    try:
        with transaction() as session:
            if "close" in request.form:
                close_rumour(session, owner, rumour_id, author())
            else:
                campaign = campaign_of(session, owner, campaign_id)
                words = {tag: request.form.get(f"answer-{tag}", "") for tag in campaign.languages}
                answer_rumour(session, owner, rumour_id, words, author())
    except BadInput as problem:
        return _page(campaign_id, problem), 400
    return redirect(url_for("desk_rumours.page", campaign_id=campaign_id))


def _page(campaign_id: int, problem: BadInput | None = None) -> str:
    with transaction() as session:
        campaign = campaign_of(session, current_member().organisation_id, campaign_id)
        lines = rumour_lines(session, campaign_id)
    return render_template(
        "desk/rumours.html",
        campaign=campaign,
        lines=lines,
        problem=problem,
        told=told,
        languages_shown=campaign.languages,
    )
