"""The front door: sends on whoever is known, and tells everybody else what to open."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from phonebank.web.sessions import current_caller_or_none, current_member_or_none, public

bp = Blueprint("home", __name__)


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """A caller goes back to the shift, a member to the desk."""
    if current_caller_or_none() is not None:
        return redirect(url_for("joining.go_on"))
    if current_member_or_none() is not None:
        return redirect("/desk")
    return render_template("home.html")
