"""Addresses that a campaign leads voters to: shortened in its texts, and counted when opened."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from phonebank.domain.errors import BadInput
from phonebank.services.linking import link_lines, name_link, retire_link
from phonebank.services.writing import campaign_of
from phonebank.web.desk.member import author, told
from phonebank.web.door import transaction
from phonebank.web.links import door
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_links", __name__, url_prefix="/desk/campaigns/<int:campaign_id>/links")


@bp.get("")
@member_required
def page(campaign_id: int) -> str:
    """The links with what came of them."""
    return _page(campaign_id)


@bp.post("")
@member_required
def name(campaign_id: int) -> ResponseReturnValue:
    """Name an address."""
    owner, typed = current_member().organisation_id, request.form.get("address", "")
    try:
        with transaction() as session:
            name_link(session, owner, campaign_id, typed, door(), author())
    except BadInput as problem:
        return _page(campaign_id, typed, problem), 400
    return redirect(url_for("desk_links.page", campaign_id=campaign_id))


@bp.post("/<int:link_id>/retire")
@member_required
def retire(campaign_id: int, link_id: int) -> ResponseReturnValue:
    """Shorten it no more."""
    with transaction() as session:
        retire_link(session, current_member().organisation_id, link_id, author())
    return redirect(url_for("desk_links.page", campaign_id=campaign_id))


def _page(campaign_id: int, typed: str = "", problem: BadInput | None = None) -> str:
    owner = current_member().organisation_id
    with transaction() as session:
        campaign = campaign_of(session, owner, campaign_id)
        lines = link_lines(session, owner, campaign_id)
    return render_template(
        "desk/links.html",
        campaign=campaign,
        lines=lines,
        typed=typed,
        problem=problem,
        told=told,
    )
