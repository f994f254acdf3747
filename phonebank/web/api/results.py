"""The figures of a report, as the desk shows them; and what the API is."""

from dataclasses import asdict

from flask import Blueprint, Response, jsonify, request

from phonebank.domain.errors import BadInput
from phonebank.services.reports import Dimension, report
from phonebank.web.api.description import described
from phonebank.web.api.parameters import only
from phonebank.web.api.reader import organisation_read, reader_required
from phonebank.web.door import application, transaction
from phonebank.web.sessions import public

bp = Blueprint("api_results", __name__, url_prefix="/api/v1")


@bp.get("/results")
@reader_required
def results() -> Response:
    """Calls and texts as funnels, told apart by a dimension."""
    only({"by"})
    by = request.args.get("by", Dimension.CAMPAIGN)
    if by not in set(Dimension):
        raise BadInput("please choose one of %(choices)s", "by", choices=", ".join(Dimension))
    with transaction() as session:
        found = report(session, organisation_read(), Dimension(by))
    return jsonify(
        by=by,
        calls=asdict(found.calls),
        texts=asdict(found.texts),
        lines=[asdict(line) for line in found.lines],
    )


@bp.get("/openapi.json")
@public
def openapi() -> Response:
    """The description of all of this."""
    return jsonify(described(application().config.public_url))
