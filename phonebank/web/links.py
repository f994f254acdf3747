"""Short links: to the address that a campaign has named, and nowhere else.

A voter who follows one meets no cookie and is not recognised: that the link was opened is all
that is kept.
"""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from phonebank.domain.errors import NotFound
from phonebank.domain.link_openings import opened_by_person
from phonebank.services.linking import open_link
from phonebank.web.door import application, now, transaction
from phonebank.web.sessions import public

bp = Blueprint("links", __name__)

PATH = "/l/"
_SAYS_IT_LOOKS_AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def door() -> str:
    """Where short links begin."""
    return door_at(application().config.public_url)


def door_at(public_url: str) -> str:
    """Where those of an installation begin."""
    return public_url.rstrip("/") + PATH


@bp.get(f"{PATH}<path:token>")
@public
def follow(token: str) -> ResponseReturnValue:
    """Lead on; opened by a person, it counts."""
    purpose = " ".join(request.headers.get(name, "") for name in _SAYS_IT_LOOKS_AHEAD)
    counts = opened_by_person(request.method, request.headers.get("User-Agent", ""), purpose)
    try:
        with transaction() as database:
            address = open_link(database, token, now(), counts=counts)
    except NotFound:
        return render_template("link_unknown.html"), 404
    leading = redirect(address)
    leading.headers["Cache-Control"] = "no-store"
    leading.headers["Referrer-Policy"] = "no-referrer"
    return leading
