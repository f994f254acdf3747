"""Members sign in by a link, and sign out."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from phonebank.domain.errors import NotFound
from phonebank.domain.organisation import Member
from phonebank.web import sessions
from phonebank.web.door import application, transaction
from phonebank.web.redirects import local_path
from phonebank.web.sessions import public
from phonebank.web.sign_in_links import read_token

bp = Blueprint("signing_in", __name__)


@bp.get("/sign-in")
@public
def ask() -> str:
    """What to do where nobody is signed in."""
    return render_template("signing_in/ask.html")


@bp.get("/sign-in/<token>")
@public
def by_link(token: str) -> ResponseReturnValue:
    """Sign in the member whose link this is."""
    member_id, version = read_token(application().config, token)
    with transaction() as session:
        member = session.get(Member, member_id)
    if member is None or member.sign_in_version != version:
        raise NotFound("this sign-in link is too old or incomplete: ask for a new one")
    sessions.sign_in_member(member)
    return redirect(local_path(request.args.get("next"), default="/desk"))


@bp.post("/sign-out")
@public
def out() -> ResponseReturnValue:
    """Forget who was there."""
    sessions.sign_out()
    return redirect(url_for("home.index"))
