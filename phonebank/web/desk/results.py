"""Results: reports by campaign, shift, language, volunteer and day; exports; a page to share."""

from flask import Blueprint, Response, render_template, request, url_for

from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.organisation import Organisation
from phonebank.services import reports
from phonebank.services.exports import FileFormat, LayoutName, Scope, exported, layout_named
from phonebank.services.reports import Dimension
from phonebank.services.showing_desk import campaigns_of
from phonebank.web.api.export_files import CONTENT_TYPES
from phonebank.web.desk.download import download
from phonebank.web.desk.result_words import DIMENSIONS, LAYOUTS
from phonebank.web.door import application, transaction
from phonebank.web.headline_links import headline_token, organisation_of_token
from phonebank.web.sessions import current_member, member_required, public

bp = Blueprint("desk_results", __name__)


@bp.get("/desk/results")
@member_required
def show() -> str:
    """The organisation's results, told apart by what was chosen."""
    by = request.args.get("by", Dimension.CAMPAIGN)
    if by not in set(Dimension):
        raise NotFound("there is no such report")
    owner = current_member().organisation_id
    with transaction() as session:
        found = reports.report(session, owner, Dimension(by))
        campaigns = campaigns_of(session, owner)
    app = application()
    shared = app.config.public_url.rstrip("/") + url_for(
        "desk_results.headline", token=headline_token(app.config, owner)
    )
    return render_template(
        "desk/results.html",
        report=found,
        dimensions=DIMENSIONS,
        layouts=LAYOUTS,
        campaigns=campaigns,
        shared=shared,
    )


@bp.get("/desk/exports/<layout>.<file_format>")
@member_required
def export(layout: str, file_format: str) -> Response:
    """A layout of results or voters as a file, streamed as the database writes it."""
    if layout not in set(LayoutName) or file_format not in set(FileFormat):
        raise NotFound("there is no such export")
    scope = Scope(
        current_member().organisation_id, *(_id(each) for each in ("campaign", "shift", "list"))
    )
    kind = FileFormat(file_format)
    return download(
        f"{layout}.{file_format}",
        CONTENT_TYPES[kind],
        lambda session: exported(session, layout_named(session, LayoutName(layout), scope), kind),
    )


@bp.get("/headline/<token>")
@public
def headline(token: str) -> str:
    """What an organisation has done, in one sentence, for everybody to read. No voter is in it."""
    organisation_id = organisation_of_token(application().config, token)
    with transaction() as session:
        organisation = session.get(Organisation, organisation_id)
        if organisation is None:
            raise NotFound("there is no such page")
        told = reports.headline(session, organisation.id)
    return render_template("headline.html", organisation=organisation, told=told)


def _id(name: str) -> int | None:
    given = request.args.get(name, "")
    if not given:
        return None
    if not given.isdecimal() or len(given) > 15:
        raise BadInput("please choose what is to be exported", name)
    return int(given)
