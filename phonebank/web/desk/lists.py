"""Voter lists: who is on them, the files they came from, and the rows that were not taken."""

import shlex

from flask import Blueprint, Response, render_template
from sqlalchemy.orm import Session

from phonebank.domain.organisation import Organisation
from phonebank.services.importing.rejected import rejected_csv, rejected_rows
from phonebank.services.showing_lists import list_shown, lists_of
from phonebank.web.desk.csv_download import csv_download
from phonebank.web.door import transaction
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_lists", __name__, url_prefix="/desk")


@bp.get("/lists")
@member_required
def every() -> str:
    """All lists, and how to bring in another."""
    with transaction() as session:
        lists = lists_of(session, current_member().organisation_id)
        command = _command(session, None)
    return render_template("desk/lists.html", lists=lists, command=command)


@bp.get("/lists/<int:list_id>")
@member_required
def one(list_id: int) -> str:
    """One list in figures, with its imports."""
    with transaction() as session:
        shown = list_shown(session, current_member().organisation_id, list_id)
        command = _command(session, shown.voter_list.name)
    return render_template("desk/list.html", shown=shown, command=command)


@bp.get("/imports/<int:import_id>/rejected.csv")
@member_required
def rejected(import_id: int) -> Response:
    """The rows of an import that were not taken, with the reason, to be mended."""
    owner = current_member().organisation_id
    return csv_download(
        f"rejected-rows-{import_id}.csv",
        lambda session: rejected_csv(rejected_rows(session, owner, import_id)),
    )


def _command(session: Session, list_name: str | None) -> str:
    """The command that reads a file into the list, as it is typed."""
    slug = session.get_one(Organisation, current_member().organisation_id).slug
    name = shlex.quote(list_name) if list_name else '"NAME"'
    return f"phonebank import-voters --org {shlex.quote(slug)} --list {name} FILE"
