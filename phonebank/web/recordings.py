"""The recordings that the carrier plays to voters, each at an address that nobody can guess."""

from flask import Blueprint, Response

from phonebank.services.recording import sound_at
from phonebank.web.door import transaction
from phonebank.web.sessions import public

bp = Blueprint("recordings", __name__, url_prefix="/recordings")


@bp.get("/<token>.wav")
@public
def sound(token: str) -> Response:
    """One recording; a new one has a new address."""
    with transaction() as session:
        found = sound_at(session, token)
    response = Response(found, mimetype="audio/wav")
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response
