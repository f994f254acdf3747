"""Files that are made in the background: asked for, watched, taken home."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from phonebank.domain.errors import BadInput
from phonebank.domain.export_file import ExportState
from phonebank.jobs.files import make_export
from phonebank.jobs.queues import QueueName, enqueue
from phonebank.services.exports import FileFormat, Scope
from phonebank.services.exports.keeping import KEPT_FOR, ask_for_export, exports_of
from phonebank.services.showing_desk import campaigns_of
from phonebank.web.desk.member import author, told
from phonebank.web.desk.result_words import LAYOUTS
from phonebank.web.door import application, transaction
from phonebank.web.marking import mark as _
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_exports", __name__, url_prefix="/desk/files")

STATES = {
    ExportState.WAITING: _("Waiting its turn"),
    ExportState.RUNNING: _("Being made"),
    ExportState.FINISHED: _("Ready"),
    ExportState.FAILED: _("Not made"),
    ExportState.GONE: _("No longer kept"),
}
FORMATS = {FileFormat.CSV: "CSV", FileFormat.WORKBOOK: "Excel", FileFormat.TAB: "UTF-16"}


@bp.get("")
@member_required
def page() -> str:
    """The newest files, and how to have another made."""
    return _page()


@bp.post("")
@member_required
def ask() -> ResponseReturnValue:
    """Have a file made."""
    form = request.form
    campaign_id = form.get("campaign", type=int)
    scope = Scope(current_member().organisation_id, campaign_id=campaign_id)
    try:
        with transaction() as session:
            layout, file_format = form.get("layout", ""), form.get("format", "")
            file = ask_for_export(session, layout, file_format, scope, author())
    except BadInput as problem:
        return _page(problem), 400
    enqueue(application(), QueueName.FILES, make_export, file.id)
    return redirect(url_for("desk_exports.page"))


def _page(problem: BadInput | None = None) -> str:
    owner = current_member().organisation_id
    with transaction() as session:
        files = exports_of(session, owner)
        campaigns = campaigns_of(session, owner)
    return render_template(
        "desk/exports.html",
        files=files,
        campaigns=campaigns,
        layouts=LAYOUTS,
        formats=FORMATS,
        states=STATES,
        kept_days=KEPT_FOR.days,
        problem=problem,
        told=told,
    )
