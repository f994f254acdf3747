"""Whether this process can do its work: for load balancers."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from phonebank.web.door import transaction
from phonebank.web.sessions import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """200 where the database answers."""
    with transaction() as session:
        session.execute(text("SELECT 1"))
    return "ok", {"Content-Type": "text/plain"}
