"""Other programs: the tokens with which they read."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from phonebank.domain.errors import BadInput
from phonebank.services.api_tokens import MadeToken, make_token, revoke_token, tokens_of
from phonebank.web.desk.member import author, told
from phonebank.web.door import application, transaction
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_programs", __name__, url_prefix="/desk/programs")


@bp.get("")
@member_required
def page() -> str:
    """Every token, and how to make another."""
    return _page()


@bp.post("/tokens")
@member_required
def make() -> ResponseReturnValue:
    """Make a token, and show it this once."""
    owner = current_member().organisation_id
    try:
        with transaction() as session:
            made = make_token(session, owner, request.form.get("name", ""), author())
    except BadInput as problem:
        return _page(problem=problem), 400
    return _page(made), 201


@bp.post("/tokens/<int:token_id>/revoke")
@member_required
def revoke(token_id: int) -> ResponseReturnValue:
    """Make a token worthless."""
    with transaction() as session:
        revoke_token(session, current_member().organisation_id, token_id, author())
    return redirect(url_for("desk_programs.page"))


def _page(made: MadeToken | None = None, problem: BadInput | None = None) -> str:
    with transaction() as session:
        tokens = tokens_of(session, current_member().organisation_id)
    address = application().config.public_url.rstrip("/") + "/api/v1"
    return render_template(
        "desk/programs.html", tokens=tokens, made=made, problem=problem, told=told, address=address
    )
