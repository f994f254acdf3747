"""Texts after a call: written in every language, offered to callers by one key each."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from phonebank.domain.errors import BadInput
from phonebank.domain.follow_up import MOST_FOLLOW_UPS
from phonebank.services.following_up import retire_follow_up, save_follow_up
from phonebank.services.showing_follow_ups import follow_up_lines, unread_replies
from phonebank.services.writing import campaign_of
from phonebank.web.desk.member import author, told
from phonebank.web.desk.script_form import texts_typed
from phonebank.web.door import transaction
from phonebank.web.sessions import current_member, member_required

bp = Blueprint(
    "desk_follow_ups", __name__, url_prefix="/desk/campaigns/<int:campaign_id>/follow-ups"
)


@dataclass(frozen=True)
class Typed:
    """What is typed into the form of one text."""

    title: str
    question: Mapping[str, str]
    text: Mapping[str, str]


@bp.get("")
@member_required
def page(campaign_id: int) -> str:
    """What callers offer, and a form for one more."""
    return _page(campaign_id)


@bp.post("")
@member_required
def save(campaign_id: int) -> ResponseReturnValue:
    """Write one, by its title new or anew."""
    owner = current_member().organisation_id
    with transaction() as session:
        tags = campaign_of(session, owner, campaign_id).languages
    typed = Typed(
        request.form.get("title", ""),
        texts_typed(request.form, "question", tags),
        texts_typed(request.form, "text", tags),
    )
    try:
        with transaction() as session:
            save_follow_up(
                session, owner, campaign_id, typed.title, typed.question, typed.text, author()
            )
    except BadInput as problem:
        return _page(campaign_id, typed, problem), 400
    return redirect(url_for("desk_follow_ups.page", campaign_id=campaign_id))


@bp.post("/<int:follow_up_id>/retire")
@member_required
def retire(campaign_id: int, follow_up_id: int) -> ResponseReturnValue:
    """Offer it no more."""
    with transaction() as session:
        retire_follow_up(session, current_member().organisation_id, follow_up_id, author())
    return redirect(url_for("desk_follow_ups.page", campaign_id=campaign_id))


def _page(campaign_id: int, typed: Typed | None = None, problem: BadInput | None = None) -> str:
    with transaction() as session:
        campaign = campaign_of(session, current_member().organisation_id, campaign_id)
        lines = follow_up_lines(session, campaign.id)
        replies = unread_replies(session, campaign.id)
    return render_template(
        "desk/follow_ups.html",
        campaign=campaign,
        lines=lines,
        replies=replies,
        room=len(lines) < MOST_FOLLOW_UPS or typed is not None,
        typed=typed or Typed("", {}, {}),
        problem=problem,
        told=told,
        languages_shown=campaign.languages,
    )
