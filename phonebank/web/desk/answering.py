"""What a campaign's texters work with: its tags, and within how long voters should be answered."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from phonebank.domain.campaign import Campaign
from phonebank.domain.errors import BadInput
from phonebank.domain.tag import MOST_TAGS, NAME_LENGTH
from phonebank.services.tagging import TagDraft, save_inbox, tags_of
from phonebank.services.writing import campaign_of
from phonebank.web.desk.member import author, told
from phonebank.web.door import transaction
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_answering", __name__, url_prefix="/desk/campaigns/<int:campaign_id>/inbox")


@bp.get("")
@member_required
def page(campaign_id: int) -> str:
    """The tags in every language of the campaign, and the minutes."""
    with transaction() as session:
        campaign = campaign_of(session, current_member().organisation_id, campaign_id)
        drafts = [TagDraft(tag.id, tag.name) for tag in tags_of(session, campaign.id)]
    return _page(campaign, drafts, str(campaign.answer_within_minutes), None)


@bp.post("")
@member_required
def save(campaign_id: int) -> ResponseReturnValue:
    """Save them; a tag whose first words are gone is put on nothing any more."""
    owner = current_member().organisation_id
    with transaction() as session:
        campaign = campaign_of(session, owner, campaign_id)
    drafts, minutes = _drafts(campaign), request.form.get("minutes", "")
    try:
        with transaction() as session:
            within = int(minutes) if minutes.isdecimal() and len(minutes) < 6 else 0
            save_inbox(session, owner, campaign_id, drafts, within, author())
    except BadInput as problem:
        return _page(campaign, drafts, minutes, problem), 400
    return redirect(url_for("desk_answering.page", campaign_id=campaign_id))


def _drafts(campaign: Campaign) -> list[TagDraft]:
    form = request.form
    return [
        TagDraft(
            form.get(f"tag-{place}", type=int),
            {tag: form.get(f"tag-{place}-{tag}", "") for tag in campaign.languages},
        )
        for place in range(MOST_TAGS)
    ]


def _page(
    campaign: Campaign, drafts: list[TagDraft], minutes: str, problem: BadInput | None
) -> str:
    blank = [TagDraft(None, {})] * (MOST_TAGS - len(drafts))
    return render_template(
        "desk/answering.html",
        campaign=campaign,
        drafts=[*drafts, *blank],
        minutes=minutes,
        name_length=NAME_LENGTH,
        problem=problem,
        told=told,
        languages_shown=campaign.languages,
    )
